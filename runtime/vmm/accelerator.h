// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "runtime/base/deadline.h"

#include <optional>
#include <string>
#include <string_view>

namespace firkin::vmm {

/// Whether the kernel's virtual machines can run ours, and if not, why.
struct KvmState {
    bool usable = false;
    std::string detail; ///< "/dev/kvm: Permission denied"; empty when usable
};

/// Opens /dev/kvm and makes an empty machine; some milliseconds.
[[nodiscard]] KvmState probeKvm();
/// Pure: what the processor of `cpuinfo` (/proc/cpuinfo) offers. A /dev/kvm without it (a paravirtual KVM inside
/// a virtual machine) opens, makes machines, and then runs no ordinary kernel.
[[nodiscard]] bool hasHardwareVirtualization(std::string_view cpuinfo);

/// Whether guests of this host's kvm module may run machines themselves.
[[nodiscard]] bool hostNests();

/// `wanted`, else `$FIRKIN_ACCELERATOR` (kvm or tcg), else KVM where it is usable, else software emulation.
[[nodiscard]] Accelerator chooseAccelerator(std::optional<Accelerator> wanted);
[[nodiscard]] std::string_view name(Accelerator accelerator);

} // namespace firkin::vmm
