// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/vmm/qemu/passt.h"

#include "runtime/base/paths.h"
#include "runtime/base/socket.h"
#include "runtime/base/stop_fd.h"
#include "runtime/base/wait_for_file.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <format>

namespace firkin::vmm::qemu {
namespace {

constexpr int passtFd = 3; ///< its end of the pair, as the child numbers it
constexpr std::chrono::milliseconds deathIsNear{200}; ///< from its closed socket to its end

std::filesystem::path controlSocket(const std::filesystem::path &folder)
{
    return folder / "passt";
}

std::string describe(const PublishedPort &port)
{
    return std::format("{}:{}->{}/{}", port.hostAddress, port.hostPort, port.guestPort, port.transport == Transport::Udp ? "udp" : "tcp");
}

/// What passt and pesto say, in English only, when a port is not to be had.
bool saysPortTaken(std::string_view text)
{
    return text.contains("Address already in use") || text.contains("Failed to bind") || text.contains("Couldn't listen");
}

} // namespace

void Passt::removeFiles(const std::filesystem::path &folder)
{
    ::unlink(controlSocket(folder).c_str());
}

std::vector<std::string> Passt::portArguments(const PublishedPort &port)
{
    return {port.transport == Transport::Udp ? "--udp-ports" : "--tcp-ports",
            std::format("{}/{}:{}", port.hostAddress, port.hostPort, port.guestPort)};
}

std::vector<std::string> Passt::arguments(const std::filesystem::path &folder, const UserNetwork &network, int fd)
{
    std::vector<std::string> arguments{
        "--foreground",
        "--quiet",
        "--fd", std::to_string(fd),
        "--conf-path", controlSocket(folder).native(),
        // No way to the host's loopback: neither by the gateway's address nor by one of its own.
        "--no-map-gw",
        "--map-host-loopback", network.hostLoopback ? std::string(UserNetwork::gateway) : "none",
        "--address", std::string(UserNetwork::guestAddress),
        "--netmask", std::to_string(UserNetwork::prefixLength),
        "--gateway", std::string(UserNetwork::gateway),
        "--dns-forward", std::string(UserNetwork::nameserver),
    };
    for (const PublishedPort &port : network.ports) {
        for (std::string &argument : portArguments(port))
            arguments.push_back(std::move(argument));
    }
    return arguments;
}

Result<std::unique_ptr<Passt>>
Passt::start(const std::filesystem::path &folder, const UserNetwork &network, UniqueFd &qemuEnd)
{
    FIRKIN_ASSIGN(const auto program, findHelper(Helper::Passt));
    UserNetwork bound = network;
    // passt names no port that it cannot have.
    for (PublishedPort &port : bound.ports) {
        FIRKIN_ASSIGN(port.hostPort, freeHostPort(port.hostAddress, port.transport, port.hostPort));
    }
    removeFiles(folder);
    std::array<int, 2> pair{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair.data()) != 0)
        return fail(systemError(Operation::RunHelper, program.native(), errno, "socketpair"));
    qemuEnd.reset(pair[0]);
    const UniqueFd passtEnd(pair[1]);
    ProcessSpec spec;
    spec.program = program;
    spec.arguments = arguments(folder, bound, passtFd);
    spec.inheritedFds = {{passtEnd.get(), passtFd}};
    FIRKIN_ASSIGN(auto process, Process::start(spec));
    return std::unique_ptr<Passt>(new Passt(folder, std::move(bound.ports), std::move(process)));
}

Passt::Passt(std::filesystem::path folder, std::vector<PublishedPort> ports, std::unique_ptr<Process> process)
    : m_folder(std::move(folder)), m_ports(std::move(ports)), m_process(std::move(process))
{
}

Passt::~Passt()
{
    m_process.reset();
    removeFiles(m_folder);
}

Status Passt::waitUntilReady(Deadline deadline, std::stop_token stop)
{
    auto ready = awaitControl(deadline, stop);
    if (ready || !m_process->wait(Deadline::after(deathIsNear), stop))
        return ready;
    const std::string said = m_process->errorTail();
    if (!saysPortTaken(said))
        return fail(Operation::RunHelper, helperName(Helper::Passt), Reason::HelperFailed, said);
    std::string wanted;
    for (const PublishedPort &port : m_ports)
        wanted += (wanted.empty() ? "" : ", ") + describe(port);
    return fail(Operation::PublishPort, wanted, Reason::PortTaken, said);
}

