// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/result.h"

#include <string>
#include <sys/types.h>

namespace firkin::guest {

/// Who is in a terminal's foreground, from /proc.
struct Foreground {
    pid_t pid = 0;
    std::string command;
    std::string workingDirectory; ///< as the container sees it
    bool isSessionLeader = false;
};
Result<Foreground> lookAtForeground(pid_t processGroup);

} // namespace firkin::guest
