// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/container/process_core.h"

#include "runtime/agent/client/agent_client.h"
#include "runtime/agent/client/resumable_stream.h"
#include "runtime/base/file.h"
#include "runtime/base/stop_fd.h"
#include "runtime/container/machine.h"
#include "runtime/container/phase_timer.h"

#include <array>
#include <future>
#include <poll.h>
#include <unistd.h>

namespace firkin::container {
/// What a caller took: counts as a reader until its end or its destruction.
class ProcessCore::TakenOutput : public OutputStream {
public:
    TakenOutput(std::shared_ptr<ProcessCore> core, std::unique_ptr<OutputStream> stream, std::atomic<std::uint64_t> &taken)
        : m_core(std::move(core)), m_stream(std::move(stream)), m_taken(taken)
    { }
    ~TakenOutput() override
    {
        if (!m_finished)
            m_core->discard(std::move(m_stream));
        finish();
    }
    Result<std::size_t> read(std::span<std::byte> buffer, Deadline deadline, std::stop_token stop) override
    {
        // What the last call returned has been dealt with by now; what this one returns, not yet.
        m_taken = m_stream->offset();
        auto count = m_stream->read(buffer, deadline, std::move(stop));
        if (count && *count == 0)
            finish();
        else if (count)
            m_core->readerMoved();
        return count;
    }
    [[nodiscard]] std::uint64_t offset() const override { return m_stream->offset(); }

private:
    void finish()
    {
        if (!std::exchange(m_finished, true))
            m_core->readerDone();
    }
    std::shared_ptr<ProcessCore> m_core;
    std::unique_ptr<OutputStream> m_stream;
    std::atomic<std::uint64_t> &m_taken; ///< the core's
    bool m_finished = false;
};

class ProcessCore::TakenInput : public InputStream {
public:
    explicit TakenInput(std::shared_ptr<ProcessCore> core) : m_core(std::move(core)) { }
    ~TakenInput() override { static_cast<void>(m_core->m_stdin->close()); }
    Status write(std::span<const std::byte> bytes, Deadline deadline, std::stop_token stop) override
    {
        return m_core->m_stdin->write(bytes, deadline, std::move(stop));
    }
    Status close() override { return m_core->m_stdin->close(); }

private:
    std::shared_ptr<ProcessCore> m_core;
};

struct ProcessCore::Ports {
    std::unique_ptr<agent::StdioPort> input;
    std::unique_ptr<agent::StdioPort> output;
    std::unique_ptr<agent::StdioPort> error;
};

ProcessCore::ProcessCore(std::shared_ptr<Machine> machine, agent::ProcessKey key) : m_machine(std::move(machine)), m_key(std::move(key)) { }

ProcessCore::~ProcessCore()
{
    m_relayThreads.clear();
    deleteIfDone();
}

bool ProcessCore::resumable() const
{
    return m_machine->agent().info().can("resumable-stdio");
}

Result<std::shared_ptr<ProcessCore>>
ProcessCore::start(std::shared_ptr<Machine> machine, const Request &request, StartupTiming &timing, std::stop_token stop)
{
    std::shared_ptr<ProcessCore> core(new ProcessCore(std::move(machine), request.key));
    agent::AgentClient &agent = core->m_machine->agent();
    auto ports = [&] {
        const PhaseTimer timer(timing.stdioPrepare);
        return core->listen(request);
    }();
    if (!ports)
        return fail(std::move(ports).error());

    // The guest dials the ports during this call: their connections wait in the listeners until it has succeeded.
    auto started = [&]() -> Status {
        {
            const PhaseTimer timer(timing.createProcess);
            FIRKIN_TRY(core->create(request, *ports, stop));
        }
        {
            const PhaseTimer timer(timing.stdioConnect);
            FIRKIN_TRY(core->accept(request, *ports, stop));
        }
        const PhaseTimer timer(timing.startProcess);
        FIRKIN_ASSIGN(core->m_pid, agent.startProcess(core->m_key, stop));
        return {};
    }();
    if (!started) {
        // Also after a call that timed out or was cancelled: the agent may have done it all the same.
        if (!core->isInit())
            static_cast<void>(agent.deleteProcess(core->m_key, {}));
        return fail(std::move(started).error());
    }
    {
        const std::lock_guard lock(core->m_mutex);
        core->m_started = true;
    }
    if (!request.terminal)
        core->relayInherited(request.stdio);
    return core;
}

std::shared_ptr<ProcessCore> ProcessCore::adopt(std::shared_ptr<Machine> machine, const Adoption &process)
{
    std::shared_ptr<ProcessCore> core(new ProcessCore(std::move(machine), process.key));
    const agent::StreamContext context{core->m_machine->vm(), core->m_machine->agent(), core->m_key, true};
    core->m_pid = process.pid;
    core->m_started = true;
    core->m_takenBytes[0] = process.taken.standardOutput;
    core->m_takenBytes[1] = process.taken.standardError;
    if (process.hasStdin)
        core->m_stdin = std::make_shared<agent::ResumableInput>(context);
    if (process.hasStdout)
        core->m_stdout = std::make_unique<agent::ResumableOutput>(context, agent::StreamKind::Stdout, process.taken.standardOutput);
    if (process.hasStderr)
        core->m_stderr = std::make_unique<agent::ResumableOutput>(context, agent::StreamKind::Stderr, process.taken.standardError);
    return core;
}

Result<ProcessCore::Ports> ProcessCore::listen(const Request &request)
{
    Ports ports;
    vmm::VirtualMachine &vm = m_machine->vm();
    const auto wanted = [&](Stdio how) { return request.terminal || how != Stdio::Null; };
    if (wanted(request.stdio.standardInput)) {
        FIRKIN_ASSIGN(ports.input, agent::StdioPort::listen(vm, agent::StreamKind::Stdin));
    }
    if (wanted(request.stdio.standardOutput)) {
        FIRKIN_ASSIGN(ports.output, agent::StdioPort::listen(vm, agent::StreamKind::Stdout));
    }
    if (!request.terminal && wanted(request.stdio.standardError)) {
        FIRKIN_ASSIGN(ports.error, agent::StdioPort::listen(vm, agent::StreamKind::Stderr));
    }
    return ports;
}

Status ProcessCore::create(const Request &request, const Ports &ports, std::stop_token stop)
{
    agent::AgentClient &agent = m_machine->agent();
    if (request.debugShell) {
        const TerminalSize size = request.terminal.value_or(TerminalSize{});
        return agent.createDebugProcess({m_key, ports.input->port(), ports.output->port(), size.columns, size.rows, resumable()}, std::move(stop));
    }
    agent::ProcessCreation creation;
    creation.key = m_key;
    if (ports.input)
        creation.stdinPort = ports.input->port();
    if (ports.output)
        creation.stdoutPort = ports.output->port();
    if (ports.error)
        creation.stderrPort = ports.error->port();
    creation.specJson = request.specJson;
    creation.resumableStdio = resumable();
    return agent.createProcess(creation, std::move(stop));
}

Status ProcessCore::accept(const Request &request, Ports &ports, std::stop_token stop)
{
    static_cast<void>(request);
    const agent::StreamContext context{m_machine->vm(), m_machine->agent(), m_key, resumable()};
    if (ports.input) {
        FIRKIN_ASSIGN(m_stdin, ports.input->acceptInput(context, stop));
    }
    if (ports.output) {
        FIRKIN_ASSIGN(m_stdout, ports.output->acceptOutput(context, stop));
    }
    if (ports.error) {
        FIRKIN_ASSIGN(m_stderr, ports.error->acceptOutput(context, stop));
    }
    return {};
}

/// Joined by the destructor; wait() waits for the outputs' ends.
void ProcessCore::relayInherited(const StdioConfig &stdio)
{
    const auto relayOutput = [this](std::unique_ptr<OutputStream> stream, int fd) {
        {
            const std::lock_guard lock(m_mutex);
            ++m_relays;
        }
        m_relayThreads.emplace_back([this, fd, from = std::shared_ptr<OutputStream>(std::move(stream))](std::stop_token stop) {
            std::array<std::byte, 32 * 1024> buffer;
            for (;;) {
                const auto count = from->read(buffer, Deadline::never(), stop);
                if (!count || *count == 0 || !writeAll(fd, std::span(buffer).first(*count), "standard output"))
                    break;
            }
            {
                const std::lock_guard lock(m_mutex);
                --m_relays;
            }
            m_changed.notify_all();
        });
    };
    if (stdio.standardOutput == Stdio::Inherit)
        relayOutput(std::move(m_stdout), STDOUT_FILENO);
    if (stdio.standardError == Stdio::Inherit)
        relayOutput(std::move(m_stderr), STDERR_FILENO);
    if (stdio.standardInput != Stdio::Inherit)
        return;
    m_stdinTaken = true;
    m_relayThreads.emplace_back([this](std::stop_token stop) {
        std::array<std::byte, 32 * 1024> buffer;
        while (waitReady(STDIN_FILENO, POLLIN, Deadline::never(), stop, Operation::RelayStream, "standard input")) {
            const ssize_t count = ::read(STDIN_FILENO, buffer.data(), buffer.size());
            if (count <= 0 || !m_stdin->write(std::span(buffer).first(static_cast<std::size_t>(count)), Deadline::never(), stop))
                break;
        }
        static_cast<void>(m_stdin->close());
    });
}

std::optional<ExitStatus> ProcessCore::exitStatus() const
{
    const std::lock_guard lock(m_mutex);
    return m_exit;
}

Result<ExitStatus> ProcessCore::wait(Deadline deadline, std::stop_token stop)
{
    if (!exitStatus()) {
        const auto answer = m_machine->agent().waitProcess(m_key, deadline, stop);
        const std::lock_guard lock(m_mutex);
        // Another who waits may have been quicker, and may have stopped the machine that this call was in.
        if (!m_exit && !answer)
            return fail(answer.error());
        if (!m_exit) {
            const agent::ProcessExit &exit = *answer;
            ExitStatus status;
            status.code = exit.code;
            status.coreDumped = exit.coreDumped;
            status.at = exit.at;
            if (exit.signal != 0)
                status.signal = Signal{exit.signal};
            else if (m_sent && exit.code == 128 + m_sent->number)
                status.signal = m_sent; // an agent that tells only the code
            if (exit.oomKilled)
                status.killedReason = KilledReason::OutOfMemory;
            else if (status.signal)
                status.killedReason = m_sent == status.signal ? KilledReason::SignalFromHost : KilledReason::SignalFromGuest;
            m_exit = status;
        }
    }
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, stop, [&] { return m_relays == 0; });
    if (m_relays > 0)
        return fail(cancelled(Operation::WaitForProcess, m_key.processId));
    const ExitStatus status = *m_exit;
    lock.unlock();
    deleteIfDone();
    return status;
}

