// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/agent/stream/byte_ring.h"
#include "runtime/agent/stream/frame_codec.h"

namespace firkin::agent {

/// The receiving end of a resumable stream: bytes in, bytes out, no descriptor, no lock.
///
/// What arrives on the connection goes into received(); the stream's bytes come out of readable(), and
/// take() says how many of them are done with, which makes acknowledgements in pending(). A sender never
/// has more than the window on the way, so that an honest one cannot overfill this buffer.
/// It outlives its connections: after a break call disconnected(), later resume() on a new one, and tell
/// the other end offset(). It starts without a connection.
class StreamReceiver : private FrameSink {
public:
    /// `offset`: of a stream that another receiver has taken up to there.
    explicit StreamReceiver(std::uint64_t offset = 0) : m_taken(offset), m_acknowledged(offset) {}

    // The consumer's side.
    /// The longest contiguous piece of what arrived and was not taken.
    [[nodiscard]] std::span<const std::byte> readable() const { return m_buffer.at(0); }
    [[nodiscard]] std::size_t buffered() const { return m_buffer.size(); }
    void take(std::size_t count);
    /// The sender said End and everything was taken.
    [[nodiscard]] bool isAtEnd() const { return m_endReceived && m_buffer.size() == 0; }

    // The connection's side.
    void resume();
    void disconnected();
    [[nodiscard]] bool isConnected() const { return m_connected; }
    Status received(std::span<const std::byte> bytes);
    /// Acknowledgements to write; empty when there is none. Valid until the next call.
    [[nodiscard]] std::span<const std::byte> pending();
    void consumed(std::size_t count);
    /// The first byte that has not arrived: where the sender has to go on.
    [[nodiscard]] std::uint64_t offset() const { return m_taken + m_buffer.size(); }
    [[nodiscard]] std::uint64_t taken() const { return m_taken; }
    /// The last acknowledgement was written as well: nothing is owed to the sender.
    [[nodiscard]] bool isFinished() const;

private:
    Status onData(std::span<const std::byte> piece) override;
    Status onEnd() override;
    Status onAck(std::uint64_t offset) override;

    /// Small enough that the sender never stalls on a window of several times that.
    static constexpr std::uint64_t acknowledgeEvery = streamWindow / 8;

    ByteRing m_buffer{streamWindow};
    std::uint64_t m_taken;
    std::uint64_t m_acknowledged;
    std::vector<std::byte> m_out;
    std::size_t m_outTaken = 0;
    FrameDecoder m_decoder;
    bool m_connected = false;
    bool m_endReceived = false;
    bool m_endAcknowledged = false;
};

} // namespace firkin::agent
