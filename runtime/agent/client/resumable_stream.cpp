// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/client/resumable_stream.h"

#include "runtime/agent/client/agent_client.h"
#include "runtime/agent/stream/stream_pump.h"
#include "runtime/base/limits.h"
#include "runtime/base/socket.h"

#include <algorithm>
#include <array>
#include <poll.h>
#include <utility>

namespace firkin::agent {
namespace {

constexpr auto betweenAttempts = std::chrono::milliseconds(50);
constexpr auto shortLife = std::chrono::seconds(2);

/// The stream itself is gone, not just the way to it.
bool isFinal(const Error &error)
{
    switch (error.code) {
    case ErrorCode::NotFound:
    case ErrorCode::InvalidState:
    case ErrorCode::InvalidArgument:
    case ErrorCode::Unsupported:
    case ErrorCode::Cancelled:
    case ErrorCode::Corrupt:
        return true;
    default:
        return error.rootReason() == Reason::MachineExited || error.rootReason() == Reason::KernelPanic;
    }
}

} // namespace

bool Attachments::mayTryAgain()
{
    const auto now = Deadline::Clock::now();
    m_short = now - m_last < shortLife ? m_short + 1 : 0;
    m_last = now;
    return m_short <= limits::shortAttachments;
}

Result<Reattached> attachAgain(const StreamContext &context, StreamKind kind, std::uint64_t offset, std::stop_token stop)
{
    Deadline limit = Deadline::after(context.client.deadlines().rpc);
    for (;;) {
        // A machine that stands still answers nobody; its time does not count.
        if (context.machine.state() == vmm::MachineState::Paused)
            limit = Deadline::after(context.client.deadlines().rpc);
        auto attempt = [&]() -> Result<Reattached> {
            FIRKIN_ASSIGN(auto listener, context.machine.listenOnFreePort());
            FIRKIN_ASSIGN(const std::uint64_t agreed, context.client.attachStream(context.key, kind, listener->port(), offset, stop));
            FIRKIN_ASSIGN(auto connection, listener->accept(Deadline::after(context.client.deadlines().stdioConnect).sooner(limit), stop));
            return Reattached{std::move(connection), agreed};
        }();
        if (attempt || isFinal(attempt.error()) || limit.passed() || stop.stop_requested())
            return attempt;
        if (const auto end = context.machine.waitForEnd(Deadline::after(betweenAttempts), stop); end)
            return attempt;
    }
}

ResumableOutput::ResumableOutput(StreamContext context, StreamKind kind, UniqueFd connection)
    : m_context(std::move(context)), m_kind(kind), m_reader(std::move(connection))
{ }

ResumableOutput::ResumableOutput(StreamContext context, StreamKind kind, std::uint64_t offset)
    : m_context(std::move(context)), m_kind(kind), m_reader(offset), m_delivered(offset)
{ }

Result<std::size_t> ResumableOutput::read(std::span<std::byte> buffer, Deadline deadline, std::stop_token stop)
{
    for (;;) {
        auto count = m_reader.read(buffer, deadline, stop);
        if (count) {
            m_delivered += *count;
            return count;
        }
        if (m_reader.isConnected() || count.error().isCancelled() || count.error().code == ErrorCode::Timeout)
            return count;
        if (count.error().code == ErrorCode::Corrupt)
            return count; // what the guest sends is no framing: no use to ask again
        if (deadline.passed()) // first: it must not use up an attempt
            return fail(timedOut(Operation::RelayStream, m_context.key.processId));
        if (!m_attachments.mayTryAgain())
            return count;
        auto again = attachAgain(m_context, m_kind, m_reader.offset(), stop);
        if (!again)
            return fail(std::move(again).error());
        FIRKIN_TRY(m_reader.resume(std::move(again->connection)));
    }
}

ResumableInput::ResumableInput(StreamContext context, UniqueFd connection) : m_context(std::move(context)), m_connection(std::move(connection))
{
    static_cast<void>(setNonBlocking(m_connection.get(), true));
    static_cast<void>(m_sender.resume(0));
    m_thread = std::jthread([this](std::stop_token stop) { run(stop); });
}

ResumableInput::ResumableInput(StreamContext context) : m_context(std::move(context)), m_begun(false)
{
    m_thread = std::jthread([this](std::stop_token stop) { run(stop); });
}

ResumableInput::~ResumableInput()
{
    m_thread.request_stop();
    m_wake.wake();
}

Status ResumableInput::write(std::span<const std::byte> bytes, Deadline deadline, std::stop_token stop)
{
    std::unique_lock lock(m_mutex);
    while (!bytes.empty()) {
        const auto ready = [&] { return m_broken || m_sender.isEnded() || m_sender.room() > 0; };
        if (deadline.isNever())
            m_moved.wait(lock, stop, ready);
        else
            m_moved.wait_until(lock, stop, deadline.timePoint(), ready);
        if (m_broken)
            return fail(*m_broken);
        if (m_sender.isEnded())
            return fail(Operation::RelayStream, m_context.key.processId, Reason::ConnectionLost);
        if (stop.stop_requested() && m_sender.room() == 0)
            return fail(cancelled(Operation::RelayStream, m_context.key.processId));
        if (m_sender.room() == 0)
            return fail(timedOut(Operation::RelayStream, m_context.key.processId));
        const auto piece = bytes.first(std::min(bytes.size(), m_sender.room()));
        m_sender.append(piece);
        bytes = bytes.subspan(piece.size());
        m_wake.wake();
    }
    return {};
}

Status ResumableInput::close()
{
    const std::lock_guard lock(m_mutex);
    m_sender.end();
    m_wake.wake();
    return {};
}

void ResumableInput::run(const std::stop_token &stop)
{
    for (;;) {
        const Status moved = m_connection ? pump(stop) : Status(fail(Operation::RelayStream, {}, Reason::ConnectionLost));
        if (moved || stop.stop_requested())
            break;
        m_connection.reset();
        {
            const std::lock_guard lock(m_mutex);
            m_sender.disconnected();
        }
        if (!m_attachments.mayTryAgain()) {
            const std::lock_guard lock(m_mutex);
            m_broken = moved.error();
            break;
        }
        auto again = attachAgain(m_context, StreamKind::Stdin, 0, stop);
        const std::lock_guard lock(m_mutex);
        if (again) {
            static_cast<void>(setNonBlocking(again->connection.get(), true));
            m_connection = std::move(again->connection);
            if (auto resumed = std::exchange(m_begun, true) ? m_sender.resume(again->offset) : m_sender.takeUp(again->offset); !resumed) {
                m_broken = resumed.error();
                break;
            }
            continue;
        }
        // Nobody reads any more: to the writer that is a closed pipe.
        m_broken = again.error();
        if (m_broken->code == ErrorCode::NotFound || m_broken->code == ErrorCode::InvalidState)
            m_broken = makeError(Operation::RelayStream, m_context.key.processId, Reason::ConnectionLost, m_broken->detail);
        break;
    }
    m_moved.notify_all();
}

/// Until everything including the end has arrived (success), the connection broke, or a stop.
Status ResumableInput::pump(const std::stop_token &stop)
{
    for (;;) {
        bool blocked = false;
        {
            const std::lock_guard lock(m_mutex);
            FIRKIN_ASSIGN(blocked, flush(m_sender, m_connection.get()));
            if (m_sender.isFinished())
                return {};
        }
        std::array<pollfd, 2> fds{pollfd{m_connection.get(), static_cast<short>(blocked ? POLLIN | POLLOUT : POLLIN), 0}, pollfd{m_wake.fd(), POLLIN, 0}};
        ::poll(fds.data(), fds.size(), -1);
        if (stop.stop_requested())
            return fail(cancelled(Operation::RelayStream, m_context.key.processId));
        if (fds[1].revents)
            m_wake.drain();
        {
            const std::lock_guard lock(m_mutex);
            if (fds[0].revents) {
                auto pulled = pull(m_sender, m_connection.get());
                if (m_sender.isFinished())
                    return {};
                if (!pulled)
                    return pulled;
            }
        }
        m_moved.notify_all();
    }
}

} // namespace firkin::agent
