// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/engine/store/spec_json.h"

#include "runtime/engine/store/json_parts.h"

namespace firkin::store {

using namespace engine;

namespace {

constexpr Word<RestartPolicy::Kind> restartWords[] = {
    {RestartPolicy::Kind::No, "no"},
    {RestartPolicy::Kind::OnFailure, "on-failure"},
    {RestartPolicy::Kind::Always, "always"},
    {RestartPolicy::Kind::UnlessStopped, "unless-stopped"},
};
constexpr Word<MountKind> mountWords[] = {{MountKind::Bind, "bind"}, {MountKind::Volume, "volume"}, {MountKind::Tmpfs, "tmpfs"}};

json mountsToJson(const std::vector<MountSpec> &mounts)
{
    json array = json::array();
    for (const MountSpec &mount : mounts) {
        json item = {{"kind", wordFor(mountWords, mount.kind)},
                     {"source", bytesToJson(mount.source)},
                     {"destination", bytesToJson(mount.destination)},
                     {"read_only", mount.readOnly},
                     {"anonymous", mount.anonymous},
                     {"no_copy", mount.noCopy},
                     {"options", listToJson(mount.options)}};
        if (mount.size)
            item["size_bytes"] = mount.size->bytes;
        array.push_back(std::move(item));
    }
    return array;
}

std::vector<MountSpec> mountsFromJson(const json &array)
{
    std::vector<MountSpec> mounts;
    for (const json &item : array) {
        MountSpec mount;
        mount.kind = valueFor(mountWords, item.at("kind").get<std::string>());
        mount.source = bytesFromJson(item.at("source"));
        mount.destination = bytesFromJson(item.at("destination"));
        mount.readOnly = item.value("read_only", false);
        mount.anonymous = item.value("anonymous", false);
        mount.noCopy = item.value("no_copy", false);
        mount.options = listFromJson(item.value("options", json::array()));
        if (item.contains("size_bytes"))
            mount.size = ByteSize::ofBytes(item.at("size_bytes").get<std::uint64_t>());
        mounts.push_back(std::move(mount));
    }
    return mounts;
}

/// What a container may and what it stands on: written only where it differs from the default.
void privilegesToJson(const ContainerSpec &spec, json &out)
{
    const ContainerSpec usual;
    const auto put = [&](const char *key, const auto &value, const auto &usually) {
        if (value != usually)
            out[key] = value;
    };
    const auto putList = [&](const char *key, const std::vector<std::string> &list) {
        if (!list.empty())
            out[key] = listToJson(list);
    };
    if (!spec.mounts.empty())
        out["mounts"] = mountsToJson(spec.mounts);
    if (!spec.rootfs.empty())
        out["rootfs"] = bytesToJson(spec.rootfs);
    put("rootfs_overlay", spec.rootfsOverlay, false);
    put("disk_filesystem", spec.disk.filesystem, usual.disk.filesystem);
    put("disk_journal", spec.disk.journal, usual.disk.journal);
    for (const auto &[key, value] : spec.sysctls)
        out["sysctls"][key] = bytesToJson(value);
    for (const UlimitSpec &limit : spec.ulimits)
        out["ulimits"].push_back({{"name", limit.name}, {"soft", limit.soft}, {"hard", limit.hard}});
    putList("cap_add", spec.capAdd);
    putList("cap_drop", spec.capDrop);
    putList("group_add", spec.groupAdd);
    put("no_new_privileges", spec.noNewPrivileges, false);
    put("seccomp", spec.seccomp, std::string());
    put("privileged", spec.privileged, false);
    put("read_only_rootfs", spec.readOnlyRootfs, false);
    put("init", spec.init, false);
    if (spec.shmSize)
        out["shm_bytes"] = spec.shmSize->bytes;
    if (spec.pidsLimit)
        out["pids_limit"] = *spec.pidsLimit;
    putList("dns", spec.dns);
    putList("dns_search", spec.dnsSearch);
    putList("dns_options", spec.dnsOptions);
    for (const HostSpec &host : spec.extraHosts)
        out["extra_hosts"].push_back({{"name", bytesToJson(host.name)}, {"address", host.address}});
}

void privilegesFromJson(const json &in, ContainerSpec &spec)
{
    const auto list = [&](const char *key) { return listFromJson(in.value(key, json::array())); };
    spec.mounts = mountsFromJson(in.value("mounts", json::array()));
    spec.rootfs = bytesFromJson(in.value("rootfs", json("")));
    spec.rootfsOverlay = in.value("rootfs_overlay", false);
    spec.disk.filesystem = in.value("disk_filesystem", spec.disk.filesystem);
    spec.disk.journal = in.value("disk_journal", spec.disk.journal);
    const json sysctls = in.value("sysctls", json::object());
    for (const auto &[key, value] : sysctls.items())
        spec.sysctls[key] = bytesFromJson(value);
    const json ulimits = in.value("ulimits", json::array());
    for (const json &limit : ulimits)
        spec.ulimits.push_back({limit.at("name").get<std::string>(), limit.at("soft").get<std::uint64_t>(), limit.at("hard").get<std::uint64_t>()});
    spec.capAdd = list("cap_add");
    spec.capDrop = list("cap_drop");
    spec.groupAdd = list("group_add");
    spec.noNewPrivileges = in.value("no_new_privileges", false);
    spec.seccomp = in.value("seccomp", "");
    spec.privileged = in.value("privileged", false);
    spec.readOnlyRootfs = in.value("read_only_rootfs", false);
    spec.init = in.value("init", false);
    if (in.contains("shm_bytes"))
        spec.shmSize = ByteSize::ofBytes(in.at("shm_bytes").get<std::uint64_t>());
    if (in.contains("pids_limit"))
        spec.pidsLimit = in.at("pids_limit").get<std::int64_t>();
    spec.dns = list("dns");
    spec.dnsSearch = list("dns_search");
    spec.dnsOptions = list("dns_options");
    const json hosts = in.value("extra_hosts", json::array());
    for (const json &host : hosts)
        spec.extraHosts.push_back({bytesFromJson(host.at("name")), host.at("address").get<std::string>()});
}

json podVolumeMountsToJson(const std::vector<PodVolumeMount> &mounts)
{
    json array = json::array();
    for (const PodVolumeMount &mount : mounts)
        array.push_back({{"volume", mount.volume}, {"destination", bytesToJson(mount.destination)}, {"read_only", mount.readOnly}});
    return array;
}

std::vector<PodVolumeMount> podVolumeMountsFromJson(const json &array)
{
    std::vector<PodVolumeMount> mounts;
    for (const json &item : array)
        mounts.push_back({item.at("volume").get<std::string>(), bytesFromJson(item.at("destination")), item.value("read_only", false)});
    return mounts;
}

json networksToJson(const std::vector<NetworkAttachment> &networks)
{
    json array = json::array();
    for (const NetworkAttachment &network : networks)
        array.push_back({{"network", network.network}, {"address", network.address}, {"aliases", listToJson(network.aliases)}});
    return array;
}

std::vector<NetworkAttachment> networksFromJson(const json &array)
{
    std::vector<NetworkAttachment> networks;
    for (const json &item : array) {
        networks.push_back({item.at("network").get<std::string>(),
                            item.value("address", ""),
                            listFromJson(item.value("aliases", json::array()))});
    }
    return networks;
}

constexpr Word<SocketDirection> directionWords[] = {{SocketDirection::IntoContainer, "into"}, {SocketDirection::OutOfContainer, "out-of"}};

json socketsToJson(const std::vector<SocketMapping> &sockets)
{
    json array = json::array();
    for (const SocketMapping &socket : sockets) {
        json one = {{"direction", wordFor(directionWords, socket.direction)},
                    {"host_path", bytesToJson(socket.hostPath)},
                    {"container_path", bytesToJson(socket.containerPath)}};
        if (socket.mode)
            one["mode"] = *socket.mode;
        array.push_back(std::move(one));
    }
    return array;
}

std::vector<SocketMapping> socketsFromJson(const json &array)
{
    std::vector<SocketMapping> sockets;
    for (const json &item : array) {
        SocketMapping socket{valueFor(directionWords, item.at("direction").get<std::string>()),
                             bytesFromJson(item.at("host_path")),
                             bytesFromJson(item.at("container_path")),
                             {}};
        if (item.contains("mode"))
            socket.mode = item.at("mode").get<std::uint32_t>();
        sockets.push_back(std::move(socket));
    }
    return sockets;
}

} // namespace

json healthCheckToJson(const HealthCheck &check)
{
    return {{"command", listToJson(check.command)},
            {"interval_ms", check.interval.count()},
            {"timeout_ms", check.timeout.count()},
            {"start_period_ms", check.startPeriod.count()},
            {"retries", check.retries}};
}

HealthCheck healthCheckFromJson(const json &in)
{
    const auto duration = [&](const char *key, std::chrono::milliseconds fallback) {
        return std::chrono::milliseconds(in.value(key, fallback.count()));
    };
    const HealthCheck usual;
    return {.command = listFromJson(in.value("command", json::array())),
            .interval = duration("interval_ms", usual.interval),
            .timeout = duration("timeout_ms", usual.timeout),
            .startPeriod = duration("start_period_ms", usual.startPeriod),
            .retries = in.value("retries", usual.retries)};
}

json specToJson(const ContainerSpec &spec)
{
    json out = {{"image", spec.image},
                {"command", listToJson(spec.command)},
                {"environment", listToJson(spec.environment)},
                {"working_directory", bytesToJson(spec.workingDirectory)},
                {"user", bytesToJson(spec.user)},
                {"hostname", spec.hostname},
                {"cpus", spec.cpus},
                {"memory_bytes", spec.memory.bytes},
                {"disk_bytes", spec.diskSize.bytes},
                {"ports", portsToJson(spec.ports)},
                {"network", spec.network},
                {"networks", networksToJson(spec.networks)},
                {"host_loopback", spec.hostLoopback},
                {"sockets", socketsToJson(spec.sockets)},
                {"terminal", spec.terminal},
                {"open_stdin", spec.openStdin},
                {"remove_on_exit", spec.removeOnExit},
                {"restart", {{"kind", wordFor(restartWords, spec.restart.kind)}, {"max_retries", spec.restart.maxRetries}}},
                {"notes", bytesToJson(spec.notes)}};
    if (spec.healthCheck)
        out["health_check"] = healthCheckToJson(*spec.healthCheck);
    if (spec.terminalSize)
        out["terminal_size"] = {{"columns", spec.terminalSize->columns}, {"rows", spec.terminalSize->rows}};
    if (spec.entrypoint)
        out["entrypoint"] = listToJson(*spec.entrypoint);
    if (spec.stopSignal)
        out["stop_signal"] = *spec.stopSignal;
    if (spec.stopGrace)
        out["stop_grace_ms"] = spec.stopGrace->count();
    if (!spec.pod.empty())
        out["pod"] = spec.pod;
    if (!spec.podVolumes.empty())
        out["pod_volumes"] = podVolumeMountsToJson(spec.podVolumes);
    out["labels"] = labelsToJson(spec.labels);
    privilegesToJson(spec, out);
    return out;
}

ContainerSpec specFromJson(const json &in)
{
    ContainerSpec spec;
    spec.image = in.value("image", "");
    spec.command = listFromJson(in.value("command", json::array()));
    spec.environment = listFromJson(in.value("environment", json::array()));
    spec.workingDirectory = bytesFromJson(in.value("working_directory", json("")));
    spec.user = bytesFromJson(in.value("user", json("")));
    spec.hostname = in.value("hostname", "");
    spec.cpus = in.value("cpus", spec.cpus);
    spec.memory.bytes = in.value("memory_bytes", spec.memory.bytes);
    spec.diskSize.bytes = in.value("disk_bytes", spec.diskSize.bytes);
    spec.ports = portsFromJson(in.value("ports", json::array()));
    spec.network = in.value("network", true);
    spec.networks = networksFromJson(in.value("networks", json::array()));
    spec.hostLoopback = in.value("host_loopback", false);
    spec.sockets = socketsFromJson(in.value("sockets", json::array()));
    spec.terminal = in.value("terminal", false);
    spec.openStdin = in.value("open_stdin", false);
    spec.removeOnExit = in.value("remove_on_exit", false);
    if (in.contains("entrypoint"))
        spec.entrypoint = listFromJson(in.at("entrypoint"));
    if (in.contains("stop_signal"))
        spec.stopSignal = in.at("stop_signal").get<std::string>();
    if (in.contains("stop_grace_ms"))
        spec.stopGrace = std::chrono::milliseconds(in.at("stop_grace_ms").get<std::int64_t>());
    spec.pod = in.value("pod", "");
    spec.podVolumes = podVolumeMountsFromJson(in.value("pod_volumes", json::array()));
    if (in.contains("restart")) {
        const json &restart = in.at("restart");
        spec.restart = {valueFor(restartWords, restart.at("kind").get<std::string>()), restart.value("max_retries", 0U)};
    }
    if (in.contains("health_check"))
        spec.healthCheck = healthCheckFromJson(in.at("health_check"));
    if (in.contains("terminal_size")) {
        const json &size = in.at("terminal_size");
        spec.terminalSize = TerminalSize{size.at("columns").get<std::uint16_t>(), size.at("rows").get<std::uint16_t>()};
    }
    spec.notes = bytesFromJson(in.value("notes", json("")));
    spec.labels = labelsFromJson(in.value("labels", json::object()));
    privilegesFromJson(in, spec);
    return spec;
}

} // namespace firkin::store
