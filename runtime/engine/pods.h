// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/progress.h"
#include "runtime/engine/statistics.h"
#include "runtime/engine/types.h"

#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace firkin::engine {

/// Groups of containers in one machine: they reach each other on localhost and may share volumes and processes, and
/// they end together with their machine. What a container of a pod does by itself is Containers' business; the pods at one
/// moment and their changes come with the list (ContainerList::pods). Every call blocks; any thread.
class Pods {
public:
    virtual ~Pods() = default;

    virtual Result<std::vector<PodView>> list(std::stop_token stop) = 0; ///< by name
    /// By id, unique id prefix, or name.
    virtual Result<PodView> find(std::string_view idOrName, std::stop_token stop) = 0;
    /// Makes the record; runs nothing. Names are shared with containers.
    virtual Result<PodId> create(const PodSpec &spec, std::stop_token stop) = 0;
    /// Boots the machine unless it runs, and starts every container that does not. The first failure is told, after the
    /// others were tried; the machine stays up.
    virtual Status start(const PodId &id, const ProgressFn &progress, std::stop_token stop) = 0;
    /// Stops the containers, all at once (an empty grace: each one's own), then the machine.
    virtual Status stop(const PodId &id, std::optional<std::chrono::milliseconds> grace, std::stop_token stop) = 0;
    /// Refuses a pod that runs, or that has containers, unless `force`: then it is stopped, and its containers go into the
    /// trash. What its shared volumes hold is gone.
    virtual Status remove(const PodId &id, bool force, std::stop_token stop) = 0;
    virtual Status rename(const PodId &id, std::string_view name, std::stop_token stop) = 0;
    /// Record, machine and containers, as JSON text.
    virtual Result<std::string> inspect(const PodId &id, std::stop_token stop) = 0;
};

/// What the containers of a machine take together. They share its network and its cost on the host, each sample tells
/// the whole of both; the rest is added up. `cpus`: the limits the samples' shares are of, in the same order; the
/// result's is of `machineCpus`. Pure.
[[nodiscard]] Sample podSample(std::span<const Sample> samples, std::span<const double> cpus, double machineCpus, ByteSize machineMemory);

} // namespace firkin::engine
