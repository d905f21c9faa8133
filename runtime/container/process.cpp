// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/container/process.h"

#include "runtime/container/process_core.h"

namespace firkin::container {

KillHandle::KillHandle(std::shared_ptr<ProcessCore> core) : m_core(std::move(core)) { }
Status KillHandle::kill(Signal signal, std::stop_token stop) const { return m_core->kill(signal, std::move(stop)); }

ProcessBase::ProcessBase(std::shared_ptr<ProcessCore> core) : m_core(std::move(core))
{
    if (auto id = ProcessId::parse(m_core->key().processId))
        m_id = std::move(*id);
}
const ProcessId &ProcessBase::id() const { return m_id; }
int ProcessBase::pid() const { return m_core->pid(); }
Result<ExitStatus> ProcessBase::wait(std::stop_token stop, Deadline deadline) { return m_core->wait(deadline, std::move(stop)); }
Status ProcessBase::kill(Signal signal, std::stop_token stop) { return m_core->kill(signal, std::move(stop)); }
KillHandle ProcessBase::killHandle() const { return KillHandle(m_core); }
Result<agent::Foreground> ProcessBase::foreground(std::stop_token stop) { return m_core->foreground(std::move(stop)); }

std::unique_ptr<InputStream> Process<Streams>::takeStdin() { return m_core->takeStdin(); }
std::unique_ptr<OutputStream> Process<Streams>::takeStdout() { return m_core->takeStdout(); }
std::unique_ptr<OutputStream> Process<Streams>::takeStderr() { return m_core->takeStderr(); }
Result<Output> Process<Streams>::waitWithOutput(std::stop_token stop, std::size_t limit) &&
{
    return m_core->waitWithOutput(limit, std::move(stop));
}

Process<Pty>::Process(std::shared_ptr<ProcessCore> core, Pty pty) : ProcessBase(std::move(core)), m_pty(std::move(pty)) { }

Result<Output> Process<Pty>::waitWithOutput(std::stop_token stop, std::size_t limit) &&
{
    return collectTerminal(*m_core, m_pty, limit, std::move(stop));
}

Result<Output> collectTerminal(ProcessCore &core, Pty &pty, std::size_t limit, std::stop_token stop)
{
    std::string all;
    if (auto stream = pty.takeOutput()) {
        FIRKIN_ASSIGN(all, agent::readToEnd(*stream, limit, Deadline::never(), stop));
    }
    FIRKIN_ASSIGN(const ExitStatus status, core.wait(Deadline::never(), std::move(stop)));
    return Output{status, std::move(all), {}};
}

} // namespace firkin::container
