// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/guest/agent_service.h"
#include "runtime/agent/guest/boot.h"
#include "runtime/agent/guest/grpc_status.h"
#include "runtime/agent/guest/sandbox_service.h"

namespace firkin::guest {

grpc::Status SandboxService::ProxyVsock(grpc::ServerContext *, const v3::ProxyVsockRequest *request, v3::ProxyVsockResponse *)
{
    return answer("proxyVsock", [&] {
        SocketRelayPlan plan{request->id(), request->action() == v3::ProxyVsockRequest::INTO, request->vsock_port(), request->guestpath(), {}};
        if (request->has_guestsocketpermissions())
            plan.mode = request->guestsocketpermissions() & 0777;
        return m_state.socketRelays.start(plan);
    });
}

grpc::Status SandboxService::StopVsockProxy(grpc::ServerContext *, const v3::StopVsockProxyRequest *request, v3::StopVsockProxyResponse *)
{
    return answer("stopVsockProxy", [&] { return m_state.socketRelays.stop(request->id()); });
}

grpc::Status AgentService::RelaySocket(grpc::ServerContext *, const v1::RelaySocketRequest *request, v1::RelaySocketResponse *)
{
    return answer("relaySocket", [&] {
        SocketRelayPlan plan;
        plan.id = request->id();
        plan.into = request->action() == v3::ProxyVsockRequest::INTO;
        plan.port = request->vsock_port();
        plan.path = request->path();
        plan.framed = true;
        if (request->has_mode())
            plan.mode = request->mode() & 0777;
        if (!plan.into) {
            // Asked anew for each connection: the container may run or not by then.
            plan.tree = [this, id = request->container_id()] { return m_state.containers.treeOf(id); };
        }
        return m_state.socketRelays.start(plan);
    });
}

} // namespace firkin::guest
