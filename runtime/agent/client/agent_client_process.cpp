// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/client/agent_client.h"

#include "runtime/agent/client/calls.h"
#include "runtime/agent/client/convert.h"

namespace firkin::agent {

using Sandbox = v3::SandboxContext::StubInterface;
using Own = v1::Agent::StubInterface;

namespace {

template <class Request>
Request requestFor(const ProcessKey &key)
{
    Request request;
    if constexpr (requires { request.set_container_id(key.containerId); }) {
        request.set_container_id(key.containerId);
        request.set_process_id(key.processId);
    } else {
        request.set_containerid(key.containerId);
        request.set_id(key.processId);
    }
    return request;
}

} // namespace

Status AgentClient::createProcess(const ProcessCreation &creation, std::stop_token stop)
{
    v3::CreateProcessResponse reply;
    return call(*m_connection, &Sandbox::CreateProcess, toRequest(creation), reply,
                {Operation::StartProcess, creation.key.processId, Repeat::No, Deadline::after(m_connection->deadlines().startProcess)}, std::move(stop));
}

Status AgentClient::createDebugProcess(const DebugProcessCreation &creation, std::stop_token stop)
{
    v1::CreateDebugProcessResponse reply;
    return call(*m_connection, &Own::CreateDebugProcess, toRequest(creation), reply,
                {Operation::StartProcess, creation.key.processId, Repeat::No, Deadline::after(m_connection->deadlines().startProcess)}, std::move(stop));
}

Result<int> AgentClient::startProcess(const ProcessKey &key, std::stop_token stop)
{
    v3::StartProcessResponse reply;
    FIRKIN_TRY(call(*m_connection, &Sandbox::StartProcess, requestFor<v3::StartProcessRequest>(key), reply,
                    {Operation::StartProcess, key.processId, Repeat::No, Deadline::after(m_connection->deadlines().startProcess)}, std::move(stop)));
    return reply.pid();
}

Result<ProcessExit> AgentClient::waitProcess(const ProcessKey &key, Deadline deadline, std::stop_token stop)
{
    const CallSpec spec{Operation::WaitForProcess, key.processId, Repeat::Yes, deadline};
    if (info().ours) {
        v1::WaitExitResponse reply;
        const auto waited = call(*m_connection, &Own::WaitExit, requestFor<v1::WaitExitRequest>(key), reply, spec, stop);
        if (waited)
            return toExit(reply);
        if (waited.error().code != ErrorCode::Unsupported)
            return fail(waited.error());
    }
    v3::WaitProcessResponse reply;
    FIRKIN_TRY(call(*m_connection, &Sandbox::WaitProcess, requestFor<v3::WaitProcessRequest>(key), reply, spec, std::move(stop)));
    return toExit(reply);
}

Status AgentClient::killProcess(const ProcessKey &key, int signal, std::stop_token stop)
{
    constexpr int sigkill = 9;
    auto request = requestFor<v3::KillProcessRequest>(key);
    v3::KillProcessResponse reply;
    request.set_signal(signal);
    return call(*m_connection, &Sandbox::KillProcess, request, reply,
                {Operation::SignalProcess, key.processId, signal == sigkill ? Repeat::Yes : Repeat::No, Deadline::after(m_connection->deadlines().rpc)},
                std::move(stop));
}

Status AgentClient::resizeProcess(const ProcessKey &key, std::uint16_t columns, std::uint16_t rows, std::stop_token stop)
{
    auto request = requestFor<v3::ResizeProcessRequest>(key);
    v3::ResizeProcessResponse reply;
    request.set_columns(columns);
    request.set_rows(rows);
    return call(*m_connection, &Sandbox::ResizeProcess, request, reply,
                {Operation::ResizeTerminal, key.processId, Repeat::Yes, Deadline::after(m_connection->deadlines().rpc)}, std::move(stop));
}

Status AgentClient::closeStdin(const ProcessKey &key, std::stop_token stop)
{
    v3::CloseProcessStdinResponse reply;
    return call(*m_connection, &Sandbox::CloseProcessStdin, requestFor<v3::CloseProcessStdinRequest>(key), reply,
                {Operation::RelayStream, key.processId, Repeat::Yes, Deadline::after(m_connection->deadlines().rpc)}, std::move(stop));
}

Status AgentClient::deleteProcess(const ProcessKey &key, std::stop_token stop)
{
    v3::DeleteProcessResponse reply;
    return call(*m_connection, &Sandbox::DeleteProcess, requestFor<v3::DeleteProcessRequest>(key), reply,
                {Operation::RemoveContainer, key.processId, Repeat::No, Deadline::after(m_connection->deadlines().rpc)}, std::move(stop));
}

Result<Foreground> AgentClient::foreground(const ProcessKey &key, std::stop_token stop)
{
    v1::GetForegroundResponse reply;
    FIRKIN_TRY(call(*m_connection, &Own::GetForeground, requestFor<v1::GetForegroundRequest>(key), reply,
                    {Operation::InspectContainer, key.processId, Repeat::Yes, Deadline::after(m_connection->deadlines().rpc)}, std::move(stop)));
    return toForeground(reply);
}

Result<std::vector<ProcessEntry>> AgentClient::listProcesses(std::string_view containerId, std::stop_token stop)
{
    v1::ListProcessesRequest request;
    v1::ListProcessesResponse reply;
    request.set_container_id(std::string(containerId));
    FIRKIN_TRY(call(*m_connection, &Own::ListProcesses, request, reply,
                    {Operation::ListProcesses, containerId, Repeat::Yes, Deadline::after(m_connection->deadlines().rpc)}, std::move(stop)));
    std::vector<ProcessEntry> processes;
    for (const v1::ProcessEntry &process : reply.processes())
        processes.push_back(toProcess(process));
    return processes;
}

Status AgentClient::setLimits(std::string_view containerId, const LimitsChange &change, std::stop_token stop)
{
    v1::SetLimitsResponse reply;
    return call(*m_connection, &Own::SetLimits, toRequest(containerId, change), reply,
                {Operation::UpdateContainer, containerId, Repeat::Yes, Deadline::after(m_connection->deadlines().rpc)}, std::move(stop));
}

Result<std::uint64_t>
AgentClient::attachStream(const ProcessKey &key, StreamKind kind, std::uint32_t port, std::uint64_t offset, std::stop_token stop)
{
    auto request = requestFor<v1::AttachStreamRequest>(key);
    v1::AttachStreamResponse reply;
    request.set_stream(toProto(kind));
    request.set_vsock_port(port);
    request.set_offset(offset);
    FIRKIN_TRY(call(*m_connection, &Own::AttachStream, request, reply,
                    {Operation::RelayStream, key.processId, Repeat::No, Deadline::after(m_connection->deadlines().rpc)}, std::move(stop)));
    return reply.offset();
}

} // namespace firkin::agent
