#include "tests/support/fake_world.h"

#include <algorithm>
#include <format>

namespace firkin::engine {

void FakeSession::print(std::string_view bytes)
{
    std::list<std::shared_ptr<Viewer>> to;
    {
        const std::scoped_lock lock(mutex);
        ring.append(bytes);
        info.endOffset += bytes.size();
        to = viewers;
    }
    for (const auto &viewer : to) {
        const std::scoped_lock calling(viewer->calling);
        if (!viewer->gone && viewer->events.output)
            viewer->events.output(std::as_bytes(std::span(bytes)));
    }
}

void FakeSession::finish(ProcessStatus status)
{
    std::list<std::shared_ptr<Viewer>> to;
    {
        const std::scoped_lock lock(mutex);
        if (info.ended)
            return;
        info.ended = status;
        to = viewers;
    }
    for (const auto &viewer : to) {
        const std::scoped_lock calling(viewer->calling);
        if (!viewer->gone && viewer->events.ended)
            viewer->events.ended(status);
    }
}

void FakeSession::type(std::string_view bytes)
{
    std::string answer;
    std::optional<ProcessStatus> end;
    {
        const std::scoped_lock lock(mutex);
        if (info.ended)
            return;
        typed.append(bytes);
        for (const char c : bytes) {
            if (c == '\r' || c == '\n') {
                answer += "\r\n";
                if (line.starts_with("echo "))
                    answer += line.substr(5) + "\r\n";
                else if (line.starts_with("exit"))
                    end = ProcessStatus{line.size() > 5 ? std::atoi(line.c_str() + 5) : 0, 0};
                else if (!line.empty())
                    answer += std::format("sh: {}: not found\r\n", line);
                line.clear();
                if (!end)
                    answer += "/ # ";
            } else if (c == 0x7f) {
                if (!line.empty()) {
                    line.pop_back();
                    answer += "\b \b";
                }
            } else {
                line += c;
                answer += c;
            }
        }
    }
    if (!answer.empty())
        print(answer);
    if (end)
        finish(*end);
}

namespace {

class FakeAttachment : public Attachment {
public:
    FakeAttachment(std::shared_ptr<FakeSession> session, std::shared_ptr<FakeSession::Viewer> viewer)
        : m_session(std::move(session)), m_viewer(std::move(viewer)), m_thread([this](std::stop_token stop) { serve(stop); })
    {
    }
    ~FakeAttachment() override
    {
        m_thread.request_stop();
        {
            const std::scoped_lock lock(m_session->mutex);
            m_session->viewers.remove(m_viewer);
            m_session->info.viewers = static_cast<unsigned>(m_session->viewers.size());
        }
        m_thread.join();
        const std::scoped_lock calling(m_viewer->calling);
        m_viewer->gone = true;
    }
    /// The shell answers on this attachment's own thread, so that a viewer that holds its output back never holds
    /// back who types.
    Status write(std::span<const std::byte> bytes) override
    {
        const std::scoped_lock lock(m_mutex);
        if (m_input.size() + bytes.size() > (std::size_t{1} << 20))
            return fail(Operation::AttachSession, m_session->info.id.str(), Reason::TooLarge);
        m_input.append(reinterpret_cast<const char *>(bytes.data()), bytes.size());
        m_wake.notify_one();
        return {};
    }
    void resize(TerminalSize size) override
    {
        const std::scoped_lock lock(m_session->mutex);
        m_session->info.size = size;
    }

private:
    void serve(std::stop_token stop)
    {
        while (true) {
            std::string input;
            {
                std::unique_lock lock(m_mutex);
                if (!m_wake.wait(lock, stop, [this] { return !m_input.empty(); }))
                    return;
                input = std::exchange(m_input, {});
            }
            m_session->type(input);
        }
    }

    std::shared_ptr<FakeSession> m_session;
    std::shared_ptr<FakeSession::Viewer> m_viewer;
    std::mutex m_mutex;
    std::condition_variable_any m_wake;
    std::string m_input;
    std::jthread m_thread;
};

class FakeSessions : public Sessions {
public:
    explicit FakeSessions(std::shared_ptr<FakeWorld> world) : m_world(std::move(world)) {}

