// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/result.h"
#include "runtime/base/unique_fd.h"
#include "runtime/stats/counters.h"

#include <filesystem>
#include <memory>
#include <vector>

/// A container's statistics on disk: one file of fixed-size slots in two rings, 1 s × 15 min of samples and
/// 10 s × 24 h of summaries. A slot carries its running number and a check sum, so that one that was being written when
/// its writer was killed is not taken for a sample. Sparse until it is full (about 5 MB).
namespace firkin::stats {

constexpr std::chrono::seconds fineStep{1};
constexpr std::chrono::seconds coarseStep{10};
constexpr std::uint64_t fineSlots = 15 * 60;
constexpr std::uint64_t coarseSlots = 24 * 360;

/// Writes; one at a time (the machine's supervisor), one thread.
class HistoryWriter {
public:
    /// Goes on with what is there; a file of another format is begun anew.
    static Result<std::unique_ptr<HistoryWriter>> open(const std::filesystem::path &path);
    Status add(const engine::Sample &sample);

private:
    explicit HistoryWriter(UniqueFd fd) : m_fd(std::move(fd)) {}
    Status writeCoarse();

    UniqueFd m_fd;
    std::uint64_t m_nextFine = 0;
    std::uint64_t m_nextCoarse = 0;
    Summarizer m_summarizer;
};

/// What the last `span` before the newest sample holds: fine where 15 minutes suffice, else coarse averages. Needs no
/// supervisor. No file: an empty series.
Result<engine::SampleSeries> readHistory(const std::filesystem::path &path, std::chrono::seconds span);
/// The coarse ring with its lowest and highest values, oldest first.
Result<std::vector<Summary>> readSummaries(const std::filesystem::path &path);

} // namespace firkin::stats
