// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/engine/store/record.h"

#include <nlohmann/json.hpp>

/// The records' format. Version 1. Readers take what they know and default what is absent; a change that an old
/// reader would misunderstand gets a new number.
namespace firkin::store {

using nlohmann::json;
using namespace engine;

namespace {

constexpr int recordFormat = 1;

template <class Value>
struct Word {
    Value value;
    const char *word;
};

constexpr Word<ContainerState> stateWords[] = {
    {ContainerState::Created, "created"}, {ContainerState::Starting, "starting"}, {ContainerState::Running, "running"},
    {ContainerState::Paused, "paused"},   {ContainerState::Stopping, "stopping"}, {ContainerState::Exited, "exited"},
};
constexpr Word<ExitCause> causeWords[] = {
    {ExitCause::Exited, "exited"},
    {ExitCause::StoppedByUser, "stopped-by-user"},
    {ExitCause::OutOfMemory, "out-of-memory"},
    {ExitCause::KernelPanic, "kernel-panic"},
    {ExitCause::MachineDied, "machine-died"},
    {ExitCause::SupervisorLost, "supervisor-lost"},
    {ExitCause::StartFailed, "start-failed"},
};
constexpr Word<PodState> podStateWords[] = {
    {PodState::Stopped, "stopped"},
    {PodState::Starting, "starting"},
    {PodState::Running, "running"},
    {PodState::Stopping, "stopping"},
};
constexpr Word<PodVolumeKind> volumeKindWords[] = {{PodVolumeKind::Disk, "disk"}, {PodVolumeKind::Memory, "memory"}};
constexpr Word<Transport> transportWords[] = {{Transport::Tcp, "tcp"}, {Transport::Udp, "udp"}};

template <class Value, std::size_t size>
const char *wordFor(const Word<Value> (&table)[size], Value value)
{
    for (const auto &row : table) {
        if (row.value == value)
            return row.word;
    }
    return "";
}

template <class Value, std::size_t size>
Value valueFor(const Word<Value> (&table)[size], const std::string &word)
{
    for (const auto &row : table) {
        if (word == row.word)
            return row.value;
    }
    throw json::other_error::create(599, "unknown word " + word, nullptr);
}

std::int64_t toMicroseconds(WallTime time)
{
    return std::chrono::duration_cast<std::chrono::microseconds>(time.time_since_epoch()).count();
}

WallTime fromMicroseconds(std::int64_t microseconds)
{
    return WallTime(std::chrono::microseconds(microseconds));
}

/// Bytes that are no UTF-8 (a host name, an argument) must survive JSON, whose strings are text.
json bytesToJson(const std::string &bytes)
{
    json text = bytes;
    try {
        (void)text.dump();
        return text;
    } catch (const json::exception &) {
        json list = json::array();
        for (const char byte : bytes)
            list.push_back(static_cast<unsigned char>(byte));
        return list;
    }
}

std::string bytesFromJson(const json &value)
{
    if (value.is_string())
        return value.get<std::string>();
    std::string bytes;
    for (const json &byte : value)
        bytes.push_back(static_cast<char>(byte.get<std::uint8_t>()));
    return bytes;
}

json listToJson(const std::vector<std::string> &list)
{
    json array = json::array();
    for (const std::string &item : list)
        array.push_back(bytesToJson(item));
    return array;
}

std::vector<std::string> listFromJson(const json &array)
{
    std::vector<std::string> list;
    for (const json &item : array)
        list.push_back(bytesFromJson(item));
    return list;
}

json portsToJson(const std::vector<PortMapping> &ports)
{
    json array = json::array();
    for (const PortMapping &port : ports) {
        array.push_back({{"host_address", port.hostAddress},
                         {"host_port", port.hostPort},
                         {"container_port", port.containerPort},
                         {"transport", wordFor(transportWords, port.transport)}});
    }
    return array;
}

std::vector<PortMapping> portsFromJson(const json &array)
{
    std::vector<PortMapping> ports;
    for (const json &item : array) {
        ports.push_back({item.at("host_address").get<std::string>(),
                         item.at("host_port").get<std::uint16_t>(),
                         item.at("container_port").get<std::uint16_t>(),
                         valueFor(transportWords, item.at("transport").get<std::string>())});
    }
    return ports;
}

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
                {"remove_on_exit", spec.removeOnExit}};
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
    out["labels"] = json::object();
    for (const auto &[key, value] : spec.labels)
        out["labels"][key] = bytesToJson(value);
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
    const json labels = in.value("labels", json::object());
    for (const auto &[key, value] : labels.items())
        spec.labels[key] = bytesFromJson(value);
    privilegesFromJson(in, spec);
    return spec;
}

