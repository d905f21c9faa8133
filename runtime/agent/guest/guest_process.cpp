// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/guest/guest_process.h"

#include "runtime/agent/guest/kernel_file.h"

#include <cerrno>
#include <csignal>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <termios.h>
#include <unistd.h>

namespace firkin::guest {

using namespace std::chrono_literals;

namespace {

/// How often a waiting call looks whether its host has given up: gRPC's synchronous server does not tell.
constexpr auto checkInterval = 500ms;

} // namespace

GuestProcess::GuestProcess(std::string id, std::shared_ptr<ProcessIo> io) : m_id(std::move(id)), m_io(std::move(io))
{
}

GuestProcess::~GuestProcess()
{
    m_io->abandon();
}

void GuestProcess::setState(State state)
{
    const std::lock_guard lock(m_mutex);
    if (m_state != State::Deleted)
        m_state = state;
    m_changed.notify_all();
}

Result<pid_t> GuestProcess::start(const Launcher &launch, OomProbe oomProbe)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_state != State::Created)
            return fail(Operation::StartProcess, m_id, Reason::AlreadyRunning);
        m_state = State::Starting;
        m_oomProbe = std::move(oomProbe);
    }
    // The end may be reported before launch() returns.
    auto launched = launch(*m_io, [self = shared_from_this()](const ProcessEnding &ending) { self->onEnd(ending); });
    m_io->releaseChildEnds();
    if (launched && launched->master) {
        if (auto status = m_io->setTerminal(std::move(launched->master)); !status)
            launched = fail(std::move(status).error());
    }
    if (!launched) {
        // Nobody will write or read: say so to the host by the streams' end.
        m_io->abandon();
        setState(State::Failed);
        return fail(std::move(launched).error());
    }
    const std::lock_guard lock(m_mutex);
    m_pid = launched->pid;
    m_pidFd = std::move(launched->pidFd);
    if (m_state == State::Starting)
        m_state = State::Running;
    m_changed.notify_all();
    if (m_state == State::Ended) {
        // It ended while it was being started: only now are its streams complete.
        ProcessIo::finish(m_io, [self = shared_from_this()] { self->setState(State::Done); });
    }
    return launched->pid;
}

void GuestProcess::onEnd(const ProcessEnding &ending)
{
    const std::lock_guard lock(m_mutex);
    m_outcome.ending = ending;
    m_outcome.oomKilled = ending.signal() == SIGKILL && m_oomProbe && m_oomProbe();
    const bool wasRunning = m_state == State::Running;
    if (m_state == State::Running || m_state == State::Starting)
        m_state = State::Ended;
    m_changed.notify_all();
    if (wasRunning)
        ProcessIo::finish(m_io, [self = shared_from_this()] { self->setState(State::Done); });
}

Status GuestProcess::signal(int number)
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [&] { return m_state != State::Starting; });
    if (m_state == State::Created || m_state == State::Failed)
        return fail(Operation::SignalProcess, m_id, Reason::NotRunning);
    if (m_state != State::Running)
        return {};
    if (::syscall(SYS_pidfd_send_signal, m_pidFd.get(), number, nullptr, 0) != 0 && errno != ESRCH)
        return fail(systemError(Operation::SignalProcess, m_id, errno));
    return {};
}

Status GuestProcess::resize(unsigned rows, unsigned columns)
{
    if (!m_io->isTerminal())
        return fail(Operation::ResizeTerminal, m_id, Reason::UnsupportedHere, "the process has no terminal");
    winsize size{};
    size.ws_row = static_cast<unsigned short>(std::min(rows, 65535u));
    size.ws_col = static_cast<unsigned short>(std::min(columns, 65535u));
    auto status = m_io->controlTerminal(TIOCSWINSZ, &size);
    if (!status && status.error().reason == Reason::NotRunning)
        return {}; // not started, or ended
    return status;
}

Result<std::uint64_t> GuestProcess::attach(StdStream stream, UniqueFd connection, std::uint64_t offset)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_state == State::Failed || m_state == State::Deleted)
            return fail(Operation::AttachSession, m_id, Reason::NotRunning);
    }
    return m_io->attach(stream, std::move(connection), offset);
}

Result<ProcessOutcome> GuestProcess::wait(const std::function<bool()> &stopped)
{
    std::unique_lock lock(m_mutex);
    for (;;) {
        if (m_state == State::Done)
            return m_outcome;
        if (m_state == State::Failed)
            return fail(Operation::WaitForProcess, m_id, Reason::NotRunning, "it was never started");
        if (m_state == State::Deleted)
            return fail(Operation::WaitForProcess, m_id, Reason::NoSuchProcess);
        m_changed.wait_for(lock, checkInterval);
        lock.unlock();
        const bool enough = stopped();
        lock.lock();
        if (enough && m_state != State::Done)
            return fail(cancelled(Operation::WaitForProcess, m_id));
    }
}

void GuestProcess::forget()
{
    setState(State::Deleted);
    m_io->abandon();
}

bool GuestProcess::isRunning() const
{
    const std::lock_guard lock(m_mutex);
    return m_state == State::Running;
}

bool GuestProcess::hasEnded() const
{
    const std::lock_guard lock(m_mutex);
    return m_state != State::Starting && m_state != State::Running;
}

bool GuestProcess::wasStarted() const
{
    const std::lock_guard lock(m_mutex);
    return m_pid > 0 || m_state == State::Starting;
}

std::optional<pid_t> GuestProcess::pid() const
{
    const std::lock_guard lock(m_mutex);
    return m_state == State::Running ? std::optional(m_pid) : std::nullopt;
}

Result<pid_t> GuestProcess::foregroundGroup() const
{
    pid_t group = 0;
    FIRKIN_TRY(m_io->controlTerminal(TIOCGPGRP, &group));
    if (group <= 0)
        return fail(Operation::StartProcess, m_id, Reason::NotRunning, "its terminal has no foreground");
    return group;
}

} // namespace firkin::guest