Status ProcessCore::kill(Signal signal, std::stop_token stop)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_exit)
            return {};
        m_sent = signal;
    }
    return m_machine->agent().killProcess(m_key, signal.number, std::move(stop));
}

Status ProcessCore::resize(TerminalSize size, std::stop_token stop)
{
    return m_machine->agent().resizeProcess(m_key, size.columns, size.rows, std::move(stop));
}

Result<agent::Foreground> ProcessCore::foreground(std::stop_token stop)
{
    return m_machine->agent().foreground(m_key, std::move(stop));
}

std::unique_ptr<InputStream> ProcessCore::takeStdin()
{
    const std::lock_guard lock(m_mutex);
    if (!m_stdin || std::exchange(m_stdinTaken, true))
        return nullptr;
    return std::make_unique<TakenInput>(shared_from_this());
}

std::unique_ptr<OutputStream> ProcessCore::takeStdout()
{
    const std::lock_guard lock(m_mutex);
    if (!m_stdout)
        return nullptr;
    ++m_readers;
    return std::make_unique<TakenOutput>(shared_from_this(), std::move(m_stdout), m_takenBytes[0]);
}

std::unique_ptr<OutputStream> ProcessCore::takeStderr()
{
    const std::lock_guard lock(m_mutex);
    if (!m_stderr)
        return nullptr;
    ++m_readers;
    return std::make_unique<TakenOutput>(shared_from_this(), std::move(m_stderr), m_takenBytes[1]);
}

