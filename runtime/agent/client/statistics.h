// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// What a container uses, as the guest's kernel counts it.
namespace firkin::agent {

/// A set of categories; empty means all.
enum class StatCategory : std::uint8_t {
    All = 0,
    Process = 1,
    Memory = 2,
    Cpu = 4,
    BlockIo = 8,
    Network = 16,
    MemoryEvents = 32,
};
[[nodiscard]] constexpr StatCategory operator|(StatCategory a, StatCategory b)
{
    return static_cast<StatCategory>(static_cast<unsigned>(a) | static_cast<unsigned>(b));
}
[[nodiscard]] constexpr bool includes(StatCategory set, StatCategory one)
{
    return set == StatCategory::All || (static_cast<unsigned>(set) & static_cast<unsigned>(one)) != 0;
}

constexpr std::uint64_t noLimit = UINT64_MAX;

struct ProcessStatistics {
    std::uint64_t current = 0;
    std::uint64_t limit = 0;
};
struct MemoryStatistics {
    std::uint64_t usageBytes = 0;
    std::uint64_t limitBytes = 0;
    std::uint64_t swapUsageBytes = 0;
    std::uint64_t swapLimitBytes = 0;
    std::uint64_t cacheBytes = 0;
    std::uint64_t kernelStackBytes = 0;
    std::uint64_t slabBytes = 0;
    std::uint64_t pageFaults = 0;
    std::uint64_t majorPageFaults = 0;
    std::uint64_t inactiveFileBytes = 0;
    std::uint64_t anonymousBytes = 0;
    /// What cannot be reclaimed at once: what Docker shows as memory.
    [[nodiscard]] std::uint64_t workingSetBytes() const
    {
        return usageBytes > inactiveFileBytes ? usageBytes - inactiveFileBytes : 0;
    }
};
struct CpuStatistics {
    std::uint64_t usageMicroseconds = 0;
    std::uint64_t userMicroseconds = 0;
    std::uint64_t systemMicroseconds = 0;
    std::uint64_t periods = 0;
    std::uint64_t throttledPeriods = 0;
    std::uint64_t throttledMicroseconds = 0;
};
struct BlockIoDevice {
    std::uint64_t major = 0;
    std::uint64_t minor = 0;
    std::uint64_t readBytes = 0;
    std::uint64_t writtenBytes = 0;
    std::uint64_t readOperations = 0;
    std::uint64_t writeOperations = 0;
};
struct NetworkStatistics {
    std::string interface;
    std::uint64_t receivedBytes = 0;
    std::uint64_t sentBytes = 0;
    std::uint64_t receivedPackets = 0;
    std::uint64_t sentPackets = 0;
    std::uint64_t receivedErrors = 0;
    std::uint64_t sentErrors = 0;
};
struct MemoryEvents {
    std::uint64_t low = 0;
    std::uint64_t high = 0;
    std::uint64_t max = 0;
    std::uint64_t oom = 0;
    std::uint64_t oomKill = 0;
    std::uint64_t oomGroupKill = 0;
};

/// One container's counters. What was not asked for, or is not counted, is absent.
struct ContainerStatistics {
    std::string containerId;
    std::optional<ProcessStatistics> process;
    std::optional<MemoryStatistics> memory;
    std::optional<CpuStatistics> cpu;
    std::optional<std::vector<BlockIoDevice>> blockIo;
    std::optional<std::vector<NetworkStatistics>> networks;
    std::optional<MemoryEvents> memoryEvents;
};

/// Counters of several containers at one moment of the guest.
struct StatisticsSample {
    std::uint64_t monotonicNanoseconds = 0; ///< of the guest: rates come from its differences
    std::vector<ContainerStatistics> containers;
};

} // namespace firkin::agent
