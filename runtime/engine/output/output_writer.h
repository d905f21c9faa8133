// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/result.h"
#include "runtime/base/unique_fd.h"
#include "runtime/engine/output/segment.h"

#include <memory>
#include <mutex>

namespace firkin::output {

/// Appends a container's output to its segments and drops the oldest beyond four. One writer at a time (the machine's
/// supervisor); any of its threads. What append() has taken is in the file: a kill -9 later loses nothing of it.
class OutputWriter {
public:
    struct Limits {
        std::uint64_t segmentBytes = segmentSize;
        std::size_t segments = maxSegments;
    };
    /// Goes on behind what is there; a torn tail is cut off.
    static Result<std::unique_ptr<OutputWriter>> open(const std::filesystem::path &folder, Limits limits);
    static Result<std::unique_ptr<OutputWriter>> open(const std::filesystem::path &folder) { return open(folder, {}); }

    Status append(engine::WallTime time, engine::OutputStream stream, std::span<const std::byte> bytes);
    [[nodiscard]] std::uint64_t endOffset() const;

private:
    OutputWriter(std::filesystem::path folder, Limits limits) : m_folder(std::move(folder)), m_limits(limits) {}
    Status openSegment(std::uint64_t firstOffset);
    Status appendRecord(engine::WallTime time, engine::OutputStream stream, std::span<const std::byte> bytes);
    void dropOldest();

    const std::filesystem::path m_folder;
    const Limits m_limits;
    mutable std::mutex m_mutex;
    UniqueFd m_segment;
    std::uint64_t m_fileSize = 0;
    std::uint64_t m_end = 0;
};

} // namespace firkin::output
