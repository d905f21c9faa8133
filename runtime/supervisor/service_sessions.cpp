// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/supervisor/service.h"

#include "runtime/supervisor/wire/convert.h"
#include "runtime/supervisor/wire/grpc_status.h"

#include <thread>

namespace firkin::supervisor {

namespace {

engine::SessionSpec toSpec(const v1::OpenSessionRequest &request)
{
    engine::SessionSpec spec;
    spec.command.assign(request.command().begin(), request.command().end());
    spec.environment.assign(request.environment().begin(), request.environment().end());
    spec.user = request.user();
    spec.workingDirectory = request.working_directory();
    spec.size = fromWire(request.size());
    spec.debugShell = request.debug_shell();
    return spec;
}

/// False after the last event.
bool toResponse(const Session::Event &event, v1::AttachSessionResponse &response)
{
    if (const auto *attached = std::get_if<Session::Attached>(&event)) {
        response.mutable_attached()->set_first_offset(attached->firstOffset);
        response.mutable_attached()->set_lost_bytes(attached->lost);
        response.mutable_attached()->set_preamble(attached->preamble);
    } else if (const auto *output = std::get_if<Session::Output>(&event)) {
        response.set_output(output->bytes.data(), output->bytes.size());
    } else if (std::holds_alternative<Session::Live>(event)) {
        response.mutable_live();
    } else if (const auto *ended = std::get_if<Session::Ended>(&event)) {
        response.mutable_ended()->set_code(ended->status.code);
        response.mutable_ended()->set_signal(ended->status.signal);
        return false;
    }
    return true;
}

} // namespace

grpc::ServerUnaryReactor *
Service::OpenSession(Context *, const v1::OpenSessionRequest *request, v1::OpenSessionResponse *response)
{
    return unary(request->container_id(), [this, spec = toSpec(*request), response](ContainerHost &host, std::stop_token stop) -> Status {
        FIRKIN_ASSIGN(const engine::SessionInfo info, m_sessions.open(host, spec, stop));
        toWire(info, *response->mutable_session());
        return {};
    });
}

grpc::ServerUnaryReactor *
Service::ListSessions(Context *, const v1::ListSessionsRequest *request, v1::ListSessionsResponse *response)
{
    return unary(request->container_id(), [this, response](ContainerHost &host, std::stop_token) -> Status {
        for (const engine::SessionInfo &session : m_sessions.list()) {
            if (session.container == host.id())
                toWire(session, *response->add_sessions());
        }
        return {};
    });
}

Service::Bidi<v1::AttachSessionRequest, v1::AttachSessionResponse> *Service::AttachSession(Context *)
{
    using Call = BidiCall<v1::AttachSessionRequest, v1::AttachSessionResponse>;
    return Call::start(m_threads, [this](Call &call, std::stop_token stop) {
        const Lookers::Visit visit(m_lookers);
        v1::AttachSessionRequest request;
        if (!call.read(request) || !request.has_begin())
            return toGrpc(makeError(Operation::AttachSession, request.begin().container_id(), Reason::ProtocolViolation));
        const auto &begin = request.begin();
        if (const auto host = enter(visit, begin.container_id()); !host)
            return toGrpc(host.error());
        const auto session = m_sessions.find(begin.session_id());
        if (!session)
            return toGrpc(session.error());
        const auto viewer = (*session)->attach(
            begin.has_offset() ? std::optional(begin.offset()) : std::nullopt, fromWire(begin.size()), stop);
        std::jthread requests([&](std::stop_token readStop) {
            v1::AttachSessionRequest next;
            while (call.read(next)) {
                if (next.has_resize())
                    viewer->resize(fromWire(next.resize()), readStop);
                else if (!next.input().empty())
                    (void)viewer->type(std::as_bytes(std::span(next.input())), readStop);
            }
        });
        const grpc::Status status = [&] {
            for (;;) {
                const auto event = viewer->next(stop);
                if (!event)
                    return toGrpc(event.error());
                if (const auto *lost = std::get_if<Session::Lost>(&*event))
                    return toGrpc(lost->error);
                v1::AttachSessionResponse response;
                const bool goesOn = toResponse(*event, response);
                if (!call.write(response) || !goesOn)
                    return grpc::Status::OK;
            }
        }();
        requests.request_stop();
        call.endReading();
        requests.join();
        return status;
    });
}

grpc::ServerUnaryReactor *
Service::GetForeground(Context *, const v1::GetForegroundRequest *request, v1::GetForegroundResponse *response)
{
    return unary(request->container_id(), [this, id = request->session_id(), response](ContainerHost &, std::stop_token stop) -> Status {
        FIRKIN_ASSIGN(const auto session, m_sessions.find(id));
        FIRKIN_ASSIGN(const engine::Foreground found, session->foreground(stop));
        response->set_pid(found.pid);
        response->set_command(found.command);
        response->set_working_directory(found.workingDirectory);
        response->set_is_shell(found.isShell);
        return {};
    });
}

grpc::ServerUnaryReactor *
Service::CloseSession(Context *, const v1::CloseSessionRequest *request, v1::CloseSessionResponse *)
{
    return unary(request->container_id(),
                 [this, id = request->session_id()](ContainerHost &, std::stop_token stop) { return m_sessions.close(id, stop); });
}

} // namespace firkin::supervisor
