// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/guest/server.h"

#include "runtime/agent/guest/agent_service.h"
#include "runtime/agent/guest/log.h"
#include "runtime/agent/guest/sandbox_service.h"
#include "runtime/agent/guest/vsock.h"
#include "runtime/base/limits.h"
#include "runtime/base/socket.h"

#include <grpcpp/grpcpp.h>
#include <grpcpp/resource_quota.h>
#include <grpcpp/server_posix.h>

namespace firkin::guest {

namespace {

/// Every waiting call holds a thread: WaitProcess of each process, statistics, copies. A machine with more processes than
/// that refuses calls, and says so, instead of running out of memory.
constexpr int mostThreads = 2000;

} // namespace

void serve(AgentState &state, std::uint32_t port)
{
    auto listener = listenOnVsock(port);
    if (!listener) {
        logWarning("cannot listen on vsock: " + listener.error().detail);
        return;
    }
    SandboxService sandbox(state);
    AgentService agent(state);
    grpc::ResourceQuota quota;
    quota.SetMaxThreads(mostThreads);
    grpc::ServerBuilder builder;
    builder.SetResourceQuota(quota);
    builder.SetMaxReceiveMessageSize(static_cast<int>(limits::grpcMessage));
    builder.SetSyncServerOption(grpc::ServerBuilder::SyncServerOption::NUM_CQS, 1);
    builder.RegisterService(&sandbox);
    builder.RegisterService(&agent);
    const auto server = builder.BuildAndStart();
    if (!server) {
        logWarning("cannot start the server");
        return;
    }
    logInfo("ready");
    for (;;) {
        auto connection = acceptFromHost(listener->get());
        if (!connection) {
            logWarning("accept: " + connection.error().detail);
            return;
        }
        if (setNonBlocking(connection->get(), true))
            grpc::AddInsecureChannelFromFd(server.get(), connection->release());
    }
}

} // namespace firkin::guest