json processToJson(const ResolvedProcess &process)
{
    return {{"command", listToJson(process.command)},
            {"environment", listToJson(process.environment)},
            {"working_directory", bytesToJson(process.workingDirectory)},
            {"user", bytesToJson(process.user)},
            {"hostname", process.hostname},
            {"stop_signal", process.stopSignal},
            {"stop_grace_ms", process.stopGrace.count()}};
}

ResolvedProcess processFromJson(const json &in)
{
    ResolvedProcess process;
    process.command = listFromJson(in.at("command"));
    process.environment = listFromJson(in.at("environment"));
    process.workingDirectory = bytesFromJson(in.at("working_directory"));
    process.user = bytesFromJson(in.at("user"));
    process.hostname = in.at("hostname").get<std::string>();
    process.stopSignal = in.at("stop_signal").get<int>();
    process.stopGrace = std::chrono::milliseconds(in.at("stop_grace_ms").get<std::int64_t>());
    return process;
}

json identityToJson(const ProcessIdentity &process)
{
    return {{"pid", process.pid}, {"start_time", process.startTime}, {"name", bytesToJson(process.name)}};
}

ProcessIdentity identityFromJson(const json &in)
{
    return {in.at("pid").get<pid_t>(),
            in.at("start_time").get<std::uint64_t>(),
            bytesFromJson(in.value("name", json("")))};
}

template <class Id>
Id idFromJson(const json &in)
{
    auto id = Id::parse(in.get<std::string>());
    if (!id)
        throw json::other_error::create(599, "bad id", nullptr);
    return std::move(*id);
}

json exitToJson(const ExitInfo &exit)
{
    return {{"cause", wordFor(causeWords, exit.cause)},
            {"code", exit.code},
            {"signal", exit.signal},
            {"at_us", toMicroseconds(exit.at)},
            {"detail", bytesToJson(exit.detail)}};
}

ExitInfo exitFromJson(const json &in)
{
    return {valueFor(causeWords, in.at("cause").get<std::string>()),
            in.value("code", 0),
            in.value("signal", 0),
            fromMicroseconds(in.at("at_us").get<std::int64_t>()),
            bytesFromJson(in.value("detail", json("")))};
}

json podSpecToJson(const PodSpec &spec)
{
    json out = {{"cpus", spec.cpus},
                {"memory_bytes", spec.memory.bytes},
                {"disk_bytes", spec.diskSize.bytes},
                {"network", spec.network},
                {"ports", portsToJson(spec.ports)},
                {"share_processes", spec.shareProcesses},
                {"hostname", spec.hostname},
                {"nameservers", listToJson(spec.nameservers)},
                {"hosts", json::object()},
                {"volumes", json::array()},
                {"labels", json::object()}};
    for (const auto &[name, address] : spec.hosts)
        out["hosts"][name] = address;
    for (const PodVolume &volume : spec.volumes) {
        json item = {{"name", volume.name}, {"kind", wordFor(volumeKindWords, volume.kind)}};
        if (volume.size)
            item["size_bytes"] = volume.size->bytes;
        out["volumes"].push_back(std::move(item));
    }
    for (const auto &[key, value] : spec.labels)
        out["labels"][key] = bytesToJson(value);
    return out;
}

