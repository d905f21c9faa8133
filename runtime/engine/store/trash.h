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

/// How long and how much the trash keeps.
struct TrashLimits {
    std::chrono::hours age{7 * 24};
    ByteSize size{10ULL << 30};
};
/// What is over: older than the age, and the oldest ones beyond the size; the newest stays, however large. Pure.
/// `trashed` is as listTrash gives it: newest first.
[[nodiscard]] std::vector<ContainerId> expiredTrash(const std::vector<TrashedContainer> &trashed, const TrashLimits &limits, engine::WallTime now);
/// Deletes for good what is over. One that fails is tried again the next time.
Status emptyExpired(const Store &store, const TrashLimits &limits, engine::WallTime now);

} // namespace firkin::store
