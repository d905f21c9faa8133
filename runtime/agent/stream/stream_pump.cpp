// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/stream/stream_pump.h"

#include <array>
#include <cerrno>
#include <sys/socket.h>
#include <unistd.h>

namespace firkin::agent {

namespace {

constexpr std::size_t readSize = 64 * 1024;

std::unexpected<Error> lost(int errnoValue)
{
    if (errnoValue == 0)
        return fail(Operation::RelayStream, {}, Reason::ConnectionLost);
    Error below = systemError(Operation::RelayStream, {}, errnoValue);
    return fail(Operation::RelayStream, {}, Reason::ConnectionLost, below.detail);
}

/// Sockets are written without SIGPIPE even in programs that do not ignore it; tests use pipes, too.
ssize_t writeSome(int fd, std::span<const std::byte> bytes)
{
    const ssize_t sent = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent >= 0 || errno != ENOTSOCK)
        return sent;
    return ::write(fd, bytes.data(), bytes.size());
}

template <class End>
Result<bool> flushEnd(End &end, int fd)
{
    for (;;) {
        const auto bytes = end.pending();
        if (bytes.empty())
            return false;
        const ssize_t count = writeSome(fd, bytes);
        if (count >= 0)
            end.consumed(static_cast<std::size_t>(count));
        else if (errno == EAGAIN)
            return true;
        else if (errno != EINTR)
            return lost(errno);
    }
}

template <class End>
Status pullEnd(End &end, int fd)
{
    std::array<std::byte, readSize> buffer;
    for (;;) {
        const ssize_t count = ::read(fd, buffer.data(), buffer.size());
        if (count > 0)
            return end.received(std::span(buffer).first(static_cast<std::size_t>(count)));
        if (count == 0)
            return lost(0);
        if (errno == EAGAIN)
            return {};
        if (errno != EINTR)
            return lost(errno);
    }
}

} // namespace

Result<bool> flush(StreamSender &sender, int fd)
{
    return flushEnd(sender, fd);
}

Result<bool> flush(StreamReceiver &receiver, int fd)
{
    return flushEnd(receiver, fd);
}

Status pull(StreamSender &sender, int fd)
{
    return pullEnd(sender, fd);
}

Status pull(StreamReceiver &receiver, int fd)
{
    return pullEnd(receiver, fd);
}

} // namespace firkin::agent
