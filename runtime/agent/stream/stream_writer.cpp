// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/stream/stream_writer.h"

#include "runtime/agent/stream/stream_pump.h"
#include "runtime/base/socket.h"
#include "runtime/base/stop_fd.h"

#include <algorithm>
#include <poll.h>

namespace firkin::agent {

Status StreamWriter::resume(UniqueFd connection, std::uint64_t offset)
{
    FIRKIN_TRY(setNonBlocking(connection.get(), true));
    FIRKIN_TRY(m_sender.resume(offset));
    m_connection = std::move(connection);
    return {};
}

void StreamWriter::drop()
{
    m_sender.disconnected();
    m_connection.reset();
}

/// Waits until the connection moves, and moves what it can.
Status StreamWriter::step(Deadline deadline, const std::stop_token &stop)
{
    if (!m_connection)
        return fail(Operation::RelayStream, {}, Reason::ConnectionLost);
    const auto blocked = flush(m_sender, m_connection.get());
    if (!blocked) {
        drop();
        return fail(blocked.error());
    }
    FIRKIN_TRY(waitReady(m_connection.get(), static_cast<short>(*blocked ? POLLIN | POLLOUT : POLLIN), deadline, stop,
                         Operation::RelayStream, {}));
    if (auto pulled = pull(m_sender, m_connection.get()); !pulled && !m_sender.isFinished()) {
        drop();
        return fail(std::move(pulled).error());
    }
    return {};
}

Result<std::size_t> StreamWriter::write(std::span<const std::byte> bytes, Deadline deadline, std::stop_token stop)
{
    while (m_sender.room() == 0)
        FIRKIN_TRY(step(deadline, stop));
    const auto taken = bytes.first(std::min(bytes.size(), m_sender.room()));
    m_sender.append(taken);
    if (m_connection) {
        // Acknowledgements are read along, so that the peer never blocks on writing them.
        auto moved = flush(m_sender, m_connection.get());
        if (!moved || !pull(m_sender, m_connection.get()))
            drop(); // the next call says so; these bytes are kept
    }
    return taken.size();
}

Status StreamWriter::finish(Deadline deadline, std::stop_token stop)
{
    m_sender.end();
    while (!m_sender.isFinished())
        FIRKIN_TRY(step(deadline, stop));
    drop();
    return {};
}

} // namespace firkin::agent
