// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/client/plain_stream.h"

#include "runtime/base/socket.h"
#include "runtime/base/stop_fd.h"

#include <cerrno>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace firkin::agent {

Result<std::size_t> PlainOutput::read(std::span<std::byte> buffer, Deadline deadline, std::stop_token stop)
{
    for (;;) {
        if (!m_connection)
            return 0;
        FIRKIN_TRY(waitReady(m_connection.get(), POLLIN, deadline, stop, Operation::RelayStream, m_object));
        const ssize_t count = ::read(m_connection.get(), buffer.data(), buffer.size());
        if (count > 0) {
            m_offset += static_cast<std::uint64_t>(count);
            return static_cast<std::size_t>(count);
        }
        if (count == 0) {
            m_connection.reset();
            return 0;
        }
        if (errno == EINTR || errno == EAGAIN)
            continue;
        const int error = errno;
        m_connection.reset();
        return fail(systemError(Operation::RelayStream, m_object, error, "read"));
    }
}

PlainInput::PlainInput(UniqueFd connection, std::string object) : m_connection(std::move(connection)), m_object(std::move(object))
{
    static_cast<void>(setNonBlocking(m_connection.get(), true)); // else a full socket would defy the stop token
}

Status PlainInput::write(std::span<const std::byte> bytes, Deadline deadline, std::stop_token stop)
{
    while (!bytes.empty()) {
        if (!m_connection)
            return fail(Operation::RelayStream, m_object, Reason::ConnectionLost);
        const ssize_t count = ::send(m_connection.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count >= 0) {
            bytes = bytes.subspan(static_cast<std::size_t>(count));
            continue;
        }
        if (errno == EAGAIN) {
            FIRKIN_TRY(waitReady(m_connection.get(), POLLOUT, deadline, stop, Operation::RelayStream, m_object));
            continue;
        }
        if (errno == EINTR)
            continue;
        const int error = errno;
        m_connection.reset();
        return fail(systemError(Operation::RelayStream, m_object, error, "write"));
    }
    return {};
}

Status PlainInput::close()
{
    // One way only, so that closing is the same as half-closing, which hybrid vsock does not carry.
    m_connection.reset();
    return {};
}

} // namespace firkin::agent
