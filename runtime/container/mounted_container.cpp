// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/container/container_core.h"
#include "runtime/container/machine.h"
#include "runtime/container/phase_timer.h"
#include "runtime/container/socket_relays.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <mutex>

namespace firkin::container {

struct MountedContainer::State {
    const std::shared_ptr<Machine> machine;
    const ContainerId id;
    const GuestRootfs rootfs;
    const BundlePaths paths;
    const std::string rootfsPath;
    StartupTiming::Duration mountTime{};

    mutable std::mutex mutex;
    std::vector<std::string> mounted; ///< guarded; in the order of mounting
    bool isMounted = false;           ///< guarded; a guest path counts from its creation
    bool created = false;             ///< guarded; the agent knows the container
    std::weak_ptr<ProcessCore> init;  ///< guarded
    std::unique_ptr<SocketRelays> relays; ///< guarded
};

MountedContainer::MountedContainer(std::shared_ptr<Machine> machine, ContainerId id, GuestRootfs rootfs)
    : m_state(new State{std::move(machine), id, rootfs, BundlePaths(id), rootfs.path ? rootfs.path->str() : BundlePaths(id).rootfs, {}, {}, {}, false, false, {}, {}})
{ }

MountedContainer::~MountedContainer() = default;

const ContainerId &MountedContainer::id() const { return m_state->id; }
Machine &MountedContainer::machine() const { return *m_state->machine; }
std::shared_ptr<Machine> MountedContainer::sharedMachine() const { return m_state->machine; }
const std::string &MountedContainer::rootfsPath() const { return m_state->rootfsPath; }
ContainerFiles MountedContainer::files() { return ContainerFiles(shared_from_this()); }

bool MountedContainer::isMounted() const
{
    const std::lock_guard lock(m_state->mutex);
    return m_state->isMounted;
}

Result<std::string> diskSource(Machine &machine, const std::string &serial)
{
    if (machine.agent().info().can("disk-serials"))
        return "/dev/disk/by-id/virtio-" + serial; // also of one that was plugged in
    const auto &disks = machine.vm().config().disks;
    const auto disk = std::ranges::find(disks, serial, &vmm::Disk::serial);
    if (disk == disks.end())
        return fail(Operation::MountFileSystem, serial, Reason::DeviceLost, "the machine has no such disk");
    const auto place = disk - disks.begin();
    if (place > 'z' - 'a')
        return fail(Operation::MountFileSystem, serial, Reason::OutOfRange, "no letter for the disk");
    return std::string("/dev/vd") + static_cast<char>('a' + place);
}

Status checkGroupNames(Machine &machine, const ProcessConfig &process)
{
    const auto &groups = process.user.extraGroupNames();
    if (groups.empty() || machine.agent().info().can("group-names"))
        return {};
    return fail(Operation::StartProcess, groups.front().substr(0, 80), Reason::UnsupportedHere, "this agent looks up no groups by their names");
}

namespace {

/// What the image has at its place goes into a volume that is used for the first time.
Status fillVolumes(Machine &machine, const std::string &rootfsPath, const std::vector<VolumeFill> &fills, const std::stop_token &stop)
{
    agent::AgentClient &agent = machine.agent();
    if (!fills.empty() && !agent.info().can("fill-folder")) {
        spdlog::warn("this agent fills no volumes: new ones stay empty");
        return {};
    }
    for (const VolumeFill &fill : fills) {
        const std::string place = "/run/firkin/volumes/" + fill.serial;
        FIRKIN_ASSIGN(const std::string source, diskSource(machine, fill.serial));
        FIRKIN_TRY(agent.makeDirectory(place, 0700, stop));
        FIRKIN_TRY(agent.mount({fill.filesystem, source, place, {"rw"}}, stop));
        const Status filled = agent.fillFolder(rootfsPath, fill.destination, place, stop);
        const Status unmounted = agent.unmount(place, 0, {});
        FIRKIN_TRY(filled);
        FIRKIN_TRY(unmounted);
    }
    return {};
}

} // namespace

Status MountedContainer::mount(std::stop_token stop)
{
    m_state->mountTime = {};
    const PhaseTimer timer(m_state->mountTime);
    agent::AgentClient &agent = machine().agent();
    const BundlePaths &paths = m_state->paths;
    const GuestRootfs &rootfs = m_state->rootfs;
    const auto mountAt = [&](const agent::GuestMount &what) -> Status {
        FIRKIN_TRY(agent.mount(what, stop));
        const std::lock_guard lock(m_state->mutex);
        m_state->mounted.push_back(what.destination);
        return {};
    };
    const auto all = [&]() -> Status {
        if (rootfs.path)
            return {};
        if (rootfs.upperSerial)
            FIRKIN_TRY(checkUpperFilesystem(rootfs.upperFilesystem));
        FIRKIN_ASSIGN(const std::string image, diskSource(machine(), rootfs.imageSerial));
        if (!rootfs.upperSerial) {
            FIRKIN_TRY(agent.makeDirectory(paths.rootfs, 0755, stop));
            return mountAt({"ext4", image, paths.rootfs, {rootfs.readOnlyImage ? "ro" : "rw"}});
        }
        FIRKIN_ASSIGN(const std::string upper, diskSource(machine(), *rootfs.upperSerial));
        FIRKIN_TRY(agent.makeDirectory(paths.lower, 0755, stop));
        FIRKIN_TRY(agent.makeDirectory(paths.upper, 0755, stop));
        FIRKIN_TRY(agent.makeDirectory(paths.rootfs, 0755, stop));
        FIRKIN_TRY(mountAt({"ext4", image, paths.lower, {"ro"}}));
        FIRKIN_TRY(mountAt({rootfs.upperFilesystem, upper, paths.upper, {"rw"}}));
        FIRKIN_TRY(agent.makeDirectory(paths.upperDiff, 0755, stop));
        FIRKIN_TRY(agent.makeDirectory(paths.upperWork, 0755, stop));
        return mountAt({"overlay", "overlay", paths.rootfs,
                        {"lowerdir=" + paths.lower, "upperdir=" + paths.upperDiff, "workdir=" + paths.upperWork}});
    };
    auto done = all();
    {
        const std::lock_guard lock(m_state->mutex);
        m_state->isMounted = true;
    }
    if (!done)
        static_cast<void>(unmount({}));
    return done;
}

void MountedContainer::endRelays()
{
    std::unique_ptr<SocketRelays> relays;
    {
        const std::lock_guard lock(m_state->mutex);
        relays = std::move(m_state->relays);
    }
}

Status MountedContainer::unmount(std::stop_token stop)
{
    endRelays();
    std::vector<std::string> mounted;
    bool created = false;
    {
        const std::lock_guard lock(m_state->mutex);
        if (!m_state->isMounted)
            return {};
        mounted = m_state->mounted;
        created = m_state->created;
    }
    agent::AgentClient &agent = machine().agent();
    // Mounts before the bundle: deleting the container removes its folder, which must hold nothing of the disks by then.
    while (!mounted.empty()) {
        FIRKIN_TRY(agent.unmount(mounted.back(), 0, stop));
        mounted.pop_back();
        const std::lock_guard lock(m_state->mutex);
        m_state->mounted = mounted;
    }
    FIRKIN_TRY(agent.sync(stop));
    if (created)
        static_cast<void>(agent.deleteProcess({id().str(), id().str()}, stop)); // unknown to it is as good
    const std::lock_guard lock(m_state->mutex);
    m_state->isMounted = false;
    m_state->created = false;
    return {};
}

Result<std::shared_ptr<ContainerCore>> MountedContainer::startCore(const ContainerConfig &config,
                                                                   const StdioConfig &stdio,
                                                                   std::optional<TerminalSize> terminal,
                                                                   std::stop_token stop)
{
    const auto begin = Deadline::Clock::now();
    const auto failed = [&](Error error) { return fail(wrap(Operation::StartContainer, id().str(), std::move(error))); };
    {
        const std::lock_guard lock(m_state->mutex);
        if (const auto running = m_state->init.lock(); running && !running->exitStatus())
            return fail(Operation::StartContainer, id().str(), Reason::AlreadyRunning);
    }
    if (Status can = checkGroupNames(machine(), config.process); !can)
        return failed(std::move(can).error());
    StartupTiming timing;
    const Machine::BootTiming &boot = machine().bootTiming();
    timing.machineStart = boot.machineStart;
    timing.kernelBoot = boot.kernelBoot;
    timing.agentConnect = boot.agentConnect;
    timing.guestSetup = boot.guestSetup;

    ProcessCore::Request request;
    request.key = {id().str(), id().str()};
    request.stdio = stdio;
    request.terminal = terminal;
    auto json = [&]() -> Result<std::string> {
        const PhaseTimer timer(timing.specBuild);
        const auto console = terminal ? std::optional(InitialTerminal{terminal->columns, terminal->rows}) : std::nullopt;
        FIRKIN_ASSIGN(const oci::RuntimeSpec spec, makeSpec(config, rootfsPath(), console));
        return oci::toJson(spec);
    }();
    if (!json)
        return failed(std::move(json).error());
    request.specJson = std::move(*json);

    // A process that was here before, or a start that failed, took the mounts along.
    bool wasCreated = false;
    {
        const std::lock_guard lock(m_state->mutex);
        wasCreated = m_state->created;
    }
    if (wasCreated) {
        if (auto gone = unmount(stop); !gone)
            return failed(std::move(gone).error());
    }
    if (!isMounted()) {
        if (auto mounted = mount(stop); !mounted)
            return failed(std::move(mounted).error());
    }
    timing.rootfsMount = m_state->mountTime;

    auto process = [&]() -> Result<std::shared_ptr<ProcessCore>> {
        {
            const PhaseTimer timer(timing.nameFiles);
            if (config.dns)
                FIRKIN_TRY(machine().agent().configureDns(rootfsPath(), *config.dns, stop));
            if (config.hosts)
                FIRKIN_TRY(machine().agent().configureHosts(rootfsPath(), *config.hosts, stop));
            FIRKIN_TRY(fillVolumes(machine(), rootfsPath(), config.fills, stop));
        }
        FIRKIN_ASSIGN(auto relays, SocketRelays::start(machine(), id(), rootfsPath(), config.sockets, stop));
        {
            const std::lock_guard lock(m_state->mutex);
            m_state->created = true;
            m_state->relays = std::move(relays);
        }
        return ProcessCore::start(sharedMachine(), request, timing, stop);
    }();
    if (!process) {
        // Also of a call that was cancelled or timed out, whose process may run by now.
        static_cast<void>(machine().agent().killProcess(request.key, sigKill.number, {}));
        static_cast<void>(unmount({}));
        return failed(std::move(process).error());
    }
    {
        const std::lock_guard lock(m_state->mutex);
        m_state->init = *process;
    }
    timing.total = std::chrono::duration_cast<StartupTiming::Duration>(Deadline::Clock::now() - begin) + timing.rootfsMount
                   + timing.machineStart + timing.kernelBoot + timing.agentConnect + timing.guestSetup;
    return std::make_shared<ContainerCore>(shared_from_this(), std::move(*process), config.process, timing);
}

/// As mount() leaves it.
void MountedContainer::markMounted()
{
    const BundlePaths &paths = m_state->paths;
    const std::lock_guard lock(m_state->mutex);
    m_state->isMounted = true;
    m_state->created = true;
    if (m_state->rootfs.path)
        return;
    if (m_state->rootfs.upperSerial)
        m_state->mounted = {paths.lower, paths.upper};
    m_state->mounted.push_back(paths.rootfs);
}

std::shared_ptr<ContainerCore> MountedContainer::adoptCore(const ContainerConfig &config, const Running &process, bool terminal)
{
    ProcessCore::Adoption adoption;
    adoption.key = {id().str(), id().str()};
    adoption.pid = process.pid;
    adoption.hasStdin = process.hasStdin || terminal;
    adoption.hasStderr = !terminal;
    adoption.taken = process.taken;
    auto core = ProcessCore::adopt(sharedMachine(), adoption);
    {
        const std::lock_guard lock(m_state->mutex);
        m_state->init = core;
    }
    return std::make_shared<ContainerCore>(shared_from_this(), std::move(core), config.process, StartupTiming{});
}

Container<Streams> MountedContainer::adoptStreams(const ContainerConfig &config, const Running &process)
{
    return Container<Streams>(adoptCore(config, process, false));
}

Container<Pty> MountedContainer::adoptTerminal(const ContainerConfig &config, const Running &process, TerminalSize size)
{
    auto core = adoptCore(config, process, true);
    const auto &init = core->sharedInit();
    Pty pty(init, init->takeStdin(), init->takeStdout(), size);
    return Container<Pty>(std::move(core), std::move(pty));
}

Result<Container<Streams>> MountedContainer::start(const ContainerConfig &config, const StdioConfig &stdio, std::stop_token stop)
{
    FIRKIN_ASSIGN(auto core, startCore(config, stdio, std::nullopt, std::move(stop)));
    return Container<Streams>(std::move(core));
}

Result<Container<Pty>> MountedContainer::start(const ContainerConfig &config, TerminalSize size, std::stop_token stop)
{
    FIRKIN_ASSIGN(auto core, startCore(config, {}, size, std::move(stop)));
    const auto &process = core->sharedInit();
    Pty pty(process, process->takeStdin(), process->takeStdout(), size);
    return Container<Pty>(std::move(core), std::move(pty));
}

} // namespace firkin::container
