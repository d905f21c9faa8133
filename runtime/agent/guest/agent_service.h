// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/agent/guest/agent_state.h"

#include "agent.grpc.pb.h"

namespace firkin::guest {

namespace v1 = firkin::agent::v1;

/// The calls that are ours. Called on gRPC's threads.
class AgentService final : public v1::Agent::Service {
public:
    explicit AgentService(AgentState &state) : m_state(state) {}

    // agent_process_calls.cpp
    grpc::Status Hello(grpc::ServerContext *, const v1::HelloRequest *, v1::HelloResponse *) override;
    grpc::Status AttachStream(grpc::ServerContext *, const v1::AttachStreamRequest *, v1::AttachStreamResponse *) override;
    grpc::Status WaitExit(grpc::ServerContext *, const v1::WaitExitRequest *, v1::WaitExitResponse *) override;
    grpc::Status GetForeground(grpc::ServerContext *, const v1::GetForegroundRequest *, v1::GetForegroundResponse *) override;
    grpc::Status CreateDebugProcess(grpc::ServerContext *, const v1::CreateDebugProcessRequest *, v1::CreateDebugProcessResponse *) override;
    grpc::Status ListProcesses(grpc::ServerContext *, const v1::ListProcessesRequest *, v1::ListProcessesResponse *) override;
    grpc::Status SetLimits(grpc::ServerContext *, const v1::SetLimitsRequest *, v1::SetLimitsResponse *) override;
    grpc::Status SetHostname(grpc::ServerContext *, const v1::SetHostnameRequest *, v1::SetHostnameResponse *) override;
    grpc::Status WatchStatistics(grpc::ServerContext *, const v1::WatchStatisticsRequest *,
                                 grpc::ServerWriter<v1::WatchStatisticsResponse> *) override;

    // proxy_calls.cpp
    grpc::Status RelaySocket(grpc::ServerContext *, const v1::RelaySocketRequest *, v1::RelaySocketResponse *) override;

    // agent_file_calls.cpp
    grpc::Status List(grpc::ServerContext *, const v1::ListRequest *, grpc::ServerWriter<v1::ListResponse> *) override;
    grpc::Status StatPath(grpc::ServerContext *, const v1::StatPathRequest *, v1::StatPathResponse *) override;
    grpc::Status ReadFile(grpc::ServerContext *, const v1::ReadFileRequest *, v1::ReadFileResponse *) override;
    grpc::Status Rename(grpc::ServerContext *, const v1::RenameRequest *, v1::RenameResponse *) override;
    grpc::Status Remove(grpc::ServerContext *, const v1::RemoveRequest *, v1::RemoveResponse *) override;
    grpc::Status MakeDirectory(grpc::ServerContext *, const v1::MakeDirectoryRequest *, v1::MakeDirectoryResponse *) override;
    grpc::Status FillFolder(grpc::ServerContext *, const v1::FillFolderRequest *, v1::FillFolderResponse *) override;

private:
    AgentState &m_state;
};

} // namespace firkin::guest
