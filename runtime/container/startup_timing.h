// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <string_view>
#include <utility>
#include <vector>

namespace firkin::container {

/// Where a start spent its time. Phases of the machine are zero on a machine that ran already.
struct StartupTiming {
    using Duration = std::chrono::microseconds;
    Duration machineStart{};   ///< until the monitor runs: QEMU and the helpers
    Duration kernelBoot{};     ///< until the agent's first answer, as far as the guest's own clock says
    Duration agentConnect{};   ///< the rest until the agent's first answer
    Duration guestSetup{};     ///< loopback, /tmp, terminals, network
    Duration rootfsMount{};
    Duration nameFiles{};      ///< resolv.conf, hosts
    Duration specBuild{};      ///< the OCI specification
    Duration stdioPrepare{};   ///< listening on the stream ports
    Duration createProcess{};  ///< the call
    Duration stdioConnect{};   ///< taking the guest's connections
    Duration startProcess{};   ///< the call: until the program runs
    Duration total{};

    /// Stable keys in order of time, without `total`: "machine", "kernel", "agent", "guest", "rootfs", "names", "spec",
    /// "stdio", "create", "connect", "start".
    [[nodiscard]] std::vector<std::pair<std::string_view, Duration>> phases() const;
};

} // namespace firkin::container
