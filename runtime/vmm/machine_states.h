// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "runtime/vmm/virtual_machine.h"

#include <string_view>

namespace firkin::vmm {

/// The one table of moves:
///
///   from \ to   Starting  Running  Paused  Stopping  Stopped
///   Created        x                                    x
///   Starting                 x                x         x
///   Running                          x        x         x
///   Paused                   x                x         x
///   Stopping                                            x
///   Stopped
///
/// Every state can become Stopped: machines end by themselves.
[[nodiscard]] bool canMove(MachineState from, MachineState to);
[[nodiscard]] std::string_view name(MachineState state);
/// InvalidState, with both states' names.
[[nodiscard]] Error illegalMove(Operation operation, std::string_view machine, MachineState from, MachineState to);

} // namespace firkin::vmm
