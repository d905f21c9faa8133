// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/supervisor/own_machine.h"

#include "runtime/base/paths.h"
#include "runtime/engine/defaults.h"
#include "runtime/supervisor/machine_plan.h"

namespace firkin::supervisor {

using store::Layout;

OwnMachine::OwnMachine(MachineHost &machine, store::Store store, std::filesystem::path socketDirectory, RootfsFn rootfs)
    : m_machine(machine), m_store(std::move(store)), m_socketDirectory(std::move(socketDirectory)), m_rootfs(std::move(rootfs))
{
}

Result<Place> OwnMachine::enter(const store::ContainerRecord &record, const ProgressFn &progress, std::stop_token stop)
{
    const Layout &layout = m_store.layout();
    MachinePaths paths;
    if (record.spec.rootfs.empty()) {
        FIRKIN_ASSIGN(paths.rootfsImage, m_rootfs(record, progress, stop));
    } else {
        paths.rootfsImage = record.spec.rootfs;
    }
    FIRKIN_ASSIGN(paths.mounts, findMountSources(m_store, record.spec));
    FIRKIN_ASSIGN(paths.kernel, shareFile("guest/vmlinux"));
    FIRKIN_ASSIGN(paths.initramfs, shareFile("guest/initramfs.img"));
    paths.upperDisk = Layout::upperDisk(layout.container(record.id));
    paths.stateDirectory = layout.machine(record.machine);
    paths.socketDirectory = m_socketDirectory;
    FIRKIN_ASSIGN(MachinePlan plan, planMachine(record, paths, engine::defaultSeccompProfile()));
    FIRKIN_ASSIGN(auto machine, m_machine.enter({plan.machine, plan.interfaces}, progress, stop));
    return Place{std::move(machine), std::move(plan.rootfs), std::move(plan.container)};
}

/// The machine's end unmounts.
void OwnMachine::leave(const Place &, container::MountedContainer *)
{
    m_machine.leave();
}

} // namespace firkin::supervisor
