// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/container/container_builder.h"

#include "runtime/base/file.h"
#include "runtime/base/paths.h"
#include "runtime/container/container_core.h"
#include "runtime/container/default_factory.h"
#include "runtime/oci/image_config.h"

namespace firkin::container {
namespace {

/// A folder that goes with the machine.
class TemporaryFolder {
public:
    explicit TemporaryFolder(std::filesystem::path path) : m_path(std::move(path)) { }
    ~TemporaryFolder() { static_cast<void>(removeTree(m_path)); }
    TemporaryFolder(const TemporaryFolder &) = delete;
    TemporaryFolder &operator=(const TemporaryFolder &) = delete;

private:
    std::filesystem::path m_path;
};

constexpr std::string_view imageSerial = "rootfs";
constexpr std::string_view upperSerial = "upper";

struct PreparedMachine {
    vmm::MachineConfig config;
    GuestRootfs rootfs;
    std::shared_ptr<TemporaryFolder> folder;
};

Result<PreparedMachine> prepareMachine(const ImplicitMachine &where, const Rootfs &rootfs)
{
    PreparedMachine out;
    vmm::MachineConfig &config = out.config;
    FIRKIN_ASSIGN(config.id, MachineId::parse(randomId()));
    config.vcpus = where.vcpus;
    config.memory = where.memory;
    config.kernelArguments = where.kernelArguments;
    config.network = where.network;
    config.accelerator = where.accelerator;
    config.kernel = where.kernel;
    config.initramfs = where.initramfs;
    if (config.kernel.empty()) {
        FIRKIN_ASSIGN(config.kernel, shareFile("guest/vmlinux"));
    }
    if (config.initramfs.empty()) {
        FIRKIN_ASSIGN(config.initramfs, shareFile("guest/initramfs.img"));
    }
    config.disks.push_back({rootfs.image, std::string(imageSerial), rootfs.readOnlyImage});
    if (rootfs.upper)
        config.disks.push_back({*rootfs.upper, std::string(upperSerial), false});
    config.disks.insert(config.disks.end(), where.disks.begin(), where.disks.end());
    config.nestedVirtualization = where.nestedVirtualization;

    FIRKIN_ASSIGN(const std::filesystem::path base, runtimeDirectory());
    config.socketDirectory = base / config.id.str();
    FIRKIN_TRY(makePrivateDirectory(config.socketDirectory));
    out.folder = std::make_shared<TemporaryFolder>(config.socketDirectory);
    config.stateDirectory = where.stateDirectory.empty() ? config.socketDirectory : where.stateDirectory;
    FIRKIN_TRY(makePrivateDirectory(config.stateDirectory));

    if (rootfs.upper)
        out.rootfs = GuestRootfs::overlay(std::string(imageSerial), std::string(upperSerial), rootfs.upperFilesystem);
    else if (rootfs.readOnlyImage)
        out.rootfs = GuestRootfs::readOnlyDisk(std::string(imageSerial));
    else
        out.rootfs = GuestRootfs::readWriteDisk(std::string(imageSerial));
    return out;
}

/// A root that nothing can be written to is read-only inside, too.
ContainerConfig finalConfig(const ContainerConfig &config, bool rootIsReadOnly)
{
    ContainerConfig out = config;
    out.readOnlyRoot |= rootIsReadOnly;
    return out;
}

bool isReadOnly(const Rootfs &rootfs) { return rootfs.readOnlyImage && !rootfs.upper; }
bool isReadOnly(const GuestRootfs &rootfs) { return !rootfs.path && rootfs.readOnlyImage && !rootfs.upperSerial; }

/// The container's place, and whether its machine was made for it.
struct Prepared {
    std::shared_ptr<MountedContainer> mounted;
    bool ownsMachine = false;
};

Result<Prepared> prepare(BuilderParts<ImplicitMachine> &parts, std::stop_token stop)
{
    // What is wrong with the specification is found before anything is booted.
    for (HostMount &mount : parts.where.hostMounts) {
        FIRKIN_ASSIGN(mount.source, canonicalSource(mount.source));
    }
    SharePlan shares = planShare(parts.where.hostMounts);
    parts.config.mounts.insert(parts.config.mounts.end(), shares.mounts.begin(), shares.mounts.end());
    FIRKIN_ASSIGN(const auto spec, makeSpec(parts.config, BundlePaths(parts.config.id).rootfs, std::nullopt));
    FIRKIN_TRY(oci::toJson(spec));
    if (parts.rootfs->upper)
        FIRKIN_TRY(checkUpperFilesystem(parts.rootfs->upperFilesystem));
    FIRKIN_ASSIGN(auto prepared, prepareMachine(parts.where, *parts.rootfs));
    if (shares.share)
        prepared.config.shares.push_back(std::move(*shares.share));
    vmm::MachineFactory &factory = parts.where.factory ? *parts.where.factory : defaultMachineFactory();
    FIRKIN_ASSIGN(auto machine, Machine::boot(factory, prepared.config, parts.progress, stop));
    machine->keep(prepared.folder);
    FIRKIN_TRY(machine->configureNetwork(parts.where.interfaces, stop));
    report(parts.progress, {Phase::MountingRootfs, 0, std::nullopt, parts.config.id.str()});
    FIRKIN_ASSIGN(auto mounted, machine->createContainer(parts.config.id, prepared.rootfs, stop));
    return Prepared{std::move(mounted), true};
}

Result<Prepared> prepare(BuilderParts<OnMachine> &parts, std::stop_token stop)
{
    FIRKIN_ASSIGN(const auto spec, makeSpec(parts.config, BundlePaths(parts.config.id).rootfs, std::nullopt));
    FIRKIN_TRY(oci::toJson(spec));
    report(parts.progress, {Phase::MountingRootfs, 0, std::nullopt, parts.config.id.str()});
    FIRKIN_ASSIGN(auto mounted, parts.where.machine->createContainer(parts.config.id, *parts.rootfs, stop));
    return Prepared{std::move(mounted), false};
}

template <ContainerStdio S, class Where, class How>
Result<Container<S>> spawnAs(BuilderParts<Where> parts, const How &how, const std::stop_token &stop)
{
    const std::string id = parts.config.id.str();
    auto prepared = prepare(parts, stop);
    if (!prepared)
        return fail(wrap(Operation::StartContainer, id, std::move(prepared).error()));
    report(parts.progress, {Phase::StartingProcess, 0, std::nullopt, id});
    auto container = prepared->mounted->start(finalConfig(parts.config, isReadOnly(*parts.rootfs)), how, stop);
    if (!container) // the last handle of a machine of its own goes here, and the machine with it
        return fail(std::move(container).error());
    if (prepared->ownsMachine)
        container->ownMachine();
    return container;
}

std::string_view rootfsPathOf(const BuilderParts<OnMachine> &parts, const std::string &usual)
{
    return parts.rootfs->path ? std::string_view(parts.rootfs->path->str()) : usual;
}
std::string_view rootfsPathOf(const BuilderParts<ImplicitMachine> &, const std::string &usual) { return usual; }

} // namespace

template <class Where, class State>
ContainerBuilder<Where, State> &&ContainerBuilder<Where, State>::imageConfig(const oci::ImageConfig &image) &&
{
    ProcessConfig &process = m_parts.config.process;
    if (!m_parts.commandGiven) {
        process.arguments = image.entrypoint;
        process.arguments.insert(process.arguments.end(), image.command.begin(), image.command.end());
    }
    process.environment = image.environment;
    process.workingDirectory = image.workingDirectory.empty() ? "/" : image.workingDirectory;
    process.user = User::parse(image.user);
    return std::move(*this);
}

template <class Where, class State>
Result<oci::RuntimeSpec> ContainerBuilder<Where, State>::runtimeSpec() const
    requires(!std::same_as<State, Init>)
{
    std::optional<InitialTerminal> terminal;
    if constexpr (std::same_as<State, ReadyPty>)
        terminal = InitialTerminal{m_parts.size.columns, m_parts.size.rows};
    const std::string usual = BundlePaths(m_parts.config.id).rootfs;
    return makeSpec(finalConfig(m_parts.config, isReadOnly(*m_parts.rootfs)), rootfsPathOf(m_parts, usual), terminal);
}

template <class Where, class State>
Result<Container<Streams>> ContainerBuilder<Where, State>::spawn(std::stop_token stop) &&
    requires std::same_as<State, Ready>
{
    const StdioConfig stdio = m_parts.stdio;
    return spawnAs<Streams>(std::move(m_parts), stdio, stop);
}

template <class Where, class State>
Result<Container<Pty>> ContainerBuilder<Where, State>::spawn(std::stop_token stop) &&
    requires std::same_as<State, ReadyPty>
{
    const TerminalSize size = m_parts.size;
    return spawnAs<Pty>(std::move(m_parts), size, stop);
}

template class ContainerBuilder<ImplicitMachine, Init>;
template class ContainerBuilder<ImplicitMachine, Ready>;
template class ContainerBuilder<ImplicitMachine, ReadyPty>;
template class ContainerBuilder<OnMachine, Init>;
template class ContainerBuilder<OnMachine, Ready>;
template class ContainerBuilder<OnMachine, ReadyPty>;

} // namespace firkin::container
