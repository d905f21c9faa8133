// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/supervisor/service.h"

#include "runtime/supervisor/rpc/progress_to.h"
#include "runtime/supervisor/wire/convert.h"
#include "runtime/supervisor/wire/grpc_status.h"

namespace firkin::supervisor {

namespace {

v1::Verb toWire(engine::PendingVerb verb)
{
    switch (verb) {
    case engine::PendingVerb::Start: return v1::VERB_START;
    case engine::PendingVerb::Stop: return v1::VERB_STOP;
    case engine::PendingVerb::Kill: return v1::VERB_KILL;
    case engine::PendingVerb::Restart: return v1::VERB_RESTART;
    case engine::PendingVerb::Pause: return v1::VERB_PAUSE;
    case engine::PendingVerb::Resume: return v1::VERB_RESUME;
    case engine::PendingVerb::Remove: return v1::VERB_REMOVE;
    case engine::PendingVerb::Snapshot: return v1::VERB_SNAPSHOT;
    }
    return v1::VERB_UNSPECIFIED;
}

void toWire(const ContainerStatus &status, v1::ContainerStatus &out)
{
    out.set_container_id(status.id.str());
    out.set_record_generation(status.recordGeneration);
    if (status.pending) {
        out.set_pending(toWire(*status.pending));
        out.set_pending_since_us(toMicroseconds(status.pendingSince));
    }
    if (status.silentSince)
        out.set_silent_since_us(toMicroseconds(*status.silentSince));
}

} // namespace

grpc::Status toGrpcStatus(const Status &status)
{
    return status ? grpc::Status::OK : toGrpc(status.error());
}

Result<std::shared_ptr<ContainerHost>> Service::enter(const Lookers::Visit &visit, const std::string &containerId) const
{
    // StoreBusy: the caller waits for the lock and starts another supervisor.
    if (!visit.admitted())
        return fail(Operation::ContactSupervisor, containerId, Reason::StoreBusy);
    return m_containers.find(containerId);
}

grpc::ServerUnaryReactor *Service::unary(std::string containerId, UnaryBody body)
{
    return UnaryCall::start(m_threads, [this, containerId = std::move(containerId), body = std::move(body)](std::stop_token stop) {
        const Lookers::Visit visit(m_lookers);
        const auto host = enter(visit, containerId);
        return host ? toGrpcStatus(body(**host, stop)) : toGrpc(host.error());
    });
}

grpc::ServerUnaryReactor *Service::Hello(Context *, const v1::HelloRequest *request, v1::HelloResponse *response)
{
    return UnaryCall::start(m_threads, [this, request, response](std::stop_token) {
        if (request->major_version() != protocolVersion)
            return toGrpc(makeError(Operation::ContactSupervisor, m_containers.machine().str(), Reason::SupervisorIncompatible));
        response->set_major_version(protocolVersion);
        response->set_supervisor_version(FIRKIN_VERSION);
        response->set_machine_id(m_containers.machine().str());
        response->set_pid(::getpid());
        return grpc::Status::OK;
    });
}

Service::Writer<v1::WatchResponse> *Service::Watch(Context *, const v1::WatchRequest *request)
{
    // Watching is not looking: a window that stays open does not keep supervisors of stopped containers alive.
    return ServerStreamCall<v1::WatchResponse>::start(
        m_threads, [this, statistics = request->statistics()](auto &call, std::stop_token stop) {
            EventHub::Watcher watcher(m_hub);
            while (auto event = watcher.next(stop)) {
                v1::WatchResponse response;
                if (const auto *snapshot = std::get_if<EventHub::Snapshot>(&*event)) {
                    auto &out = *response.mutable_snapshot();
                    out.set_generation(snapshot->generation);
                    for (const ContainerStatus &status : snapshot->containers)
                        toWire(status, *out.add_containers());
                    for (const engine::SessionInfo &session : m_sessions.list())
                        supervisor::toWire(session, *out.add_sessions());
                } else if (const auto *sample = std::get_if<EventHub::SampleEvent>(&*event); sample && statistics) {
                    response.mutable_sample()->set_container_id(sample->container.str());
                    supervisor::toWire(sample->sample, *response.mutable_sample()->mutable_sample());
                } else {
                    continue;
                }
                if (!call.write(response))
                    break;
            }
            return grpc::Status::OK;
        });
}

Service::Writer<v1::StartResponse> *Service::Start(Context *, const v1::StartRequest *request)
{
    return ServerStreamCall<v1::StartResponse>::start(
        m_threads, [this, id = request->container_id()](auto &call, std::stop_token stop) {
            const Lookers::Visit visit(m_lookers);
            const auto host = enter(visit, id);
            if (!host)
                return toGrpc(host.error());
            return toGrpcStatus((*host)->start(progressTo(call), stop));
        });
}

grpc::ServerUnaryReactor *Service::Stop(Context *, const v1::StopRequest *request, v1::StopResponse *)
{
    std::optional<std::chrono::milliseconds> grace;
    if (request->has_grace_ms())
        grace = std::chrono::milliseconds(request->grace_ms());
    return unary(request->container_id(), [grace](ContainerHost &host, std::stop_token stop) { return host.stop(grace, stop); });
}

grpc::ServerUnaryReactor *Service::Kill(Context *, const v1::KillRequest *request, v1::KillResponse *)
{
    return unary(request->container_id(),
                 [signal = request->signal()](ContainerHost &host, std::stop_token stop) { return host.kill(signal, stop); });
}

grpc::ServerUnaryReactor *Service::ForceOff(Context *, const v1::ForceOffRequest *request, v1::ForceOffResponse *)
{
    return unary(request->container_id(), [](ContainerHost &host, std::stop_token stop) { return host.forceOff(stop); });
}

grpc::ServerUnaryReactor *Service::Wait(Context *, const v1::WaitRequest *request, v1::WaitResponse *response)
{
    return unary(request->container_id(), [response](ContainerHost &host, std::stop_token stop) -> Status {
        FIRKIN_ASSIGN(const engine::ProcessStatus status, host.wait(stop));
        response->set_code(status.code);
        response->set_signal(status.signal);
        return {};
    });
}

grpc::ServerUnaryReactor *Service::Rename(Context *, const v1::RenameRequest *request, v1::RenameResponse *)
{
    return unary(request->container_id(), [name = request->name()](ContainerHost &host, std::stop_token) { return host.rename(name); });
}

grpc::ServerUnaryReactor *
Service::PublishPorts(Context *, const v1::PublishPortsRequest *request, v1::PublishPortsResponse *response)
{
    return unary(request->container_id(), [request, response](ContainerHost &host, std::stop_token) -> Status {
        std::vector<engine::PortMapping> ports;
        for (const v1::PortMapping &port : request->ports())
            ports.push_back(supervisor::fromWire(port));
        FIRKIN_ASSIGN(const std::vector<engine::PortMapping> bound, host.publish(ports));
        for (const engine::PortMapping &port : bound)
            supervisor::toWire(port, *response->add_bound());
        return {};
    });
}

grpc::ServerUnaryReactor *
Service::UnpublishPorts(Context *, const v1::UnpublishPortsRequest *request, v1::UnpublishPortsResponse *)
{
    return unary(request->container_id(), [request](ContainerHost &host, std::stop_token) {
        std::vector<engine::PortMapping> ports;
        for (const v1::PortMapping &port : request->ports())
            ports.push_back(supervisor::fromWire(port));
        return host.unpublish(ports);
    });
}

grpc::ServerUnaryReactor *Service::Leave(Context *, const v1::LeaveRequest *request, v1::LeaveResponse *)
{
    return UnaryCall::start(m_threads, [this, force = request->force()](std::stop_token) {
        for (const auto &host : m_containers.all()) {
            if (const Status ended = host->stopLooking(force); !ended)
                return toGrpc(ended.error());
        }
        m_lookers.hurry();
        return grpc::Status::OK;
    });
}

} // namespace firkin::supervisor
