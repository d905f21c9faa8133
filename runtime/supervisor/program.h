// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/ids.h"
#include "runtime/base/result.h"
#include "runtime/base/unique_fd.h"

#include <filesystem>

namespace firkin::supervisor {

/// How the program was called.
struct Arguments {
    MachineId machine;
    std::string network; ///< instead of a machine
    std::filesystem::path store;
    int readyFd = -1; ///< where to say that it listens, or why it does not; -1: nobody asks
};
/// `firkin-supervisor --machine ID | --network NAME --store DIR [--ready-fd N]`. Pure.
Result<Arguments> parseArguments(int argc, const char *const *argv);

/// Leaves the caller: a session and a process group of its own, parent gone, standard streams on /dev/null, folder /, no
/// other descriptor than `keep`. Returns in the process that goes on. Before any thread.
void leaveCaller(int keep);

/// Everything from the machine's lock to the last call's end; on the main thread.
Status supervise(const Arguments &arguments);

} // namespace firkin::supervisor
