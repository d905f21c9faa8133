// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/engine/client/pods_client.h"

#include "runtime/engine/client/container_view.h"
#include "runtime/engine/defaults.h"
#include "runtime/engine/pod_rules.h"
#include "runtime/engine/store/names.h"
#include "runtime/engine/store/new_pod.h"
#include "runtime/image/disk_image.h"
#include "runtime/supervisor/wire/convert.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace firkin::engine {

using nlohmann::json;
using Absent = MachineCalls::Absent;

Result<store::PodRecord> PodsClient::loadTrue(const PodId &id)
{
    FIRKIN_ASSIGN(store::PodRecord record, store().load(id));
    if (!store::isLost(store(), record))
        return record;
    FIRKIN_ASSIGN(const bool recovered, store::recoverLost(store(), m_calls.links().sockets(), record.machine()));
    (void)recovered; // somebody else may have been faster
    return store().load(id);
}

Result<PodView> PodsClient::view(const PodId &id)
{
    FIRKIN_ASSIGN(const store::PodRecord record, loadTrue(id));
    FIRKIN_ASSIGN(const std::vector<store::ContainerRecord> containers, store().loadAllOf(record.machine()));
    std::vector<ContainerId> ids;
    for (const store::ContainerRecord &container : containers)
        ids.push_back(container.id);
    return toView(record, std::move(ids));
}

Result<std::vector<PodView>> PodsClient::list(std::stop_token)
{
    FIRKIN_ASSIGN(const std::vector<PodId> ids, store().podIds());
    std::vector<PodView> views;
    for (const PodId &id : ids) {
        if (auto found = view(id)) // or removed meanwhile
            views.push_back(std::move(*found));
    }
    std::ranges::sort(views, {}, &PodView::name);
    return views;
}

Result<PodView> PodsClient::find(std::string_view idOrName, std::stop_token)
{
    FIRKIN_ASSIGN(const PodId id, store().resolvePod(idOrName));
    return view(id);
}

Result<PodId> PodsClient::create(const PodSpec &spec, std::stop_token stop)
{
    FIRKIN_TRY(validatePodSpec(spec));
    store::PodRecord record;
    record.name = spec.name;
    record.spec = spec;
    record.createdAt = std::chrono::system_clock::now();
    record.machineVcpus = machineVcpus(spec.cpus);
    record.machineMemory = machineMemory(spec.memory);
    return store::createPod(store(), std::move(record), [&](const std::filesystem::path &folder) -> Status {
        if (stop.stop_requested())
            return fail(cancelled(Operation::CreatePod, spec.name));
        const bool wantsDisk = std::ranges::any_of(spec.volumes, [](const PodVolume &volume) { return volume.kind == PodVolumeKind::Disk; });
        return wantsDisk ? image::makeUpperDisk(store::Layout::podDisk(folder), spec.diskSize, stop) : Status();
    });
}

Status PodsClient::start(const PodId &id, const ProgressFn &progress, std::stop_token stop)
{
    v1::StartPodRequest request;
    request.set_pod_id(id.str());
    return m_calls.withProgress(Operation::StartPod, id, Absent::Start, stop, &v1::Supervisor::Stub::StartPod, request, progress);
}

Status PodsClient::stop(const PodId &id, std::optional<std::chrono::milliseconds> grace, std::stop_token stop)
{
    FIRKIN_ASSIGN(const store::PodRecord record, loadTrue(id));
    if (record.state == PodState::Stopped)
        return {}; // as asked
    v1::StopPodRequest request;
    v1::StopPodResponse response;
    request.set_pod_id(id.str());
    if (grace)
        request.set_grace_ms(grace->count());
    const Status stopped =
        m_calls.unary(Operation::StopPod, id, Absent::Fail, stop, &v1::Supervisor::Stub::StopPod, request, response);
    // It may have ended by itself just now, and its supervisor with it.
    if (!stopped && stopped.error().reason == Reason::NotRunning)
        return {};
    return stopped;
}

