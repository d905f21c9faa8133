// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/stream/socket_pump.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <poll.h>
#include <sys/socket.h>

namespace firkin::agent {

namespace {

bool wouldBlock(int error)
{
    return error == EAGAIN || error == EINTR;
}

} // namespace

/// False: the connection broke.
bool SocketPump::readLocal(bool &moved)
{
    if (m_localEnded || m_stream.room() == 0)
        return true;
    std::array<std::byte, DuplexStream::window> buffer;
    const ssize_t count = ::recv(m_local.get(), buffer.data(), std::min(buffer.size(), m_stream.room()), 0);
    if (count < 0)
        return wouldBlock(errno);
    moved = true;
    if (count == 0) {
        m_localEnded = true;
        m_stream.end();
    } else {
        m_stream.append(std::span(buffer).first(static_cast<std::size_t>(count)));
    }
    return true;
}

bool SocketPump::writeLocal(bool &moved)
{
    while (!m_stream.readable().empty()) {
        const auto bytes = m_stream.readable();
        const ssize_t count = ::send(m_local.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count < 0)
            return wouldBlock(errno);
        moved = true;
        m_stream.take(static_cast<std::size_t>(count));
    }
    if (m_stream.isAtEnd() && !m_localShut) {
        m_localShut = true;
        ::shutdown(m_local.get(), SHUT_WR);
    }
    return true;
}

bool SocketPump::readBorder(bool &moved)
{
    if (m_borderEnded)
        return true;
    std::array<std::byte, 64 * 1024> buffer;
    const ssize_t count = ::recv(m_border.get(), buffer.data(), buffer.size(), 0);
    if (count < 0)
        return wouldBlock(errno);
    moved = true;
    if (count > 0)
        return m_stream.received(std::span(buffer).first(static_cast<std::size_t>(count))).has_value();
    m_borderEnded = true;
    return m_stream.hasEnd(); // without it the connection broke
}

bool SocketPump::writeBorder(bool &moved)
{
    while (!m_stream.pending().empty()) {
        const auto bytes = m_stream.pending();
        if (m_borderDeaf) {
            m_stream.consumed(bytes.size());
            return true;
        }
        const ssize_t count = ::send(m_border.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count < 0 && !wouldBlock(errno)) {
            m_borderDeaf = true; // what it has sent may still be here to be read
            continue;
        }
        if (count < 0)
            return true;
        moved = true;
        m_stream.consumed(static_cast<std::size_t>(count));
    }
    return true;
}

bool SocketPump::moveOnce(bool &moved)
{
    return readLocal(moved) && writeBorder(moved) && readBorder(moved) && writeLocal(moved) && writeBorder(moved);
}

std::optional<SocketPump::Wanted> SocketPump::turn()
{
    // A few rounds, then others of the same loop have theirs.
    constexpr int rounds = 8;
    // When the other side has gone, what it sent before is all there is left to do.
    const auto isOver = [this] { return m_stream.isFinished() || (m_borderEnded && m_stream.isAtEnd() && m_localShut); };
    bool isWell = true, moved = true;
    for (int i = 0; i < rounds && isWell && moved && !isOver(); ++i) {
        moved = false;
        isWell = moveOnce(moved);
    }
    if (isWell && !isOver())
        return wanted();
    return std::nullopt;
}

SocketPump::Wanted SocketPump::wanted() const
{
    Wanted events;
    if (!m_localEnded && m_stream.room() > 0)
        events.local |= POLLIN;
    if (!m_stream.readable().empty())
        events.local |= POLLOUT;
    if (!m_borderEnded)
        events.border |= POLLIN;
    if (!m_stream.pending().empty())
        events.border |= POLLOUT;
    return events;
}

bool RawPump::pull(int fd, ByteRing &into, bool &ended)
{
    if (ended || into.room() == 0)
        return true;
    std::array<std::byte, bufferSize> buffer;
    const ssize_t count = ::recv(fd, buffer.data(), std::min(buffer.size(), into.room()), 0);
    if (count < 0)
        return wouldBlock(errno);
    if (count == 0)
        ended = true;
    into.append(std::span(buffer).first(static_cast<std::size_t>(count)));
    return true;
}

bool RawPump::push(int fd, ByteRing &from)
{
    while (from.size() > 0) {
        const auto bytes = from.at(0);
        const ssize_t count = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count < 0)
            return wouldBlock(errno);
        from.drop(static_cast<std::size_t>(count));
    }
    return true;
}

std::optional<SocketPump::Wanted> RawPump::turn()
{
    const bool isWell = pull(m_local.get(), m_out, m_localEnded) && pull(m_border.get(), m_in, m_borderEnded)
        && push(m_border.get(), m_out) && push(m_local.get(), m_in);
    const bool isOver = (m_localEnded && m_out.size() == 0) || (m_borderEnded && m_in.size() == 0);
    if (!isWell || isOver)
        return std::nullopt;
    const auto events = [](bool ended, const ByteRing &incoming, const ByteRing &outgoing) {
        return static_cast<short>((!ended && incoming.room() > 0 ? POLLIN : 0) | (outgoing.size() > 0 ? POLLOUT : 0));
    };
    return SocketPump::Wanted{events(m_localEnded, m_out, m_in), events(m_borderEnded, m_in, m_out)};
}

} // namespace firkin::agent
