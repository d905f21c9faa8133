// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/supervisor/mount_plan.h"

#include "runtime/base/stable_hash.h"
#include "runtime/engine/store/volume_store.h"

#include <algorithm>
#include <format>

namespace firkin::supervisor {

using engine::MountKind;
using engine::MountSpec;

Result<MountSources> findMountSources(const store::Store &store, const engine::ContainerSpec &spec)
{
    MountSources sources;
    for (const MountSpec &mount : spec.mounts) {
        switch (mount.kind) {
        case MountKind::Bind: {
            FIRKIN_ASSIGN(sources.hostPaths[mount.source], container::canonicalSource(mount.source));
            break;
        }
        case MountKind::Volume: {
            auto record = store::loadVolume(store, mount.source);
            if (!record)
                return fail(wrap(Operation::MountFileSystem, mount.source, std::move(record).error()));
            sources.volumes[mount.source] = {store::volumeImage(store, mount.source), record->filesystem, record->fresh && !mount.noCopy};
            break;
        }
        case MountKind::Tmpfs: break;
        }
    }
    return sources;
}

std::string volumeSerial(std::string_view name)
{
    return std::format("vol-{:016x}", stableHash(name));
}

MountPlan planMounts(const std::vector<MountSpec> &mounts, const MountSources &sources)
{
    MountPlan plan;
    std::vector<container::HostMount> hostMounts;
    for (const MountSpec &mount : mounts) {
        switch (mount.kind) {
        case MountKind::Bind: {
            const auto found = sources.hostPaths.find(mount.source);
            hostMounts.push_back({found == sources.hostPaths.end() ? std::filesystem::path(mount.source) : found->second, mount.destination, mount.readOnly});
            break;
        }
        case MountKind::Volume: {
            const auto found = sources.volumes.find(mount.source);
            const VolumeFile file = found == sources.volumes.end() ? VolumeFile{"/" + mount.source, "ext4", false} : found->second;
            const std::string serial = volumeSerial(mount.source);
            auto disk = std::ranges::find(plan.disks, serial, &vmm::Disk::serial);
            if (disk == plan.disks.end()) {
                plan.disks.push_back({file.image, serial, true});
                disk = std::prev(plan.disks.end());
                if (file.fresh)
                    plan.fills.push_back({serial, file.filesystem, mount.destination});
            }
            disk->readOnly = disk->readOnly && mount.readOnly && !file.fresh;
            plan.mounts.push_back(container::diskMount(serial, file.filesystem, mount.destination, mount.readOnly));
            break;
        }
        case MountKind::Tmpfs:
            plan.mounts.push_back(container::tmpfsMount(mount.destination, mount.size, mount.options, mount.readOnly));
            break;
        }
    }
    container::SharePlan shares = container::planShare(hostMounts);
    plan.share = std::move(shares.share);
    plan.mounts.insert(plan.mounts.end(), shares.mounts.begin(), shares.mounts.end());
    return plan;
}

} // namespace firkin::supervisor
