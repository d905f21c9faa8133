// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/engine/client/processes_client.h"

#include "runtime/supervisor/wire/convert.h"

#include <thread>

namespace firkin::engine {

using Absent = MachineCalls::Absent;

namespace {

constexpr std::size_t chunkSize = 64 * 1024;

/// The requests of both calls look the same.
template <class Request, class Response>
class CallInput : public Exec {
public:
    Status write(std::span<const std::byte> bytes, std::stop_token stop) override
    {
        while (!bytes.empty()) {
            if (stop.stop_requested())
                return fail(cancelled(Operation::StartProcess, m_name));
            const auto part = bytes.first(std::min(bytes.size(), chunkSize));
            Request request;
            request.set_input(part.data(), part.size());
            FIRKIN_TRY(send(request));
            bytes = bytes.subspan(part.size());
        }
        return {};
    }
    Status closeInput() override
    {
        Request request;
        request.set_close_input(true);
        return send(request);
    }
    Status signal(int number) override
    {
        Request request;
        request.set_signal(number);
        return send(request);
    }

protected:
    CallInput(std::shared_ptr<SupervisorLink> link, std::string name) : m_link(std::move(link)), m_name(std::move(name)) {}
    /// Blocks while the process does not read: gRPC's window is full.
    Status send(const Request &request)
    {
        const std::lock_guard lock(m_writing);
        if (m_over || !m_stream->Write(request))
            return fail(Operation::StartProcess, m_name, Reason::NotRunning);
        return {};
    }
    /// Ends all writing, then the call.
    grpc::Status finish()
    {
        m_over = true;
        {
            const std::lock_guard lock(m_writing);
            m_stream->WritesDone();
        }
        return m_stream->Finish();
    }

    std::shared_ptr<SupervisorLink> m_link;
    const std::string m_name;
    grpc::ClientContext m_context;
    std::unique_ptr<grpc::ClientReaderWriter<Request, Response>> m_stream;
    std::mutex m_writing;
    std::atomic<bool> m_over = false;
    std::atomic<bool> m_dropped = false;
};

class ExecCall final : public CallInput<v1::ExecRequest, v1::ExecResponse> {
public:
    ExecCall(std::shared_ptr<SupervisorLink> link, std::string name, ExecEvents events)
        : CallInput(std::move(link), std::move(name)), m_events(std::move(events))
    {
    }
    ~ExecCall() override
    {
        m_dropped = true;
        m_context.TryCancel(); // the supervisor hangs the process up
        if (m_reader.joinable())
            m_reader.join();
    }

    /// Returns once the process runs.
    Status begin(const v1::ExecRequest &request, std::stop_token stop)
    {
        m_stream = m_link->stub().Exec(&m_context);
        const std::stop_callback cancel(stop, [this] { m_context.TryCancel(); });
        v1::ExecResponse response;
        if (!m_stream->Write(request) || !m_stream->Read(&response) || !response.has_started()) {
            m_over = true;
            return fail(supervisor::fromGrpc(m_stream->Finish(), Operation::StartProcess, m_name));
        }
        m_reader = std::jthread([this] { read(); });
        return {};
    }

private:
    void read()
    {
        std::optional<ProcessStatus> exited;
        v1::ExecResponse response;
        while (m_stream->Read(&response)) {
            if (response.has_exited()) {
                exited = ProcessStatus{response.exited().code(), response.exited().signal()};
            } else if (response.has_output() && m_events.output) {
                m_events.output(response.output().stream() == 2 ? OutputStream::Stderr : OutputStream::Stdout,
                                std::as_bytes(std::span(response.output().data())));
            }
        }
        const grpc::Status status = finish();
        if (m_dropped)
            return;
        if (exited && m_events.exited)
            m_events.exited(*exited);
        else if (!exited && m_events.lost)
            m_events.lost(supervisor::fromGrpc(status, Operation::StartProcess, m_name));
    }

    const ExecEvents m_events;
    std::jthread m_reader;
};

/// Output comes from the captured segments, from its first byte, at the caller's own pace; the call carries input,
/// signals and the end.
class AttachCall final : public CallInput<v1::AttachRequest, v1::AttachResponse> {
public:
    AttachCall(std::shared_ptr<SupervisorLink> link, std::string name, std::unique_ptr<LogReader> log, ExecEvents events)
        : CallInput(std::move(link), std::move(name)), m_events(std::move(events)), m_log(std::move(log))
    {
    }
    ~AttachCall() override
    {
        m_dropped = true;
        m_context.TryCancel();
        m_output.request_stop();
        if (m_reader.joinable())
            m_reader.join(); // it may be joining the output's thread: not here, too
    }

