// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/result.h"

#include <cstdint>
#include <optional>
#include <string>

/// The tree below /sys/fs/cgroup: the agent in /agent, containers in /container/<id>.
namespace firkin::guest {

/// A path as specifications name it ("/container/web") below the mount point.
[[nodiscard]] std::string cgroupFolder(const std::string &cgroupPath);

/// Enables the controllers for everybody and moves the calling process into /agent, with memory that the kernel
/// leaves it when a container takes the rest.
Status enterAgentCgroup();

/// Makes the cgroup with the controllers enabled on every level above it.
Status makeCgroup(const std::string &cgroupPath);
/// Kills what is in it and removes it, its children first. What is not there is fine. Blocks up to a second.
Status removeCgroup(const std::string &cgroupPath);
/// What is absent stays as it is.
struct CgroupLimits {
    std::optional<std::uint64_t> memoryBytes;
    std::optional<std::uint64_t> cpuQuota; ///< microseconds in each `cpuPeriod`
    std::uint64_t cpuPeriod = 100'000;
};
Status setLimits(const std::string &cgroupPath, const CgroupLimits &limits);
/// How often the kernel killed for lack of memory in it; 0 when that cannot be read.
[[nodiscard]] std::uint64_t oomKills(const std::string &cgroupPath);

} // namespace firkin::guest
