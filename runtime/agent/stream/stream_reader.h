// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/agent/stream/stream_receiver.h"
#include "runtime/base/deadline.h"
#include "runtime/base/unique_fd.h"

#include <stop_token>

namespace firkin::agent {

/// The blocking receiving end of a resumable stream. Owns the connection, one at a time. One thread at a time.
///
/// read() → ConnectionLost → attach again with offset() → resume(connection) → read() goes on, no byte lost.
class StreamReader {
public:
    StreamReader() = default;
    /// Without a connection, to go on at `offset`.
    explicit StreamReader(std::uint64_t offset) : m_receiver(offset) {}
    explicit StreamReader(UniqueFd connection) { static_cast<void>(resume(std::move(connection))); }

    /// At least one byte, or 0 at the stream's regular end. What a call returned counts as taken, and is
    /// acknowledged, when the next call begins. Timeout and Cancelled leave the stream usable.
    Result<std::size_t> read(std::span<std::byte> buffer, Deadline deadline, std::stop_token stop);
    /// Goes on with a new connection.
    Status resume(UniqueFd connection);

    /// Where the sender has to go on: the first byte that has not arrived.
    [[nodiscard]] std::uint64_t offset() const { return m_receiver.offset(); }
    [[nodiscard]] bool isConnected() const { return static_cast<bool>(m_connection); }

private:
    void drop();
    Status acknowledgeEnd(Deadline deadline, const std::stop_token &stop);

    StreamReceiver m_receiver;
    UniqueFd m_connection;
    std::size_t m_returned = 0; ///< of the last read, not yet taken
};

} // namespace firkin::agent
