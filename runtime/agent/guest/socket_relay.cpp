// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/guest/socket_relay.h"

#include "runtime/agent/guest/kernel_file.h"
#include "runtime/agent/guest/log.h"
#include "runtime/agent/guest/splice.h"
#include "runtime/base/socket.h"

#include <cerrno>
#include <filesystem>
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
    return connectTo(plan.path, Deadline::after(std::chrono::seconds(10)), {}, Operation::DialGuest);
}

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
            Splice::start(eventLoop, std::move(near), std::move(*other));
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
