#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

/// The framing of a resumable stdio connection (ProcessOptions.resumable_stdio), the same in guest and host.
///
/// A connection carries one stream: data one way, acknowledgements the other. A frame is a 4-byte little-endian head
/// (kind in the top byte, payload length in the low three) and the payload:
///   Data  1…65536 bytes of the stream;
///   End   nothing: the stream is over, regularly (a connection that just breaks is not);
///   Ack   8 bytes little-endian: the absolute offset up to which the receiver has taken everything. Before the
///         End it stays at least one byte behind, so that an Ack of the full length says: all arrived, End too.
/// The sender keeps what is not acknowledged and has at most `window` bytes of it; then it waits (back-pressure).
/// When the connection breaks, both ends keep their state, Agent.AttachStream exchanges the offset, and the
/// sender goes on from there.
namespace firkin::agent {

enum class FrameKind : std::uint8_t { Data = 1, End = 2, Ack = 3 };

constexpr std::size_t frameHeadSize = 4;
constexpr std::size_t maxFramePayload = 64 * 1024;
constexpr std::size_t streamWindow = 256 * 1024;

} // namespace firkin::agent
