// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/agent/stream/stream_sender.h"
#include "runtime/base/deadline.h"
#include "runtime/base/unique_fd.h"

#include <stop_token>

namespace firkin::agent {

/// The blocking sending end of a resumable stream. Owns the connection, one at a time. One thread at a time.
///
/// write() → ConnectionLost → attach again, the guest names an offset → resume(connection, offset) → write()
/// goes on with what was not accepted.
class StreamWriter {
public:
    StreamWriter() = default;
    explicit StreamWriter(UniqueFd connection) { static_cast<void>(resume(std::move(connection), 0)); }

    /// Waits for room and takes at least one byte; returns how many it took: they will arrive, over any number of
    /// connections. An error took none of them.
    Result<std::size_t> write(std::span<const std::byte> bytes, Deadline deadline, std::stop_token stop);
    /// Says that the stream is over and waits until the receiver has all of it. Repeat it after resume().
    Status finish(Deadline deadline, std::stop_token stop);
    /// Goes on at the offset that the receiver named.
    Status resume(UniqueFd connection, std::uint64_t offset);

    [[nodiscard]] std::uint64_t acknowledged() const { return m_sender.acknowledged(); }
    [[nodiscard]] std::uint64_t total() const { return m_sender.total(); }
    [[nodiscard]] bool isConnected() const { return static_cast<bool>(m_connection); }

private:
    void drop();
    Status step(Deadline deadline, const std::stop_token &stop);

    StreamSender m_sender;
    UniqueFd m_connection;
};

} // namespace firkin::agent
