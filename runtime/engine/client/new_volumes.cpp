// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/engine/client/new_volumes.h"

#include "runtime/engine/client/volumes_client.h"

#include <algorithm>

namespace firkin::engine {

namespace {

void addImageVolumes(ContainerSpec &spec, const oci::ImageConfig &image)
{
    for (const std::string &folder : image.volumes) {
        const auto isThere = [&](const MountSpec &mount) {
            return std::filesystem::path(mount.destination).lexically_normal() == std::filesystem::path(folder).lexically_normal();
        };
        // What an image says is not trusted to be right.
        if (folder.size() > 1 && folder.starts_with('/') && !(folder + "/").contains("/../") && std::ranges::none_of(spec.mounts, isThere))
            spec.mounts.push_back({.kind = MountKind::Volume, .source = {}, .destination = folder, .readOnly = false,
                                   .anonymous = true, .noCopy = false, .size = {}, .options = {}});
    }
}

} // namespace

Result<NewVolumes> NewVolumes::prepare(const store::Store &store, ContainerSpec &spec, const oci::ImageConfig &image, std::stop_token stop)
{
    addImageVolumes(spec, image);
    FIRKIN_ASSIGN(FileLock lock, store::lockVolumes(store, FileLock::Kind::Shared, stop));
    NewVolumes out(store, std::move(lock));
    for (MountSpec &mount : spec.mounts) {
        if (mount.kind != MountKind::Volume)
            continue;
        mount.anonymous = mount.anonymous || mount.source.empty();
        auto known = mount.source.empty() ? Result<store::VolumeRecord>(fail(Operation::ListVolumes, {}, Reason::NoSuchVolume))
                                          : store::loadVolume(store, mount.source);
        if (!known && known.error().rootReason() == Reason::NoSuchVolume) {
            VolumeSpec wanted;
            wanted.name = mount.source;
            wanted.size = mount.size.value_or(wanted.size);
            known = makeVolume(store, wanted, mount.anonymous, stop);
            if (known)
                out.m_made.push_back(known->name);
            else if (known.error().rootReason() == Reason::NameTaken) // another made it a moment ago
                known = store::loadVolume(store, mount.source);
        }
        if (!known)
            return fail(wrap(Operation::CreateContainer, spec.name, std::move(known).error()));
        mount.source = known->name;
    }
    return out;
}

NewVolumes::~NewVolumes()
{
    for (const std::string &name : m_made)
        static_cast<void>(store::deleteVolume(m_store, name));
}

} // namespace firkin::engine