    Result<SessionInfo> open(const ContainerId &id, const SessionSpec &spec, std::stop_token stop) override
    {
        FIRKIN_TRY(m_world->enter(Operation::OpenSession, id.str(), stop));
        auto session = std::make_shared<FakeSession>();
        {
            const std::scoped_lock lock(m_world->mutex);
            FIRKIN_ASSIGN(auto *container, m_world->needRunning(Operation::OpenSession, id));
            session->info.id = *SessionId::parse(std::format("s{:06}", ++m_world->ids));
            session->info.container = id;
            session->info.command = spec.command.empty() ? std::vector<std::string>{"/bin/sh"} : spec.command;
            session->info.title = session->info.command.front();
            session->info.size = spec.size;
            session->info.startedAt = std::chrono::system_clock::now();
            container->sessions.emplace(session->info.id, session);
        }
        session->print("/ # ");
        const std::scoped_lock lock(session->mutex);
        return session->info;
    }

    Result<std::vector<SessionInfo>> list(const ContainerId &id, std::stop_token stop) override
    {
        FIRKIN_TRY(m_world->enter(Operation::AttachSession, id.str(), stop));
        const std::scoped_lock lock(m_world->mutex);
        FIRKIN_ASSIGN(auto *container, m_world->need(Operation::AttachSession, id));
        std::vector<SessionInfo> infos;
        for (const auto &[number, session] : container->sessions) {
            const std::scoped_lock held(session->mutex);
            infos.push_back(session->info);
        }
        return infos;
    }

    Result<std::unique_ptr<Attachment>> attach(const ContainerId &id, const SessionId &sessionId,
                                               std::optional<std::uint64_t> offset, TerminalSize size,
                                               AttachmentEvents events, std::stop_token stop) override
    {
        FIRKIN_TRY(m_world->enter(Operation::AttachSession, sessionId.str(), stop));
        FIRKIN_ASSIGN(auto session, find(Operation::AttachSession, id, sessionId));
        auto viewer = std::make_shared<FakeSession::Viewer>();
        viewer->events = std::move(events);
        std::string replay;
        std::optional<ProcessStatus> ended;
        const std::scoped_lock calling(viewer->calling); // its output waits until the replay is through
        {
            const std::scoped_lock lock(session->mutex);
            const auto from = std::min<std::uint64_t>(offset.value_or(0), session->ring.size());
            replay = session->ring.substr(from);
            ended = session->info.ended;
            session->info.size = size;
            session->viewers.push_back(viewer);
            session->info.viewers = static_cast<unsigned>(session->viewers.size());
            if (viewer->events.attached)
                viewer->events.attached(from, 0);
        }
        if (!replay.empty() && viewer->events.output)
            viewer->events.output(std::as_bytes(std::span(std::string_view(replay))));
        if (viewer->events.live)
            viewer->events.live();
        if (ended && viewer->events.ended)
            viewer->events.ended(*ended);
        return std::make_unique<FakeAttachment>(session, viewer);
    }

    Result<Foreground> foreground(const ContainerId &id, const SessionId &sessionId, std::stop_token stop) override
    {
        FIRKIN_TRY(m_world->enter(Operation::AttachSession, sessionId.str(), stop));
        FIRKIN_ASSIGN(auto session, find(Operation::AttachSession, id, sessionId));
        const std::scoped_lock lock(session->mutex);
        return Foreground{42, session->info.command.front(), "/srv", true};
    }

    Status close(const ContainerId &id, const SessionId &sessionId, std::stop_token stop) override
    {
        FIRKIN_TRY(m_world->enter(Operation::CloseSession, sessionId.str(), stop));
        FIRKIN_ASSIGN(auto session, find(Operation::CloseSession, id, sessionId));
        session->finish({129, 1});
        const std::scoped_lock lock(m_world->mutex);
        if (auto *container = m_world->find(id))
            container->sessions.erase(sessionId);
        return {};
    }

private:
    Result<std::shared_ptr<FakeSession>> find(Operation operation, const ContainerId &id, const SessionId &session)
    {
        const std::scoped_lock lock(m_world->mutex);
        FIRKIN_ASSIGN(auto *container, m_world->need(operation, id));
        const auto it = container->sessions.find(session);
        if (it == container->sessions.end())
            return fail(operation, session.str(), Reason::NoSuchSession);
        return it->second;
    }

