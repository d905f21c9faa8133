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

Status Home::settle(Place &, const store::ContainerRecord &record, std::stop_token)
{
    return fail(Operation::StartContainer, record.name, Reason::UnsupportedHere);
}

Result<MachinePlan> OwnMachine::plan(const store::ContainerRecord &record, const ProgressFn &progress, std::stop_token stop) const
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
    return planMachine(record, paths, engine::defaultSeccompProfile());
}

Result<Place> OwnMachine::enter(const store::ContainerRecord &record, const ProgressFn &progress, std::stop_token stop)
{
    FIRKIN_ASSIGN(MachinePlan plan, this->plan(record, progress, stop));
    std::shared_ptr<NetworkMembership> networks;
    if (!record.spec.networks.empty()) {
        const store::SocketLayout sockets{m_socketDirectory.parent_path()};
        FIRKIN_ASSIGN(networks, NetworkMembership::join(m_store, sockets, record, stop));
        addNetworks(plan, record, networks->networks());
    }
    FIRKIN_ASSIGN(auto machine, m_machine.enter({plan.machine, plan.interfaces, {}}, progress, stop));
    return Place{std::move(machine), std::move(plan.rootfs), std::move(plan.container), std::move(networks), {}};
}

/// The machine of then, under this container's name: the guest goes on with the id and the disks that it knows.
Result<Place>
OwnMachine::enterRestored(const store::ContainerRecord &record, const Restoration &restoration, const ProgressFn &progress, std::stop_token stop)
{
    const store::SnapshotRecord &snapshot = restoration.snapshot;
    store::ContainerRecord then = snapshot.container;
    then.id = snapshot.guestId;
    then.machine = record.machine;
    then.name = record.name;
    then.spec.ports = record.spec.ports;
    then.process.hostname = record.process.hostname;
    FIRKIN_ASSIGN(MachinePlan plan, this->plan(then, progress, stop));
    for (vmm::Disk &disk : plan.machine.disks) {
        if (!disk.readOnly)
            disk.image = Layout::upperDisk(m_store.layout().container(record.id));
    }
    // Limits that were changed while it ran did not change its machine.
    plan.machine.vcpus = then.machineVcpus;
    plan.machine.memory = then.machineMemory;
    plan.machine.restoreFrom = store::memoryFile(restoration.folder);
    if (plan.machine.network)
        plan.machine.network->macAddress = snapshot.macAddress;
    container::Machine::Renewal renewal;
    if (restoration.isFork && plan.machine.network) {
        renewal.macAddress = vmm::macAddressFor(record.machine);
        renewal.interfaces = plan.interfaces;
    }
    std::string mac = renewal.macAddress.empty() ? snapshot.macAddress : renewal.macAddress;
    FIRKIN_ASSIGN(auto machine, m_machine.enter({plan.machine, {}, std::move(renewal)}, progress, stop));
    return Place{std::move(machine), std::move(plan.rootfs), std::move(plan.container), nullptr, std::move(mac)};
}

Status OwnMachine::settle(Place &place, const store::ContainerRecord &record, std::stop_token stop)
{
    FIRKIN_ASSIGN(MachinePlan plan, this->plan(record, {}, std::move(stop)));
    vmm::VirtualMachine &vm = place.machine->vm();
    const vmm::MachineConfig &up = vm.config();
    // What can be changed of a container that does not run; the rest is as it was when the machine was booted.
    const bool isSame = up.vcpus == plan.machine.vcpus && up.memory == plan.machine.memory && record.spec.networks.empty();
    const auto ports = plan.machine.network ? plan.machine.network->ports : std::vector<vmm::PublishedPort>();
    if (!isSame || vm.end() || (!ports.empty() && !vm.capabilities().changePorts))
        return fail(Operation::StartContainer, record.name, Reason::UnsupportedHere);
    for (const vmm::PublishedPort &port : ports)
        FIRKIN_TRY(vm.publish(port)); // on failure the machine ends, and its ports with it
    place.container = std::move(plan.container);
    return {};
}

/// The machine's end unmounts.
void OwnMachine::leave(const Place &place, container::MountedContainer *)
{
    m_machine.leave();
    if (place.networks)
        place.networks->leave();
}

} // namespace firkin::supervisor
