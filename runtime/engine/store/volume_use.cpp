// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/engine/store/volume_use.h"

#include "runtime/base/error_text.h"
#include "runtime/engine/store/trash.h"

#include <spdlog/spdlog.h>

namespace firkin::store {

using engine::MountKind;
using engine::MountSpec;
using engine::VolumeUser;

namespace {

void addUsers(std::multimap<std::string, VolumeUser> &users, const ContainerRecord &record, bool inTrash)
{
    for (const MountSpec &mount : record.spec.mounts) {
        if (mount.kind != MountKind::Volume)
            continue;
        users.emplace(mount.source, VolumeUser{.id = record.id,
                                               .name = record.name,
                                               .destination = mount.destination,
                                               .readOnly = mount.readOnly,
                                               .running = !inTrash && isLive(record.state),
                                               .inTrash = inTrash});
    }
}

} // namespace

std::multimap<std::string, VolumeUser> volumeUsers(const Store &store)
{
    std::multimap<std::string, VolumeUser> users;
    if (const auto records = store.loadAll()) {
        for (const ContainerRecord &record : *records)
            addUsers(users, record, false);
    }
    if (const auto trashed = listTrash(store)) {
        for (const TrashedContainer &entry : *trashed)
            addUsers(users, entry.record, true);
    }
    return users;
}

void removeAnonymousVolumes(const Store &store, const engine::ContainerSpec &spec)
{
    std::vector<std::string> names;
    for (const MountSpec &mount : spec.mounts) {
        if (mount.kind == MountKind::Volume && mount.anonymous)
            names.push_back(mount.source);
    }
    if (names.empty())
        return;
    const auto lock = lockVolumes(store, FileLock::Kind::Exclusive, {}, Deadline::after(std::chrono::seconds(5)));
    if (!lock)
        return; // `fk volume prune` finds them
    const auto users = volumeUsers(store);
    for (const std::string &name : names) {
        if (users.contains(name))
            continue;
        if (const Status gone = deleteVolume(store, name); !gone)
            spdlog::debug("volume {}: {}", name, render(gone.error()));
    }
}

void markVolumesUsed(const Store &store, const engine::ContainerSpec &spec)
{
    for (const MountSpec &mount : spec.mounts) {
        if (mount.kind != MountKind::Volume)
            continue;
        auto record = loadVolume(store, mount.source);
        if (!record || !record->fresh)
            continue;
        record->fresh = false;
        if (const Status saved = saveVolume(store, *record); !saved)
            spdlog::warn("volume {}: its record cannot be written: {}", mount.source, render(saved.error()));
    }
}

} // namespace firkin::store
