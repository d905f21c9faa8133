// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/vmm/machine_states.h"

#include <format>

namespace firkin::vmm {

bool canMove(MachineState from, MachineState to)
{
    using enum MachineState;
    switch (from) {
    case Created: return to == Starting || to == Stopped;
    case Starting: return to == Running || to == Paused || to == Stopping || to == Stopped;
    case Running: return to == Paused || to == Stopping || to == Stopped;
    case Paused: return to == Running || to == Stopping || to == Stopped;
    case Stopping: return to == Stopped;
    case Stopped: return false;
    }
    return false;
}

std::string_view name(MachineState state)
{
    using enum MachineState;
    switch (state) {
    case Created: return "created";
    case Starting: return "starting";
    case Running: return "running";
    case Paused: return "paused";
    case Stopping: return "stopping";
    case Stopped: return "stopped";
    }
    return {};
}

Error illegalMove(Operation operation, std::string_view machine, MachineState from, MachineState to)
{
    return makeError(operation, machine, Reason::IllegalTransition, std::format("{} to {}", name(from), name(to)));
}

} // namespace firkin::vmm
