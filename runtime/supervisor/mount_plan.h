// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/container/host_mounts.h"
#include "runtime/engine/store/store.h"

#include <map>

namespace firkin::supervisor {

struct VolumeFile {
    std::filesystem::path image;
    std::string filesystem = "ext4";
    bool fresh = false;
};

/// What a container's mounts come from, looked up on this host.
struct MountSources {
    std::map<std::string, VolumeFile> volumes;                   ///< by name
    std::map<std::string, std::filesystem::path> hostPaths;      ///< as the specification has them → links followed
};

/// NoSuchFile, NoSuchVolume for what is not there.
[[nodiscard]] Result<MountSources> findMountSources(const store::Store &store, const engine::ContainerSpec &spec);

/// What the machine needs, and what the container mounts.
struct MountPlan {
    std::vector<vmm::Disk> disks; ///< each once
    std::optional<vmm::Share> share;
    std::vector<oci::Mount> mounts;
    std::vector<container::VolumeFill> fills; ///< volumes that are used for the first time
};

/// Pure. Sources that were not looked up are taken as they are (`inspect` of a container whose folder is gone).
[[nodiscard]] MountPlan planMounts(const std::vector<engine::MountSpec> &mounts, const MountSources &sources);

/// The serial of a volume's disk, the same in every machine: "vol-" and 16 hex digits.
[[nodiscard]] std::string volumeSerial(std::string_view name);

} // namespace firkin::supervisor
