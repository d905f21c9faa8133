// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace firkin::store {

/// A process that cannot be mistaken for a later one with the same number.
struct ProcessIdentity {
    pid_t pid = 0;
    std::uint64_t startTime = 0; ///< clock ticks since boot, field 22 of /proc/<pid>/stat
    std::string name;            ///< for people
    friend bool operator==(const ProcessIdentity &, const ProcessIdentity &) = default;
};

/// Field 22 and the name of a /proc/<pid>/stat line; the name may hold anything, ')' and blanks included.
[[nodiscard]] std::optional<ProcessIdentity> parseStat(std::string_view line);

[[nodiscard]] std::optional<ProcessIdentity> identityOf(pid_t pid);
[[nodiscard]] bool isAlive(const ProcessIdentity &process);
/// Every process below `pid`, children first.
[[nodiscard]] std::vector<ProcessIdentity> descendantsOf(pid_t pid);
/// SIGKILL, but only to exactly this process; returns once it is gone (at most two seconds).
void killExactly(const ProcessIdentity &process);

} // namespace firkin::store
