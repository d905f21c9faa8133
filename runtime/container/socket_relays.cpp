// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/container/socket_relays.h"

#include "runtime/agent/stream/socket_pump.h"
#include "runtime/base/error_text.h"
#include "runtime/base/socket.h"
#include "runtime/base/stop_fd.h"
#include "runtime/container/machine.h"

#include <atomic>
#include <cerrno>
#include <filesystem>
#include <list>
#include <mutex>
#include <poll.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>
#include <utility>

namespace firkin::container {

namespace {

constexpr std::size_t mostConnections = 256; ///< of one relay at once

/// Ports of the guest on which its agent listens for us: of the reserved range, each used once.
vmm::VsockPort nextGuestPort()
{
    static std::atomic<vmm::VsockPort> next{vmm::firstReservedPort + 0x800000};
    return next++;
}

/// Until it is over, stopped, or (with a limit) stuck while the border takes nothing.
template <class Pump>
void pumpUntilOver(Pump pump, std::optional<std::chrono::milliseconds> limit, const std::stop_token &stop, const std::string &id)
{
    const StopFd stopped(stop);
    while (const auto wanted = pump.turn()) {
        // Nothing wanted: not polled at all, since a hang-up would wake for ever.
        std::array<pollfd, 3> fds{pollfd{stopped.fd(), POLLIN, 0},
                                  pollfd{wanted->local ? pump.localFd() : -1, wanted->local, 0},
                                  pollfd{wanted->border ? pump.borderFd() : -1, wanted->border, 0}};
        const bool isBlocked = (wanted->border & POLLOUT) != 0;
        const int timeout = limit && isBlocked ? static_cast<int>(limit->count()) : -1;
        const int ready = ::poll(fds.data(), fds.size(), timeout);
        if (ready == 0) {
            spdlog::warn("socket {}: its connection has stalled; it is given up", id);
            return;
        }
        if (fds[0].revents != 0 || (ready < 0 && errno != EINTR))
            return;
    }
}

} // namespace

struct SocketRelays::Relay {
    Machine &machine;
    const std::string id;
    const SocketConfig config;
    const bool framed;
    std::unique_ptr<vmm::VsockListener> guestListener; ///< Into
    UniqueFd hostListener;                             ///< OutOf
    ino_t hostInode = 0;
    vmm::VsockPort guestPort = 0;
    bool isKnownToGuest = false;

    struct Connection {
        std::atomic<bool> over{false};
        std::jthread thread;
    };
    std::mutex mutex;
    std::list<std::unique_ptr<Connection>> connections; ///< guarded
    std::jthread acceptor;

