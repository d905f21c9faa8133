// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/supervisor/machine_plan.h"
#include "runtime/supervisor/network_membership.h"

namespace firkin::supervisor {

/// Gives a machine's plan its cards on named networks; takes the way out away when all of them are internal. Pure.
void addNetworks(MachinePlan &plan, const store::ContainerRecord &record, const std::vector<JoinedNetwork> &joined);

/// `base` and the other machines that run on the networks. Pure.
[[nodiscard]] container::HostsConfig
hostsWithMembers(container::HostsConfig base, const std::vector<store::NetworkRecord> &networks, const MachineId &self);

} // namespace firkin::supervisor
