// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/engine/client/containers_client.h"

#include "runtime/engine/resolve_process.h"
#include "runtime/supervisor/wire/convert.h"

namespace firkin::engine {

using Absent = MachineCalls::Absent;

Status ContainersClient::restart(const ContainerId &id,
                                 std::optional<std::chrono::milliseconds> grace,
                                 const ProgressFn &progress,
                                 std::stop_token stop)
{
    v1::RestartRequest request;
    request.set_container_id(id.str());
    if (grace)
        request.set_grace_ms(grace->count());
    return m_calls.withProgress(Operation::RestartContainer, id, Absent::Start, stop, &v1::Supervisor::Stub::Restart, request, progress);
}

Status ContainersClient::pause(const ContainerId &id, std::stop_token stop)
{
    v1::PauseRequest request;
    v1::PauseResponse response;
    request.set_container_id(id.str());
    return m_calls.unary(Operation::PauseContainer, id, Absent::Fail, stop, &v1::Supervisor::Stub::Pause, request, response);
}

Status ContainersClient::resume(const ContainerId &id, std::stop_token stop)
{
    v1::ResumeRequest request;
    v1::ResumeResponse response;
    request.set_container_id(id.str());
    return m_calls.unary(Operation::ResumeContainer, id, Absent::Fail, stop, &v1::Supervisor::Stub::Resume, request, response);
}

Result<std::vector<ProcessEntry>> ContainersClient::top(const ContainerId &id, std::stop_token stop)
{
    v1::TopRequest request;
    v1::TopResponse response;
    request.set_container_id(id.str());
    FIRKIN_TRY(m_calls.unary(Operation::ListProcesses, id, Absent::Fail, stop, &v1::Supervisor::Stub::Top, request, response));
    return supervisor::fromWire(response);
}

Status ContainersClient::update(const ContainerId &id, const ContainerUpdate &changes, std::stop_token stop)
{
    FIRKIN_ASSIGN(const store::ContainerRecord record, loadTrue(id));
    v1::UpdateRequest request;
    v1::UpdateResponse response;
    request.set_container_id(id.str());
    supervisor::toWire(changes, request);
    const Status asked = m_calls.unary(Operation::UpdateContainer, id, Absent::Fail, stop, &v1::Supervisor::Stub::Update, request, response);
    if (asked || asked.error().reason != Reason::NotRunning)
        return asked;
    FIRKIN_ASSIGN(const store::StoreLock lock, m_calls.lock(Operation::UpdateContainer, id, record.machine, record.name, stop));
    FIRKIN_ASSIGN(store::ContainerRecord now, store().load(id));
    FIRKIN_TRY(applyUpdate(changes, now.spec));
    return store().save(now);
}

} // namespace firkin::engine
