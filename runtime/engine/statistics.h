#pragma once

#include "runtime/engine/containers.h"
#include "runtime/engine/types.h"

#include <functional>
#include <memory>
#include <stop_token>

namespace firkin::engine {

/// One moment of one container, rates already made from monotonic differences; a counter that went back gives 0.
struct Sample {
    WallTime time;
    double cpu = 0; ///< share of the container's own limit, 0 … 1 (more for a moment)
    std::uint64_t memoryBytes = 0; ///< working set: without reclaimable cache
    std::uint64_t memoryLimit = 0;
    double networkReceived = 0; ///< bytes per second
    double networkSent = 0;
    double blockRead = 0;
    double blockWritten = 0;
    std::uint32_t processes = 0;
    std::uint64_t oomKills = 0;       ///< total so far
    std::uint64_t hostMemoryBytes = 0; ///< true cost: QEMU and its helpers
    double hostCpu = 0;               ///< cores
    std::uint64_t networkReceivedTotal = 0; ///< bytes since start, as Docker shows them
    std::uint64_t networkSentTotal = 0;
    std::uint64_t blockReadTotal = 0;
    std::uint64_t blockWrittenTotal = 0;
};

/// Samples oldest first; where two neighbours lie further apart than 2.5 × `step` there is a gap.
struct SampleSeries {
    std::chrono::milliseconds step{1000};
    std::vector<Sample> samples;
};

struct LiveSample {
    ContainerId container;
    Sample sample;
};
using LiveSamplesFn = std::function<void(const std::vector<LiveSample> &)>;

class Statistics {
public:
    virtual ~Statistics() = default;
    /// From the supervisor's ring, also for a stopped container: 1 s for 15 min, 10 s for 24 h.
    virtual Result<SampleSeries> history(const ContainerId &container, std::chrono::seconds span, std::stop_token stop) = 0;
    /// Every running container's new samples, about once a second, on the subscription's thread.
    virtual Result<std::unique_ptr<Subscription>> watch(LiveSamplesFn onSamples) = 0;
};

} // namespace firkin::engine
