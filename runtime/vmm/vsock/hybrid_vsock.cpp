// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/vmm/vsock/hybrid_vsock.h"

#include "runtime/base/file.h"
#include "runtime/base/limits.h"
#include "runtime/base/socket.h"

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <format>

namespace firkin::vmm {

std::optional<VsockPort> PortPool::take()
{
    const std::lock_guard lock(m_mutex);
    for (VsockPort tried = 0; tried <= m_last - m_first; ++tried) {
        const VsockPort port = m_next;
        m_next = m_next == m_last ? m_first : m_next + 1;
        if (m_taken.insert(port).second)
            return port;
    }
    return std::nullopt;
}

bool PortPool::take(VsockPort port)
{
    const std::lock_guard lock(m_mutex);
    return m_taken.insert(port).second;
}

void PortPool::giveBack(VsockPort port)
{
    const std::lock_guard lock(m_mutex);
    m_taken.erase(port);
}

/// Outlives the machine as long as a listener does.
struct HybridVsock::Shared {
    PortPool ports{firstReservedPort, lastReservedPort};
    WakeFd closed; ///< never drained: once closed, always closed
};

namespace {

class HybridListener final : public VsockListener {
public:
    HybridListener(VsockPort port, std::filesystem::path path, UniqueFd fd, std::function<void()> giveBack, std::function<int()> closedFd)
        : m_port(port), m_path(std::move(path)), m_fd(std::move(fd)), m_giveBack(std::move(giveBack)), m_closedFd(std::move(closedFd))
    {
    }
    HybridListener(const HybridListener &) = delete;
    HybridListener &operator=(const HybridListener &) = delete;
    ~HybridListener() override
    {
        ::unlink(m_path.c_str());
        m_giveBack();
    }

    [[nodiscard]] VsockPort port() const override { return m_port; }

    Result<UniqueFd> accept(Deadline deadline, std::stop_token stop) override
    {
        const StopFd stopFd(std::move(stop));
        const std::string object = std::to_string(m_port);
        for (;;) {
            std::array<pollfd, 3> fds{pollfd{stopFd.fd(), POLLIN, 0}, pollfd{m_closedFd(), POLLIN, 0}, pollfd{m_fd.get(), POLLIN, 0}};
            const int ready = ::poll(fds.data(), fds.size(), deadline.pollMilliseconds());
            if (ready < 0 && errno != EINTR)
                return fail(systemError(Operation::ListenForGuest, object, errno, "poll"));
            if (ready == 0 && deadline.passed())
                return fail(timedOut(Operation::ListenForGuest, object));
            if (ready <= 0)
                continue;
            if (fds[0].revents)
                return fail(cancelled(Operation::ListenForGuest, object));
            if (fds[2].revents) {
                UniqueFd connection(::accept4(m_fd.get(), nullptr, nullptr, SOCK_CLOEXEC));
                if (connection)
                    return connection;
                if (errno != EAGAIN && errno != EINTR && errno != ECONNABORTED)
                    return fail(systemError(Operation::ListenForGuest, object, errno, "accept"));
            } else {
                return fail(Operation::ListenForGuest, object, Reason::ConnectionLost, "the machine has ended");
            }
        }
    }

private:
    VsockPort m_port;
    std::filesystem::path m_path;
    UniqueFd m_fd;
    std::function<void()> m_giveBack;
    std::function<int()> m_closedFd;
};

/// The answer to CONNECT, a byte at a time: what follows its line belongs to the caller.
Result<std::string> readLine(int fd, Deadline deadline, const StopFd &stop, std::string_view object)
{
    std::string line;
    while (line.size() < 64) {
        FIRKIN_TRY(waitReady(fd, POLLIN, deadline, stop, Operation::DialGuest, object));
        char c = 0;
        const ssize_t n = ::recv(fd, &c, 1, 0);
        if (n < 0 && errno == EINTR)
            continue;
        // The device closes when nobody listens at the port.
        if (n <= 0)
            return fail(Operation::DialGuest, object, Reason::ConnectionLost, "nobody answers in the guest");
        if (c == '\n')
            return line;
        line += c;
    }
    return fail(Operation::DialGuest, object, Reason::ProtocolViolation, line);
}

} // namespace

HybridVsock::HybridVsock(std::filesystem::path base, std::string machine)
    : m_base(std::move(base)), m_machine(std::move(machine)), m_shared(std::make_shared<Shared>())
{
}

Result<UniqueFd> HybridVsock::dial(VsockPort port, Deadline deadline, std::stop_token stop) const
{
    const std::string object = std::to_string(port);
    const StopFd stopFd(stop);
    FIRKIN_ASSIGN(UniqueFd fd, connectTo(m_base, deadline, stop, Operation::DialGuest));
    const std::string request = std::format("CONNECT {}\n", port);
    if (::send(fd.get(), request.data(), request.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(request.size()))
        return fail(systemError(Operation::DialGuest, object, errno, "send"));
    FIRKIN_ASSIGN(const std::string answer, readLine(fd.get(), deadline, stopFd, object));
    if (!answer.starts_with("OK "))
        return fail(Operation::DialGuest, object, Reason::ProtocolViolation, answer);
    return fd;
}

Result<std::unique_ptr<VsockListener>> HybridVsock::listen(VsockPort port) const
{
    if (!m_shared->ports.take(port))
        return fail(Operation::ListenForGuest, std::to_string(port), Reason::PortTaken);
    return bindTaken(port);
}

Result<std::unique_ptr<VsockListener>> HybridVsock::listenOnFreePort() const
{
    const auto port = m_shared->ports.take();
    if (!port)
        return fail(Operation::ListenForGuest, m_machine, Reason::LimitExceeded, "no free vsock port");
    return bindTaken(*port);
}

Result<std::unique_ptr<VsockListener>> HybridVsock::bindTaken(VsockPort port) const
{
    std::filesystem::path path = m_base;
    path += std::format("_{}", port);
    auto fd = listenAt(path, limits::vsockBacklog, Operation::ListenForGuest);
    if (!fd) {
        m_shared->ports.giveBack(port);
        return fail(std::move(fd).error());
    }
    return std::make_unique<HybridListener>(
        port,
        std::move(path),
        std::move(*fd),
        [shared = m_shared, port] { shared->ports.giveBack(port); },
        [shared = m_shared] { return shared->closed.fd(); });
}

void HybridVsock::close() const
{
    m_shared->closed.wake();
}

} // namespace firkin::vmm
