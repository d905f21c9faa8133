// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/container/default_factory.h"

#include "runtime/vmm/qemu/qemu_machine.h"

namespace firkin::container {

vmm::MachineFactory &defaultMachineFactory()
{
    static vmm::qemu::QemuMachineFactory factory;
    return factory;
}

} // namespace firkin::container
