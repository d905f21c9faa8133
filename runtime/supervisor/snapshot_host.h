// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/engine/store/snapshot_store.h"

#include <stop_token>

namespace firkin::supervisor {

/// What this host's machines are like, as far as a saved state depends on it. Runs QEMU for its version.
Result<store::SnapshotHost> describeHost(std::stop_token stop);

/// The processor's model in /proc/cpuinfo. Pure.
[[nodiscard]] std::string processorModel(std::string_view cpuinfo);

} // namespace firkin::supervisor
