// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "runtime/vmm/virtual_machine.h"

#include <string_view>
#include <sys/types.h>

namespace firkin::vmm::qemu {

/// Private memory and CPU time of one process, from /proc/<pid>/status and /proc/<pid>/stat; what cannot be read is 0.
[[nodiscard]] HostCost costOf(pid_t pid, bool withSharedMemory);

/// Pure parts. `status`: VmRSS' components; the guest's memory is shared between QEMU and its vsock device, and must be
/// counted once.
[[nodiscard]] std::uint64_t residentBytes(std::string_view status, bool withSharedMemory);
[[nodiscard]] std::chrono::microseconds cpuTime(std::string_view stat, long ticksPerSecond);

} // namespace firkin::vmm::qemu
