// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/supervisor/container_table.h"
#include "runtime/supervisor/file_servers.h"
#include "runtime/supervisor/lookers.h"
#include "runtime/supervisor/pod_host.h"
#include "runtime/supervisor/rpc/blocking_call.h"
#include "runtime/supervisor/session_table.h"

#include "supervisor.grpc.pb.h"

namespace firkin::supervisor {

/// supervisor.proto as thin as it goes: finds the object, converts, calls it. Each call has a thread of its own.
class Service final : public v1::Supervisor::CallbackService {
public:
    /// `pod`: null on the machine of a single container.
    Service(ContainerTable &containers, PodHost *pod, SessionTable &sessions, EventHub &hub, Lookers &lookers, FileServers &fileServers)
        : m_containers(containers), m_pod(pod), m_sessions(sessions), m_hub(hub), m_lookers(lookers), m_fileServers(fileServers)
    {
    }
    void waitForCalls() { m_threads.waitForAll(); }

    using Context = grpc::CallbackServerContext;
    template <class Response>
    using Writer = grpc::ServerWriteReactor<Response>;
    template <class Request, class Response>
    using Bidi = grpc::ServerBidiReactor<Request, Response>;

    // service.cpp: the container as a whole
    grpc::ServerUnaryReactor *Hello(Context *, const v1::HelloRequest *, v1::HelloResponse *) override;
    Writer<v1::WatchResponse> *Watch(Context *, const v1::WatchRequest *) override;
    Writer<v1::StartResponse> *Start(Context *, const v1::StartRequest *) override;
    grpc::ServerUnaryReactor *Stop(Context *, const v1::StopRequest *, v1::StopResponse *) override;
    Writer<v1::StartResponse> *Restart(Context *, const v1::RestartRequest *) override;
    grpc::ServerUnaryReactor *Pause(Context *, const v1::PauseRequest *, v1::PauseResponse *) override;
    grpc::ServerUnaryReactor *Resume(Context *, const v1::ResumeRequest *, v1::ResumeResponse *) override;
    grpc::ServerUnaryReactor *Update(Context *, const v1::UpdateRequest *, v1::UpdateResponse *) override;
    grpc::ServerUnaryReactor *Top(Context *, const v1::TopRequest *, v1::TopResponse *) override;
    grpc::ServerUnaryReactor *Kill(Context *, const v1::KillRequest *, v1::KillResponse *) override;
    grpc::ServerUnaryReactor *ForceOff(Context *, const v1::ForceOffRequest *, v1::ForceOffResponse *) override;
    grpc::ServerUnaryReactor *Wait(Context *, const v1::WaitRequest *, v1::WaitResponse *) override;
    grpc::ServerUnaryReactor *Rename(Context *, const v1::RenameRequest *, v1::RenameResponse *) override;
    grpc::ServerUnaryReactor *PublishPorts(Context *, const v1::PublishPortsRequest *, v1::PublishPortsResponse *) override;
    grpc::ServerUnaryReactor *UnpublishPorts(Context *, const v1::UnpublishPortsRequest *, v1::UnpublishPortsResponse *) override;
    grpc::ServerUnaryReactor *Leave(Context *, const v1::LeaveRequest *, v1::LeaveResponse *) override;
    // service_pod.cpp
    Writer<v1::StartPodResponse> *StartPod(Context *, const v1::StartPodRequest *) override;
    grpc::ServerUnaryReactor *StopPod(Context *, const v1::StopPodRequest *, v1::StopPodResponse *) override;
    grpc::ServerUnaryReactor *RenamePod(Context *, const v1::RenamePodRequest *, v1::RenamePodResponse *) override;
    grpc::ServerUnaryReactor *Remove(Context *, const v1::RemoveRequest *, v1::RemoveResponse *) override;
    // service_processes.cpp
    Bidi<v1::ExecRequest, v1::ExecResponse> *Exec(Context *) override;
    Bidi<v1::AttachRequest, v1::AttachResponse> *Attach(Context *) override;
    // service_sessions.cpp
    grpc::ServerUnaryReactor *OpenSession(Context *, const v1::OpenSessionRequest *, v1::OpenSessionResponse *) override;
    grpc::ServerUnaryReactor *ListSessions(Context *, const v1::ListSessionsRequest *, v1::ListSessionsResponse *) override;
    Bidi<v1::AttachSessionRequest, v1::AttachSessionResponse> *AttachSession(Context *) override;
    grpc::ServerUnaryReactor *GetForeground(Context *, const v1::GetForegroundRequest *, v1::GetForegroundResponse *) override;
    grpc::ServerUnaryReactor *CloseSession(Context *, const v1::CloseSessionRequest *, v1::CloseSessionResponse *) override;
    // service_snapshots.cpp
    Writer<v1::TakeSnapshotResponse> *TakeSnapshot(Context *, const v1::TakeSnapshotRequest *) override;
    Writer<v1::RestoreSnapshotResponse> *RestoreSnapshot(Context *, const v1::RestoreSnapshotRequest *) override;
    // service_files.cpp
    Writer<v1::CopyProgress> *CopyIn(Context *, const v1::CopyInRequest *) override;
    Writer<v1::CopyProgress> *CopyOut(Context *, const v1::CopyOutRequest *) override;
    Bidi<v1::ExtractRequest, v1::ExtractResponse> *Extract(Context *) override;
    Writer<v1::ArchiveResponse> *Archive(Context *, const v1::ArchiveRequest *) override;
    Writer<v1::ListFilesResponse> *ListFiles(Context *, const v1::ListFilesRequest *) override;
    grpc::ServerUnaryReactor *StatFile(Context *, const v1::StatFileRequest *, v1::StatFileResponse *) override;
    grpc::ServerUnaryReactor *RenameFile(Context *, const v1::RenameFileRequest *, v1::RenameFileResponse *) override;
    grpc::ServerUnaryReactor *RemoveFile(Context *, const v1::RemoveFileRequest *, v1::RemoveFileResponse *) override;
    grpc::ServerUnaryReactor *MakeDirectory(Context *, const v1::MakeDirectoryRequest *, v1::MakeDirectoryResponse *) override;
    grpc::ServerUnaryReactor *ReadFile(Context *, const v1::ReadFileRequest *, v1::ReadFileResponse *) override;
    grpc::ServerUnaryReactor *ServeFiles(Context *, const v1::ServeFilesRequest *, v1::ServeFilesResponse *) override;

private:
    /// Admits the caller and finds the container that it means.
    Result<std::shared_ptr<ContainerHost>> enter(const Lookers::Visit &visit, const std::string &containerId) const;
    Result<PodHost *> enterPod(const Lookers::Visit &visit, const std::string &podId) const;
    using UnaryBody = std::function<Status(ContainerHost &, std::stop_token)>;
    grpc::ServerUnaryReactor *unary(std::string containerId, UnaryBody body);

    ContainerTable &m_containers;
    PodHost *m_pod;
    SessionTable &m_sessions;
    EventHub &m_hub;
    Lookers &m_lookers;
    FileServers &m_fileServers;
    CallThreads m_threads;
};

[[nodiscard]] grpc::Status toGrpcStatus(const Status &status);

} // namespace firkin::supervisor
