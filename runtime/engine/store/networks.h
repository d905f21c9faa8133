// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/engine/store/network_record.h"
#include "runtime/engine/store/store.h"

#include <functional>
#include <stop_token>

namespace firkin::store {

/// The named networks on disk. Any thread, any number of processes: every change is made under the network's lock, and
/// whole or not at all; reading needs none.
[[nodiscard]] Result<std::vector<NetworkRecord>> loadNetworks(const Store &store);
/// NoSuchNetwork when it is not there.
[[nodiscard]] Result<NetworkRecord> loadNetwork(const Store &store, std::string_view name);

/// Makes it: an empty subnet becomes a free one. NameTaken; InUse when its subnet touches another network's.
Result<NetworkRecord> createNetwork(const Store &store, NetworkRecord record, std::stop_token stop);
/// InUse, naming them, while containers are on it.
Status removeNetwork(const Store &store, std::string_view name, std::stop_token stop);

/// Reads, changes, writes, under the lock; nothing is written when `change` fails.
Result<NetworkRecord>
changeNetwork(const Store &store, std::string_view name, const std::function<Status(NetworkRecord &)> &change, std::stop_token stop);

/// The containers that are on it, running or not.
[[nodiscard]] std::vector<ContainerRecord> usersOf(const std::vector<ContainerRecord> &containers, std::string_view network);

/// After a machine's end, however it ended: its leases are no longer active. `gone`: they are given back.
Status endLeases(const Store &store, const ContainerRecord &record, bool gone);

} // namespace firkin::store
