#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace firkin::ui {

/// Counters of this process since its start.
struct SelfCounters {
    std::chrono::steady_clock::time_point at;
    std::chrono::microseconds cpu{0};
    std::uint64_t wakeUps = 0; ///< times that one of its threads slept and was woken
    std::uint64_t privateBytes = 0;
};

/// What the window itself takes from the computer.
struct SelfCost {
    double cpu = 0; ///< of one core
    double wakeUpsPerSecond = 0;
};

/// Private bytes from the text of /proc/self/smaps_rollup; nothing when it is not that.
[[nodiscard]] std::optional<std::uint64_t> privateBytesOf(std::string_view rollup);
/// Reads /proc: a millisecond or two; not for the GUI thread.
[[nodiscard]] SelfCounters readSelfCounters();
/// Between two readings; nothing when no time has passed.
[[nodiscard]] std::optional<SelfCost> selfCost(const SelfCounters &before, const SelfCounters &now);

} // namespace firkin::ui
