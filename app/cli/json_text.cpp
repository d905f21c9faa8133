// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/json_text.h"

#include "app/cli/text.h"
#include "runtime/base/error_text.h"
#include "runtime/engine/restart_policy.h"

#include <nlohmann/json.hpp>

namespace firkin::cli {

using Json = nlohmann::json;

namespace {

Json portsJson(const std::vector<engine::PortMapping> &ports)
{
    Json list = Json::array();
    for (const engine::PortMapping &port : ports) {
        list.push_back({{"hostAddress", port.hostAddress},
                        {"hostPort", port.hostPort},
                        {"containerPort", port.containerPort},
                        {"protocol", port.transport == engine::Transport::Udp ? "udp" : "tcp"}});
    }
    return list;
}

Json timeOrNull(const std::optional<engine::WallTime> &time) { return time ? Json(rfc3339(*time)) : Json(); }

} // namespace

Json toJson(const engine::ContainerView &container)
{
    Json json{{"id", container.id.str()},
              {"name", container.name},
              {"image", container.image},
              {"imageDigest", container.imageDigest},
              {"command", container.resolvedCommand},
              {"state", stateName(container.state)},
              {"createdAt", rfc3339(container.createdAt)},
              {"startedAt", timeOrNull(container.startedAt)},
              {"ports", portsJson(container.ports.empty() ? container.spec.ports : container.ports)},
              {"cpus", container.spec.cpus},
              {"memory", container.spec.memory.bytes},
              {"labels", container.spec.labels},
              {"notes", container.spec.notes},
              {"restartPolicy", engine::toString(container.spec.restart)},
              {"restartCount", container.restartCount},
              {"lookedInto", container.lookedInto},
              {"health", nullptr},
              {"exit", nullptr}};
    if (container.exit) {
        json["exit"] = {{"code", container.exit->code},
                        {"signal", container.exit->signal},
                        {"cause", causeName(container.exit->cause)},
                        {"at", rfc3339(container.exit->at)},
                        {"detail", container.exit->detail}};
    }
    if (!container.pod.empty())
        json["pod"] = container.pod.str();
    if (container.restartAt)
        json["restartAt"] = rfc3339(*container.restartAt);
    if (container.health)
        json["health"] = {{"status", healthName(container.health->status)},
                          {"failures", container.health->failures},
                          {"lastOutput", container.health->lastOutput}};
    if (!container.accelerator.empty())
        json["machine"] = {{"accelerator", container.accelerator},
                           {"vcpus", container.machineVcpus},
                           {"memory", container.machineMemory.bytes}};
    return json;
}

Json toJson(const engine::PodView &pod, const std::vector<engine::ContainerView> &containers)
{
    Json json{{"id", pod.id.str()},
              {"name", pod.name},
              {"state", stateName(pod.state)},
              {"createdAt", rfc3339(pod.createdAt)},
              {"startedAt", timeOrNull(pod.startedAt)},
              {"cpus", pod.spec.cpus},
              {"memory", pod.spec.memory.bytes},
              {"network", pod.spec.network},
              {"shareProcesses", pod.spec.shareProcesses},
              {"ports", portsJson(pod.ports)},
              {"labels", pod.spec.labels},
              {"volumes", Json::array()},
              {"containers", Json::array()}};
    for (const engine::PodVolume &volume : pod.spec.volumes) {
        Json item{{"name", volume.name}, {"kind", volume.kind == engine::PodVolumeKind::Memory ? "memory" : "disk"}};
        if (volume.size)
            item["size"] = volume.size->bytes;
        json["volumes"].push_back(std::move(item));
    }
    for (const engine::ContainerView &container : containers) {
        if (container.pod == pod.id)
            json["containers"].push_back({{"id", container.id.str()}, {"name", container.name}, {"state", stateName(container.state)}});
    }
    if (!pod.accelerator.empty())
        json["machine"] = {{"accelerator", pod.accelerator}, {"vcpus", pod.machineVcpus}, {"memory", pod.machineMemory.bytes}};
    return json;
}

Json toJson(const engine::PodView &pod, const engine::Sample &total)
{
    return {{"id", pod.id.str()},
            {"name", pod.name},
            {"cpu", total.cpu * pod.spec.cpus},
            {"memory", total.memoryBytes},
            {"memoryLimit", total.memoryLimit},
            {"networkReceived", total.networkReceivedTotal},
            {"networkSent", total.networkSentTotal},
            {"blockRead", total.blockReadTotal},
            {"blockWritten", total.blockWrittenTotal},
            {"processes", total.processes},
            {"hostMemory", total.hostMemoryBytes},
            {"hostCpu", total.hostCpu}};
}

Json toJson(const engine::ImageView &image)
{
    Json users = Json::array();
    for (const ContainerId &id : image.usedBy)
        users.push_back(id.str());
    return {{"digest", image.digest},
            {"references", image.references},
            {"size", image.size.bytes},
            {"createdAt", rfc3339(image.createdAt)},
            {"platform", image.platform},
            {"command", image.command},
            {"environment", image.environment},
            {"workingDirectory", image.workingDirectory},
            {"user", image.user},
            {"exposedPorts", image.exposedPorts},
            {"usedBy", users}};
}

Json toJson(const engine::ImageStep &step)
{
    return {{"created", step.createdAt}, {"createdBy", step.createdBy}, {"comment", step.comment}, {"size", step.size.bytes}};
}

Json toJson(const engine::TrashEntry &entry)
{
    return {{"id", entry.id.str()}, {"name", entry.name}, {"removedAt", rfc3339(entry.removedAt)}, {"size", entry.size.bytes}};
}

Json toJson(const engine::SnapshotView &snapshot, const std::string &containerName)
{
    Json out{{"container", containerName},
             {"name", snapshot.name},
             {"note", snapshot.note},
             {"takenAt", rfc3339(snapshot.takenAt)},
             {"size", snapshot.size.bytes},
             {"stoodStillMilliseconds", snapshot.saveTime.count()}};
    if (snapshot.problem)
        out["problem"] = render(*snapshot.problem);
    return out;
}

Json toJson(const engine::ContainerView &container, const engine::Sample &sample)
{
    return {{"id", container.id.str()},
            {"name", container.name},
            {"time", rfc3339(sample.time)},
            {"cpuCores", sample.cpu * container.spec.cpus},
            {"cpuShare", sample.cpu},
            {"memory", sample.memoryBytes},
            {"memoryLimit", sample.memoryLimit},
            {"networkReceived", sample.networkReceivedTotal},
            {"networkSent", sample.networkSentTotal},
            {"blockRead", sample.blockReadTotal},
            {"blockWritten", sample.blockWrittenTotal},
            {"processes", sample.processes},
            {"oomKills", sample.oomKills},
            {"hostMemory", sample.hostMemoryBytes},
            {"hostCpuCores", sample.hostCpu}};
}

Json toJson(const engine::CheckResult &result)
{
    const char *verdict = result.verdict == engine::CheckResult::Verdict::Fine ? "fine"
        : result.verdict == engine::CheckResult::Verdict::Note                 ? "note"
                                                                               : "failed";
    return {{"name", result.name},
            {"verdict", verdict},
            {"found", result.found},
            {"problem", result.problem ? Json(render(*result.problem)) : Json()}};
}

std::string jsonText(const Json &json) { return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n"; }

} // namespace firkin::cli
