// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/container/guest_copy.h"

#include "runtime/agent/client/agent_client.h"
#include "runtime/base/socket.h"
#include "runtime/base/stop_fd.h"
#include "runtime/container/machine.h"

#include <cerrno>
#include <poll.h>
#include <sys/socket.h>

namespace firkin::container {

void GuestCopy::Forward::operator()() const noexcept
{
    copy->m_abandon.request_stop();
    copy->m_ended.request_stop();
}

GuestCopy::GuestCopy(const MountedContainer &container, agent::CopyCall call, std::stop_token stop)
    : m_machine(container.machine()), m_call(std::move(call)), m_path(m_call.path, container.rootfsPath().size()), m_caller(std::move(stop))
{ }

Operation GuestCopy::operation() const
{
    return m_call.direction == agent::CopyDirection::In ? Operation::CopyIn : Operation::CopyOut;
}

Result<std::unique_ptr<GuestCopy>> GuestCopy::begin(const MountedContainer &container, agent::CopyCall call, std::stop_token stop)
{
    FIRKIN_ASSIGN(auto listener, container.machine().vm().listenOnFreePort());
    call.port = listener->port();
    std::unique_ptr<GuestCopy> copy(new GuestCopy(container, std::move(call), std::move(stop)));
    copy->m_listener = std::move(listener);
    copy->m_forward.emplace(copy->m_caller, Forward{copy.get()});
    copy->m_thread = std::jthread([self = copy.get()] { self->run(); });
    return copy;
}

GuestCopy::~GuestCopy()
{
    m_abandon.request_stop();
    m_connection.reset();
}

void GuestCopy::run()
{
    Status outcome = m_machine.agent().copy(
        m_call,
        [this](const agent::CopyMetadata &metadata) {
            const std::lock_guard lock(m_mutex);
            m_metadata = metadata;
            m_changed.notify_all();
        },
        m_abandon.get_token());
    const bool failed = !outcome;
    if (failed && outcome.error().object == m_call.path)
        outcome.error().object = m_path;
    {
        const std::lock_guard lock(m_mutex);
        m_outcome = std::move(outcome);
    }
    m_changed.notify_all();
    // A copy that succeeded may still have bytes on the way to us.
    if (failed)
        m_ended.request_stop();
}

Result<agent::CopyMetadata> GuestCopy::metadata()
{
    std::unique_lock lock(m_mutex);
    const Deadline deadline = Deadline::after(m_machine.deadlines().transferStall);
    if (!m_changed.wait_until(lock, deadline.timePoint(), [&] { return m_metadata || m_outcome; })) {
        m_abandon.request_stop();
        return fail(timedOut(operation(), m_path));
    }
    if (m_metadata)
        return *m_metadata;
    if (!*m_outcome)
        return fail(m_outcome->error());
    return fail(operation(), m_path, Reason::ProtocolViolation, "no metadata");
}

Status GuestCopy::connect()
{
    const Deadline deadline = Deadline::after(m_machine.deadlines().transferStall);
    auto connection = m_listener->accept(deadline, m_ended.get_token());
    if (!connection)
        return fail(std::move(connection).error());
    m_connection = std::move(*connection);
    return setNonBlocking(m_connection.get(), true);
}

Status GuestCopy::send(std::span<const std::byte> bytes)
{
    while (!bytes.empty()) {
        const ssize_t count = ::send(m_connection.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count >= 0) {
            bytes = bytes.subspan(static_cast<std::size_t>(count));
        } else if (errno == EAGAIN) {
            FIRKIN_TRY(waitReady(m_connection.get(), POLLOUT, Deadline::after(m_machine.deadlines().transferStall), m_ended.get_token(),
                                 operation(), m_path));
        } else if (errno != EINTR) {
            return fail(systemError(operation(), m_path, errno, "send"));
        }
    }
    return {};
}

Result<std::size_t> GuestCopy::receive(std::span<std::byte> buffer)
{
    for (;;) {
        const ssize_t count = ::recv(m_connection.get(), buffer.data(), buffer.size(), 0);
        if (count >= 0)
            return static_cast<std::size_t>(count);
        if (errno == EAGAIN) {
            FIRKIN_TRY(waitReady(m_connection.get(), POLLIN, Deadline::after(m_machine.deadlines().transferStall), m_ended.get_token(),
                                 operation(), m_path));
        } else if (errno != EINTR) {
            return fail(systemError(operation(), m_path, errno, "receive"));
        }
    }
}

Status GuestCopy::finish(Status moved)
{
    m_connection.reset();
    std::unique_lock lock(m_mutex);
    if (!moved && !m_outcome) {
        // Whose fault was it? A guest that gave up has said so, or is about to; anything else must not wait for it.
        const bool brokenByGuest = moved.error().reason == Reason::ConnectionLost;
        if (!brokenByGuest)
            m_abandon.request_stop();
        else
            m_changed.wait_until(lock, Deadline::after(m_machine.deadlines().outputDrain).timePoint(), [&] { return m_outcome.has_value(); });
    }
    if (!m_outcome && !moved)
        return moved;
    // An abandoned call ends at once; a guest that never says that it is done is not waited for without end.
    if (!m_changed.wait_until(lock, Deadline::after(m_machine.deadlines().transferEnd).timePoint(), [&] { return m_outcome.has_value(); })) {
        m_abandon.request_stop();
        return fail(timedOut(operation(), m_path));
    }
    if (m_caller.stop_requested() && (!moved || !*m_outcome))
        return fail(cancelled(operation(), m_path));
    if (!*m_outcome && !m_outcome->error().isCancelled())
        return *m_outcome;
    return moved ? *m_outcome : moved;
}

} // namespace firkin::container