    std::shared_ptr<FakeWorld> m_world;
};

/// Runs `echo WORDS…`, `true`, `false`, `cat` (echoes its input until it is closed).
class FakeExec : public Exec {
public:
    FakeExec(ExecSpec spec, ExecEvents events) : m_spec(std::move(spec)), m_events(std::move(events))
    {
        m_thread = std::jthread([this](std::stop_token stop) { run(stop); });
    }
    ~FakeExec() override = default;

    Status write(std::span<const std::byte> bytes, std::stop_token) override
    {
        const std::scoped_lock lock(m_mutex);
        m_input.append(reinterpret_cast<const char *>(bytes.data()), bytes.size());
        m_wake.notify_all();
        return {};
    }
    Status closeInput() override
    {
        const std::scoped_lock lock(m_mutex);
        m_closed = true;
        m_wake.notify_all();
        return {};
    }
    Status signal(int number) override
    {
        const std::scoped_lock lock(m_mutex);
        m_signal = number;
        m_wake.notify_all();
        return {};
    }

private:
    void run(std::stop_token stop)
    {
        const auto print = [this](const std::string &text) {
            if (m_events.output)
                m_events.output(OutputStream::Stdout, std::as_bytes(std::span(text)));
        };
        const auto exit = [this](ProcessStatus status) {
            if (m_events.exited)
                m_events.exited(status);
        };
        const std::string program = m_spec.command.empty() ? "" : m_spec.command.front();
        if (program == "echo") {
            std::string line;
            for (std::size_t i = 1; i < m_spec.command.size(); ++i)
                line += (i > 1 ? " " : "") + m_spec.command[i];
            print(line + "\n");
            exit({0, 0});
        } else if (program == "false") {
            exit({1, 0});
        } else if (program == "cat" || program == "sleep") {
            while (true) {
                std::string input;
                {
                    std::unique_lock lock(m_mutex);
                    m_wake.wait(lock, stop, [this] { return !m_input.empty() || m_closed || m_signal; });
                    if (stop.stop_requested())
                        return;
                    if (m_signal) {
                        const int number = m_signal;
                        lock.unlock();
                        return exit({128 + number, number});
                    }
                    input = std::exchange(m_input, {});
                    if (input.empty() && m_closed) {
                        lock.unlock();
                        return exit({0, 0});
                    }
                }
                print(input);
            }
        } else {
            exit({0, 0});
        }
    }

    ExecSpec m_spec;
    ExecEvents m_events;
    std::mutex m_mutex;
    std::condition_variable_any m_wake;
    std::string m_input;
    bool m_closed = false;
    int m_signal = 0;
    std::jthread m_thread;
};

class FakeProcesses : public Processes {
public:
    explicit FakeProcesses(std::shared_ptr<FakeWorld> world) : m_world(std::move(world)) {}

    Result<std::unique_ptr<Exec>> exec(const ContainerId &id, const ExecSpec &spec, ExecEvents events, std::stop_token stop) override
    {
        FIRKIN_TRY(m_world->enter(Operation::StartProcess, id.str(), stop));
        {
            const std::scoped_lock lock(m_world->mutex);
            FIRKIN_TRY(m_world->needRunning(Operation::StartProcess, id));
        }
        static const std::set<std::string> known = {"echo", "true", "false", "cat", "sleep", "sh", "/bin/sh"};
        if (spec.command.empty())
            return fail(Operation::StartProcess, id.str(), Reason::MissingCommand);
        if (!known.contains(spec.command.front()))
            return fail(Operation::StartProcess, spec.command.front(), Reason::ExecutableNotFound);
        return std::make_unique<FakeExec>(spec, std::move(events));
    }

    Result<std::unique_ptr<Exec>> attach(const ContainerId &id, ExecEvents events, std::stop_token stop) override
    {
        return exec(id, {.command = {"cat"}, .environment = {}, .user = {}, .workingDirectory = {}, .openStdin = true},
                    std::move(events), stop);
    }

private:
    std::shared_ptr<FakeWorld> m_world;
};

} // namespace

std::unique_ptr<Sessions> makeFakeSessions(std::shared_ptr<FakeWorld> world)
{
    return std::make_unique<FakeSessions>(std::move(world));
}

std::unique_ptr<Processes> makeFakeProcesses(std::shared_ptr<FakeWorld> world)
{
    return std::make_unique<FakeProcesses>(std::move(world));
}

} // namespace firkin::engine
