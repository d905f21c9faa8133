// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "runtime/vmm/machine_config.h"

#include <string>
#include <vector>

namespace firkin::vmm::qemu {

/// The descriptors that QEMU is born with: connections that exist before it does, so that nothing has to wait
/// for a socket of QEMU's, and nobody else can connect to it.
struct Wiring {
    static constexpr int monitor = 3;
    static constexpr int console = 4;
    static constexpr int vsock = 5;
    static constexpr int network = 6; ///< only with config.network
    static constexpr int firstShare = 16; ///< one for each of config.shares, in their order
};

/// QEMU's arguments for `config`: pure. The device list of a layout is a snapshot's ABI, it never changes: a new
/// list is a new layout. Configuration that passed validate() is assumed.
[[nodiscard]] std::vector<std::string> commandLine(const MachineConfig &config, Accelerator accelerator);

/// What the guest's kernel gets: the layout's arguments, then the configuration's.
[[nodiscard]] std::string kernelCommandLine(const MachineConfig &config);

/// Memory as QEMU gets it: whole blocks of 2 MiB.
[[nodiscard]] ByteSize machineMemory(const MachineConfig &config);

} // namespace firkin::vmm::qemu
