// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/agent/guest/container_registry.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// A container's processes, from its cgroups and /proc.
namespace firkin::guest {

/// What /proc/<pid>/stat tells. The name may hold anything, spaces and brackets too.
struct ProcessStat {
    std::string name;
    char state = '?';
    int parent = 0;
    std::uint64_t userTicks = 0, systemTicks = 0;
    std::uint64_t startTicks = 0; ///< after the boot
    std::uint64_t residentPages = 0;
};
[[nodiscard]] std::optional<ProcessStat> parseProcessStat(std::string_view text);

/// Of /proc/<pid>/status: the user, and the pid in the innermost namespace.
struct ProcessIds {
    std::uint32_t uid = 0;
    int innermostPid = 0;
};
[[nodiscard]] std::optional<ProcessIds> parseProcessStatus(std::string_view text);

/// "a\0b\0" as "a b", at most 4096 bytes; empty of a kernel thread or a zombie.
[[nodiscard]] std::string commandLine(std::string_view cmdline);

struct ListedProcess {
    int pid = 0, machinePid = 0, parentPid = 0;
    std::uint32_t uid = 0;
    std::string userName;
    char state = '?';
    std::chrono::microseconds cpuTime{0};
    std::uint64_t residentBytes = 0;
    std::chrono::system_clock::time_point startedAt;
    std::string command;
};

/// At most 10,000; those that end meanwhile are left out. Oldest first.
[[nodiscard]] std::vector<ListedProcess> listProcesses(const ContainerRegistry &registry, const GuestContainer &container);

} // namespace firkin::guest
