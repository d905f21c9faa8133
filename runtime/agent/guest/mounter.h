// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/result.h"

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

/// mount(2) and umount2(2) as hosts ask for them. Block; any thread.
namespace firkin::guest {

/// Words of fstab → flags; all else, "defaults" too, is data for the file system. Pure.
struct MountOptions {
    unsigned long flags = 0;
    std::string data;
    friend bool operator==(const MountOptions &, const MountOptions &) = default;
};
[[nodiscard]] MountOptions parseMountOptions(const std::vector<std::string> &words);

struct MountCall {
    std::string type;
    std::string source; ///< also /dev/disk/by-id/virtio-SERIAL
    std::string destination;
    std::vector<std::string> options;
};
/// Makes what is missing of the destination. A disk or share that is not there yet is waited for.
Status mountAt(const MountCall &call);
/// Repeats while busy, half a second; then InUse.
Status unmount(const std::string &path, int flags);
/// Nothing to do where nothing is mounted.
Status unmountIfMounted(const std::string &path);

/// "/dev/disk/by-id/virtio-SERIAL" → "/dev/vdX" by /sys/block/*/serial; anything else stays. Waits for a disk that is being
/// plugged.
Result<std::string> resolveDisk(const std::string &source);
/// The same for a specification's mounts.
Status resolveDiskSources(nlohmann::json &spec);

/// "net.core.somaxconn" below /proc/sys.
Status writeSysctl(const std::string &name, std::string_view value);

} // namespace firkin::guest
