// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/result.h"
#include "runtime/engine/types.h"

/// Parts of validateSpec: pure, errors are of Operation::CreateContainer and name the bad text.
namespace firkin::engine {

/// Destinations are places in the container, all different; sources are what their kind says. Whether a host path exists is
/// seen when it is mounted.
Status validateMounts(const std::vector<MountSpec> &mounts);
/// Kernel settings, limits, capabilities, groups, seccomp, sizes.
Status validatePrivileges(const ContainerSpec &spec);
/// Host name, DNS, further hosts.
Status validateNames(const ContainerSpec &spec);
/// Named networks, their wishes and aliases.
Status validateNetworks(const ContainerSpec &spec);
/// Sockets across the border.
Status validateSockets(const std::vector<SocketMapping> &sockets);
/// Root file system and writable layer.
Status validateDisk(const ContainerSpec &spec);

} // namespace firkin::engine
