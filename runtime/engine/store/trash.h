// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/engine/store/store.h"

#include <vector>

namespace firkin::store {

struct TrashedContainer {
    ContainerRecord record;
    ByteSize size; ///< what it takes on disk
};

/// The caller holds the machine's lock for moveToTrash and removeForGood.
/// One rename decides; then the name is free.
Status moveToTrash(const Store &store, ContainerRecord record);
Status removeForGood(const Store &store, const ContainerRecord &record);

/// Newest first.
Result<std::vector<TrashedContainer>> listTrash(const Store &store);
/// Gets a number when its name has been taken. Its machine starts stopped.
Status restoreFromTrash(const Store &store, const ContainerId &id);
Status purgeFromTrash(const Store &store, const ContainerId &id);

} // namespace firkin::store
