#pragma once

#include "runtime/engine/statistics.h"
#include "runtime/engine/types.h"

#include <functional>
#include <vector>

namespace firkin::ui {

/// What all running containers take together.
struct Totals {
    int running = 0;
    int all = 0;
    double cores = 0;              ///< used by the containers
    std::uint64_t memory = 0;      ///< their working sets
    std::uint64_t hostMemory = 0;  ///< what their machines take from this computer
    double hostCores = 0;
    double received = 0;
    double sent = 0;
};

/// Its machine takes something from this computer.
[[nodiscard]] bool runs(const engine::ContainerView &view);

/// The newest sample of a container; null: none yet, or it does not run.
using LatestFn = std::function<const engine::Sample *(const ContainerId &)>;

[[nodiscard]] Totals totalsOf(const std::vector<engine::ContainerView> &containers, const LatestFn &latest);

enum class Consumption : std::uint8_t { Cpu, Memory };

struct Consumer {
    ContainerId id;
    double value = 0; ///< cores, or bytes on this computer
    double share = 0; ///< of the largest, 0 … 1
};
/// Running ones by what their machines take from this computer, the largest first; those that take nothing are left out.
[[nodiscard]] std::vector<Consumer> topConsumers(const std::vector<engine::ContainerView> &containers, const LatestFn &latest, Consumption by, std::size_t most);

} // namespace firkin::ui
