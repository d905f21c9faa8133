// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/guest/input_relay.h"

#include "runtime/base/socket.h"

#include <cerrno>
#include <sys/epoll.h>

namespace firkin::guest {

using namespace std::chrono_literals;

namespace {

constexpr auto closeGrace = 200ms;

} // namespace

InputRelay::InputRelay(EventLoop &loop, bool resumable, UniqueFd connection)
    : m_loop(loop)
    , m_end(makeInputEnd(resumable))
    , m_connection(loop, [this](std::uint32_t) { onConnection(); })
    , m_sinkWatch(loop, [this](std::uint32_t) { turn(); })
{
    m_connection.open(std::move(connection));
    turn();
}

InputRelay::~InputRelay()
{
    m_loop.cancel(m_closeTimer);
}

void InputRelay::setSink(UniqueFd sink)
{
    if (m_sinkGone)
        return;
    static_cast<void>(setNonBlocking(sink.get(), true));
    m_sink = std::move(sink);
    turn();
}

void InputRelay::closeSoon()
{
    m_closing = true;
    armCloseTimer();
}

void InputRelay::armCloseTimer()
{
    m_loop.cancel(m_closeTimer);
    m_closeTimer = m_loop.after(closeGrace, [this] {
        m_closeDue = true;
        turn();
    });
}

void InputRelay::end()
{
    closeSink();
    m_connection.close();
}

Result<std::uint64_t> InputRelay::attach(UniqueFd connection)
{
    m_connection.close();
    m_end->disconnected();
    FIRKIN_ASSIGN(const std::uint64_t offset, m_end->resume());
    m_connection.open(std::move(connection));
    turn();
    return offset;
}

void InputRelay::closeSink()
{
    m_sinkWatch.clear();
    m_sink.reset();
    m_sinkGone = true;
}

void InputRelay::drainToSink()
{
    while (!m_end->readable().empty()) {
        const auto bytes = m_end->readable();
        if (m_sinkGone) {
            m_end->take(bytes.size());
            continue;
        }
        if (!m_sink)
            return;
        const ssize_t count = ::write(m_sink.get(), bytes.data(), bytes.size());
        if (count > 0)
            m_end->take(static_cast<std::size_t>(count));
        else if (errno == EAGAIN)
            return;
        else if (errno != EINTR)
            closeSink();
    }
}

void InputRelay::onConnection()
{
    if (!m_connection.isOpen())
        return;
    Connection::Outcome outcome{};
    const auto bytes = m_connection.receive(outcome);
    if (outcome == Connection::Outcome::Lost || !m_end->received(bytes)) {
        m_connection.close();
        m_end->disconnected();
    } else if (m_closing) {
        armCloseTimer();
    }
    turn();
}

void InputRelay::turn()
{
    drainToSink();
    if (m_end->isAtEnd() || (m_closeDue && m_end->readable().empty()))
        closeSink();
    bool blocked = false;
    if (m_connection.isOpen()) {
        const auto outcome = m_connection.flush(*m_end);
        blocked = outcome == Connection::Outcome::WouldBlock;
        if (outcome == Connection::Outcome::Lost) {
            m_connection.close();
            m_end->disconnected();
        }
    }
    if (m_connection.isOpen() && m_end->isFinished())
        m_connection.close();
    if (m_connection.isOpen())
        m_connection.wantEvents(m_end->wantsInput(), blocked);
    if (m_sink)
        m_sinkWatch.set(m_sink.get(), m_end->readable().empty() ? 0u : std::uint32_t{EPOLLOUT});
}

} // namespace firkin::guest
