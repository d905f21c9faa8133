// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/container/boot_machine.h"

#include "runtime/base/file.h"
#include "runtime/base/paths.h"
#include "runtime/vmm/qemu/qemu_machine.h"

#include <QtLogging>

namespace firkin::test {

Result<std::shared_ptr<container::Machine>> bootMachine(const std::filesystem::path &folder, vmm::MachineConfig config)
{
    FIRKIN_ASSIGN(config.kernel, shareFile("guest/vmlinux"));
    FIRKIN_ASSIGN(config.initramfs, shareFile("guest/initramfs.img"));
    config.stateDirectory = folder / "state";
    config.socketDirectory = folder / "sockets";
    FIRKIN_TRY(makePrivateDirectory(config.stateDirectory));
    FIRKIN_TRY(makePrivateDirectory(config.socketDirectory));
    vmm::qemu::QemuMachineFactory factory;
    auto machine = container::Machine::boot(factory, std::move(config), {}, {});
    if (!machine)
        qInfo("%s", readFile(folder / "state/console.log", SIZE_MAX).value_or("no console").c_str());
    return machine;
}

} // namespace firkin::test
