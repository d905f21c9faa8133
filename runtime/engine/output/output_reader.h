// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/unique_fd.h"
#include "runtime/engine/logs.h"
#include "runtime/engine/output/segment.h"

#include <filesystem>
#include <functional>
#include <memory>

namespace firkin::output {

/// Reads captured output from its files, with or without a supervisor that goes on writing them. What was dropped while
/// reading is skipped: the next record's offset tells. One thread at a time.
class OutputReader final : public engine::LogReader {
public:
    /// `isOver`: whether no more output can come, asked again after each change below `containerFolder`.
    OutputReader(std::filesystem::path containerFolder, std::filesystem::path outputFolder, std::function<bool()> isOver);
    ~OutputReader() override;

    engine::LogRange range() override;
    Status seek(std::uint64_t offset) override;
    Result<std::vector<engine::LogRecord>> read(std::size_t maxBytes) override;
    Result<bool> waitForMore(std::stop_token stop) override;

private:
    bool openSegmentOf(std::uint64_t offset);
    std::optional<engine::LogRecord> readRecord();
    std::optional<engine::LogRecord> next();
    bool hasMore();

    const std::filesystem::path m_containerFolder;
    const std::filesystem::path m_folder;
    const std::function<bool()> m_isOver;
    UniqueFd m_segment;
    std::uint64_t m_segmentStart = 0;
    std::uint64_t m_position = 0; ///< in the file
    std::uint64_t m_offset = 0;   ///< of the next byte, absolute
    std::optional<engine::LogRecord> m_peeked;
    UniqueFd m_inotify;
};

} // namespace firkin::output
