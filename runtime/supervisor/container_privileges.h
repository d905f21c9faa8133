// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/container/container_config.h"
#include "runtime/engine/types.h"

#include <string>

namespace firkin::supervisor {

/// What the specification says a container may, into its configuration: capabilities, limits, seccomp, kernel settings,
/// read-only root, groups, shared memory, names. `defaultSeccomp`: JSON, or empty. Errors for what validateSpec would not
/// have let pass. Pure.
Status applyPrivileges(const engine::ContainerSpec &spec, std::string defaultSeccomp, container::ContainerConfig &config);

/// What the container finds in resolv.conf and hosts of its own choosing, on top of what its network gives. Pure.
void applyNames(const engine::ContainerSpec &spec, container::ContainerConfig &config);

} // namespace firkin::supervisor
