// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/guest/bulk_connection.h"

#include "runtime/base/socket.h"

#include <cerrno>
#include <poll.h>
#include <sys/socket.h>

namespace firkin::guest {

namespace {

/// How often a transfer that does not move looks whether its host is still there: gRPC's synchronous server does not
/// tell.
constexpr int checkMilliseconds = 500;

} // namespace

Result<BulkConnection> BulkConnection::dial(std::uint32_t port, HostDialer dialer, Stopped stopped)
{
    FIRKIN_ASSIGN(UniqueFd fd, dialer(port));
    FIRKIN_TRY(setNonBlocking(fd.get(), true));
    return BulkConnection(std::move(fd), std::move(stopped));
}

Status BulkConnection::waitFor(short events)
{
    for (;;) {
        pollfd ready{.fd = m_fd.get(), .events = events, .revents = 0};
        const int count = ::poll(&ready, 1, checkMilliseconds);
        if (count > 0)
            return {};
        if (count < 0 && errno != EINTR)
            return fail(systemError(Operation::RelayStream, {}, errno, "poll"));
        if (m_stopped && m_stopped())
            return fail(cancelled(Operation::RelayStream, {}));
    }
}

Result<std::size_t> BulkConnection::read(std::span<std::byte> buffer)
{
    for (;;) {
        const ssize_t count = ::recv(m_fd.get(), buffer.data(), buffer.size(), 0);
        if (count > 0)
            return static_cast<std::size_t>(count);
        if (count == 0) {
            // A host that gave up closes its connection as well: that is not the end of its data.
            if (m_stopped && m_stopped())
                return fail(cancelled(Operation::RelayStream, {}));
            return 0;
        }
        if (errno == EAGAIN)
            FIRKIN_TRY(waitFor(POLLIN));
        else if (errno != EINTR)
            return fail(systemError(Operation::RelayStream, {}, errno, "receive"));
    }
}

Status BulkConnection::write(std::span<const std::byte> bytes)
{
    while (!bytes.empty()) {
        const ssize_t count = ::send(m_fd.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count >= 0)
            bytes = bytes.subspan(static_cast<std::size_t>(count));
        else if (errno == EAGAIN)
            FIRKIN_TRY(waitFor(POLLOUT));
        else if (errno != EINTR)
            return fail(systemError(Operation::RelayStream, {}, errno, "send"));
    }
    return {};
}

Status BulkConnection::finish()
{
    m_fd.reset();
    return {};
}

} // namespace firkin::guest
