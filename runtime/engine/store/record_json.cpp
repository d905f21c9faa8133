// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/engine/store/json_parts.h"
#include "runtime/engine/store/spec_json.h"

namespace firkin::store {

using namespace engine;

namespace {

constexpr int recordFormat = 1;

constexpr Word<ContainerState> stateWords[] = {
    {ContainerState::Created, "created"}, {ContainerState::Starting, "starting"}, {ContainerState::Running, "running"},
    {ContainerState::Paused, "paused"},   {ContainerState::Stopping, "stopping"}, {ContainerState::Exited, "exited"},
};
constexpr Word<HealthStatus> healthWords[] = {
    {HealthStatus::Starting, "starting"}, {HealthStatus::Healthy, "healthy"}, {HealthStatus::Unhealthy, "unhealthy"}};

json processToJson(const ResolvedProcess &process)
{
    json out = {{"command", listToJson(process.command)},
            {"environment", listToJson(process.environment)},
            {"working_directory", bytesToJson(process.workingDirectory)},
            {"user", bytesToJson(process.user)},
            {"hostname", process.hostname},
            {"stop_signal", process.stopSignal},
            {"stop_grace_ms", process.stopGrace.count()}};
    if (process.healthCheck)
        out["health_check"] = healthCheckToJson(*process.healthCheck);
    return out;
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
    if (in.contains("health_check"))
        process.healthCheck = healthCheckFromJson(in.at("health_check"));
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
    if (in.contains("removed_at_us"))
        record.removedAt = fromMicroseconds(in.at("removed_at_us").get<std::int64_t>());
    record.state = valueFor(stateWords, in.at("state").get<std::string>());
    runFromJson(in, record);
    for (const json &phase : in.value("start_phases", json::array())) {
        record.startPhases.push_back({phase.at("name").get<std::string>(),
                                      std::chrono::microseconds(phase.at("us").get<std::int64_t>())});
    }
    if (in.contains("health")) {
        const json &health = in.at("health");
        record.health = Health{valueFor(healthWords, health.at("status").get<std::string>()),
                               health.value("failures", 0U),
                               bytesFromJson(health.value("last_output", json("")))};
    }
    record.restartCount = in.value("restart_count", 0U);
    if (in.contains("restart_at_us"))
        record.restartAt = fromMicroseconds(in.at("restart_at_us").get<std::int64_t>());
    record.lookedInto = in.value("looked_into", false);
    return record;
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
                {"state", wordFor(stateWords, record.state)}};
    runToJson(record, out);
    if (record.removedAt)
        out["removed_at_us"] = toMicroseconds(*record.removedAt);
    if (record.health) {
        out["health"] = {{"status", wordFor(healthWords, record.health->status)},
                         {"failures", record.health->failures},
                         {"last_output", bytesToJson(record.health->lastOutput)}};
    }
    out["restart_count"] = record.restartCount;
    if (record.restartAt)
        out["restart_at_us"] = toMicroseconds(*record.restartAt);
    out["looked_into"] = record.lookedInto;
    out["start_phases"] = json::array();
    for (const StartPhase &phase : record.startPhases)
        out["start_phases"].push_back({{"name", phase.name}, {"us", phase.duration.count()}});
    return recordText(out);
}

std::string toJson(const MachineRecord &record)
{
    json out = {{"format", recordFormat}, {"id", record.id.str()}, {"layout", record.layout}};
    if (record.supervisor)
        out["supervisor"] = identityToJson(*record.supervisor);
    out["helpers"] = json::array();
    for (const ProcessIdentity &helper : record.helpers)
        out["helpers"].push_back(identityToJson(helper));
    return recordText(out);
}

Result<ContainerRecord> parseContainerRecord(std::string_view text, std::string_view object)
{
    return parseRecord<ContainerRecord>(text, object, recordFormat, containerFromJson);
}

Result<MachineRecord> parseMachineRecord(std::string_view text, std::string_view object)
{
    return parseRecord<MachineRecord>(text, object, recordFormat, [](const json &in) {
        MachineRecord record;
        record.id = idFromJson<MachineId>(in.at("id"));
        record.layout = in.value("layout", 1);
        if (in.contains("supervisor"))
            record.supervisor = identityFromJson(in.at("supervisor"));
        for (const json &helper : in.value("helpers", json::array()))
            record.helpers.push_back(identityFromJson(helper));
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

bool isTended(const ContainerRecord &record)
{
    return isLive(record.state) || record.restartAt || record.lookedInto;
}

} // namespace firkin::store
