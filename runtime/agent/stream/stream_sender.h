// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/agent/stream/byte_ring.h"
#include "runtime/agent/stream/frame_codec.h"

namespace firkin::agent {

/// The sending end of a resumable stream: bytes in, bytes out, no descriptor, no lock.
///
/// Bytes go append() → window (kept until acknowledged) → frames → pending(), which the owner writes to
/// the connection and reports by consumed(). What comes back on the connection goes into received().
/// It outlives its connections: after a break call disconnected(), later resume() with the offset that
/// the other end named. It starts without a connection.
class StreamSender : private FrameSink {
public:
    // The producer's side.
    [[nodiscard]] std::size_t room() const { return m_ended ? 0 : m_window.room(); }
    void append(std::span<const std::byte> bytes);
    /// No more bytes will come. Idempotent.
    void end() { m_ended = true; }

    // The connection's side.
    /// On a new connection, go on at `offset`: between acknowledged() and total(), else a violation.
    /// The first connection starts at 0.
    Status resume(std::uint64_t offset);
    /// The same for a stream that another sender has begun, before anything was acknowledged: what was appended so far comes
    /// after `offset`.
    Status takeUp(std::uint64_t offset);
    void disconnected();
    [[nodiscard]] bool isConnected() const { return m_connected; }
    /// Bytes to write next; empty when there is nothing to send now. Valid until the next call.
    [[nodiscard]] std::span<const std::byte> pending();
    void consumed(std::size_t count);
    /// Bytes that arrived on the connection: acknowledgements. An error: drop the connection.
    Status received(std::span<const std::byte> bytes);

    [[nodiscard]] std::uint64_t acknowledged() const { return m_acknowledged; }
    [[nodiscard]] std::uint64_t total() const { return m_acknowledged + m_window.size(); }
    [[nodiscard]] bool isEnded() const { return m_ended; }
    /// All bytes and the end have arrived: the connection may be closed.
    [[nodiscard]] bool isFinished() const { return m_finished; }

private:
    Status onData(std::span<const std::byte> piece) override;
    Status onEnd() override;
    Status onAck(std::uint64_t offset) override;

    ByteRing m_window{streamWindow};
    std::uint64_t m_acknowledged = 0; ///< stream offset of the window's front
    std::uint64_t m_framed = 0;       ///< stream offset up to which frames were made on this connection
    std::vector<std::byte> m_out;     ///< at most one frame
    std::size_t m_outTaken = 0;
    FrameDecoder m_decoder;
    bool m_connected = false;
    bool m_ended = false;
    bool m_endFramed = false;
    bool m_finished = false;
};

} // namespace firkin::agent
