// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/engine/store/record.h"
#include "runtime/engine/types.h"

namespace firkin::engine {

/// What a supervisor tells of a running container beyond its record.
struct LiveStatus {
    std::optional<PendingVerb> pending;
    WallTime pendingSince;
    std::optional<WallTime> silentSince;
};

/// Pure.
[[nodiscard]] ContainerView toView(const store::ContainerRecord &record, const LiveStatus &live);
[[nodiscard]] PodView toView(const store::PodRecord &record, std::vector<ContainerId> containers);
/// With their containers, by name.
[[nodiscard]] std::vector<PodView> podViews(const std::vector<store::PodRecord> &pods, const std::vector<ContainerView> &containers);

} // namespace firkin::engine