Result<Output> ProcessCore::waitWithOutput(std::size_t limit, std::stop_token stop)
{
    auto out = takeStdout();
    auto err = takeStderr();
    const auto collect = [&](OutputStream *stream) -> Result<std::string> {
        return stream ? agent::readToEnd(*stream, limit, Deadline::never(), stop) : Result<std::string>(std::string());
    };
    // Of a process that says more than may be kept, nothing more is wanted: it is killed, the rest is thrown away.
    const auto collectOrKill = [&](std::unique_ptr<OutputStream> stream) {
        auto all = collect(stream.get());
        if (!all && all.error().reason == Reason::LimitExceeded)
            static_cast<void>(kill(sigKill, stop));
        return all;
    };
    auto errors = std::async(std::launch::async, [&] { return collectOrKill(std::move(err)); });
    auto output = collectOrKill(std::move(out));
    auto error = errors.get();
    FIRKIN_ASSIGN(const ExitStatus status, wait(Deadline::never(), stop));
    if (!output)
        return fail(std::move(output).error());
    if (!error)
        return fail(std::move(error).error());
    return Output{status, std::move(*output), std::move(*error)};
}

/// A stream that may be attached again cannot be closed from this side: what nobody wants any more is read and thrown away,
/// so that the process does not stand still.
void ProcessCore::discard(std::unique_ptr<OutputStream> stream)
{
    const std::lock_guard lock(m_mutex);
    m_relayThreads.emplace_back([from = std::shared_ptr<OutputStream>(std::move(stream))](const std::stop_token &stop) {
        std::array<std::byte, 32 * 1024> buffer;
        for (;;) {
            const auto count = from->read(buffer, Deadline::never(), stop);
            if (!count || *count == 0)
                break;
        }
    });
}

void ProcessCore::readerMoved()
{
    const std::lock_guard lock(m_mutex);
    ++m_readerMoves;
}

void ProcessCore::readerDone()
{
    {
        const std::lock_guard lock(m_mutex);
        --m_readers;
    }
    m_changed.notify_all();
    deleteIfDone();
}

void ProcessCore::waitForReaders(std::stop_token stop)
{
    std::unique_lock lock(m_mutex);
    for (;;) {
        const std::uint64_t before = m_readerMoves;
        const auto limit = Deadline::after(m_machine->deadlines().outputDrain).timePoint();
        const bool done = m_changed.wait_until(lock, stop, limit, [&] { return m_readers == 0; });
        if (done || stop.stop_requested() || m_readerMoves == before)
            return;
    }
}

void ProcessCore::deleteIfDone()
{
    {
        const std::lock_guard lock(m_mutex);
        if (isInit() || m_deleted || !m_started || !m_exit || m_readers > 0 || m_relays > 0)
            return;
        m_deleted = true;
    }
    // Whatever it answers: the process has ended, and the machine forgets the rest at its own end.
    static_cast<void>(m_machine->agent().deleteProcess(m_key, {}));
}

} // namespace firkin::container