    Relay(Machine &owner, std::string relayId, SocketConfig socket)
        : machine(owner), id(std::move(relayId)), config(std::move(socket)), framed(owner.agent().info().can("socket-relays"))
    {
    }
    ~Relay();
    Status listenOnHost();
    Status open(const ContainerId &container, const std::string &rootfs, std::size_t number, std::stop_token stop);
    void acceptAll(std::stop_token stop);
    void serve(UniqueFd accepted, std::stop_token stop) const;
};

/// A stale socket of an earlier run is replaced; anything else that lies there is somebody's.
Status SocketRelays::Relay::listenOnHost()
{
    const std::filesystem::path path(config.hostPath);
    std::error_code error;
    std::filesystem::create_directories(path.parent_path(), error);
    struct stat status{};
    if (::lstat(path.c_str(), &status) == 0) {
        if (!S_ISSOCK(status.st_mode))
            return fail(Operation::RelaySocket, config.hostPath, Reason::NameTaken, "there is something that is no socket");
        if (connectTo(path, Deadline::after(machine.deadlines().helperStart), {}, Operation::RelaySocket))
            return fail(Operation::RelaySocket, config.hostPath, Reason::InUse, "somebody listens there");
    }
    FIRKIN_ASSIGN(hostListener, listenAt(path, 64, Operation::RelaySocket));
    if (::lstat(path.c_str(), &status) == 0)
        hostInode = status.st_ino; // from here on the destructor takes it away
    if (hostInode == 0 || ::chmod(path.c_str(), config.mode.value_or(0600)) != 0)
        return fail(systemError(Operation::RelaySocket, config.hostPath, errno));
    return {};
}

Status SocketRelays::Relay::open(const ContainerId &container, const std::string &rootfs, std::size_t number, std::stop_token stop)
{
    agent::SocketRelayCall call{.id = id, .port = 0, .into = config.direction == SocketDirection::Into, .path = {}, .containerId = container.str(), .mode = config.mode};
    if (call.into) {
        FIRKIN_ASSIGN(guestListener, machine.vm().listenOnFreePort());
        call.port = guestListener->port();
        call.path = guestSocketPath(container, number);
    } else {
        FIRKIN_TRY(listenOnHost());
        guestPort = nextGuestPort();
        call.port = guestPort;
        call.path = framed ? config.containerPath : rootfs + config.containerPath;
        call.mode.reset();
    }
    FIRKIN_TRY(machine.agent().relaySocket(call, std::move(stop)));
    isKnownToGuest = true;
    acceptor = std::jthread([this](std::stop_token over) { acceptAll(std::move(over)); });
    return {};
}

void SocketRelays::Relay::acceptAll(std::stop_token stop)
{
    bool isAccepting = true;
    while (!stop.stop_requested()) {
        auto accepted = guestListener ? guestListener->accept(Deadline::never(), stop)
                                      : acceptFrom(hostListener.get(), Deadline::never(), stop, Operation::RelaySocket, config.hostPath);
        if (!accepted) {
            if (accepted.error().isCancelled() || accepted.error().reason == Reason::ConnectionLost)
                return; // the latter: the machine has ended
            if (std::exchange(isAccepting, false))
                spdlog::warn("socket {}: no connections for now: {}", id, render(accepted.error()));
            // Out of descriptors, perhaps: give it time, but go on.
            if (!pauseFor(std::chrono::milliseconds(100), stop))
                return;
            continue;
        }
        isAccepting = true;
        const std::lock_guard lock(mutex);
        connections.remove_if([](const auto &one) { return one->over.load(); });
        if (connections.size() >= mostConnections)
            continue; // this one is closed
        auto &connection = *connections.emplace_back(std::make_unique<Connection>());
        connection.thread = std::jthread([this, &connection, fd = std::move(*accepted)](std::stop_token over) mutable {
            serve(std::move(fd), std::move(over));
            connection.over = true;
        });
    }
}

void SocketRelays::Relay::serve(UniqueFd accepted, std::stop_token stop) const
{
    const Deadline patience = Deadline::after(machine.deadlines().stdioConnect);
    auto other = guestListener ? connectTo(config.hostPath, patience, stop, Operation::RelaySocket) : machine.vm().dial(guestPort, patience, stop);
    if (!other) {
        spdlog::debug("socket {}: {}", id, render(other.error()));
        return; // whoever called sees the end
    }
    UniqueFd local = guestListener ? std::move(*other) : std::move(accepted);
    UniqueFd border = guestListener ? std::move(accepted) : std::move(*other);
    (void)setNonBlocking(local.get(), true);
    (void)setNonBlocking(border.get(), true);
    if (framed)
        pumpUntilOver(agent::SocketPump(std::move(local), std::move(border)), {}, stop, id);
    else
        pumpUntilOver(agent::RawPump(std::move(local), std::move(border)), machine.deadlines().transferStall, stop, id);
}

SocketRelays::Relay::~Relay()
{
    acceptor = {};
    connections.clear();
    if (isKnownToGuest && !machine.vm().end())
        (void)machine.agent().stopSocketRelay(id, {}); // a guest that does not answer has other troubles
    struct stat status{};
    if (hostListener && ::lstat(config.hostPath.c_str(), &status) == 0 && status.st_ino == hostInode)
        ::unlink(config.hostPath.c_str());
}

SocketRelays::SocketRelays() = default;
SocketRelays::~SocketRelays() = default;

Result<std::unique_ptr<SocketRelays>> SocketRelays::start(Machine &machine,
                                                          const ContainerId &container,
                                                          const std::string &rootfs,
                                                          const std::vector<SocketConfig> &sockets,
                                                          std::stop_token stop)
{
    std::unique_ptr<SocketRelays> relays(new SocketRelays);
    for (std::size_t number = 0; number < sockets.size(); ++number) {
        auto relay = std::make_unique<Relay>(machine, relayId(container, number), sockets[number]);
        if (Status opened = relay->open(container, rootfs, number, stop); !opened)
            return fail(wrap(Operation::RelaySocket, sockets[number].hostPath, std::move(opened).error()));
        relays->m_relays.push_back(std::move(relay));
    }
    return relays;
}

} // namespace firkin::container
