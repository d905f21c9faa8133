// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/result.h"
#include "runtime/oci/runtime_spec.h"
#include "runtime/vmm/machine_config.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace firkin::container {

/// A folder or a single file of the host in a container.
struct HostMount {
    std::filesystem::path source; ///< as canonicalSource() gave it
    std::string destination;
    bool readOnly = false;
};

/// What the machine shares, and what is mounted from it in the container.
struct SharePlan {
    std::optional<vmm::Share> share; ///< none where nothing is shared
    std::vector<oci::Mount> mounts;  ///< in the order of the host mounts
};

/// A volume that nobody has used: it gets what the image has at `destination`, before the container's process starts.
struct VolumeFill {
    std::string serial;
    std::string filesystem = "ext4";
    std::string destination;
};

/// Where a machine mounts its share, by the tag.
[[nodiscard]] std::string shareMountPoint(std::string_view tag);

/// The path itself, links followed: so that one source is one source however it is named. NoSuchFile where there is none;
/// BadPath for what is neither folder nor regular file, or is no absolute path.
[[nodiscard]] Result<std::filesystem::path> canonicalSource(const std::filesystem::path &path);

/// One share with each source once; writable in the share if any mount writes to it, read-only in the container as each
/// mount says. Pure.
[[nodiscard]] SharePlan planShare(const std::vector<HostMount> &mounts, std::string_view tag = "firkin");

/// A tmpfs for a container. Pure.
[[nodiscard]] oci::Mount tmpfsMount(std::string destination, std::optional<ByteSize> size, const std::vector<std::string> &options, bool readOnly = false);

/// A disk of the machine, by its serial, with a file system of that type. Pure.
[[nodiscard]] oci::Mount diskMount(std::string_view serial, std::string filesystem, std::string destination, bool readOnly);

} // namespace firkin::container
