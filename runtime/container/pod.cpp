// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/container/pod.h"

#include "runtime/base/error_text.h"
#include "runtime/container/guest_path.h"

#include <algorithm>
#include <set>
#include <spdlog/spdlog.h>

namespace firkin::container {

namespace {

constexpr auto podDiskFolder = "/run/firkin/pod-store";
constexpr auto volumesFolder = "/run/volumes";
/// The agent's program: with "pause" it does nothing but reap, as the first process of a namespace must.
constexpr auto pauseProgram = "/pause";

std::string podCgroup(const PodId &id)
{
    return "/container/pod/" + id.str();
}

std::string cgroupFile(const std::string &cgroup, std::string_view file)
{
    return "/sys/fs/cgroup" + cgroup + "/" + std::string(file);
}

} // namespace

Status validate(const PodConfig &config)
{
    if (config.id.empty())
        return fail(Operation::CreatePod, {}, Reason::BadId);
    std::set<std::string_view> names;
    for (const SharedVolume &volume : config.volumes) {
        if (!isValidId(volume.name))
            return fail(Operation::CreatePod, volume.name.substr(0, 80), Reason::BadName);
        if (!names.insert(volume.name).second)
            return fail(Operation::CreatePod, volume.name, Reason::NameTaken);
        if (!volume.inMemory && config.diskSerial.empty())
            return fail(Operation::CreatePod, volume.name, Reason::NoSuchVolume, "the pod has no disk");
    }
    return {};
}

Pod::Pod(std::shared_ptr<Machine> machine, PodConfig config) : m_machine(std::move(machine)), m_config(std::move(config)) { }

Result<std::shared_ptr<Pod>> Pod::create(std::shared_ptr<Machine> machine, PodConfig config, std::stop_token stop)
{
    FIRKIN_TRY(validate(config));
    std::shared_ptr<Pod> pod(new Pod(std::move(machine), std::move(config)));
    const Status made = [&]() -> Status {
        pod->limitMemory(stop);
        FIRKIN_TRY(pod->makeVolumes(stop));
        return pod->m_config.shareProcesses ? pod->makeNamespace(stop) : Status();
    }();
    if (!made) {
        (void)pod->stop({});
        return fail(wrap(Operation::CreatePod, pod->m_config.id.str(), made.error()));
    }
    return pod;
}

Status Pod::mount(const agent::GuestMount &what, std::stop_token stop)
{
    FIRKIN_TRY(m_machine->agent().makeDirectory(what.destination, 0755, stop));
    FIRKIN_TRY(m_machine->agent().mount(what, stop));
    const std::lock_guard lock(m_mutex);
    m_mounted.push_back(what.destination);
    return {};
}

std::string Pod::volumeFolder(const SharedVolume &volume) const
{
    return volume.inMemory ? std::string(volumesFolder) + "/" + volume.name
                           : std::string(podDiskFolder) + "/volumes/" + volume.name;
}

Status Pod::makeVolumes(std::stop_token stop)
{
    agent::AgentClient &agent = m_machine->agent();
    if (!m_config.diskSerial.empty()) {
        FIRKIN_ASSIGN(const std::string disk, diskSource(*m_machine, m_config.diskSerial));
        FIRKIN_TRY(mount({"ext4", disk, podDiskFolder, {"rw"}}, stop));
    }
    for (const SharedVolume &volume : m_config.volumes) {
        const std::string folder = volumeFolder(volume);
        if (!volume.inMemory) {
            // Open to all: who writes into it is the containers' users' matter.
            FIRKIN_TRY(agent.makeDirectory(folder, 0777, stop));
            continue;
        }
        std::vector<std::string> options{"rw", "mode=0777"};
        if (volume.size)
            options.push_back("size=" + std::to_string((volume.size->bytes + 1023) / 1024) + "k");
        FIRKIN_TRY(mount({"tmpfs", "tmpfs", folder, std::move(options)}, stop));
    }
    return {};
}

/// A process that only holds the namespace, from a root that has nothing but the agent's program.
Status Pod::makeNamespace(std::stop_token stop)
{
    FIRKIN_ASSIGN(const ContainerId id, ContainerId::parse("pause-" + m_config.id.str().substr(0, 58)));
    const std::string root = BundlePaths(id).rootfs;
    FIRKIN_TRY(m_machine->agent().makeDirectory(root, 0755, stop));
    FIRKIN_ASSIGN(GuestPath path, GuestPath::parse(root));
    FIRKIN_ASSIGN(const auto mounted, m_machine->createContainer(id, GuestRootfs::guestPath(std::move(path)), stop));
    ContainerConfig config;
    config.id = id;
    config.mounts = {{pauseProgram, "none", std::string(agentProgram), {"bind", "ro"}}};
    config.process.arguments = {pauseProgram, "pause"};
    config.process.environment = {defaultPathVariable()};
    config.process.capabilities = Capabilities();
    config.cgroup = podCgroup(m_config.id) + "/" + id.str();
    FIRKIN_ASSIGN(auto pause, mounted->start(config, {Stdio::Null, Stdio::Null, Stdio::Null}, stop));
    m_pidNamespace = "/proc/" + std::to_string(pause.pid()) + "/ns/pid";
    const std::lock_guard lock(m_mutex);
    m_pause = std::move(pause);
    return {};
}

/// Best effort: without it the machine's own memory is the limit. An agent that knows no cgroups says so here first.
void Pod::limitMemory(std::stop_token stop)
{
    if (!m_config.memory)
        return;
    agent::AgentClient &agent = m_machine->agent();
    const std::string cgroup = podCgroup(m_config.id);
    const Status limited = [&]() -> Status {
        FIRKIN_TRY(agent.makeDirectory("/sys/fs/cgroup" + cgroup, 0755, stop));
        for (const char *above : {"/container", "/container/pod"})
            FIRKIN_TRY(agent.writeFile(cgroupFile(above, "cgroup.subtree_control"), "+memory", 0644, stop));
        return agent.writeFile(cgroupFile(cgroup, "memory.max"), std::to_string(m_config.memory->bytes), 0644, stop);
    }();
    if (!limited)
        spdlog::info("pod {}: no common memory limit: {}", m_config.id.str(), render(limited.error()));
}

ContainerConfig Pod::join(ContainerConfig config) const
{
    config.cgroup = podCgroup(m_config.id) + "/" + config.id.str();
    config.pidNamespace = m_pidNamespace;
    if (config.hostname.empty())
        config.hostname = m_config.hostname;
    if (!config.dns)
        config.dns = m_config.dns;
    if (!config.hosts)
        config.hosts = m_config.hosts;
    return config;
}

Result<oci::Mount> Pod::mountOf(std::string_view name, std::string destination, bool readOnly) const
{
    const auto volume = std::ranges::find(m_config.volumes, name, &SharedVolume::name);
    if (volume == m_config.volumes.end())
        return fail(Operation::CreateContainer, name.substr(0, 80), Reason::NoSuchVolume);
    if (!destination.starts_with('/'))
        return fail(Operation::CreateContainer, destination, Reason::BadPath);
    oci::Mount mount = oci::Mount::bind(volumeFolder(*volume), std::move(destination));
    if (readOnly) {
        std::erase(mount.options, "rw");
        mount.addOption("ro");
    }
    return mount;
}

Result<ContainerBuilder<OnMachine, Init>> Pod::container(std::string_view id)
{
    BuilderParts<OnMachine> parts;
    parts.where.machine = m_machine;
    FIRKIN_ASSIGN(parts.config.id, ContainerId::parse(id));
    parts.config.process.environment = {defaultPathVariable()};
    parts.config = join(std::move(parts.config));
    return ContainerBuilder<OnMachine, Init>(std::move(parts));
}

Status Pod::remove(MountedContainer &container, std::stop_token stop)
{
    // In a shared process namespace its children outlive its first process.
    const std::string cgroup = podCgroup(m_config.id) + "/" + container.id().str();
    (void)m_machine->agent().writeFile(cgroupFile(cgroup, "cgroup.kill"), "1", 0644, stop);
    return container.unmount(std::move(stop));
}

Result<std::vector<ContainerStatistics>>
Pod::statistics(const std::vector<ContainerId> &containers, StatCategory categories, std::stop_token stop) const
{
    std::vector<std::string> ids;
    for (const ContainerId &id : containers)
        ids.push_back(id.str());
    return m_machine->agent().statistics(ids, categories, std::move(stop));
}

Status Pod::stop(std::stop_token stop)
{
    std::optional<Container<Streams>> pause;
    std::vector<std::string> mounted;
    {
        const std::lock_guard lock(m_mutex);
        pause.swap(m_pause);
        mounted.swap(m_mounted);
    }
    Status done = [&]() -> Status {
        if (pause) {
            FIRKIN_TRY(pause->kill(sigKill, stop));
            FIRKIN_ASSIGN(const ExitStatus status, pause->wait(stop, Deadline::after(m_machine->deadlines().machineStop)));
            (void)status;
            FIRKIN_TRY(pause->mounted()->unmount(stop));
            pause.reset();
        }
        for (; !mounted.empty(); mounted.pop_back())
            FIRKIN_TRY(m_machine->agent().unmount(mounted.back(), 0, stop));
        return m_machine->agent().sync(stop);
    }();
    if (!done) { // the next call goes on here
        const std::lock_guard lock(m_mutex);
        m_pause = std::move(pause);
        m_mounted = std::move(mounted);
    }
    return done;
}

} // namespace firkin::container
