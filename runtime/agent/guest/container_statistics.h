// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/agent/guest/cgroup_parse.h"
#include "runtime/agent/guest/netlink.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// One sample of a container: its cgroup's files, and the machine's interfaces, which it shares.
namespace firkin::guest {

struct StatisticsSelection {
    bool process = false, memory = false, cpu = false, blockIo = false, network = false, memoryEvents = false;
    static StatisticsSelection everything() { return {true, true, true, true, true, true}; }
};

struct ProcessSample {
    std::uint64_t current = 0, limit = 0;
};
struct MemorySample {
    std::uint64_t usage = 0, limit = 0, swapUsage = 0, swapLimit = 0;
    std::uint64_t cache = 0, kernelStack = 0, slab = 0, pageFaults = 0, majorPageFaults = 0, inactiveFile = 0, anonymous = 0;
    std::uint64_t refaultAnonymous = 0, refaultFile = 0, stealKswapd = 0, stealDirect = 0, stealKhugepaged = 0;
};
struct CpuSample {
    std::uint64_t usage = 0, user = 0, system = 0, periods = 0, throttledPeriods = 0, throttledTime = 0; ///< microseconds
};
struct MemoryEventsSample {
    std::uint64_t low = 0, high = 0, max = 0, oom = 0, oomKill = 0, oomGroupKill = 0;
};

struct ContainerSample {
    std::string containerId;
    std::optional<ProcessSample> process;
    std::optional<MemorySample> memory;
    std::optional<CpuSample> cpu;
    std::optional<std::vector<BlockIo>> blockIo;
    std::vector<LinkCounters> networks;
    std::optional<MemoryEventsSample> memoryEvents;
};

/// Groups whose files are not there are left out. `links` is read once for all containers.
[[nodiscard]] ContainerSample sampleContainer(std::string_view containerId, const std::string &cgroupFolder,
                                              const StatisticsSelection &selection, const std::vector<LinkCounters> &links);

/// "eth…": what hosts name so; bridges and tunnels that a container makes are its own matter.
[[nodiscard]] std::vector<LinkCounters> readMachineLinks();

} // namespace firkin::guest
