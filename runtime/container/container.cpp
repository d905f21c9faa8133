// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/container/container.h"

#include "runtime/container/container_builder.h"
#include "runtime/container/container_core.h"
#include "runtime/container/machine.h"

namespace firkin::container {

ContainerBase::ContainerBase(std::shared_ptr<ContainerCore> core) : m_core(std::move(core)) { }

const ContainerId &ContainerBase::id() const { return m_core->mounted()->id(); }
int ContainerBase::pid() const { return m_core->init().pid(); }
StreamOffsets ContainerBase::taken() const { return m_core->init().taken(); }
const StartupTiming &ContainerBase::startupTiming() const { return m_core->timing(); }
Machine &ContainerBase::machine() const { return m_core->mounted()->machine(); }
std::shared_ptr<MountedContainer> ContainerBase::mounted() const { return m_core->mounted(); }

Result<ExitStatus> ContainerBase::wait(std::stop_token stop, Deadline deadline) { return m_core->wait(deadline, std::move(stop)); }

Status ContainerBase::kill(Signal signal, std::stop_token stop)
{
    auto killed = m_core->init().kill(signal, std::move(stop));
    if (!killed)
        return fail(wrap(Operation::KillContainer, id().str(), std::move(killed).error()));
    return {};
}

Result<ExitStatus> ContainerBase::stop(const StopOptions &options, std::stop_token stop) { return m_core->stop(options, std::move(stop)); }
Status ContainerBase::pause() { return machine().vm().pause(); }

Status ContainerBase::resume(std::stop_token stop) { return machine().resume(std::move(stop)); }

Result<UniqueFd> ContainerBase::dialVsock(std::uint32_t port, Deadline deadline, std::stop_token stop)
{
    if (vmm::isReserved(port))
        return fail(Operation::DialGuest, std::to_string(port), Reason::ReservedPort);
    return machine().vm().dial(port, deadline, std::move(stop));
}

Result<std::unique_ptr<vmm::VsockListener>> ContainerBase::listenVsock(std::uint32_t port)
{
    if (vmm::isReserved(port))
        return fail(Operation::ListenForGuest, std::to_string(port), Reason::ReservedPort);
    return machine().vm().listen(port);
}

Result<ContainerStatistics> ContainerBase::statistics(StatCategory categories, std::stop_token stop)
{
    FIRKIN_ASSIGN(auto all, machine().agent().statistics({id().str()}, categories, std::move(stop)));
    for (ContainerStatistics &one : all) {
        if (one.containerId == id().str())
            return std::move(one);
    }
    return fail(Operation::ReadStatistics, id().str(), Reason::ProtocolViolation, "the agent's answer lacks the container");
}

std::unique_ptr<agent::StatisticsWatch> ContainerBase::watchStatistics(StatCategory categories,
                                                                       std::chrono::milliseconds interval,
                                                                       std::function<void(const agent::StatisticsSample &)> onSample,
                                                                       std::function<void(const Error &)> onLost)
{
    return machine().agent().watchStatistics({id().str()}, categories, interval, std::move(onSample), std::move(onLost));
}

void ContainerBase::ownMachine() { m_core->ownMachine(); }

ContainerFiles ContainerBase::files() const { return m_core->mounted()->files(); }
Status ContainerBase::copyIn(const std::filesystem::path &source, std::string_view target, std::stop_token stop)
{
    return files().copyIn(source, target, {}, {}, std::move(stop));
}
Status ContainerBase::copyOut(std::string_view source, const std::filesystem::path &target, std::stop_token stop)
{
    return files().copyOut(source, target, {}, {}, std::move(stop));
}
Result<agent::Foreground> ContainerBase::foreground(std::stop_token stop) { return m_core->init().foreground(std::move(stop)); }

namespace {

Result<agent::ProcessKey> keyFor(const ContainerId &container, std::string_view processId)
{
    FIRKIN_ASSIGN(auto id, ProcessId::parse(processId));
    if (id.str() == container.str())
        return fail(Operation::StartProcess, processId, Reason::BadId, "the container's first process has this id");
    return agent::ProcessKey{container.str(), id.str()};
}

Result<ProcessCore::Request> requestFor(ContainerCore &core,
                                        std::string_view processId,
                                        const ProcessConfig &process,
                                        const ExecInherit &inherit,
                                        std::optional<TerminalSize> terminal)
{
    ProcessCore::Request request;
    const ContainerId &id = core.mounted()->id();
    FIRKIN_ASSIGN(request.key, keyFor(id, processId));
    const auto console = terminal ? std::optional(InitialTerminal{terminal->columns, terminal->rows}) : std::nullopt;
    const ProcessConfig whole = inherited(core.process(), process, inherit);
    FIRKIN_TRY(checkGroupNames(core.mounted()->machine(), whole));
    FIRKIN_ASSIGN(const oci::RuntimeSpec spec, makeExecSpec(id, whole, core.mounted()->rootfsPath(), console));
    FIRKIN_ASSIGN(request.specJson, oci::toJson(spec));
    request.terminal = terminal;
    return request;
}

Process<Pty> withTerminal(const std::shared_ptr<ProcessCore> &process, TerminalSize size)
{
    Pty pty(process, process->takeStdin(), process->takeStdout(), size);
    return Process<Pty>(process, std::move(pty));
}

} // namespace

template <>
Result<Process<Streams>> ContainerBase::exec(std::string_view processId, const ExecConfig<Streams> &config, std::stop_token stop)
{
    FIRKIN_ASSIGN(auto request, requestFor(*m_core, processId, config.process, config.inherit, std::nullopt));
    request.stdio = config.stdio;
    StartupTiming timing;
    FIRKIN_ASSIGN(auto process, ProcessCore::start(m_core->mounted()->sharedMachine(), request, timing, std::move(stop)));
    return Process<Streams>(std::move(process));
}

template <>
Result<Process<Pty>> ContainerBase::exec(std::string_view processId, const ExecConfig<Pty> &config, std::stop_token stop)
{
    FIRKIN_ASSIGN(const auto request, requestFor(*m_core, processId, config.process, config.inherit, config.size));
    StartupTiming timing;
    FIRKIN_ASSIGN(auto process, ProcessCore::start(m_core->mounted()->sharedMachine(), request, timing, std::move(stop)));
    return withTerminal(process, config.size);
}

Result<Process<Pty>> ContainerBase::debugShell(std::string_view processId, TerminalSize size, std::stop_token stop)
{
    ProcessCore::Request request;
    FIRKIN_ASSIGN(request.key, keyFor(id(), processId));
    request.terminal = size;
    request.debugShell = true;
    StartupTiming timing;
    FIRKIN_ASSIGN(auto process, ProcessCore::start(m_core->mounted()->sharedMachine(), request, timing, std::move(stop)));
    return withTerminal(process, size);
}

Result<ContainerBuilder<ImplicitMachine, Init>> Container<Streams>::builder(std::string_view id)
{
    BuilderParts<ImplicitMachine> parts;
    FIRKIN_ASSIGN(parts.config.id, ContainerId::parse(id));
    parts.config.process.environment = {defaultPathVariable()};
    return ContainerBuilder<ImplicitMachine, Init>(std::move(parts));
}

std::unique_ptr<InputStream> Container<Streams>::takeStdin() { return m_core->init().takeStdin(); }
std::unique_ptr<OutputStream> Container<Streams>::takeStdout() { return m_core->init().takeStdout(); }
std::unique_ptr<OutputStream> Container<Streams>::takeStderr() { return m_core->init().takeStderr(); }

Result<Output> Container<Streams>::waitWithOutput(std::stop_token stop, std::size_t limit) &&
{
    FIRKIN_ASSIGN(auto output, m_core->init().waitWithOutput(limit, stop));
    FIRKIN_TRY(m_core->finish(std::move(stop)));
    return output;
}

Container<Pty>::Container(std::shared_ptr<ContainerCore> core, Pty pty) : ContainerBase(std::move(core)), m_pty(std::move(pty)) { }

Result<Output> Container<Pty>::waitWithOutput(std::stop_token stop, std::size_t limit) &&
{
    FIRKIN_ASSIGN(auto output, collectTerminal(m_core->init(), m_pty, limit, stop));
    FIRKIN_TRY(m_core->finish(std::move(stop)));
    return output;
}

} // namespace firkin::container