Status PodsClient::remove(const PodId &id, bool force, std::stop_token stop)
{
    FIRKIN_ASSIGN(const store::PodRecord record, loadTrue(id));
    if (record.state != PodState::Stopped) {
        if (!force)
            return fail(Operation::RemovePod, record.name, Reason::StillRunning);
        FIRKIN_TRY(this->stop(id, {}, stop));
    }
    FIRKIN_ASSIGN(const std::vector<store::ContainerRecord> containers, store().loadAllOf(record.machine()));
    if (!force && !containers.empty())
        return fail(Operation::RemovePod, record.name, Reason::InUse, containers.front().name);
    for (const store::ContainerRecord &container : containers)
        FIRKIN_TRY(m_containers.remove(container.id, true, false, stop));
    FIRKIN_ASSIGN(const store::StoreLock lock, m_calls.lock(Operation::RemovePod, id, record.machine(), record.name, stop));
    FIRKIN_ASSIGN(const store::PodRecord latest, store().load(id));
    if (latest.state != PodState::Stopped)
        return fail(Operation::RemovePod, record.name, Reason::StillRunning);
    // One that was made while we waited for the lock.
    FIRKIN_ASSIGN(const std::vector<store::ContainerRecord> late, store().loadAllOf(record.machine()));
    if (!late.empty())
        return fail(Operation::RemovePod, record.name, Reason::InUse, late.front().name);
    return store::removePod(store(), latest);
}

Status PodsClient::rename(const PodId &id, std::string_view name, std::stop_token stop)
{
    FIRKIN_ASSIGN(const store::PodRecord record, loadTrue(id));
    if (record.name == name)
        return {};
    FIRKIN_TRY(store::claimName(store(), name, id, Operation::RenamePod));
    const Status renamed = [&]() -> Status {
        v1::RenamePodRequest request;
        v1::RenamePodResponse response;
        request.set_pod_id(id.str());
        request.set_name(std::string(name));
        const Status asked =
            m_calls.unary(Operation::RenamePod, id, Absent::Fail, stop, &v1::Supervisor::Stub::RenamePod, request, response);
        if (asked || asked.error().reason != Reason::NotRunning)
            return asked;
        FIRKIN_ASSIGN(const store::StoreLock lock, m_calls.lock(Operation::RenamePod, id, record.machine(), record.name, stop));
        FIRKIN_ASSIGN(store::PodRecord now, store().load(id));
        now.name = name;
        now.spec.name = name;
        return store().save(now);
    }();
    // Whichever name the pod does not have now goes.
    const auto now = store().load(id);
    const bool hasNew = now && now->name == name;
    FIRKIN_TRY(store::releaseName(store(), hasNew ? std::string_view(record.name) : name, id));
    return renamed;
}

Result<std::string> PodsClient::inspect(const PodId &id, std::stop_token)
{
    FIRKIN_ASSIGN(const store::PodRecord record, loadTrue(id));
    FIRKIN_ASSIGN(const std::vector<store::ContainerRecord> containers, store().loadAllOf(record.machine()));
    json out;
    // Our own record: what was parsed a moment ago parses again.
    out["pod"] = json::parse(store::toJson(record), nullptr, false);
    out["machine"] = {{"id", record.machine().str()},
                      {"vcpus", record.machineVcpus},
                      {"memory_bytes", record.machineMemory.bytes},
                      {"state_directory", store().layout().machine(record.machine()).native()}};
    out["containers"] = json::array();
    for (const store::ContainerRecord &container : containers) {
        const json all = json::parse(store::toJson(container), nullptr, false);
        out["containers"].push_back({{"id", container.id.str()},
                                     {"name", container.name},
                                     {"image", container.spec.image},
                                     {"state", all.value("state", "")},
                                     {"command", container.process.command}});
    }
    return out.dump(2, ' ', false, json::error_handler_t::replace);
}

} // namespace firkin::engine
