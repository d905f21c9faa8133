// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/guest/connection.h"

#include "runtime/base/socket.h"

#include <array>
#include <cerrno>
#include <sys/epoll.h>
#include <sys/socket.h>

namespace firkin::guest {

std::span<std::byte> scratchBuffer()
{
    static thread_local std::array<std::byte, 64 * 1024> buffer;
    return buffer;
}

void Connection::open(UniqueFd fd)
{
    close();
    static_cast<void>(setNonBlocking(fd.get(), true));
    m_fd = std::move(fd);
}

void Connection::close()
{
    m_watch.clear();
    m_fd.reset();
}

ssize_t Connection::send(std::span<const std::byte> bytes)
{
    for (;;) {
        const ssize_t count = ::send(m_fd.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count >= 0)
            return count;
        if (errno == EAGAIN)
            return wouldBlock;
        if (errno != EINTR)
            return -1;
    }
}

std::span<const std::byte> Connection::receive(Outcome &outcome)
{
    const auto buffer = scratchBuffer();
    for (;;) {
        const ssize_t count = ::recv(m_fd.get(), buffer.data(), buffer.size(), 0);
        if (count < 0 && errno == EINTR)
            continue;
        if (count > 0)
            outcome = Outcome::Done;
        else
            outcome = count < 0 && errno == EAGAIN ? Outcome::WouldBlock : Outcome::Lost;
        return buffer.first(static_cast<std::size_t>(count > 0 ? count : 0));
    }
}

void Connection::wantEvents(bool input, bool output)
{
    m_watch.set(m_fd.get(), (input ? std::uint32_t{EPOLLIN} : 0u) | (output ? std::uint32_t{EPOLLOUT} : 0u));
}

} // namespace firkin::guest
