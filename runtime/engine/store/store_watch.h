// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/engine/store/store.h"

#include <memory>
#include <set>
#include <stop_token>

namespace firkin::store {

/// What has changed on disk since the last call: containers that came, went, were written, or whose machine's lock was
/// let go (its supervisor's end, however it ended). One thread.
class StoreWatch {
public:
    static Result<std::unique_ptr<StoreWatch>> create(const Store &store);
    virtual ~StoreWatch() = default;

    struct Changes {
        std::set<ContainerId> containers;
        bool pods = false; ///< one came, went or was written, or its machine's lock was let go: look at all of them
        bool all = false; ///< too many events were queued, or the list itself changed: look at everything
    };
    /// Blocks until something changed, `wakeFd` (if ≥ 0) is readable, or stop is asked for (then: no changes).
    virtual Result<Changes> wait(int wakeFd, std::stop_token stop) = 0;
};

} // namespace firkin::store
