// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
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

} // namespace firkin::guest
