// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/supervisor/service.h"

#include "runtime/supervisor/rpc/progress_to.h"
#include "runtime/supervisor/wire/convert.h"
#include "runtime/supervisor/wire/grpc_status.h"

namespace firkin::supervisor {

Service::Writer<v1::StartResponse> *Service::Restart(Context *, const v1::RestartRequest *request)
{
    return ServerStreamCall<v1::StartResponse>::start(m_threads, [this, request = *request](auto &call, std::stop_token stop) {
        const Lookers::Visit visit(m_lookers);
        const auto host = enter(visit, request.container_id());
        if (!host)
            return toGrpc(host.error());
        std::optional<std::chrono::milliseconds> grace;
        if (request.has_grace_ms())
            grace = std::chrono::milliseconds(request.grace_ms());
        return toGrpcStatus((*host)->restart(grace, progressTo(call), stop));
    });
}

grpc::ServerUnaryReactor *Service::Pause(Context *, const v1::PauseRequest *request, v1::PauseResponse *)
{
    return unary(request->container_id(), [](ContainerHost &host, std::stop_token) { return host.pause(); });
}

grpc::ServerUnaryReactor *Service::Resume(Context *, const v1::ResumeRequest *request, v1::ResumeResponse *)
{
    return unary(request->container_id(), [](ContainerHost &host, std::stop_token stop) { return host.resume(stop); });
}

grpc::ServerUnaryReactor *Service::Update(Context *, const v1::UpdateRequest *request, v1::UpdateResponse *)
{
    return unary(request->container_id(), [changes = fromWire(*request)](ContainerHost &host, std::stop_token stop) { return host.update(changes, stop); });
}

grpc::ServerUnaryReactor *Service::Top(Context *, const v1::TopRequest *request, v1::TopResponse *response)
{
    return unary(request->container_id(), [response](ContainerHost &host, std::stop_token stop) -> Status {
        FIRKIN_ASSIGN(const std::vector<engine::ProcessEntry> processes, host.top(stop));
        supervisor::toWire(processes, *response);
        return {};
    });
}

} // namespace firkin::supervisor