PodSpec podSpecFromJson(const json &in)
{
    PodSpec spec;
    spec.cpus = in.value("cpus", spec.cpus);
    spec.memory.bytes = in.value("memory_bytes", spec.memory.bytes);
    spec.diskSize.bytes = in.value("disk_bytes", spec.diskSize.bytes);
    spec.network = in.value("network", true);
    spec.ports = portsFromJson(in.value("ports", json::array()));
    spec.shareProcesses = in.value("share_processes", false);
    spec.hostname = in.value("hostname", "");
    spec.nameservers = listFromJson(in.value("nameservers", json::array()));
    const json hosts = in.value("hosts", json::object());
    for (const auto &[name, address] : hosts.items())
        spec.hosts[name] = address.get<std::string>();
    for (const json &item : in.value("volumes", json::array())) {
        PodVolume volume;
        volume.name = item.at("name").get<std::string>();
        volume.kind = valueFor(volumeKindWords, item.at("kind").get<std::string>());
        if (item.contains("size_bytes"))
            volume.size = ByteSize::ofBytes(item.at("size_bytes").get<std::uint64_t>());
        spec.volumes.push_back(std::move(volume));
    }
    const json labels = in.value("labels", json::object());
    for (const auto &[key, value] : labels.items())
        spec.labels[key] = bytesFromJson(value);
    return spec;
}

ContainerRecord containerFromJson(const json &in)
{
    ContainerRecord record;
    record.id = idFromJson<ContainerId>(in.at("id"));
    record.machine = idFromJson<MachineId>(in.at("machine"));
    record.name = in.at("name").get<std::string>();
    record.imageDigest = in.value("image_digest", "");
    record.spec = specFromJson(in.at("spec"));
    record.spec.name = record.name;
    record.process = processFromJson(in.at("process"));
    record.createdAt = fromMicroseconds(in.at("created_at_us").get<std::int64_t>());
    if (in.contains("removed_at_us"))
        record.removedAt = fromMicroseconds(in.at("removed_at_us").get<std::int64_t>());
    record.state = valueFor(stateWords, in.at("state").get<std::string>());
    if (in.contains("exit"))
        record.exit = exitFromJson(in.at("exit"));
    if (in.contains("started_at_us"))
        record.startedAt = fromMicroseconds(in.at("started_at_us").get<std::int64_t>());
    record.boundPorts = portsFromJson(in.value("bound_ports", json::array()));
    record.accelerator = in.value("accelerator", "");
    record.machineVcpus = in.value("machine_vcpus", 0U);
    record.machineMemory.bytes = in.value("machine_memory_bytes", std::uint64_t{0});
    for (const json &phase : in.value("start_phases", json::array())) {
        record.startPhases.push_back({phase.at("name").get<std::string>(),
                                      std::chrono::microseconds(phase.at("us").get<std::int64_t>())});
    }
    record.generation = in.value("generation", std::uint64_t{0});
    return record;
}

/// The one place where nlohmann's exceptions end.
template <class Record>
Result<Record> parseRecord(std::string_view text, std::string_view object, Record (*convert)(const json &))
{
    try {
        const json in = json::parse(text);
        if (in.at("format").get<int>() > recordFormat)
            return fail(Operation::ReadRecord, object, Reason::StoreTooNew);
        return convert(in);
    } catch (const json::exception &error) {
        return fail(Operation::ReadRecord, object, Reason::RecordDamaged, error.what());
    }
}

} // namespace

std::string toJson(const ContainerRecord &record)
{
    json out = {{"format", recordFormat},
                {"id", record.id.str()},
                {"machine", record.machine.str()},
                {"name", record.name},
                {"image_digest", record.imageDigest},
                {"spec", specToJson(record.spec)},
                {"process", processToJson(record.process)},
                {"created_at_us", toMicroseconds(record.createdAt)},
                {"state", wordFor(stateWords, record.state)},
                {"bound_ports", portsToJson(record.boundPorts)},
                {"accelerator", record.accelerator},
                {"machine_vcpus", record.machineVcpus},
                {"machine_memory_bytes", record.machineMemory.bytes},
                {"generation", record.generation}};
    if (record.removedAt)
        out["removed_at_us"] = toMicroseconds(*record.removedAt);
    if (record.startedAt)
        out["started_at_us"] = toMicroseconds(*record.startedAt);
    if (record.exit)
        out["exit"] = exitToJson(*record.exit);
    out["start_phases"] = json::array();
    for (const StartPhase &phase : record.startPhases)
        out["start_phases"].push_back({{"name", phase.name}, {"us", phase.duration.count()}});
    return out.dump(1, ' ', false, json::error_handler_t::replace) + "\n";
}

