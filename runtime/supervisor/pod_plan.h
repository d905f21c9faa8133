// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/container/pod.h"
#include "runtime/supervisor/machine_plan.h"

#include <string>
#include <vector>

namespace firkin::supervisor {

/// A pod's machine, as it boots without a container.
struct PodPlan {
    vmm::MachineConfig machine;
    std::vector<container::GuestInterface> interfaces;
    container::PodConfig pod;
};

/// From a pod's record to a plan; of `paths` the root file system's are not used. `podDisk`: where its volumes are. Pure.
Result<PodPlan> planPod(const store::PodRecord &record, const MachinePaths &paths, const std::filesystem::path &podDisk);

/// What differs for a container in a pod: its image's serial tells which one it is, DNS and hosts are the pod's unless it
/// has its own, and it finds its siblings by their names at its own address. Pure.
void adaptToPod(MachinePlan &plan, const store::ContainerRecord &record, const engine::PodSpec &pod, const std::vector<std::string> &siblings);

/// Devices of `more` that `machine` does not have yet, as far as they fit at boot; the others are plugged in. Pure.
void addDevices(vmm::MachineConfig &machine, const vmm::MachineConfig &more);

} // namespace firkin::supervisor
