// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/guest/grpc_status.h"
#include "runtime/agent/guest/proto_convert.h"
#include "runtime/agent/guest/sandbox_service.h"

#include "agent.pb.h"

namespace firkin::guest {

namespace {

/// Every call about processes names its container: the machine itself runs none for hosts.
template <class Request>
Status checkContainer(const Request &request)
{
    if (request.containerid().empty())
        return fail(Operation::StartProcess, request.id(), Reason::BadId, "processes in the root of the machine are not implemented");
    return {};
}

template <class Request, class Use>
grpc::Status onProcess(AgentState &state, std::string_view call, const Request &request, Use use)
{
    return answer(call, [&]() -> Status {
        FIRKIN_TRY(checkContainer(request));
        FIRKIN_ASSIGN(const auto process, state.processes.find(request.containerid(), request.id()));
        return use(*process);
    });
}

} // namespace

grpc::Status SandboxService::CreateProcess(grpc::ServerContext *, const v3::CreateProcessRequest *request, v3::CreateProcessResponse *)
{
    return answer("createProcess", [&]() -> Status {
        FIRKIN_TRY(checkContainer(*request));
        ProcessService::Creation creation{request->containerid(), request->id(), request->configuration(), {}};
        if (request->has_stdin())
            creation.stdio.inputPort = request->stdin();
        if (request->has_stdout())
            creation.stdio.outputPort = request->stdout();
        if (request->has_stderr())
            creation.stdio.errorPort = request->stderr();
        creation.stdio.resumable = wantsResumableStdio(request->options());
        return m_state.processes.create(creation);
    });
}

grpc::Status SandboxService::DeleteProcess(grpc::ServerContext *, const v3::DeleteProcessRequest *request, v3::DeleteProcessResponse *)
{
    return answer("deleteProcess", [&]() -> Status {
        FIRKIN_TRY(checkContainer(*request));
        return m_state.processes.remove(request->containerid(), request->id());
    });
}

grpc::Status SandboxService::StartProcess(grpc::ServerContext *context, const v3::StartProcessRequest *request, v3::StartProcessResponse *reply)
{
    return answer("startProcess", [&]() -> Status {
        FIRKIN_TRY(checkContainer(*request));
        FIRKIN_ASSIGN(const pid_t pid, m_state.processes.start(request->containerid(), request->id(), [context] { return context->IsCancelled(); }));
        reply->set_pid(pid);
        return {};
    });
}

grpc::Status SandboxService::KillProcess(grpc::ServerContext *, const v3::KillProcessRequest *request, v3::KillProcessResponse *)
{
    return onProcess(m_state, "killProcess", *request, [&](GuestProcess &process) { return process.signal(request->signal()); });
}

grpc::Status SandboxService::WaitProcess(grpc::ServerContext *context, const v3::WaitProcessRequest *request, v3::WaitProcessResponse *reply)
{
    return onProcess(m_state, "waitProcess", *request, [&](GuestProcess &process) -> Status {
        FIRKIN_ASSIGN(const ProcessOutcome outcome, process.wait([context] { return context->IsCancelled(); }));
        reply->set_exitcode(outcome.ending.exitCode());
        setTimestamp(*reply->mutable_exited_at(), outcome.ending.at);
        return {};
    });
}

grpc::Status SandboxService::ResizeProcess(grpc::ServerContext *, const v3::ResizeProcessRequest *request, v3::ResizeProcessResponse *)
{
    return onProcess(m_state, "resizeProcess", *request, [&](GuestProcess &process) { return process.resize(request->rows(), request->columns()); });
}

grpc::Status SandboxService::CloseProcessStdin(grpc::ServerContext *, const v3::CloseProcessStdinRequest *request, v3::CloseProcessStdinResponse *)
{
    return onProcess(m_state, "closeProcessStdin", *request, [&](GuestProcess &process) -> Status {
        process.closeInput();
        return {};
    });
}

} // namespace firkin::guest
