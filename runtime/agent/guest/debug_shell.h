// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/agent/guest/crun.h"

#include <string_view>

namespace firkin::guest {

/// Starts the agent's own busybox as a shell in the namespaces of `init`, on a new terminal of `size` ("rows columns").
Result<Started> startDebugShell(Reaper &reaper, pid_t init, std::string_view size, Reaper::Callback onEnd);

/// The program behind it, in a process of its own: `firkin-agent debug-shell PID`, its standard streams on the terminal.
int debugShellMain(int argc, char **argv);

} // namespace firkin::guest