    Status begin(const ContainerId &container, std::stop_token stop)
    {
        m_stream = m_link->stub().Attach(&m_context);
        const std::stop_callback cancel(stop, [this] { m_context.TryCancel(); });
        v1::AttachRequest request;
        request.mutable_begin()->set_container_id(container.str());
        v1::AttachResponse response;
        if (!m_stream->Write(request) || !m_stream->Read(&response) || !response.has_attached()) {
            m_over = true;
            return fail(supervisor::fromGrpc(m_stream->Finish(), Operation::StartProcess, m_name));
        }
        m_output = std::jthread([this](std::stop_token outputStop) { copyOutput(outputStop); });
        m_reader = std::jthread([this] { read(); });
        return {};
    }

private:
    void copyOutput(std::stop_token stop)
    {
        for (;;) {
            const auto records = m_log->read(chunkSize);
            if (!records)
                return;
            for (const LogRecord &record : *records) {
                if (m_events.output)
                    m_events.output(record.stream, std::as_bytes(std::span(record.bytes)));
            }
            if (!records->empty())
                continue;
            const auto more = m_log->waitForMore(stop);
            if (!more || !*more)
                return;
        }
    }

    void read()
    {
        std::optional<ProcessStatus> exited;
        v1::AttachResponse response;
        while (!exited && m_stream->Read(&response)) {
            if (response.has_exited())
                exited = ProcessStatus{response.exited().code(), response.exited().signal()};
        }
        // The record says "exited" by now, or never will: either way the copy ends by itself. Only then the supervisor may go.
        if (exited)
            m_output.join();
        const grpc::Status status = finish();
        if (m_dropped)
            return;
        if (exited && m_events.exited)
            m_events.exited(*exited);
        else if (!exited && m_events.lost)
            m_events.lost(supervisor::fromGrpc(status, Operation::StartProcess, m_name));
    }

    const ExecEvents m_events;
    std::unique_ptr<LogReader> m_log;
    std::jthread m_output;
    std::jthread m_reader;
};

} // namespace

Result<std::unique_ptr<Exec>>
ProcessesClient::exec(const ContainerId &container, const ExecSpec &spec, ExecEvents events, std::stop_token stop)
{
    if (spec.command.empty())
        return fail(Operation::StartProcess, container.str(), Reason::MissingCommand);
    v1::ExecRequest request;
    auto &begin = *request.mutable_begin();
    begin.set_container_id(container.str());
    for (const std::string &word : spec.command)
        begin.add_command(word);
    for (const std::string &entry : spec.environment)
        begin.add_environment(entry);
    begin.set_user(spec.user);
    begin.set_working_directory(spec.workingDirectory);
    begin.set_open_stdin(spec.openStdin);

    std::unique_ptr<ExecCall> call;
    FIRKIN_TRY(m_calls.run(Operation::StartProcess, container, Absent::Fail, stop, [&](SupervisorLink &) -> Status {
        FIRKIN_ASSIGN(const store::ContainerRecord record, m_calls.store().load(container));
        FIRKIN_ASSIGN(std::shared_ptr<SupervisorLink> link, m_calls.links().find(record.machine, stop));
        call = std::make_unique<ExecCall>(std::move(link), record.name, events);
        return call->begin(request, stop);
    }));
    return call;
}

Result<std::unique_ptr<Exec>> ProcessesClient::attach(const ContainerId &container, ExecEvents events, std::stop_token stop)
{
    std::unique_ptr<AttachCall> call;
    FIRKIN_TRY(m_calls.run(Operation::AttachSession, container, Absent::Fail, stop, [&](SupervisorLink &) -> Status {
        FIRKIN_ASSIGN(const store::ContainerRecord record, m_calls.store().load(container));
        FIRKIN_ASSIGN(std::shared_ptr<SupervisorLink> link, m_calls.links().find(record.machine, stop));
        FIRKIN_ASSIGN(std::unique_ptr<LogReader> log, m_logs.open(container));
        call = std::make_unique<AttachCall>(std::move(link), record.name, std::move(log), events);
        return call->begin(container, stop);
    }));
    return call;
}

} // namespace firkin::engine
