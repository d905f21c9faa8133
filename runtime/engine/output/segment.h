// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/engine/logs.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

/// The format of captured output. A container's output folder has files <offset, 16 hexadecimal digits>.seg, each named
/// by the absolute offset of its first byte of payload; a file is records one after another:
///
///   magic 'FKo1' (4) | stream (1) | 0 (3) | payload length (4) | time, µs since 1970 (8) | absolute offset (8) | payload
///
/// all little-endian. Offsets count payload only, over both streams. A record whose head does not fit what came before
/// it, or that the file cuts short, is a torn tail: it and what follows does not exist.
namespace firkin::output {

constexpr std::uint64_t segmentSize = std::uint64_t{16} << 20;
constexpr std::size_t maxSegments = 4;
constexpr std::size_t headSize = 28;
constexpr std::size_t maxPayload = 64 * 1024;

struct RecordHead {
    engine::OutputStream stream = engine::OutputStream::Stdout;
    std::uint32_t length = 0;
    std::int64_t microseconds = 0;
    std::uint64_t offset = 0;
};

[[nodiscard]] std::array<std::byte, headSize> encode(const RecordHead &head);
/// Empty when these are no head, or not that of the record at `expectedOffset`.
[[nodiscard]] std::optional<RecordHead> decode(std::span<const std::byte, headSize> bytes, std::uint64_t expectedOffset);

[[nodiscard]] std::string segmentName(std::uint64_t offset);
/// The offsets of the segments in the folder, ascending; empty when there is no folder.
[[nodiscard]] std::vector<std::uint64_t> segmentsIn(const std::filesystem::path &folder);

/// Where a segment's valid records end.
struct SegmentEnd {
    std::uint64_t fileSize = 0; ///< bytes of the file that are valid
    std::uint64_t offset = 0;   ///< absolute offset behind the last valid byte
};
[[nodiscard]] SegmentEnd findEnd(int fd, std::uint64_t firstOffset);

} // namespace firkin::output
