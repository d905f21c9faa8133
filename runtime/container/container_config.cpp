// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/container/container_config.h"

#include "runtime/container/guest_path.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

namespace firkin::container {
namespace {

constexpr std::size_t longestHostname = 64; // the kernel's

/// The specification is JSON, its strings become C strings in the guest.
bool isPlainText(std::string_view text)
{
    return text.find('\0') == std::string_view::npos && isUtf8(text);
}

/// Absolute, and not upwards.
bool isPlainPath(const std::string &path)
{
    return path.starts_with('/') && !(path + "/").contains("/../") && isPlainText(path);
}

/// The last of equal keys counts, at the place of the first.
std::vector<std::string> withoutDoubles(const std::vector<std::string> &environment)
{
    std::vector<std::string> out;
    std::unordered_map<std::string_view, std::size_t> places;
    for (const std::string &variable : environment) {
        const std::string_view key = std::string_view(variable).substr(0, variable.find('='));
        const auto [place, isNew] = places.try_emplace(key, out.size());
        if (isNew)
            out.push_back(variable);
        else
            out[place->second] = variable;
    }
    return out;
}

Result<oci::SpecProcess> makeProcess(const ProcessConfig &config, std::optional<InitialTerminal> terminal, std::string_view object)
{
    const auto bad = [&](Reason reason, std::string_view detail) { return fail(Operation::ParseOptions, object, reason, detail); };
    if (config.arguments.empty() || config.arguments.front().empty())
        return bad(Reason::MissingCommand, {});
    for (const std::string &argument : config.arguments) {
        if (!isPlainText(argument))
            return bad(Reason::BadSyntax, "argument");
    }
    for (const std::string &variable : config.environment) {
        const std::size_t equals = variable.find('=');
        if (equals == 0 || equals == std::string::npos || !isPlainText(variable))
            return bad(Reason::BadSyntax, "environment");
    }
    const std::string &folder = config.workingDirectory;
    if ((!folder.empty() && folder.front() != '/') || !isPlainText(folder))
        return bad(Reason::BadPath, folder);

    oci::SpecProcess process;
    process.terminal = terminal.has_value();
    if (terminal)
        process.consoleSize = {terminal->columns, terminal->rows};
    process.args = config.arguments;
    process.env = withoutDoubles(config.environment);
    process.cwd = folder.empty() ? "/" : folder;
    if (const auto *numeric = std::get_if<User::Numeric>(&config.user.who())) {
        process.user.uid = numeric->uid;
        process.user.gid = numeric->gid;
    } else {
        process.user.username = std::get<User::Named>(config.user.who()).text;
        if (!isPlainText(process.user.username))
            return bad(Reason::BadSyntax, "user");
    }
    process.user.additionalGids = config.user.extraGroups();
    process.user.additionalGroups = config.user.extraGroupNames();
    for (const std::string &group : process.user.additionalGroups) {
        if (group.empty() || !isPlainText(group))
            return bad(Reason::BadSyntax, "group");
    }
    const auto list = [](const std::set<std::string> &set) { return std::vector(set.begin(), set.end()); };
    process.capabilities = {list(config.capabilities.bounding), list(config.capabilities.effective), list(config.capabilities.permitted),
                            list(config.capabilities.inheritable), list(config.capabilities.ambient)};
    for (const Rlimit &limit : config.rlimits)
        process.rlimits.push_back({limit.kind, limit.hard, limit.soft});
    process.noNewPrivileges = config.noNewPrivileges;
    return process;
}

std::vector<oci::Namespace> namespaces(const std::string &pidNamespace)
{
    // The network is the machine's. The container's own cgroup is the root of what it sees of them.
    return {{"pid", pidNamespace}, {"mount", {}}, {"ipc", {}}, {"uts", {}}, {"cgroup", {}}};
}

/// Where a container with an init finds the agent's program.
constexpr std::string_view initProgram = "/.cz-init";

} // namespace

const std::vector<std::string> &dockerMaskedPaths()
{
    static const std::vector<std::string> paths{
        "/proc/asound", "/proc/acpi", "/proc/interrupts", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/timer_list",
        "/proc/timer_stats", "/proc/sched_debug", "/proc/scsi", "/sys/firmware", "/sys/devices/virtual/powercap",
    };
    return paths;
}

const std::vector<std::string> &dockerReadOnlyPaths()
{
    static const std::vector<std::string> paths{"/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"};
    return paths;
}

const std::string &defaultPathVariable()
{
    static const std::string path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    return path;
}

BundlePaths::BundlePaths(const ContainerId &id)
    : bundle("/run/container/" + id.str()), rootfs(bundle + "/rootfs"), lower(bundle + "/lower"), upper(bundle + "/upper"),
      upperDiff(upper + "/diff"), upperWork(upper + "/work")
{ }

Result<oci::RuntimeSpec> makeSpec(const ContainerConfig &config, std::string_view rootfsPath, std::optional<InitialTerminal> terminal)
{
    const std::string &id = config.id.str();
    const auto bad = [&](Reason reason, std::string_view detail) { return fail(Operation::ParseOptions, id, reason, detail); };
    oci::RuntimeSpec spec;
    FIRKIN_ASSIGN(spec.process, makeProcess(config.process, terminal, id));
    spec.hostname = config.hostname.empty() ? id.substr(0, longestHostname) : config.hostname;
    if (spec.hostname.size() > longestHostname || !isPlainText(spec.hostname) || spec.hostname.contains('/'))
        return bad(Reason::BadName, spec.hostname);
    spec.rootPath = rootfsPath;
    spec.rootReadOnly = config.readOnlyRoot;
    std::vector<oci::Mount> mounts = config.defaultMounts;
    mounts.insert(mounts.end(), config.mounts.begin(), config.mounts.end());
    if (config.useInit) {
        mounts.push_back({std::string(initProgram), "none", std::string(agentProgram), {"bind", "ro"}});
        spec.process.args.insert(spec.process.args.begin(), {std::string(initProgram), "--"});
    }
    for (std::size_t number = 0; number < config.sockets.size(); ++number) {
        const SocketConfig &socket = config.sockets[number];
        if (!isPlainPath(socket.containerPath))
            return bad(Reason::BadPath, socket.containerPath);
        if (!isPlainPath(socket.hostPath))
            return bad(Reason::BadPath, socket.hostPath);
        if (socket.direction == SocketDirection::Into)
            mounts.push_back({socket.containerPath, "none", guestSocketPath(config.id, number), {"bind", "rw"}});
    }
    for (const oci::Mount &mount : mounts) {
        if (!isPlainPath(mount.destination) || !isPlainText(mount.source))
            return bad(Reason::BadPath, mount.destination);
    }
    spec.mounts = oci::sortedMounts(std::move(mounts));
    spec.cgroupsPath = config.cgroup.empty() ? "/container/" + id : config.cgroup;
    spec.namespaces = namespaces(config.pidNamespace);
    if (config.memory) {
        if (config.memory->bytes > static_cast<std::uint64_t>(INT64_MAX))
            return bad(Reason::OutOfRange, "memory");
        spec.resources.memoryLimit = static_cast<std::int64_t>(config.memory->bytes);
    }
    if (config.cpus) {
        constexpr double mostCpus = 4096;
        if (!(*config.cpus > 0 && *config.cpus <= mostCpus))
            return bad(Reason::OutOfRange, "cpus");
        constexpr double leastQuota = 1000; // the kernel refuses less
        spec.resources.cpuQuota = static_cast<std::int64_t>(
            std::max(leastQuota, std::round(*config.cpus * static_cast<double>(spec.resources.cpuPeriod))));
    }
    spec.resources.pidsLimit = config.pids;
    spec.maskedPaths = config.maskedPaths;
    spec.readonlyPaths = config.readOnlyPaths;
    spec.sysctl = config.sysctls;
    spec.seccompJson = config.process.seccompJson;
    return spec;
}

Result<oci::RuntimeSpec> makeExecSpec(const ContainerId &container,
                                      const ProcessConfig &process,
                                      std::string_view rootfsPath,
                                      std::optional<InitialTerminal> terminal)
{
    oci::RuntimeSpec spec;
    FIRKIN_ASSIGN(spec.process, makeProcess(process, terminal, container.str()));
    spec.hostname = container.str().substr(0, longestHostname);
    spec.rootPath = rootfsPath;
    spec.cgroupsPath = "/container/" + container.str();
    spec.namespaces = namespaces({});
    return spec;
}

} // namespace firkin::container
