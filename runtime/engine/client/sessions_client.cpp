// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/engine/client/sessions_client.h"

#include "runtime/supervisor/wire/convert.h"

#include <condition_variable>
#include <deque>
#include <thread>

namespace firkin::engine {

using Absent = MachineCalls::Absent;

namespace {

constexpr std::size_t inputLimit = std::size_t{1} << 20;

/// One attach call: a thread reads and calls back, a thread writes what was queued.
class SessionAttachment final : public Attachment {
public:
    SessionAttachment(std::shared_ptr<SupervisorLink> link, v1::AttachSessionRequest begin, std::string session, AttachmentEvents events)
        : m_link(std::move(link)), m_session(std::move(session)), m_events(std::move(events))
    {
        m_stream = m_link->stub().AttachSession(&m_context);
        m_queue.push_back(std::move(begin));
        m_writer = std::jthread([this](std::stop_token stop) { writeLoop(stop); });
        m_reader = std::jthread([this] { readLoop(); });
    }
    ~SessionAttachment() override
    {
        m_detached = true;
        m_context.TryCancel();
        m_reader.join(); // it joins the writer
    }

    Status write(std::span<const std::byte> bytes) override
    {
        const std::lock_guard lock(m_mutex);
        if (m_over)
            return fail(Operation::AttachSession, m_session, Reason::NotRunning);
        if (m_queuedBytes + bytes.size() > inputLimit)
            return fail(Operation::AttachSession, m_session, Reason::LimitExceeded);
        // What is typed fast travels together.
        if (m_queue.empty() || !m_queue.back().has_input())
            m_queue.emplace_back().mutable_input();
        m_queue.back().mutable_input()->append(reinterpret_cast<const char *>(bytes.data()), bytes.size());
        m_queuedBytes += bytes.size();
        m_changed.notify_all();
        return {};
    }

    void resize(TerminalSize size) override
    {
        const std::lock_guard lock(m_mutex);
        if (m_over)
            return;
        // Only the last of several in a row counts.
        if (m_queue.empty() || !m_queue.back().has_resize())
            m_queue.emplace_back();
        supervisor::toWire(size, *m_queue.back().mutable_resize());
        m_changed.notify_all();
    }

private:
    void writeLoop(std::stop_token stop)
    {
        for (;;) {
            v1::AttachSessionRequest request;
            {
                std::unique_lock lock(m_mutex);
                if (!m_changed.wait(lock, stop, [this] { return m_over || !m_queue.empty(); }) || m_over)
                    return;
                request = std::move(m_queue.front());
                m_queue.pop_front();
                m_queuedBytes -= request.input().size();
            }
            if (!m_stream->Write(request))
                return; // the reader learns why
        }
    }

    void readLoop()
    {
        bool ended = false;
        v1::AttachSessionResponse response;
        while (m_stream->Read(&response)) {
            if (response.has_attached()) {
                if (m_events.attached)
                    m_events.attached(response.attached().first_offset(), response.attached().lost_bytes());
                const auto &told = m_events.preamble ? m_events.preamble : m_events.output;
                if (!response.attached().preamble().empty() && told)
                    told(std::as_bytes(std::span(response.attached().preamble())));
            } else if (response.has_live()) {
                if (m_events.live)
                    m_events.live();
            } else if (response.has_ended()) {
                ended = true;
                if (m_events.ended)
                    m_events.ended({response.ended().code(), response.ended().signal()});
            } else if (m_events.output) {
                m_events.output(std::as_bytes(std::span(response.output())));
            }
        }
        {
            const std::lock_guard lock(m_mutex);
            m_over = true;
            m_changed.notify_all();
        }
        m_writer.join(); // Finish() allows no write beside it
        const grpc::Status status = m_stream->Finish();
        if (!ended && !m_detached && m_events.lost)
            m_events.lost(supervisor::fromGrpc(status, Operation::AttachSession, m_session));
    }

