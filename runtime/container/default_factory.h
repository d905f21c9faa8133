// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace firkin::vmm {
class MachineFactory;
}

namespace firkin::container {

/// QEMU's, for builders that were given no other. Lives as long as the program.
[[nodiscard]] vmm::MachineFactory &defaultMachineFactory();

} // namespace firkin::container
