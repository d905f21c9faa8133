// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/client/agent_connection.h"

#include "runtime/agent/client/calls.h"
#include "runtime/agent/client/convert.h"
#include "runtime/base/socket.h"
#include "runtime/base/stop_fd.h"

#include <grpcpp/create_channel_posix.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <poll.h>

namespace firkin::agent {
namespace {

/// How often a machine that boots, or whose device is being healed, is asked. An attempt that the device swallowed
/// before the guest's driver was there must not cost much.
struct DialPace {
    std::chrono::milliseconds attempt{1000};
    std::chrono::milliseconds firstPause{10};
    std::chrono::milliseconds longestPause{40};
};
constexpr DialPace pace;

constexpr std::uint32_t ownProtocolVersion = 1;

} // namespace

Result<std::shared_ptr<Link>> Link::make(UniqueFd connection)
{
    FIRKIN_TRY(setNonBlocking(connection.get(), true));
    auto link = std::make_shared<Link>();
    link->m_watch = UniqueFd(::fcntl(connection.get(), F_DUPFD_CLOEXEC, 3));
    if (!link->m_watch)
        return fail(systemError(Operation::ConnectAgent, {}, errno, "dup"));
    link->m_channel = grpc::CreateInsecureChannelFromFd("agent", connection.release());
    link->m_sandbox = v3::SandboxContext::NewStub(link->m_channel);
    link->m_agent = v1::Agent::NewStub(link->m_channel);
    return link;
}

bool Link::isBroken() const
{
    pollfd watched{m_watch.get(), POLLRDHUP, 0};
    return ::poll(&watched, 1, 0) > 0 && (watched.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
}

AgentConnection::AgentConnection(vmm::VirtualMachine &machine, const Deadlines &deadlines)
    : m_machine(machine), m_deadlines(deadlines)
{
    // gRPC writes to sockets whose peer may be gone.
    struct sigaction now{};
    if (::sigaction(SIGPIPE, nullptr, &now) == 0 && now.sa_handler == SIG_DFL)
        std::signal(SIGPIPE, SIG_IGN);
    m_endWatch = std::jthread([this](std::stop_token stop) {
        if (m_machine.waitForEnd(Deadline::never(), stop))
            m_ended.request_stop();
    });
}

AgentConnection::~AgentConnection() = default;

Error AgentConnection::machineEnded(Operation operation, std::string_view object) const
{
    const auto end = m_machine.end();
    Error cause = makeError(Operation::ConnectAgent, m_machine.config().id.str(),
                            end && end->cause == vmm::EndCause::KernelPanic ? Reason::KernelPanic : Reason::MachineExited,
                            end ? end->detail : std::string());
    return operation == Operation::ConnectAgent ? cause : wrap(operation, object, std::move(cause));
}

Result<std::unique_ptr<AgentConnection>>
AgentConnection::open(vmm::VirtualMachine &machine, const Deadlines &deadlines, std::stop_token stop)
{
    std::unique_ptr<AgentConnection> connection(new AgentConnection(machine, deadlines));
    FIRKIN_TRY(connection->waitForAgent(std::move(stop)));
    return connection;
}

/// A boot has no fixed limit: it has failed when the machine ended, or when nothing moves any more.
Status AgentConnection::waitForAgent(std::stop_token stop)
{
    const std::string &id = m_machine.config().id.str();
    std::uint64_t seen = m_machine.consoleBytes();
    Deadline silence = Deadline::after(m_deadlines.bootSilence);
    auto pause = pace.firstPause;
    std::string last;
    for (;;) {
        const Deadline attempt = Deadline::after(pace.attempt).sooner(silence);
        const auto begin = Deadline::Clock::now();
        auto linked = dial(attempt, stop);
        spdlog::debug("machine {}: dialled the agent for {} ms: {}", id,
                      std::chrono::duration_cast<std::chrono::milliseconds>(Deadline::Clock::now() - begin).count(),
                      linked ? "connected" : linked.error().detail);
        if (linked) {
            {
                const std::lock_guard lock(m_mutex);
                m_link = std::move(*linked);
            }
            auto greeted = greet(stop);
            if (greeted)
                return {};
            if (greeted.error().code != ErrorCode::Unavailable || hasEnded())
                return fail(std::move(greeted).error());
            last = greeted.error().detail;
        } else {
            if (linked.error().isCancelled())
                return fail(cancelled(Operation::ConnectAgent, id));
            last = linked.error().detail;
        }
        if (hasEnded() || m_machine.end())
            return fail(machineEnded(Operation::ConnectAgent, id));
        if (const std::uint64_t now = m_machine.consoleBytes(); now != seen) {
            seen = now;
            silence = Deadline::after(m_deadlines.bootSilence);
        }
        if (silence.passed())
            return fail(Operation::ConnectAgent, id, Reason::AgentSilent, last);
        // The end of the machine is what is worth waking up for.
        static_cast<void>(m_machine.waitForEnd(Deadline::after(pause), stop));
        if (stop.stop_requested())
            return fail(cancelled(Operation::ConnectAgent, id));
        pause = std::min(pause * 2, pace.longestPause);
    }
}

Result<std::shared_ptr<Link>> AgentConnection::dial(Deadline deadline, std::stop_token stop)
{
    FIRKIN_ASSIGN(auto connection, m_machine.dial(vmm::agentPort, deadline, std::move(stop)));
    return Link::make(std::move(connection));
}

Status AgentConnection::greet(std::stop_token stop)
{
    v1::HelloRequest request;
    request.set_protocol_version(ownProtocolVersion);
    request.set_client("firkin " FIRKIN_VERSION);
    v1::HelloResponse reply;
    const auto greeted = call(*this, &v1::Agent::StubInterface::Hello, request, reply,
                              {Operation::ConnectAgent, m_machine.config().id.str(), Repeat::No, Deadline::after(m_deadlines.rpc)}, stop);
    if (greeted) {
        m_info = toInfo(reply);
        return {};
    }
    if (greeted.error().code != ErrorCode::Unsupported)
        return greeted;
    m_info = AgentInfo{}; // an agent of others: it has answered, which is what counts
    return {};
}

Result<std::shared_ptr<Link>> AgentConnection::link(Deadline deadline, std::stop_token stop)
{
    const std::string &id = m_machine.config().id.str();
    std::unique_lock lock(m_mutex);
    for (;;) {
        if (hasEnded())
            return fail(machineEnded(Operation::ConnectAgent, id));
        if (m_link && !m_link->isBroken())
            return m_link;
        if (!m_dialling)
            break;
        const auto done = [&] { return !m_dialling; };
        if (deadline.isNever())
            m_dialled.wait(lock, stop, done);
        else
            m_dialled.wait_until(lock, stop, deadline.timePoint(), done);
        if (stop.stop_requested())
            return fail(cancelled(Operation::ConnectAgent, id));
        if (m_dialling)
            return fail(timedOut(Operation::ConnectAgent, id));
    }
    m_link.reset();
    m_dialling = true;
    lock.unlock();

    // A lost device takes a moment to be healed.
    Deadline limit = deadline.sooner(Deadline::after(m_deadlines.rpc));
    auto pause = pace.firstPause;
    Result<std::shared_ptr<Link>> fresh = fail(Operation::ConnectAgent, id, Reason::ConnectionLost);
    for (;;) {
        // Nor does one that is being saved answer: as long as it stands still, only the caller's deadline counts.
        if (m_machine.state() == vmm::MachineState::Paused)
            limit = deadline.sooner(Deadline::after(m_deadlines.rpc));
        fresh = dial(limit.sooner(Deadline::after(pace.attempt)), stop);
        if (fresh || limit.passed() || stop.stop_requested() || hasEnded() || m_machine.end())
            break;
        static_cast<void>(m_machine.waitForEnd(Deadline::after(pause), stop));
        pause = std::min(pause * 2, pace.longestPause);
    }

    lock.lock();
    m_dialling = false;
    if (fresh)
        m_link = *fresh;
    lock.unlock();
    m_dialled.notify_all();
    if (fresh)
        return fresh;
    if (stop.stop_requested())
        return fail(cancelled(Operation::ConnectAgent, id));
    if (hasEnded() || m_machine.end())
        return fail(machineEnded(Operation::ConnectAgent, id));
    Error lost = makeError(Operation::ConnectAgent, id, Reason::ConnectionLost);
    lost.cause = std::make_shared<const Error>(std::move(fresh).error());
    return fail(std::move(lost));
}

} // namespace firkin::agent
