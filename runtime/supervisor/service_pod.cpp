// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/supervisor/service.h"

#include "runtime/supervisor/rpc/progress_to.h"
#include "runtime/supervisor/wire/convert.h"
#include "runtime/supervisor/wire/grpc_status.h"

namespace firkin::supervisor {

Result<PodHost *> Service::enterPod(const Lookers::Visit &visit, const std::string &podId) const
{
    if (!visit.admitted())
        return fail(Operation::ContactSupervisor, podId, Reason::StoreBusy);
    if (!m_pod || m_pod->record().id.str() != podId)
        return fail(Operation::ContactSupervisor, podId.substr(0, 80), Reason::NoSuchPod);
    return m_pod;
}

Service::Writer<v1::StartPodResponse> *Service::StartPod(Context *, const v1::StartPodRequest *request)
{
    return ServerStreamCall<v1::StartPodResponse>::start(m_threads, [this, id = request->pod_id()](auto &call, std::stop_token stop) {
        const Lookers::Visit visit(m_lookers);
        const auto pod = enterPod(visit, id);
        if (!pod)
            return toGrpc(pod.error());
        return toGrpcStatus((*pod)->start(m_containers, progressTo(call), stop));
    });
}

grpc::ServerUnaryReactor *Service::StopPod(Context *, const v1::StopPodRequest *request, v1::StopPodResponse *)
{
    std::optional<std::chrono::milliseconds> grace;
    if (request->has_grace_ms())
        grace = std::chrono::milliseconds(request->grace_ms());
    return UnaryCall::start(m_threads, [this, id = request->pod_id(), grace](std::stop_token stop) {
        const Lookers::Visit visit(m_lookers);
        const auto pod = enterPod(visit, id);
        return pod ? toGrpcStatus((*pod)->stop(m_containers, grace, stop)) : toGrpc(pod.error());
    });
}

grpc::ServerUnaryReactor *Service::RenamePod(Context *, const v1::RenamePodRequest *request, v1::RenamePodResponse *)
{
    return UnaryCall::start(m_threads, [this, id = request->pod_id(), name = request->name()](std::stop_token) {
        const Lookers::Visit visit(m_lookers);
        const auto pod = enterPod(visit, id);
        return pod ? toGrpcStatus((*pod)->rename(name)) : toGrpc(pod.error());
    });
}

grpc::ServerUnaryReactor *Service::Remove(Context *, const v1::RemoveRequest *request, v1::RemoveResponse *)
{
    return UnaryCall::start(m_threads, [this, id = request->container_id(), now = request->now()](std::stop_token stop) {
        const Lookers::Visit visit(m_lookers);
        if (!visit.admitted())
            return toGrpc(makeError(Operation::ContactSupervisor, id, Reason::StoreBusy));
        return toGrpcStatus(m_containers.remove(id, now, stop));
    });
}

} // namespace firkin::supervisor
