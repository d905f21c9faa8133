// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/agent/stream/byte_ring.h"
#include "runtime/agent/stream/frame_codec.h"

namespace firkin::agent {

/// Both directions of a relayed socket on one connection, each with an end of its own: the vsock device makes a shutdown of
/// one direction the end of both. Bytes in, bytes out, no descriptor, no lock; the same on both sides.
///
///   append(), end() → Data and End frames → pending()      received() → readable(), take() → Ack frames → pending()
///
/// At most `window` bytes of a direction are on the way: the other side has room for them, so it always reads, and the
/// connection is never full in both directions at once (which vhost-device-vsock 0.3.0 does not survive).
/// It does not outlive its connection.
class DuplexStream : private FrameSink {
public:
    static constexpr std::size_t window = 16 * 1024;

    // This side's socket.
    [[nodiscard]] std::size_t room() const { return m_ended ? 0 : window - static_cast<std::size_t>(m_sent - m_acknowledged); }
    void append(std::span<const std::byte> bytes); ///< fits into room()
    void end();                                    ///< idempotent
    [[nodiscard]] std::span<const std::byte> readable() const { return m_buffer.at(0); }
    void take(std::size_t count);
    [[nodiscard]] bool hasEnd() const { return m_endReceived; }
    /// The other side has ended its direction, and everything was taken.
    [[nodiscard]] bool isAtEnd() const { return m_endReceived && m_buffer.size() == 0; }

    // The connection.
    [[nodiscard]] std::span<const std::byte> pending() const { return std::span(m_out).subspan(m_outTaken); }
    void consumed(std::size_t count);
    Status received(std::span<const std::byte> bytes);
    /// Both directions have ended, the other side has taken everything and said so, and nothing is left to write: the
    /// connection may be closed, and nothing of it is unread on either side.
    [[nodiscard]] bool isFinished() const { return m_ended && isAtEnd() && m_acknowledged == m_sent && pending().empty(); }

private:
    Status onData(std::span<const std::byte> piece) override;
    Status onEnd() override;
    Status onAck(std::uint64_t offset) override;
    void acknowledge();

    static constexpr std::uint64_t acknowledgeEvery = window / 4;

    /// More than a window in frames of one byte each, and the acknowledgements of another.
    static constexpr std::size_t mostPending = 8 * window;

    std::vector<std::byte> m_out; ///< bounded by mostPending
    std::size_t m_outTaken = 0;
    std::uint64_t m_sent = 0;
    std::uint64_t m_acknowledged = 0; ///< of what was sent
    ByteRing m_buffer{window};
    std::uint64_t m_taken = 0;
    std::uint64_t m_told = 0; ///< up to where what was taken has been acknowledged
    FrameDecoder m_decoder;
    bool m_ended = false;
    bool m_endReceived = false;
};

} // namespace firkin::agent
