// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/guest/output_relay.h"

#include "runtime/base/socket.h"

#include <algorithm>
#include <cerrno>
#include <sys/epoll.h>
#include <sys/ioctl.h>

namespace firkin::guest {

namespace {

/// Half a window: then what was read is sent, and others have their turn.
constexpr std::size_t mostPerTurn = 128 * 1024;

} // namespace

OutputRelay::OutputRelay(EventLoop &loop, bool resumable, UniqueFd connection)
    : m_end(makeOutputEnd(resumable))
    , m_connection(loop, [this](std::uint32_t) { onConnection(); })
    , m_sourceWatch(loop, [this](std::uint32_t) { turn(); })
{
    if (connection)
        m_connection.open(std::move(connection));
    else
        m_end->disconnected();
    turn();
}

void OutputRelay::setSource(UniqueFd source)
{
    static_cast<void>(setNonBlocking(source.get(), true));
    m_source = std::move(source);
    turn();
}

void OutputRelay::processEnded()
{
    m_processEnded = true;
    m_quiet = false;
    turn();
}

void OutputRelay::cutOff()
{
    if (m_over)
        return;
    int readable = 0;
    if (!m_source || ::ioctl(m_source.get(), FIONREAD, &readable) != 0)
        readable = 0;
    m_left = static_cast<std::size_t>(std::max(readable, 0));
    turn();
}

void OutputRelay::end()
{
    finishSource();
    turn();
}

Status OutputRelay::attach(UniqueFd connection, std::uint64_t offset)
{
    m_connection.close();
    m_end->disconnected();
    FIRKIN_TRY(m_end->resume(offset));
    m_hostSilent = false;
    m_connection.open(std::move(connection));
    turn();
    return {};
}

void OutputRelay::setOnDrained(std::function<void()> callback)
{
    m_onDrained = std::move(callback);
    turn();
}

void OutputRelay::finishSource()
{
    m_sourceWatch.clear();
    m_source.reset();
    if (!m_over)
        m_end->end();
    m_over = true;
}

void OutputRelay::fill()
{
    const auto buffer = scratchBuffer();
    // A terminal gives 4 KiB at a time: a frame, a packet and a turn for each would be most of the work.
    for (std::size_t taken = 0; m_source && !m_over && !m_quiet && taken < mostPerTurn;) {
        const std::size_t count = std::min({m_end->room(), buffer.size(), m_left});
        if (count == 0)
            break;
        const ssize_t got = ::read(m_source.get(), buffer.data(), count);
        if (got > 0) {
            taken += static_cast<std::size_t>(got);
            m_end->append(buffer.first(static_cast<std::size_t>(got)));
            if (m_left != SIZE_MAX)
                m_left -= static_cast<std::size_t>(got);
            continue;
        }
        if (got < 0 && errno == EIO && !m_processEnded) {
            m_quiet = true; // a terminal whose other side is closed; its process may open it again
        } else if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
            finishSource();
        } else if (errno == EAGAIN && m_left != SIZE_MAX) {
            m_left = 0;
        }
        break;
    }
    if (m_source && !m_over && m_left == 0)
        finishSource();
}

void OutputRelay::loseConnection()
{
    m_connection.close();
    m_end->disconnected();
}

void OutputRelay::onConnection()
{
    if (!m_connection.isOpen())
        return;
    Connection::Outcome outcome{};
    const auto bytes = m_connection.receive(outcome);
    if (outcome == Connection::Outcome::Lost && m_end->hostMayFallSilent())
        m_hostSilent = true;
    else if (outcome == Connection::Outcome::Lost || !m_end->received(bytes))
        loseConnection();
    turn();
}

void OutputRelay::turn()
{
    fill();
    bool blocked = false;
    if (m_connection.isOpen()) {
        const auto outcome = m_connection.flush(*m_end);
        blocked = outcome == Connection::Outcome::WouldBlock;
        if (outcome == Connection::Outcome::Lost)
            loseConnection();
    }
    if (m_connection.isOpen() && m_over && m_end->isFinished())
        m_connection.close();
    if (m_connection.isOpen())
        m_connection.wantEvents(!m_hostSilent, blocked);
    if (m_source)
        m_sourceWatch.set(m_source.get(), m_end->room() > 0 && !m_quiet ? std::uint32_t{EPOLLIN} : 0u);
    if (isDrained() && m_onDrained)
        std::exchange(m_onDrained, nullptr)();
}

} // namespace firkin::guest
