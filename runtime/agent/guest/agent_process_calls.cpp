// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/guest/agent_service.h"
#include "runtime/agent/guest/cgroup.h"
#include "runtime/agent/guest/foreground.h"
#include "runtime/agent/guest/grpc_status.h"
#include "runtime/agent/guest/process_list.h"
#include "runtime/agent/guest/proto_convert.h"
#include "runtime/agent/guest/statistics_request.h"
#include "runtime/base/stop_fd.h"

#include <algorithm>
#include <ctime>
#include <sys/utsname.h>

namespace firkin::guest {

namespace {

constexpr std::uint32_t protocolVersion = 1;
constexpr std::uint32_t shortestInterval = 100, longestInterval = 60'000; // milliseconds

std::uint64_t nanosecondsOf(clockid_t clock)
{
    timespec now{};
    ::clock_gettime(clock, &now);
    return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000u + static_cast<std::uint64_t>(now.tv_nsec);
}

Result<StdStream> toStream(v1::StreamKind kind)
{
    switch (kind) {
    case v1::STREAM_KIND_STDIN: return StdStream::Input;
    case v1::STREAM_KIND_STDOUT: return StdStream::Output;
    case v1::STREAM_KIND_STDERR: return StdStream::Error;
    default: return fail(Operation::RelayStream, {}, Reason::BadSyntax, "unknown stream");
    }
}

} // namespace

grpc::Status AgentService::Hello(grpc::ServerContext *, const v1::HelloRequest *, v1::HelloResponse *reply)
{
    reply->set_protocol_version(protocolVersion);
    reply->set_agent_version(FIRKIN_VERSION);
    utsname system{};
    ::uname(&system);
    reply->set_kernel_release(system.release);
    // What a host may count on beyond the calls themselves.
    for (const char *capability : {"resumable-stdio", "disk-serials", "initial-terminal-size", "fill-folder", "group-names", "socket-relays"})
        reply->add_capabilities(capability);
    reply->set_uptime_ms(nanosecondsOf(CLOCK_BOOTTIME) / 1'000'000u);
    return grpc::Status::OK;
}

grpc::Status AgentService::AttachStream(grpc::ServerContext *, const v1::AttachStreamRequest *request, v1::AttachStreamResponse *reply)
{
    return answer("attachStream", [&]() -> Status {
        FIRKIN_ASSIGN(const StdStream stream, toStream(request->stream()));
        FIRKIN_ASSIGN(const std::uint64_t offset, m_state.processes.attach(request->container_id(), request->process_id(), stream,
                                                                           request->vsock_port(), request->offset()));
        reply->set_offset(offset);
        return {};
    });
}

grpc::Status AgentService::SetHostname(grpc::ServerContext *, const v1::SetHostnameRequest *request, v1::SetHostnameResponse *)
{
    return answer("setHostname", [&] { return m_state.processes.setHostname(request->container_id(), request->hostname()); });
}

grpc::Status AgentService::WaitExit(grpc::ServerContext *context, const v1::WaitExitRequest *request, v1::WaitExitResponse *reply)
{
    return answer("waitExit", [&]() -> Status {
        FIRKIN_ASSIGN(const auto process, m_state.processes.find(request->container_id(), request->process_id()));
        FIRKIN_ASSIGN(const ProcessOutcome outcome, process->wait([context] { return context->IsCancelled(); }));
        reply->set_exit_code(outcome.ending.exitCode());
        reply->set_signal(outcome.ending.signal());
        reply->set_core_dumped(outcome.ending.coreDumped());
        reply->set_oom_killed(outcome.oomKilled);
        setTimestamp(*reply->mutable_exited_at(), outcome.ending.at);
        return {};
    });
}

grpc::Status AgentService::GetForeground(grpc::ServerContext *, const v1::GetForegroundRequest *request, v1::GetForegroundResponse *reply)
{
    return answer("getForeground", [&]() -> Status {
        FIRKIN_ASSIGN(const auto process, m_state.processes.find(request->container_id(), request->process_id()));
        FIRKIN_ASSIGN(const pid_t group, process->foregroundGroup());
        FIRKIN_ASSIGN(const Foreground foreground, lookAtForeground(group));
        reply->set_pid(foreground.pid);
        reply->set_command(foreground.command);
        reply->set_working_directory(foreground.workingDirectory);
        reply->set_is_session_leader(foreground.isSessionLeader);
        return {};
    });
}

grpc::Status AgentService::CreateDebugProcess(grpc::ServerContext *, const v1::CreateDebugProcessRequest *request, v1::CreateDebugProcessResponse *)
{
    return answer("createDebugProcess", [&] {
        ProcessService::DebugCreation creation{request->container_id(), request->process_id(), {}, request->columns(), request->rows()};
        if (request->stdin_port())
            creation.stdio.inputPort = request->stdin_port();
        if (request->stdout_port())
            creation.stdio.outputPort = request->stdout_port();
        creation.stdio.resumable = wantsResumableStdio(request->options());
        return m_state.processes.createDebug(creation);
    });
}

grpc::Status AgentService::ListProcesses(grpc::ServerContext *, const v1::ListProcessesRequest *request, v1::ListProcessesResponse *reply)
{
    return answer("listProcesses", [&]() -> Status {
        FIRKIN_ASSIGN(const auto container, m_state.containers.require(request->container_id()));
        for (const ListedProcess &process : listProcesses(m_state.containers, *container))
            fill(*reply->add_processes(), process);
        return {};
    });
}

grpc::Status AgentService::SetLimits(grpc::ServerContext *, const v1::SetLimitsRequest *request, v1::SetLimitsResponse *)
{
    return answer("setLimits", [&]() -> Status {
        FIRKIN_ASSIGN(const auto container, m_state.containers.require(request->container_id()));
        CgroupLimits limits;
        if (request->has_memory_bytes())
            limits.memoryBytes = request->memory_bytes();
        if (request->has_cpu_quota_us())
            limits.cpuQuota = request->cpu_quota_us();
        if (request->cpu_period_us() != 0)
            limits.cpuPeriod = request->cpu_period_us();
        return setLimits(container->cgroupPath(), limits);
    });
}

grpc::Status AgentService::WatchStatistics(grpc::ServerContext *context, const v1::WatchStatisticsRequest *request,
                                           grpc::ServerWriter<v1::WatchStatisticsResponse> *writer)
{
    return answer("watchStatistics", [&]() -> Status {
        const std::vector<std::string> ids(request->container_ids().begin(), request->container_ids().end());
        const StatisticsSelection selection = toSelection(request->categories());
        const std::chrono::milliseconds interval(std::clamp(request->interval_ms(), shortestInterval, longestInterval));
        // Beats at a fixed pace, whatever a sample costs.
        for (auto next = std::chrono::steady_clock::now(); !context->IsCancelled(); next += interval) {
            v1::WatchStatisticsResponse message;
            FIRKIN_ASSIGN(const auto samples, sampleContainers(m_state.containers, ids, selection));
            message.set_monotonic_ns(nanosecondsOf(CLOCK_MONOTONIC));
            for (const auto &sample : samples)
                fill(*message.add_containers(), sample);
            if (!writer->Write(message))
                break;
            const auto now = std::chrono::steady_clock::now();
            next = std::max(next, now - interval); // after a pause of the machine: no burst to catch up
            while (!context->IsCancelled() && std::chrono::steady_clock::now() < next + interval) {
                const auto left = std::chrono::ceil<std::chrono::milliseconds>(next + interval - std::chrono::steady_clock::now());
                pauseFor(std::clamp(left, std::chrono::milliseconds(1), std::chrono::milliseconds(500)), {});
            }
        }
        return {};
    });
}

} // namespace firkin::guest
