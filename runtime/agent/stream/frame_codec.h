// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/agent/stream/frame.h"
#include "runtime/base/result.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

/// Frames to bytes and back: pure, no descriptors. See frame.h for the format.
namespace firkin::agent {

/// Appends one Data frame. `payload` has 1 to maxFramePayload bytes.
void appendData(std::vector<std::byte> &out, std::span<const std::byte> payload);
void appendEnd(std::vector<std::byte> &out);
void appendAck(std::vector<std::byte> &out, std::uint64_t offset);

/// What a decoder found. Data comes in the pieces in which it arrived, not in whole frames.
class FrameSink {
public:
    virtual ~FrameSink() = default;
    virtual Status onData(std::span<const std::byte> piece) = 0;
    virtual Status onEnd() = 0;
    virtual Status onAck(std::uint64_t offset) = 0;
};

/// Reads frames from bytes that come in any split. After an error it must be reset.
class FrameDecoder {
public:
    /// Takes all of `bytes`; stops at the first violation or at the first error of the sink.
    Status decode(std::span<const std::byte> bytes, FrameSink &sink);
    /// Forgets a frame begun on a connection that broke.
    void reset();

private:
    Status onHead(FrameSink &sink);

    std::array<std::byte, frameHeadSize> m_head{};
    std::array<std::byte, 8> m_ack{};
    std::size_t m_headFill = 0;
    std::size_t m_ackFill = 0;
    std::size_t m_payloadLeft = 0;
    FrameKind m_kind = FrameKind::Data;
};

/// A peer that does not keep to the format; `what` names the rule.
[[nodiscard]] Error streamViolation(std::string_view what);

} // namespace firkin::agent
