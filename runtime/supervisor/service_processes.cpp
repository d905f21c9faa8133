// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/supervisor/service.h"

#include "runtime/supervisor/wire/grpc_status.h"

#include <thread>

namespace firkin::supervisor {

namespace {

std::vector<std::string> toList(const google::protobuf::RepeatedPtrField<std::string> &field)
{
    return {field.begin(), field.end()};
}

std::span<const std::byte> toBytes(const std::string &text)
{
    return std::as_bytes(std::span(text));
}

container::ExecConfig<container::Streams> toConfig(const v1::ExecRequest::Begin &begin)
{
    using container::Stdio;
    container::ExecConfig<container::Streams> config;
    config.process.arguments = toList(begin.command());
    config.process.environment = toList(begin.environment());
    config.inherit = container::ExecInherit::everything();
    if (!begin.user().empty()) {
        config.process.user = container::User::parse(begin.user());
        config.inherit.user = false;
    }
    if (!begin.working_directory().empty()) {
        config.process.workingDirectory = begin.working_directory();
        config.inherit.workingDirectory = false;
    }
    config.stdio = {begin.open_stdin() ? Stdio::Piped : Stdio::Null, Stdio::Piped, Stdio::Piped};
    return config;
}

constexpr std::size_t chunkSize = 64 * 1024;

/// Until the stream's end or the caller's: a caller who does not read stops the process (back-pressure).
template <class Call>
void sendOutput(Call &call, agent::OutputStream &stream, unsigned number, std::stop_token stop)
{
    v1::ExecResponse response;
    std::vector<std::byte> buffer(chunkSize);
    for (;;) {
        const auto size = stream.read(buffer, Deadline::never(), stop);
        if (!size || *size == 0)
            return;
        response.mutable_output()->set_stream(number);
        response.mutable_output()->set_data(buffer.data(), *size);
        if (!call.write(response))
            return;
    }
}

} // namespace

Service::Bidi<v1::ExecRequest, v1::ExecResponse> *Service::Exec(Context *)
{
    using Call = BidiCall<v1::ExecRequest, v1::ExecResponse>;
    return Call::start(m_threads, [this](Call &call, std::stop_token stop) {
        const Lookers::Visit visit(m_lookers);
        v1::ExecRequest request;
        if (!call.read(request) || !request.has_begin())
            return toGrpc(makeError(Operation::StartProcess, request.begin().container_id(), Reason::ProtocolViolation));
        const auto host = enter(visit, request.begin().container_id());
        if (!host)
            return toGrpc(host.error());
        auto process = [&]() -> Result<container::Process<container::Streams>> {
            FIRKIN_ASSIGN(const QuietGate::Pass pass, (*host)->enterGuest(stop));
            FIRKIN_ASSIGN(const auto running, (*host)->usable(Operation::StartProcess));
            return running->process->exec(randomId(), toConfig(request.begin()), stop);
        }();
        if (!process)
            return toGrpc(process.error());
        v1::ExecResponse started;
        started.mutable_started();
        (void)call.write(started);

        const std::shared_ptr<agent::InputStream> input = process->takeStdin();
        const auto standardOutput = process->takeStdout();
        const auto standardError = process->takeStderr();
        // An exec belongs to its caller: gone without an end, it is hung up. On a thread of its own, since a cancel must not
        // wait for the guest.
        std::jthread hangUp;
        const std::stop_callback onCancel(stop, [&hangUp, handle = process->killHandle()] {
            hangUp = std::jthread([handle] { (void)handle.kill(container::sigHup, {}); });
        });
        std::jthread requests([&](std::stop_token readStop) {
            v1::ExecRequest next;
            while (call.read(next)) {
                if (next.has_signal())
                    (void)process->kill(container::Signal{next.signal()}, readStop);
                else if (next.has_close_input() && input)
                    (void)input->close();
                else if (!next.input().empty() && input)
                    (void)input->write(toBytes(next.input()), Deadline::never(), readStop);
            }
        });
        Result<container::ExitStatus> status = [&] {
            std::jthread errors;
            if (standardError)
                errors = std::jthread([&] { sendOutput(call, *standardError, 2, stop); });
            if (standardOutput)
                sendOutput(call, *standardOutput, 1, stop);
            if (errors.joinable())
                errors.join();
            return process->wait(stop);
        }();
        requests.request_stop();
        call.endReading();
        requests.join();
        if (!status)
            return toGrpc(status.error());
        v1::ExecResponse exited;
        exited.mutable_exited()->set_code(status->code);
        exited.mutable_exited()->set_signal(status->signal ? status->signal->number : 0);
        (void)call.write(exited);
        return grpc::Status::OK;
    });
}

Service::Bidi<v1::AttachRequest, v1::AttachResponse> *Service::Attach(Context *)
{
    using Call = BidiCall<v1::AttachRequest, v1::AttachResponse>;
    return Call::start(m_threads, [this](Call &call, std::stop_token stop) {
        const Lookers::Visit visit(m_lookers);
        v1::AttachRequest request;
        if (!call.read(request) || !request.has_begin())
            return toGrpc(makeError(Operation::AttachSession, request.begin().container_id(), Reason::ProtocolViolation));
        const auto host = enter(visit, request.begin().container_id());
        if (!host)
            return toGrpc(host.error());
        const auto running = (*host)->running();
        std::shared_ptr<RunningContainer> container = running ? *running : nullptr;
        v1::AttachResponse attached;
        attached.mutable_attached();
        (void)call.write(attached);
        std::jthread requests([&](std::stop_token readStop) {
            v1::AttachRequest next;
            while (call.read(next)) {
                if (!container)
                    continue;
                if (next.has_signal())
                    (void)(*host)->kill(next.signal(), readStop);
                else if (next.has_close_input() && container->input)
                    (void)container->input->close();
                else if (!next.input().empty() && container->input)
                    (void)container->input->write(toBytes(next.input()), Deadline::never(), readStop);
            }
        });
        const auto status = (*host)->wait(stop);
        if (status) {
            v1::AttachResponse exited;
            exited.mutable_exited()->set_code(status->code);
            exited.mutable_exited()->set_signal(status->signal);
            exited.mutable_exited()->set_end_offset((*host)->outputEnd());
            (void)call.write(exited);
            // The client reads the segments to their end before it lets go: with --rm they would be gone.
            requests.join();
            return grpc::Status::OK;
        }
        requests.request_stop();
        call.endReading();
        requests.join();
        return toGrpc(status.error());
    });
}

} // namespace firkin::supervisor
