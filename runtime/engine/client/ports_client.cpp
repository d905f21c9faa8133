// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/engine/client/ports_client.h"

#include "runtime/engine/resolve_process.h"
#include "runtime/supervisor/wire/convert.h"

#include <algorithm>

namespace firkin::engine {

using Absent = MachineCalls::Absent;

Status ContainersClient::editStopped(const ContainerId &id,
                                     Operation operation,
                                     const std::function<Status(store::ContainerRecord &)> &edit,
                                     std::stop_token stop)
{
    FIRKIN_ASSIGN(const store::ContainerRecord known, loadTrue(id));
    FIRKIN_ASSIGN(const store::StoreLock lock, m_calls.lock(operation, id, known.machine, known.name, std::move(stop)));
    FIRKIN_ASSIGN(store::ContainerRecord record, store().load(id));
    if (store::isLive(record.state))
        return fail(operation, record.name, Reason::StillRunning);
    FIRKIN_TRY(edit(record));
    return store().save(record);
}

Result<std::vector<PortMapping>>
PortsClient::publish(const ContainerId &id, const std::vector<PortMapping> &ports, std::stop_token stop)
{
    FIRKIN_ASSIGN(const store::ContainerRecord known, m_containers.loadTrue(id));
    if (!known.spec.pod.empty())
        return fail(Operation::PublishPort, known.name, Reason::BelongsToPod, "published ports");
    const auto added = [&](const store::ContainerRecord &record) {
        ContainerSpec spec = record.spec;
        spec.ports.insert(spec.ports.end(), ports.begin(), ports.end());
        return spec;
    };
    if (const Status fits = validateSpec(added(known)); !fits)
        return fail(wrap(Operation::PublishPort, known.name, fits.error()));
    if (!store::isLive(known.state)) {
        FIRKIN_TRY(m_containers.editStopped(id, Operation::PublishPort, [&](store::ContainerRecord &record) -> Status {
            record.spec = added(record);
            return validateSpec(record.spec);
        }, std::move(stop)));
        return ports;
    }
    supervisor::v1::PublishPortsRequest request;
    supervisor::v1::PublishPortsResponse response;
    request.set_container_id(id.str());
    for (const PortMapping &port : ports)
        supervisor::toWire(port, *request.add_ports());
    FIRKIN_TRY(m_calls.unary(Operation::PublishPort, id, Absent::Fail, std::move(stop), &supervisor::v1::Supervisor::Stub::PublishPorts, request, response));
    std::vector<PortMapping> bound;
    for (const auto &port : response.bound())
        bound.push_back(supervisor::fromWire(port));
    return bound;
}

Status PortsClient::unpublish(const ContainerId &id, const std::vector<PortMapping> &ports, std::stop_token stop)
{
    FIRKIN_ASSIGN(const store::ContainerRecord known, m_containers.loadTrue(id));
    if (!store::isLive(known.state)) {
        return m_containers.editStopped(id, Operation::UnpublishPort, [&](store::ContainerRecord &record) -> Status {
            for (const PortMapping &port : ports) {
                if (std::erase_if(record.spec.ports, [&](const PortMapping &one) { return means(port, one); }) == 0)
                    return fail(Operation::UnpublishPort, std::to_string(port.containerPort), Reason::NotPublished);
            }
            return {};
        }, std::move(stop));
    }
    supervisor::v1::UnpublishPortsRequest request;
    supervisor::v1::UnpublishPortsResponse response;
    request.set_container_id(id.str());
    for (const PortMapping &port : ports)
        supervisor::toWire(port, *request.add_ports());
    return m_calls.unary(Operation::UnpublishPort, id, Absent::Fail, std::move(stop), &supervisor::v1::Supervisor::Stub::UnpublishPorts, request, response);
}

} // namespace firkin::engine
