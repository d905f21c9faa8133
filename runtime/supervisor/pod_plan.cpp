// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/supervisor/pod_plan.h"

#include "runtime/engine/defaults.h"

#include <algorithm>

namespace firkin::supervisor {

namespace {

constexpr auto podDiskSerial = "pod-volumes";
/// Layout 1 has eight places for disks at boot.
constexpr std::size_t mostBootDisks = 8;

/// "sha256:0123456789abcdef…" → "i-0123456789abcdef": a serial has 20 characters.
std::string serialOf(const std::string &digest)
{
    const std::size_t colon = digest.find(':');
    return "i-" + digest.substr(colon == std::string::npos ? 0 : colon + 1, 16);
}

} // namespace

Result<PodPlan> planPod(const store::PodRecord &record, const MachinePaths &paths, const std::filesystem::path &podDisk)
{
    const engine::PodSpec &spec = record.spec;
    // The machine is one for a container with these limits, but for its disks.
    FIRKIN_ASSIGN(const ContainerId id, ContainerId::parse(record.id.str()));
    store::ContainerRecord like;
    like.id = id;
    like.machine = record.machine();
    like.name = record.name;
    like.spec.cpus = spec.cpus;
    like.spec.memory = spec.memory;
    like.spec.network = spec.network;
    like.spec.ports = spec.ports;
    like.process.command = {"/"};
    MachinePaths somewhere = paths;
    somewhere.rootfsImage = "/none";
    somewhere.upperDisk = "/none-either";
    FIRKIN_ASSIGN(MachinePlan machine, planMachine(like, somewhere, {}));

    PodPlan plan{std::move(machine.machine), std::move(machine.interfaces), {}};
    plan.machine.disks.clear();
    plan.pod.id = record.id;
    plan.pod.shareProcesses = spec.shareProcesses;
    plan.pod.memory = spec.memory;
    plan.pod.hostname = spec.hostname;
    bool wantsDisk = false;
    for (const engine::PodVolume &volume : spec.volumes) {
        const bool inMemory = volume.kind == engine::PodVolumeKind::Memory;
        plan.pod.volumes.push_back({volume.name, inMemory, volume.size});
        wantsDisk |= !inMemory;
    }
    if (wantsDisk) {
        plan.pod.diskSerial = podDiskSerial;
        plan.machine.disks.push_back({podDisk, podDiskSerial, false});
    }
    FIRKIN_TRY(vmm::validate(plan.machine));
    FIRKIN_TRY(container::validate(plan.pod));
    return plan;
}

void adaptToPod(MachinePlan &plan, const store::ContainerRecord &record, const engine::PodSpec &pod, const std::vector<std::string> &siblings)
{
    const std::string serial = record.spec.rootfs.empty() ? serialOf(record.imageDigest) : "root-" + record.id.str().substr(0, 15);
    for (vmm::Disk &disk : plan.machine.disks) {
        if (disk.serial == plan.rootfs.imageSerial)
            disk.serial = serial;
    }
    plan.rootfs.imageSerial = serial;

    // Each container's share is one of its own.
    for (vmm::Share &share : plan.machine.shares) {
        const std::string before = container::shareMountPoint(share.tag);
        share.tag = "s-" + record.id.str().substr(0, 34);
        const std::string after = container::shareMountPoint(share.tag);
        for (oci::Mount &mount : plan.container.mounts) {
            if (mount.source.starts_with(before + "/"))
                mount.source = after + mount.source.substr(before.size());
        }
    }

    if (!pod.nameservers.empty() && record.spec.dns.empty()) {
        if (!plan.container.dns)
            plan.container.dns.emplace();
        plan.container.dns->nameservers = pod.nameservers;
    }
    if (!plan.container.hosts)
        plan.container.hosts.emplace();
    auto &entries = plan.container.hosts->entries;
    if (record.spec.extraHosts.empty()) {
        for (const auto &[name, address] : pod.hosts)
            entries.push_back({address, {name}, {}});
    }
    const std::string own = pod.network ? std::string(vmm::UserNetwork::guestAddress) : "127.0.1.1";
    for (const std::string &name : siblings)
        entries.push_back({own, {name}, {}});
}

void addDevices(vmm::MachineConfig &machine, const vmm::MachineConfig &more)
{
    for (const vmm::Disk &disk : more.disks) {
        const auto there = std::ranges::find(machine.disks, disk.serial, &vmm::Disk::serial);
        if (there != machine.disks.end())
            there->readOnly = there->readOnly && disk.readOnly; // one who writes is enough
        else if (machine.disks.size() < mostBootDisks)
            machine.disks.push_back(disk);
    }
    for (const vmm::Share &share : more.shares) {
        if (!std::ranges::contains(machine.shares, share.tag, &vmm::Share::tag))
            machine.shares.push_back(share);
    }
}

} // namespace firkin::supervisor
