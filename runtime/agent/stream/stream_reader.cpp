// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/stream/stream_reader.h"

#include "runtime/agent/stream/stream_pump.h"
#include "runtime/base/socket.h"
#include "runtime/base/stop_fd.h"

#include <algorithm>
#include <cstring>
#include <poll.h>

namespace firkin::agent {

Status StreamReader::resume(UniqueFd connection)
{
    FIRKIN_TRY(setNonBlocking(connection.get(), true));
    m_receiver.resume();
    m_connection = std::move(connection);
    return {};
}

void StreamReader::drop()
{
    m_receiver.disconnected();
    m_connection.reset();
}

Status StreamReader::acknowledgeEnd(Deadline deadline, const std::stop_token &stop)
{
    while (m_connection) {
        const auto more = flush(m_receiver, m_connection.get());
        if (!more || !*more)
            break; // a connection lost now costs only the sender's certainty
        FIRKIN_TRY(waitReady(m_connection.get(), POLLOUT, deadline, stop, Operation::RelayStream, {}));
    }
    drop();
    return {};
}

Result<std::size_t> StreamReader::read(std::span<std::byte> buffer, Deadline deadline, std::stop_token stop)
{
    m_receiver.take(std::exchange(m_returned, 0));
    for (;;) {
        if (const auto piece = m_receiver.readable(); !piece.empty()) {
            m_returned = std::min(piece.size(), buffer.size());
            std::memcpy(buffer.data(), piece.data(), m_returned);
            return m_returned;
        }
        if (m_receiver.isAtEnd()) {
            FIRKIN_TRY(acknowledgeEnd(deadline, stop));
            return 0;
        }
        if (!m_connection)
            return fail(Operation::RelayStream, {}, Reason::ConnectionLost);
        const auto blocked = flush(m_receiver, m_connection.get());
        if (!blocked) {
            // What arrived before the break is still to be read.
            static_cast<void>(pull(m_receiver, m_connection.get()));
            drop();
            if (!m_receiver.readable().empty() || m_receiver.isAtEnd())
                continue;
            return fail(blocked.error());
        }
        FIRKIN_TRY(waitReady(m_connection.get(), static_cast<short>(*blocked ? POLLIN | POLLOUT : POLLIN), deadline, stop,
                             Operation::RelayStream, {}));
        if (auto pulled = pull(m_receiver, m_connection.get()); !pulled) {
            drop();
            return fail(std::move(pulled).error());
        }
    }
}

} // namespace firkin::agent
