// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/engine/statistics.h"

#include <cstdint>
#include <optional>

/// From what the guest's kernel counts to what a chart shows.
namespace firkin::stats {

/// All counters of one container at one moment: the guest's and the host's.
struct Counters {
    std::uint64_t monotonicNanoseconds = 0; ///< of the guest, when the guest's counters were read
    std::uint64_t hostMonotonicNanoseconds = 0;
    engine::WallTime time;
    std::uint64_t cpuMicroseconds = 0;
    std::uint64_t memoryBytes = 0;
    std::uint64_t memoryLimit = 0;
    std::uint64_t networkReceived = 0;
    std::uint64_t networkSent = 0;
    std::uint64_t blockRead = 0;
    std::uint64_t blockWritten = 0;
    std::uint32_t processes = 0;
    std::uint64_t oomKills = 0;
    std::uint64_t hostMemoryBytes = 0;
    std::uint64_t hostCpuMicroseconds = 0;
};

/// Rates from monotonic differences. No previous counters, a clock that stood or went back: rates of 0. A counter that
/// went back (its machine was started anew) gives 0 for its own rate. `cpus`: the container's limit.
[[nodiscard]] engine::Sample computeSample(const std::optional<Counters> &previous, const Counters &current, double cpus);

/// Ten or so samples as one: levels and rates averaged, and their lowest and highest.
struct Summary {
    engine::Sample lowest;
    engine::Sample average;
    engine::Sample highest;
};

/// Collects samples until they are asked for as one.
class Summarizer {
public:
    void add(const engine::Sample &sample);
    [[nodiscard]] bool empty() const { return m_count == 0; }
    [[nodiscard]] engine::WallTime begin() const { return m_begin; }
    /// The time is that of the first sample; totals are the last one's. Starts anew.
    [[nodiscard]] Summary take();

private:
    std::size_t m_count = 0;
    engine::WallTime m_begin;
    Summary m_summary; ///< `average` holds sums
    engine::Sample m_last;
};

} // namespace firkin::stats