std::string toJson(const MachineRecord &record)
{
    json out = {{"format", recordFormat}, {"id", record.id.str()}, {"layout", record.layout}};
    out["containers"] = json::array();
    for (const ContainerId &id : record.containers)
        out["containers"].push_back(id.str());
    if (record.supervisor)
        out["supervisor"] = identityToJson(*record.supervisor);
    out["helpers"] = json::array();
    for (const ProcessIdentity &helper : record.helpers)
        out["helpers"].push_back(identityToJson(helper));
    return out.dump(1, ' ', false, json::error_handler_t::replace) + "\n";
}

Result<ContainerRecord> parseContainerRecord(std::string_view text, std::string_view object)
{
    return parseRecord<ContainerRecord>(text, object, containerFromJson);
}

Result<MachineRecord> parseMachineRecord(std::string_view text, std::string_view object)
{
    return parseRecord<MachineRecord>(text, object, [](const json &in) {
        MachineRecord record;
        record.id = idFromJson<MachineId>(in.at("id"));
        record.layout = in.value("layout", 1);
        for (const json &id : in.value("containers", json::array()))
            record.containers.push_back(idFromJson<ContainerId>(id));
        if (in.contains("supervisor"))
            record.supervisor = identityFromJson(in.at("supervisor"));
        for (const json &helper : in.value("helpers", json::array()))
            record.helpers.push_back(identityFromJson(helper));
        return record;
    });
}

std::string toJson(const PodRecord &record)
{
    json out = {{"format", recordFormat},
                {"id", record.id.str()},
                {"name", record.name},
                {"spec", podSpecToJson(record.spec)},
                {"created_at_us", toMicroseconds(record.createdAt)},
                {"state", wordFor(podStateWords, record.state)},
                {"bound_ports", portsToJson(record.boundPorts)},
                {"accelerator", record.accelerator},
                {"machine_vcpus", record.machineVcpus},
                {"machine_memory_bytes", record.machineMemory.bytes},
                {"generation", record.generation}};
    if (record.exit)
        out["exit"] = exitToJson(*record.exit);
    if (record.startedAt)
        out["started_at_us"] = toMicroseconds(*record.startedAt);
    return out.dump(1, ' ', false, json::error_handler_t::replace) + "\n";
}

Result<PodRecord> parsePodRecord(std::string_view text, std::string_view object)
{
    return parseRecord<PodRecord>(text, object, [](const json &in) {
        PodRecord record;
        record.id = idFromJson<PodId>(in.at("id"));
        record.name = in.at("name").get<std::string>();
        record.spec = podSpecFromJson(in.at("spec"));
        record.spec.name = record.name;
        record.createdAt = fromMicroseconds(in.at("created_at_us").get<std::int64_t>());
        record.state = valueFor(podStateWords, in.at("state").get<std::string>());
        if (in.contains("exit"))
            record.exit = exitFromJson(in.at("exit"));
        if (in.contains("started_at_us"))
            record.startedAt = fromMicroseconds(in.at("started_at_us").get<std::int64_t>());
        record.boundPorts = portsFromJson(in.value("bound_ports", json::array()));
        record.accelerator = in.value("accelerator", "");
        record.machineVcpus = in.value("machine_vcpus", 0U);
        record.machineMemory.bytes = in.value("machine_memory_bytes", std::uint64_t{0});
        record.generation = in.value("generation", std::uint64_t{0});
        return record;
    });
}

bool isLive(ContainerState state)
{
    switch (state) {
    case ContainerState::Starting:
    case ContainerState::Running:
    case ContainerState::Paused:
    case ContainerState::Stopping:
        return true;
    case ContainerState::Created:
    case ContainerState::Exited:
        return false;
    }
    return false;
}

} // namespace firkin::store
