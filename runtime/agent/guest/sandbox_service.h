// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/agent/guest/agent_state.h"

#include "sandbox_context.grpc.pb.h"

namespace firkin::guest {

namespace v3 = com::apple::containerization::sandbox::v3;

/// The protocol that other hosts speak, too. One file per group of calls; each is a few lines around a function that knows no
/// gRPC. Called on gRPC's threads.
class SandboxService final : public v3::SandboxContext::Service {
public:
    explicit SandboxService(AgentState &state) : m_state(state) {}

    // environment_calls.cpp
    grpc::Status Setenv(grpc::ServerContext *, const v3::SetenvRequest *, v3::SetenvResponse *) override;
    grpc::Status Getenv(grpc::ServerContext *, const v3::GetenvRequest *, v3::GetenvResponse *) override;
    grpc::Status Sysctl(grpc::ServerContext *, const v3::SysctlRequest *, v3::SysctlResponse *) override;
    grpc::Status SetTime(grpc::ServerContext *, const v3::SetTimeRequest *, v3::SetTimeResponse *) override;
    grpc::Status SetupEmulator(grpc::ServerContext *, const v3::SetupEmulatorRequest *, v3::SetupEmulatorResponse *) override;
    grpc::Status Sync(grpc::ServerContext *, const v3::SyncRequest *, v3::SyncResponse *) override;
    grpc::Status Kill(grpc::ServerContext *, const v3::KillRequest *, v3::KillResponse *) override;

    // mount_calls.cpp
    grpc::Status Mount(grpc::ServerContext *, const v3::MountRequest *, v3::MountResponse *) override;
    grpc::Status Umount(grpc::ServerContext *, const v3::UmountRequest *, v3::UmountResponse *) override;
    grpc::Status FilesystemOperation(grpc::ServerContext *, const v3::FilesystemOperationRequest *,
                                     v3::FilesystemOperationResponse *) override;

    // file_calls.cpp
    grpc::Status Mkdir(grpc::ServerContext *, const v3::MkdirRequest *, v3::MkdirResponse *) override;
    grpc::Status WriteFile(grpc::ServerContext *, const v3::WriteFileRequest *, v3::WriteFileResponse *) override;
    grpc::Status Stat(grpc::ServerContext *, const v3::StatRequest *, v3::StatResponse *) override;
    grpc::Status Copy(grpc::ServerContext *, const v3::CopyRequest *, grpc::ServerWriter<v3::CopyResponse> *) override;

    // process_calls.cpp
    grpc::Status CreateProcess(grpc::ServerContext *, const v3::CreateProcessRequest *, v3::CreateProcessResponse *) override;
    grpc::Status DeleteProcess(grpc::ServerContext *, const v3::DeleteProcessRequest *, v3::DeleteProcessResponse *) override;
    grpc::Status StartProcess(grpc::ServerContext *, const v3::StartProcessRequest *, v3::StartProcessResponse *) override;
    grpc::Status KillProcess(grpc::ServerContext *, const v3::KillProcessRequest *, v3::KillProcessResponse *) override;
    grpc::Status WaitProcess(grpc::ServerContext *, const v3::WaitProcessRequest *, v3::WaitProcessResponse *) override;
    grpc::Status ResizeProcess(grpc::ServerContext *, const v3::ResizeProcessRequest *, v3::ResizeProcessResponse *) override;
    grpc::Status CloseProcessStdin(grpc::ServerContext *, const v3::CloseProcessStdinRequest *, v3::CloseProcessStdinResponse *) override;

    // statistics_calls.cpp
    grpc::Status ContainerStatistics(grpc::ServerContext *, const v3::ContainerStatisticsRequest *,
                                     v3::ContainerStatisticsResponse *) override;

    // network_calls.cpp
    grpc::Status IpLinkSet(grpc::ServerContext *, const v3::IpLinkSetRequest *, v3::IpLinkSetResponse *) override;
    grpc::Status IpAddrAdd(grpc::ServerContext *, const v3::IpAddrAddRequest *, v3::IpAddrAddResponse *) override;
    grpc::Status IpRouteAddLink(grpc::ServerContext *, const v3::IpRouteAddLinkRequest *, v3::IpRouteAddLinkResponse *) override;
    grpc::Status IpRouteAddDefault(grpc::ServerContext *, const v3::IpRouteAddDefaultRequest *, v3::IpRouteAddDefaultResponse *) override;
    grpc::Status ConfigureDns(grpc::ServerContext *, const v3::ConfigureDnsRequest *, v3::ConfigureDnsResponse *) override;
    grpc::Status ConfigureHosts(grpc::ServerContext *, const v3::ConfigureHostsRequest *, v3::ConfigureHostsResponse *) override;

    // proxy_calls.cpp
    grpc::Status ProxyVsock(grpc::ServerContext *, const v3::ProxyVsockRequest *, v3::ProxyVsockResponse *) override;
    grpc::Status StopVsockProxy(grpc::ServerContext *, const v3::StopVsockProxyRequest *, v3::StopVsockProxyResponse *) override;

private:
    AgentState &m_state;
};

} // namespace firkin::guest
