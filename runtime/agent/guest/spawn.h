// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/result.h"

#include <string>
#include <sys/types.h>
#include <utility>
#include <vector>

namespace firkin::guest {

/// A child to start: by posix_spawn only, since the agent has threads.
struct SpawnSpec {
    std::string program;                  ///< absolute
    std::vector<std::string> arguments;   ///< with argv[0]
    std::vector<std::string> environment; ///< "K=V"
    int standardInput = -1;               ///< -1: /dev/null
    int standardOutput = -1;
    int standardError = -1;
    std::vector<std::pair<int, int>> inheritedFds; ///< {ours, 3 or higher in the child}
    bool newSession = false;
};

/// The child's pid; it has default signal dispositions and no blocked signal. Its end is the Reaper's business.
Result<pid_t> spawn(const SpawnSpec &spec);

} // namespace firkin::guest
