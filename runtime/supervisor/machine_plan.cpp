// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/supervisor/machine_plan.h"

#include "runtime/engine/defaults.h"
#include "runtime/supervisor/container_privileges.h"

namespace firkin::supervisor {

namespace {

/// A disk's serial has at most 20 characters; the id has 12.
std::string upperSerial(const ContainerId &id)
{
    return "upper-" + id.str();
}

constexpr auto imageSerial = "image";

} // namespace

vmm::PublishedPort toPublished(const engine::PortMapping &port)
{
    return {port.hostAddress,
            port.hostPort,
            port.containerPort,
            port.transport == engine::Transport::Udp ? vmm::Transport::Udp : vmm::Transport::Tcp};
}

Result<MachinePlan> planMachine(const store::ContainerRecord &record, const MachinePaths &paths, std::string seccompProfile)
{
    const engine::ContainerSpec &spec = record.spec;
    MachinePlan plan;
    plan.machine = vmm::MachineConfig{
        .id = record.machine,
        .vcpus = engine::machineVcpus(record.spec.cpus),
        .memory = engine::machineMemory(record.spec.memory),
        .kernel = paths.kernel,
        .initramfs = paths.initramfs,
        .kernelArguments = {},
        .disks = {},
        .shares = {},
        .network = {},
        .lans = {},
        .stateDirectory = paths.stateDirectory,
        .socketDirectory = paths.socketDirectory,
        .restoreFrom = {},
        .accelerator = {},
    };
    // A root file system of the user's own is written in place, unless it gets a layer.
    const bool inPlace = !spec.rootfs.empty() && !spec.rootfsOverlay;
    plan.machine.disks.push_back({paths.rootfsImage, imageSerial, !inPlace || spec.readOnlyRootfs});
    if (inPlace) {
        plan.rootfs = spec.readOnlyRootfs ? container::GuestRootfs::readOnlyDisk(imageSerial) : container::GuestRootfs::readWriteDisk(imageSerial);
    } else {
        plan.machine.disks.push_back({paths.upperDisk, upperSerial(record.id), false});
        plan.rootfs = container::GuestRootfs::overlay(imageSerial, upperSerial(record.id), spec.disk.filesystem);
    }
    MountPlan mounts = planMounts(spec.mounts, paths.mounts);
    plan.machine.disks.insert(plan.machine.disks.end(), mounts.disks.begin(), mounts.disks.end());
    if (mounts.share)
        plan.machine.shares.push_back(std::move(*mounts.share));

    container::ContainerConfig &config = plan.container;
    config.id = record.id;
    config.hostname = record.process.hostname;
    config.memory = record.spec.memory;
    config.cpus = record.spec.cpus;
    config.process.arguments = record.process.command;
    config.process.environment = record.process.environment;
    config.process.workingDirectory = record.process.workingDirectory;
    config.process.user = container::User::parse(record.process.user);
    config.mounts = std::move(mounts.mounts);
    config.fills = std::move(mounts.fills);
    FIRKIN_TRY(applyPrivileges(spec, std::move(seccompProfile), config));

    for (const engine::SocketMapping &socket : record.spec.sockets) {
        const bool into = socket.direction == engine::SocketDirection::IntoContainer;
        config.sockets.push_back({into ? container::SocketDirection::Into : container::SocketDirection::OutOf, socket.hostPath, socket.containerPath, socket.mode});
    }

    container::HostsConfig hosts;
    hosts.entries.push_back({"127.0.0.1", {"localhost"}, {}});
    hosts.entries.push_back({"::1", {"localhost", "ip6-localhost", "ip6-loopback"}, {}});
    std::string ownAddress = "127.0.1.1";
    if (record.spec.network) {
        vmm::UserNetwork network;
        for (const engine::PortMapping &port : record.spec.ports)
            network.ports.push_back(toPublished(port));
        network.hostLoopback = record.spec.hostLoopback;
        if (network.hostLoopback)
            hosts.entries.push_back({std::string(vmm::UserNetwork::gateway), {"host.firkin.internal", "host.containers.internal", "host.docker.internal"}, {}});
        plan.machine.network = std::move(network);
        ownAddress = vmm::UserNetwork::guestAddress;
        plan.interfaces.push_back({.name = "eth0",
                                   .address = ownAddress + "/" + std::to_string(vmm::UserNetwork::prefixLength),
                                   .gateway = std::string(vmm::UserNetwork::gateway),
                                   .address6 = {},
                                   .gateway6 = {},
                                   .mtu = {}});
        config.dns = container::DnsConfig{.nameservers = {std::string(vmm::UserNetwork::nameserver)},
                                          .domain = {},
                                          .searchDomains = {},
                                          .options = {}};
    }
    std::vector<std::string> ownNames{record.process.hostname};
    if (record.name != record.process.hostname)
        ownNames.push_back(record.name);
    hosts.entries.push_back({ownAddress, std::move(ownNames), {}});
    config.hosts = std::move(hosts);
    applyNames(spec, config);

    FIRKIN_TRY(vmm::validate(plan.machine));
    return plan;
}

std::vector<engine::PortMapping> toMappings(const std::vector<vmm::PublishedPort> &ports)
{
    std::vector<engine::PortMapping> mappings;
    for (const vmm::PublishedPort &port : ports) {
        mappings.push_back({port.hostAddress,
                            port.hostPort,
                            port.guestPort,
                            port.transport == vmm::Transport::Udp ? engine::Transport::Udp : engine::Transport::Tcp});
    }
    return mappings;
}

std::vector<engine::StartPhase> toPhases(const container::StartupTiming &timing)
{
    std::vector<engine::StartPhase> phases;
    for (const auto &[name, duration] : timing.phases())
        phases.push_back({std::string(name), duration});
    return phases;
}

} // namespace firkin::supervisor
