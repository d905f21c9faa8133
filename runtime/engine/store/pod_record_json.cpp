// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/engine/store/json_parts.h"

namespace firkin::store {

using namespace engine;

namespace {

constexpr int podFormat = 1;

constexpr Word<PodState> podStateWords[] = {
    {PodState::Stopped, "stopped"},
    {PodState::Starting, "starting"},
    {PodState::Running, "running"},
    {PodState::Stopping, "stopping"},
};
constexpr Word<PodVolumeKind> volumeKindWords[] = {{PodVolumeKind::Disk, "disk"}, {PodVolumeKind::Memory, "memory"}};

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
                {"labels", labelsToJson(spec.labels)}};
    for (const auto &[name, address] : spec.hosts)
        out["hosts"][name] = address;
    for (const PodVolume &volume : spec.volumes) {
        json item = {{"name", volume.name}, {"kind", wordFor(volumeKindWords, volume.kind)}};
        if (volume.size)
            item["size_bytes"] = volume.size->bytes;
        out["volumes"].push_back(std::move(item));
    }
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
    spec.labels = labelsFromJson(in.value("labels", json::object()));
    return spec;
}

} // namespace

std::string toJson(const PodRecord &record)
{
    json out = {{"format", podFormat},
                {"id", record.id.str()},
                {"name", record.name},
                {"spec", podSpecToJson(record.spec)},
                {"state", wordFor(podStateWords, record.state)}};
    runToJson(record, out);
    return recordText(out);
}

Result<PodRecord> parsePodRecord(std::string_view text, std::string_view object)
{
    return parseRecord<PodRecord>(text, object, podFormat, [](const json &in) {
        PodRecord record;
        record.id = idFromJson<PodId>(in.at("id"));
        record.name = in.at("name").get<std::string>();
        record.spec = podSpecFromJson(in.at("spec"));
        record.spec.name = record.name;
        record.state = valueFor(podStateWords, in.at("state").get<std::string>());
        runFromJson(in, record);
        return record;
    });
}

} // namespace firkin::store
