// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "runtime/base/process.h"

namespace firkin::detail {

/// A child as the kernel made it: its pid, and the pidfd that tells its end.
struct Spawned {
    pid_t pid = -1;
    UniqueFd pidFd;
};

/// Starts `spec` with these descriptors as 0, 1 and 2 (-1: /dev/null). Returns once the program has been
/// executed, or with the reason why it could not.
Result<Spawned> spawn(const ProcessSpec &spec, int standardInput, int standardOutput, int standardError);

} // namespace firkin::detail
