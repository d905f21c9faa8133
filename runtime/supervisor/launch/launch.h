// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/engine/store/network_record.h"
#include "runtime/engine/store/store.h"

#include <stop_token>

namespace firkin::supervisor {

/// Starts firkin-supervisor for a machine or a network unless one listens already; returns once it listens. It outlives
/// the caller: outside its session, and where there is a systemd, outside its scope. One start at a time.
Status launchForMachine(const store::Store &store, const store::SocketLayout &sockets, const MachineId &machine, std::stop_token stop);
Status launchForNetwork(const store::Store &store, const store::SocketLayout &sockets, const store::NetworkRecord &network, std::stop_token stop);

} // namespace firkin::supervisor
