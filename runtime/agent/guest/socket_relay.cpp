// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/guest/socket_relay.h"

#include "runtime/agent/guest/kernel_file.h"
#include "runtime/agent/guest/log.h"
#include "runtime/agent/guest/splice.h"
#include "runtime/agent/stream/socket_pump.h"
#include "runtime/base/socket.h"

#include <cerrno>
#include <filesystem>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <thread>

namespace firkin::guest {

namespace {

Result<UniqueFd> listenAtPath(const SocketRelayPlan &plan)
{
    FIRKIN_TRY(makeDirectories(std::filesystem::path(plan.path).parent_path()));
    FIRKIN_ASSIGN(UniqueFd listener, listenAt(plan.path, 128, Operation::ListenForGuest));
    // Containers connect as whoever they run as.
    if (::chmod(plan.path.c_str(), plan.mode.value_or(0666)) != 0)
        return fail(systemError(Operation::ListenForGuest, plan.path, errno, "chmod"));
    return listener;
}

/// The other side of one connection. Blocks: on a thread of its own, so that the loop does not.
Result<UniqueFd> dialOther(const SocketRelayPlan &plan)
{
    if (plan.into)
        return dialHost(plan.port);
    const Deadline deadline = Deadline::after(std::chrono::seconds(10));
    if (!plan.tree)
        return connectTo(plan.path, deadline, {}, Operation::DialGuest);
    // The path is the container's to choose: it is resolved in its tree, and used through the descriptor.
    FIRKIN_ASSIGN(const RootedTree tree, plan.tree());
    FIRKIN_ASSIGN(const UniqueFd socket, tree.find(plan.path));
    FIRKIN_ASSIGN(const struct stat status, statOf(socket.get()));
    if (!S_ISSOCK(status.st_mode))
        return fail(Operation::DialGuest, plan.path, Reason::BadPath, "it is no socket");
    return connectTo("/proc/self/fd/" + std::to_string(socket.get()), deadline, {}, Operation::DialGuest);
}

/// A SocketPump on the loop; keeps itself alive until it is over.
class FramedRelay : public std::enable_shared_from_this<FramedRelay> {
public:
    static void start(EventLoop &loop, UniqueFd local, UniqueFd border)
    {
        static_cast<void>(setNonBlocking(local.get(), true));
        static_cast<void>(setNonBlocking(border.get(), true));
        std::shared_ptr<FramedRelay> relay(new FramedRelay(loop, std::move(local), std::move(border)));
        loop.post([relay] {
            relay->m_self = relay;
            relay->turn();
        });
    }

private:
    FramedRelay(EventLoop &loop, UniqueFd local, UniqueFd border)
        : m_pump(std::move(local), std::move(border))
        , m_localWatch(loop, [this](std::uint32_t) { turn(); })
        , m_borderWatch(loop, [this](std::uint32_t) { turn(); })
    {
    }

    void turn()
    {
        const auto alive = m_self;
        if (!alive)
            return;
        const int local = m_pump.localFd(), border = m_pump.borderFd();
        const auto wanted = m_pump.turn();
        if (!wanted) {
            m_localWatch.clear();
            m_borderWatch.clear();
            m_self.reset();
            return;
        }
        static_assert(EPOLLIN == POLLIN && EPOLLOUT == POLLOUT);
        m_localWatch.set(local, static_cast<std::uint32_t>(wanted->local));
        m_borderWatch.set(border, static_cast<std::uint32_t>(wanted->border));
    }

    agent::SocketPump m_pump;
    FdWatch m_localWatch;
    FdWatch m_borderWatch;
    std::shared_ptr<FramedRelay> m_self;
};

} // namespace

struct SocketRelays::Relay {
    Relay(EventLoop &eventLoop, SocketRelayPlan relayPlan, UniqueFd fd)
        : loop(eventLoop), plan(std::move(relayPlan)), listener(std::move(fd)), watch(loop, [this](std::uint32_t) { onConnection(); })
    {
    }
    ~Relay()
    {
        watch.clear();
        if (plan.into)
            ::unlink(plan.path.c_str());
    }

    void onConnection()
    {
        UniqueFd accepted(::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
        if (!accepted)
            return;
        std::thread([&eventLoop = loop, copy = plan, near = std::move(accepted)]() mutable {
            auto other = dialOther(copy);
            if (!other) {
                logWarning("relay " + copy.id + ": " + other.error().detail);
                return; // this one connection
            }
            if (!copy.framed)
                Splice::start(eventLoop, std::move(near), std::move(*other));
            else if (copy.into)
                FramedRelay::start(eventLoop, std::move(near), std::move(*other));
            else
                FramedRelay::start(eventLoop, std::move(*other), std::move(near));
        }).detach();
    }

    EventLoop &loop;
    const SocketRelayPlan plan;
    UniqueFd listener;
    FdWatch watch;
};

SocketRelays::SocketRelays(EventLoop &loop) : m_loop(loop)
{
}

SocketRelays::~SocketRelays()
{
    m_loop.run([this] { m_relays.clear(); });
}

Status SocketRelays::start(const SocketRelayPlan &plan)
{
    const std::lock_guard lock(m_mutex);
    if (m_relays.contains(plan.id))
        return fail(Operation::ListenForGuest, plan.id, Reason::NameTaken);
    FIRKIN_ASSIGN(UniqueFd listener, plan.into ? listenAtPath(plan) : listenOnVsock(plan.port));
    FIRKIN_TRY(setNonBlocking(listener.get(), true));
    m_loop.run([&] {
        auto relay = std::make_unique<Relay>(m_loop, plan, std::move(listener));
        relay->watch.set(relay->listener.get(), EPOLLIN);
        m_relays.emplace(plan.id, std::move(relay));
    });
    return {};
}

Status SocketRelays::stop(const std::string &id)
{
    const std::lock_guard lock(m_mutex);
    if (!m_relays.contains(id))
        return fail(Operation::ListenForGuest, id, Reason::NoSuchFile, "no such relay");
    m_loop.run([&] { m_relays.erase(id); });
    return {};
}

} // namespace firkin::guest
