// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/container/startup_timing.h"

namespace firkin::container {

std::vector<std::pair<std::string_view, StartupTiming::Duration>> StartupTiming::phases() const
{
    return {
        {"machine", machineStart}, {"kernel", kernelBoot},    {"agent", agentConnect},   {"guest", guestSetup},
        {"rootfs", rootfsMount},   {"names", nameFiles},      {"spec", specBuild},       {"stdio", stdioPrepare},
        {"create", createProcess}, {"connect", stdioConnect}, {"start", startProcess},
    };
}

} // namespace firkin::container
