// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/engine/store/store.h"

namespace firkin::store {

/// Whether the record says "runs" while nobody holds its machine's lock: its supervisor was killed.
[[nodiscard]] bool isLost(const Store &store, const ContainerRecord &record);
[[nodiscard]] bool isLost(const Store &store, const PodRecord &record);

/// Ends what a killed supervisor left running (by recorded pid and start time), removes its sockets and records the
/// cause with everything that ran in it. Whoever sees the loss first does it; true when this call did.
Result<bool> recoverLost(const Store &store, const SocketLayout &sockets, const MachineId &machine);
/// The machine of that container.
Result<bool> recoverLost(const Store &store, const SocketLayout &sockets, const ContainerId &id);

/// Removes what killed clients left half-made or half-deleted. Cheap; done when a store is opened.
Status sweep(const Store &store);

} // namespace firkin::store
