// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/supervisor/own_machine.h"

#include "runtime/base/paths.h"
#include "runtime/engine/defaults.h"
#include "runtime/supervisor/machine_plan.h"
#include "runtime/supervisor/network_plan.h"

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
    std::shared_ptr<NetworkMembership> networks;
    if (!record.spec.networks.empty()) {
        const store::SocketLayout sockets{m_socketDirectory.parent_path()};
        FIRKIN_ASSIGN(networks, NetworkMembership::join(m_store, sockets, record, stop));
        addNetworks(plan, record, networks->networks());
    }
    FIRKIN_ASSIGN(auto machine, m_machine.enter({plan.machine, plan.interfaces}, progress, stop));
    return Place{std::move(machine), std::move(plan.rootfs), std::move(plan.container), std::move(networks)};
}

/// The machine's end unmounts.
void OwnMachine::leave(const Place &place, container::MountedContainer *)
{
    m_machine.leave();
    if (place.networks)
        place.networks->leave();
}

} // namespace firkin::supervisor