    std::shared_ptr<SupervisorLink> m_link;
    const std::string m_session;
    const AttachmentEvents m_events;
    grpc::ClientContext m_context;
    std::unique_ptr<grpc::ClientReaderWriter<v1::AttachSessionRequest, v1::AttachSessionResponse>> m_stream;
    std::atomic<bool> m_detached = false;
    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::deque<v1::AttachSessionRequest> m_queue;
    std::size_t m_queuedBytes = 0;
    bool m_over = false;
    std::jthread m_writer;
    std::jthread m_reader;
};

} // namespace

Result<SessionInfo> SessionsClient::open(const ContainerId &container, const SessionSpec &spec, std::stop_token stop)
{
    v1::OpenSessionRequest request;
    v1::OpenSessionResponse response;
    request.set_container_id(container.str());
    for (const std::string &word : spec.command)
        request.add_command(word);
    for (const std::string &entry : spec.environment)
        request.add_environment(entry);
    request.set_user(spec.user);
    request.set_working_directory(spec.workingDirectory);
    supervisor::toWire(spec.size, *request.mutable_size());
    request.set_debug_shell(spec.debugShell);
    FIRKIN_TRY(m_calls.unary(
        Operation::OpenSession, container, Absent::Fail, stop, &v1::Supervisor::Stub::OpenSession, request, response));
    return supervisor::fromWire(response.session());
}

Result<std::vector<SessionInfo>> SessionsClient::list(const ContainerId &container, std::stop_token stop)
{
    v1::ListSessionsRequest request;
    v1::ListSessionsResponse response;
    request.set_container_id(container.str());
    std::vector<SessionInfo> sessions;
    const Status listed = m_calls.unary(
        Operation::AttachSession, container, Absent::Fail, stop, &v1::Supervisor::Stub::ListSessions, request, response);
    if (!listed && listed.error().reason == Reason::NotRunning)
        return sessions; // no supervisor, no sessions
    FIRKIN_TRY(listed);
    for (const v1::SessionInfo &session : response.sessions()) {
        FIRKIN_ASSIGN(SessionInfo info, supervisor::fromWire(session));
        sessions.push_back(std::move(info));
    }
    return sessions;
}

Result<std::unique_ptr<Attachment>> SessionsClient::attach(const ContainerId &container,
                                                           const SessionId &session,
                                                           std::optional<std::uint64_t> offset,
                                                           TerminalSize size,
                                                           AttachmentEvents events,
                                                           std::stop_token stop)
{
    // Whether it is there is asked first, so that a wrong id is an answer, not an event.
    FIRKIN_ASSIGN(const std::vector<SessionInfo> known, list(container, stop));
    if (std::ranges::find(known, session, &SessionInfo::id) == known.end())
        return fail(Operation::AttachSession, session.str(), Reason::NoSuchSession);
    FIRKIN_ASSIGN(const store::ContainerRecord record, m_calls.store().load(container));
    FIRKIN_ASSIGN(std::shared_ptr<SupervisorLink> link, m_calls.links().find(record.machine, stop));
    v1::AttachSessionRequest begin;
    begin.mutable_begin()->set_container_id(container.str());
    begin.mutable_begin()->set_session_id(session.str());
    if (offset)
        begin.mutable_begin()->set_offset(*offset);
    supervisor::toWire(size, *begin.mutable_begin()->mutable_size());
    return std::make_unique<SessionAttachment>(std::move(link), std::move(begin), session.str(), std::move(events));
}

Result<Foreground> SessionsClient::foreground(const ContainerId &container, const SessionId &session, std::stop_token stop)
{
    v1::GetForegroundRequest request;
    v1::GetForegroundResponse response;
    request.set_container_id(container.str());
    request.set_session_id(session.str());
    FIRKIN_TRY(m_calls.unary(
        Operation::AttachSession, container, Absent::Fail, stop, &v1::Supervisor::Stub::GetForeground, request, response));
    return Foreground{response.pid(), response.command(), response.working_directory(), response.is_shell()};
}

Status SessionsClient::close(const ContainerId &container, const SessionId &session, std::stop_token stop)
{
    v1::CloseSessionRequest request;
    v1::CloseSessionResponse response;
    request.set_container_id(container.str());
    request.set_session_id(session.str());
    return m_calls.unary(
        Operation::CloseSession, container, Absent::Fail, stop, &v1::Supervisor::Stub::CloseSession, request, response);
}

} // namespace firkin::engine
