// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/engine/store/store.h"

#include <functional>

namespace firkin::store {

/// Makes a pod's record, its machine's and, by `fill` (given the folder), what lies beside it. Visible by one rename; before
/// that a failure, or after a kill -9 the sweep, leaves nothing of it. Id, name (an empty one is made up) and
/// generation of `record` are set here.
Result<PodId> createPod(const Store &store, PodRecord record, const std::function<Status(const std::filesystem::path &)> &fill);

/// With the machine's lock held; its containers are gone. One rename, then what is left to do the sweep would do, too.
Status removePod(const Store &store, const PodRecord &record);

} // namespace firkin::store
