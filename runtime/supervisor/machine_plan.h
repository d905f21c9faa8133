// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/container/container_config.h"
#include "runtime/container/machine.h"
#include "runtime/container/rootfs.h"
#include "runtime/engine/store/record.h"
#include "runtime/supervisor/mount_plan.h"
#include "runtime/vmm/machine_config.h"

#include <filesystem>
#include <string>
#include <vector>

namespace firkin::supervisor {

/// Where the parts of a machine are on this host.
struct MachinePaths {
    std::filesystem::path kernel;
    std::filesystem::path initramfs;
    std::filesystem::path rootfsImage; ///< read-only and shared, or the specification's own
    std::filesystem::path upperDisk;
    std::filesystem::path stateDirectory;
    std::filesystem::path socketDirectory;
    MountSources mounts;
};

/// What to boot and what to start in it.
struct MachinePlan {
    vmm::MachineConfig machine;
    std::vector<container::GuestInterface> interfaces;
    container::GuestRootfs rootfs;
    container::ContainerConfig container;
};

/// From a record to a plan. Pure. `seccompProfile`: JSON, or empty.
Result<MachinePlan> planMachine(const store::ContainerRecord &record, const MachinePaths &paths, std::string seccompProfile);

[[nodiscard]] vmm::PublishedPort toPublished(const engine::PortMapping &port);
/// The ports as bound, as the record keeps them.
[[nodiscard]] std::vector<engine::PortMapping> toMappings(const std::vector<vmm::PublishedPort> &ports);

/// For `container.start`'s answer and the window's waterfall.
[[nodiscard]] std::vector<engine::StartPhase> toPhases(const container::StartupTiming &timing);

} // namespace firkin::supervisor