/// passt greets on its control socket from its event loop, which it enters once its ports are bound.
Status Passt::awaitControl(Deadline deadline, std::stop_token stop)
{
    const auto path = controlSocket(m_folder);
    FIRKIN_TRY(waitForFile(path, *m_process, deadline, stop));
    for (;;) {
        auto control = connectTo(path, deadline, stop, Operation::RunHelper);
        if (control) {
            FIRKIN_TRY(waitReady(control->get(), POLLIN, deadline, stop, Operation::RunHelper, path.native()));
            char first = 0;
            if (::recv(control->get(), &first, 1, 0) == 1)
                return {};
            return fail(Operation::RunHelper, path.native(), Reason::ConnectionLost);
        }
        // Between its bind() and its listen() a socket exists and refuses; there is no event for that.
        if (control.error().code != ErrorCode::Unavailable || deadline.passed() || m_process->ended())
            return fail(std::move(control).error());
        if (!pauseFor(std::chrono::milliseconds(1), stop))
            return fail(cancelled(Operation::RunHelper, path.native()));
    }
}

Status Passt::runPesto(std::string_view verb, const PublishedPort &port, Deadline deadline, std::stop_token stop) const
{
    FIRKIN_ASSIGN(const auto program, findHelper(Helper::Pesto));
    ProcessSpec spec;
    spec.program = program;
    spec.arguments = {std::string(verb)};
    for (std::string &argument : portArguments(port))
        spec.arguments.push_back(std::move(argument));
    spec.arguments.push_back(controlSocket(m_folder).native());
    FIRKIN_ASSIGN(const ProcessOutput output, run(spec, deadline, std::move(stop)));
    if (output.end.success())
        return {};
    const bool taken = saysPortTaken(output.errorTail);
    return fail(Operation::PublishPort, describe(port), taken ? Reason::PortTaken : Reason::HelperFailed, output.errorTail);
}

Result<PublishedPort> Passt::publish(PublishedPort port, Deadline deadline, std::stop_token stop) const
{
    constexpr int attempts = 3; // a port that was free a moment ago may be taken now
    for (int attempt = 1;; ++attempt) {
        PublishedPort bound = port;
        // pesto does not say that somebody else has the port.
        FIRKIN_ASSIGN(bound.hostPort, freeHostPort(port.hostAddress, port.transport, port.hostPort));
        auto done = runPesto("--add", bound, deadline, stop);
        if (done)
            return bound;
        if (port.hostPort != 0 || attempt == attempts || done.error().reason != Reason::PortTaken)
            return fail(std::move(done).error());
    }
}

Status Passt::unpublish(const PublishedPort &port, Deadline deadline, std::stop_token stop) const
{
    return runPesto("--delete", port, deadline, std::move(stop));
}

Result<std::uint16_t> freeHostPort(const std::string &address, Transport transport, std::uint16_t wanted)
{
    sockaddr_storage storage{};
    auto *v4 = reinterpret_cast<sockaddr_in *>(&storage);
    auto *v6 = reinterpret_cast<sockaddr_in6 *>(&storage);
    socklen_t length = 0;
    if (::inet_pton(AF_INET, address.c_str(), &v4->sin_addr) == 1) {
        v4->sin_family = AF_INET;
        v4->sin_port = htons(wanted);
        length = sizeof *v4;
    } else if (::inet_pton(AF_INET6, address.c_str(), &v6->sin6_addr) == 1) {
        v6->sin6_family = AF_INET6;
        v6->sin6_port = htons(wanted);
        length = sizeof *v6;
    } else {
        return fail(Operation::PublishPort, address, Reason::BadSyntax);
    }
    const int type = transport == Transport::Udp ? SOCK_DGRAM : SOCK_STREAM;
    const UniqueFd fd(::socket(storage.ss_family, type | SOCK_CLOEXEC, 0));
    // Connections that have ended do not hold it; a listener does.
    if (const int reuse = 1; fd && transport == Transport::Tcp)
        ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &reuse, sizeof reuse);
    // passt binds an address of one family for that alone.
    if (const int only = 1; fd && storage.ss_family == AF_INET6)
        ::setsockopt(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY, &only, sizeof only);
    const bool bound = fd && ::bind(fd.get(), reinterpret_cast<sockaddr *>(&storage), length) == 0;
    if (!bound && errno == EADDRINUSE)
        return fail(Operation::PublishPort, address + ":" + std::to_string(wanted), Reason::PortTaken);
    if (!bound || ::getsockname(fd.get(), reinterpret_cast<sockaddr *>(&storage), &length) != 0)
        return fail(systemError(Operation::PublishPort, address, errno, "bind"));
    return ntohs(storage.ss_family == AF_INET ? v4->sin_port : v6->sin6_port);
}

} // namespace firkin::vmm::qemu
