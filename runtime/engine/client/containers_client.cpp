// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/engine/client/containers_client.h"

#include "runtime/engine/store/names.h"
#include "runtime/supervisor/wire/convert.h"

#include <csignal>

namespace firkin::engine {

using Absent = MachineCalls::Absent;

Result<store::ContainerRecord> ContainersClient::loadTrue(const ContainerId &id)
{
    FIRKIN_ASSIGN(store::ContainerRecord record, store().load(id));
    if (!store::isLost(store(), record))
        return record;
    FIRKIN_ASSIGN(const bool recovered, store::recoverLost(store(), m_calls.links().sockets(), id));
    (void)recovered; // somebody else may have been faster
    return store().load(id);
}

Result<ContainerList> ContainersClient::list(std::stop_token)
{
    FIRKIN_ASSIGN(const std::vector<store::ContainerRecord> records, store().loadAll());
    ContainerList list;
    for (const store::ContainerRecord &record : records) {
        if (!store::isLost(store(), record)) {
            list.containers.push_back(toView(record, {}));
        } else if (const auto now = loadTrue(record.id)) {
            list.containers.push_back(toView(*now, {}));
        }
    }
    FIRKIN_ASSIGN(const std::vector<store::PodRecord> pods, store().loadPods());
    list.pods = podViews(pods, list.containers);
    return list;
}

Result<std::unique_ptr<Subscription>> ContainersClient::watch(ContainerListFn onChange)
{
    return m_observer.watchList(std::move(onChange));
}

Result<ContainerView> ContainersClient::find(std::string_view idOrName, std::stop_token)
{
    FIRKIN_ASSIGN(const ContainerId id, store().resolve(idOrName));
    FIRKIN_ASSIGN(const store::ContainerRecord record, loadTrue(id));
    return toView(record, {});
}

Status ContainersClient::start(const ContainerId &id, const ProgressFn &progress, std::stop_token stop)
{
    v1::StartRequest request;
    request.set_container_id(id.str());
    return m_calls.withProgress(Operation::StartContainer, id, Absent::Start, stop, &v1::Supervisor::Stub::Start, request, progress);
}

Status ContainersClient::stop(const ContainerId &id, std::optional<std::chrono::milliseconds> grace, std::stop_token stop)
{
    FIRKIN_ASSIGN(const store::ContainerRecord record, loadTrue(id));
    if (!store::isLive(record.state) && !record.restartAt)
        return {}; // as asked
    v1::StopRequest request;
    v1::StopResponse response;
    request.set_container_id(id.str());
    if (grace)
        request.set_grace_ms(grace->count());
    const Status stopped =
        m_calls.unary(Operation::StopContainer, id, Absent::Fail, stop, &v1::Supervisor::Stub::Stop, request, response);
    // It may have ended by itself just now, and its supervisor with it.
    if (!stopped && stopped.error().reason == Reason::NotRunning)
        return {};
    return stopped;
}

Status ContainersClient::kill(const ContainerId &id, int signal, std::stop_token stop)
{
    if (signal < 1 || signal >= NSIG)
        return fail(Operation::KillContainer, id.str(), Reason::UnknownSignal, std::to_string(signal));
    v1::KillRequest request;
    v1::KillResponse response;
    request.set_container_id(id.str());
    request.set_signal(signal);
    return m_calls.unary(Operation::KillContainer, id, Absent::Fail, stop, &v1::Supervisor::Stub::Kill, request, response);
}

Status ContainersClient::forceOff(const ContainerId &id, std::stop_token stop)
{
    v1::ForceOffRequest request;
    v1::ForceOffResponse response;
    request.set_container_id(id.str());
    return m_calls.unary(Operation::KillContainer, id, Absent::Fail, stop, &v1::Supervisor::Stub::ForceOff, request, response);
}

Result<ProcessStatus> ContainersClient::wait(const ContainerId &id, std::stop_token stop)
{
    const auto recorded = [&]() -> Result<ProcessStatus> {
        FIRKIN_ASSIGN(const store::ContainerRecord record, loadTrue(id));
        if (store::isLive(record.state) || !record.exit)
            return fail(Operation::WaitForContainer, record.name, Reason::NotRunning);
        return ProcessStatus{record.exit->code, record.exit->signal};
    };
    FIRKIN_ASSIGN(const store::ContainerRecord record, loadTrue(id));
    if (!store::isLive(record.state))
        return recorded();
    v1::WaitRequest request;
    v1::WaitResponse response;
    request.set_container_id(id.str());
    const Status waited =
        m_calls.unary(Operation::WaitForContainer, id, Absent::Fail, stop, &v1::Supervisor::Stub::Wait, request, response);
    if (waited)
        return ProcessStatus{response.code(), response.signal()};
    const Reason reason = waited.error().rootReason();
    if (reason == Reason::NotRunning || reason == Reason::SupervisorLost)
        return recorded();
    return fail(waited.error());
}

Status ContainersClient::rename(const ContainerId &id, std::string_view name, std::stop_token stop)
{
    FIRKIN_ASSIGN(const store::ContainerRecord record, loadTrue(id));
    if (record.name == name)
        return {};
    FIRKIN_TRY(store::claimName(store(), name, id, Operation::RenameContainer));
    const Status renamed = [&]() -> Status {
        v1::RenameRequest request;
        v1::RenameResponse response;
        request.set_container_id(id.str());
        request.set_name(std::string(name));
        const Status asked = m_calls.unary(
            Operation::RenameContainer, id, Absent::Fail, stop, &v1::Supervisor::Stub::Rename, request, response);
        if (asked || asked.error().reason != Reason::NotRunning)
            return asked;
        FIRKIN_ASSIGN(const store::StoreLock lock, m_calls.lock(Operation::RenameContainer, id, record.machine, record.name, stop));
        FIRKIN_ASSIGN(store::ContainerRecord now, store().load(id));
        now.name = name;
        now.spec.name = name;
        return store().save(now);
    }();
    // Whichever name the container does not have now goes.
    const auto now = store().load(id);
    const bool hasNew = now && now->name == name;
    FIRKIN_TRY(store::releaseName(store(), hasNew ? std::string_view(record.name) : name, id));
    return renamed;
}

} // namespace firkin::engine
