// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/agent/client/agent_types.h"
#include "runtime/base/byte_size.h"
#include "runtime/base/ids.h"
#include "runtime/container/host_mounts.h"
#include "runtime/container/process_config.h"
#include "runtime/container/socket_config.h"
#include "runtime/oci/runtime_spec.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace firkin::container {

using agent::DnsConfig;
using agent::HostsConfig;
using agent::HostsEntry;

/// A container as data: what its OCI specification is made from. Builder and supervisor both fill one.
struct ContainerConfig {
    ContainerId id;
    std::string hostname; ///< empty: the id
    ProcessConfig process;
    bool readOnlyRoot = false;
    std::vector<oci::Mount> defaultMounts = oci::defaultMounts();
    std::vector<oci::Mount> mounts; ///< after the default ones
    std::vector<VolumeFill> fills;  ///< done before the process starts
    std::vector<std::string> maskedPaths;
    std::vector<std::string> readOnlyPaths;
    std::map<std::string, std::string> sysctls;
    bool useInit = false;             ///< the agent as a tiny init: forwards signals, reaps
    std::optional<ByteSize> memory;   ///< cgroup limit
    std::optional<double> cpus;       ///< cgroup quota
    std::optional<std::int64_t> pids; ///< cgroup limit
    std::string cgroup;       ///< empty: /container/<id>
    std::string pidNamespace; ///< a process namespace of the machine to join, as a path; empty: its own
    std::optional<DnsConfig> dns;
    std::optional<HostsConfig> hosts;
    std::vector<SocketConfig> sockets;
};

/// Docker's masked and read-only paths.
[[nodiscard]] const std::vector<std::string> &dockerMaskedPaths();
[[nodiscard]] const std::vector<std::string> &dockerReadOnlyPaths();
/// "PATH=/usr/local/sbin:…".
[[nodiscard]] const std::string &defaultPathVariable();

/// Where the agent's program lies in the machine: a link; what it leads to is bound.
inline constexpr std::string_view agentProgram = "/sbin/vminitd";

/// Where things of a container lie in the machine.
struct BundlePaths {
    explicit BundlePaths(const ContainerId &id);
    std::string bundle; ///< /run/container/<id>
    std::string rootfs;
    std::string lower;
    std::string upper;
    std::string upperDiff;
    std::string upperWork;
};

/// The specification of the container's first process; checks texts for NUL and bad paths. Pure.
/// `terminal`: with this size at first.
struct InitialTerminal {
    std::uint16_t columns = 80;
    std::uint16_t rows = 24;
};
[[nodiscard]] Result<oci::RuntimeSpec>
makeSpec(const ContainerConfig &config, std::string_view rootfsPath, std::optional<InitialTerminal> terminal);
/// The same for a process executed in it: no mounts. Pure.
[[nodiscard]] Result<oci::RuntimeSpec> makeExecSpec(const ContainerId &container,
                                                    const ProcessConfig &process,
                                                    std::string_view rootfsPath,
                                                    std::optional<InitialTerminal> terminal);

} // namespace firkin::container
