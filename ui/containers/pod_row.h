// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/containers/container_row.h"

namespace firkin::ui {

/// A pod as a group of the list: its state, and what its containers take together.
[[nodiscard]] ContainerRow makePodRow(const engine::PodView &pod, const ContainersService &containers, const StatisticsService &statistics);

/// "Running, 2 of 3", "Starting…", "Stopped", "Kernel panic". Pure.
[[nodiscard]] QString podStateText(const engine::PodView &pod, int running, std::optional<engine::PendingVerb> pending);

} // namespace firkin::ui
