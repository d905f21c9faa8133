// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/container/capabilities.h"
#include "runtime/container/rlimit.h"
#include "runtime/container/user.h"

#include <string>
#include <vector>

namespace firkin::container {

/// What a process is: of a container's first process and of those executed later. Plain data.
struct ProcessConfig {
    std::vector<std::string> arguments;
    std::vector<std::string> environment; ///< "K=V"; the last of equal keys counts
    std::string workingDirectory = "/";
    User user;
    bool noNewPrivileges = false;
    Capabilities capabilities = Capabilities::ociDefault();
    std::vector<Rlimit> rlimits;
    std::string seccompJson; ///< linux.seccomp as the OCI spec has it; empty: none (container's first process only)
};

} // namespace firkin::container
