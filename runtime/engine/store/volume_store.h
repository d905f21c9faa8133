// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/file_lock.h"
#include "runtime/engine/store/store.h"

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace firkin::store {

/// A volume on disk: volumes/<name>/ with this record and the raw image beside it.
struct VolumeRecord {
    std::string name;
    ByteSize size;
    std::string filesystem = "ext4";
    bool anonymous = false;
    bool fresh = true; ///< no container was ever made with it: it takes the image's content then
    std::map<std::string, std::string> labels;
    engine::WallTime createdAt;
};

/// Shared: volumes may be made and named in new records. Exclusive: volumes may be removed, since nobody is about to name
/// one. Held for the moment of that only, but for a disk that is being made.
Result<FileLock> lockVolumes(const Store &store, FileLock::Kind kind, std::stop_token stop, Deadline deadline = Deadline::never());

[[nodiscard]] std::filesystem::path volumeImage(const Store &store, std::string_view name);
[[nodiscard]] Result<std::vector<VolumeRecord>> listVolumes(const Store &store); ///< by name
/// NoSuchVolume, BadName.
[[nodiscard]] Result<VolumeRecord> loadVolume(const Store &store, std::string_view name);
/// Makes it by one rename, after `makeImage` has made its file; NameTaken. The caller holds the shared lock.
Status createVolume(const Store &store, const VolumeRecord &record,
                    const std::function<Status(const std::filesystem::path &image)> &makeImage);
Status saveVolume(const Store &store, const VolumeRecord &record);
/// For good, whoever uses it. The caller holds the exclusive lock.
Status deleteVolume(const Store &store, std::string_view name);
/// What makers and deleters that were killed left. The caller holds the exclusive lock.
void sweepVolumes(const Store &store);

} // namespace firkin::store
