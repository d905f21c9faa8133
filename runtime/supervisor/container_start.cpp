// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/supervisor/container_host.h"

#include "runtime/base/error_text.h"
#include "runtime/engine/store/volume_use.h"
#include "runtime/supervisor/container_terminal.h"
#include "runtime/supervisor/machine_plan.h"
#include "runtime/supervisor/network_plan.h"

#include <spdlog/spdlog.h>

namespace firkin::supervisor {

using engine::ContainerState;
using engine::ExitCause;
using store::Layout;

namespace {

/// As a shell says it: Docker's exit codes of a start that failed.
int exitCodeFor(Reason reason)
{
    switch (reason) {
    case Reason::ExecutableNotFound: return 127;
    case Reason::ExecutableNotRunnable: return 126;
    default: return 125;
    }
}

std::string innermostDetail(const Error &error)
{
    const Error *innermost = &error;
    while (innermost->cause)
        innermost = innermost->cause.get();
    return innermost->detail;
}

} // namespace

/// Whatever fails: nothing is left running.
Result<std::shared_ptr<RunningContainer>>
ContainerHost::run(const store::ContainerRecord &record, std::shared_ptr<Look> look, const ProgressFn &progress, std::stop_token stop)
{
    auto running = std::make_shared<RunningContainer>();
    bool hasPlace = false;
    if (look) {
        FIRKIN_ASSIGN(hasPlace, takeLook(std::move(look), *running, record, stop));
    }
    if (!hasPlace) {
        FIRKIN_ASSIGN(running->place, m_parts.home->enter(record, progress, stop));
    }
    running->machine = running->place.machine;
    if (running->place.networks) { // others that run already; those that come later are told of
        std::vector<store::NetworkRecord> networks;
        for (const JoinedNetwork &joined : running->place.networks->networks())
            networks.push_back(joined.network);
        if (auto &hosts = running->place.container.hosts) {
            running->ownHosts = *hosts;
            hosts = hostsWithMembers(*hosts, networks, record.machine);
        }
    }
    const Status started = [&]() -> Status {
        report(progress, {.phase = Phase::MountingRootfs, .done = 0, .total = {}, .item = {}});
        if (!running->mounted) {
            FIRKIN_ASSIGN(running->mounted, running->machine->createContainer(m_id, running->place.rootfs, stop));
        }
        report(progress, {.phase = Phase::StartingProcess, .done = 0, .total = {}, .item = {}});
        return launch(*running, stop);
    }();
    if (!started) {
        m_parts.home->leave(running->place, running->mounted.get());
        return fail(started.error());
    }
    store::markVolumesUsed(m_parts.store, record.spec);
    return running;
}

Status ContainerHost::openOutput()
{
    FIRKIN_ASSIGN(auto output, output::OutputWriter::open(Layout::output(m_parts.store.layout().container(m_id))));
    const std::lock_guard lock(m_mutex);
    m_output = std::move(output);
    return {};
}

Status ContainerHost::launch(RunningContainer &running, std::stop_token stop)
{
    const store::ContainerRecord record = this->record();
    const container::ContainerConfig &config = running.place.container;
    FIRKIN_TRY(openOutput());
    if (record.spec.terminal) {
        const engine::TerminalSize size = record.spec.terminalSize.value_or(engine::TerminalSize{});
        FIRKIN_ASSIGN(auto started, running.mounted->start(config, container::TerminalSize{size.columns, size.rows}, stop));
        return joinTerminal(running, std::move(started));
    }
    using container::Stdio;
    const container::StdioConfig stdio{record.spec.openStdin ? Stdio::Piped : Stdio::Null, Stdio::Piped, Stdio::Piped};
    FIRKIN_ASSIGN(auto started, running.mounted->start(config, stdio, stop));
    joinStreams(running, std::move(started));
    return {};
}

/// A process with a terminal: its session, which also writes the captured output.
Status ContainerHost::joinTerminal(RunningContainer &running, container::Container<container::Pty> process)
{
    const store::ContainerRecord record = this->record();
    FIRKIN_ASSIGN(const SessionId sessionId, SessionId::parse(m_id.str()));
    auto shared = std::make_shared<container::Container<container::Pty>>(std::move(process));
    engine::SessionInfo info;
    info.id = sessionId;
    info.container = m_id;
    info.command = record.process.command;
    info.size = record.spec.terminalSize.value_or(engine::TerminalSize{});
    info.startedAt = std::chrono::system_clock::now();
    info.isInit = true;
    running.session = Session::start(
        std::move(info),
        makeTerminal(shared),
        [writer = m_output](std::span<const std::byte> bytes) {
            (void)writer->append(std::chrono::system_clock::now(), engine::OutputStream::Stdout, bytes);
        },
        [hub = m_parts.hub] { hub->touch(); },
        {});
    running.process = std::move(shared);
    return {};
}

void ContainerHost::joinStreams(RunningContainer &running, container::Container<container::Streams> process)
{
    auto shared = std::make_shared<container::Container<container::Streams>>(std::move(process));
    running.input = shared->takeStdin();
    pumpOutput(running, shared->takeStdout(), engine::OutputStream::Stdout);
    pumpOutput(running, shared->takeStderr(), engine::OutputStream::Stderr);
    running.process = std::move(shared);
}

void ContainerHost::pumpOutput(RunningContainer &running, std::unique_ptr<agent::OutputStream> stream, engine::OutputStream kind)
{
    if (!stream)
        return;
    running.pumps.emplace_back([stream = std::move(stream), writer = m_output, kind, id = m_id](std::stop_token stop) {
        std::vector<std::byte> buffer(output::maxPayload);
        bool toldDiskError = false;
        while (!stop.stop_requested()) {
            const auto size = stream->read(buffer, Deadline::never(), stop);
            if (!size || *size == 0)
                return;
            const Status written = writer->append(std::chrono::system_clock::now(), kind, std::span(buffer).first(*size));
            // A full disk costs output, not the container.
            if (!written && !std::exchange(toldDiskError, true))
                spdlog::error("{}: output is lost: {}", id.str(), render(written.error()));
        }
    });
}

/// `putBack`: it is as if nothing had been tried.
void ContainerHost::startFailed(const Error &error, const store::ContainerRecord &before, bool putBack)
{
    std::unique_lock lock(m_mutex);
    setPending({});
    m_startStop.reset();
    if (putBack || error.isCancelled()) {
        m_record.state = before.state;
        m_record.exit = before.exit;
        m_record.startPhases = before.startPhases;
    } else {
        const Reason reason = error.rootReason();
        m_record.state = ContainerState::Exited;
        m_record.exit = engine::ExitInfo{.cause = reason == Reason::KernelPanic ? ExitCause::KernelPanic : ExitCause::StartFailed,
                                         .code = exitCodeFor(reason),
                                         .signal = 0,
                                         .at = std::chrono::system_clock::now(),
                                         .detail = innermostDetail(error)};
    }
    saveAndPublish(lock);
    lock.unlock();
    if (m_parts.onIdle)
        m_parts.onIdle();
}

/// With the lock held.
void ContainerHost::watchHealth(const std::shared_ptr<RunningContainer> &running)
{
    if (!m_record.process.healthCheck)
        return;
    m_record.health = engine::Health{};
    const auto probe = [this, running, check = *m_record.process.healthCheck](std::stop_token stop) -> std::optional<CheckOutcome> {
        // Over all of it: a check that stands still for a save would be called a slow one.
        const auto pass = enterGuest(stop);
        if (!pass || !usable(Operation::StartProcess))
            return std::nullopt;
        return runCheck(*running->process, check, std::move(stop));
    };
    const auto onChange = [this](const engine::Health &health) {
        std::unique_lock lock(m_mutex);
        if (!store::isLive(m_record.state))
            return;
        m_record.health = health;
        saveAndPublish(lock);
    };
    m_health = std::make_unique<HealthMonitor>(*m_record.process.healthCheck, probe, onChange);
}

void ContainerHost::startSucceeded(std::shared_ptr<RunningContainer> running)
{
    const container::Machine &machine = *running->machine;
    std::unique_lock lock(m_mutex);
    setPending({});
    m_startStop.reset();
    m_silentSince.reset();
    m_running = running;
    m_record.state = ContainerState::Running;
    m_record.startedAt = std::chrono::system_clock::now();
    m_record.boundPorts = toMappings(machine.vm().publishedPorts());
    m_record.accelerator = machine.vm().accelerator() == Accelerator::Kvm ? "kvm" : "tcg";
    m_record.machineVcpus = machine.vm().config().vcpus;
    m_record.machineMemory = machine.vm().config().memory;
    m_record.startPhases = toPhases(running->process->startupTiming());
    watchHealth(running);
    saveAndPublish(lock);
    m_sampler = std::make_unique<StatisticsSampler>(running->machine,
                                                    running->process,
                                                    m_id,
                                                    Layout::statistics(m_parts.store.layout().container(m_id)),
                                                    m_record.spec.cpus,
                                                    *m_parts.hub);
    m_exitWatch = std::jthread([this, running] { watchExit(running); });
    lock.unlock();
    if (running->session && m_parts.onInitSession)
        m_parts.onInitSession(running->session);
    if (running->place.networks)
        followMembers(*running);
}

/// Names of machines that come and go, into its hosts file.
void ContainerHost::followMembers(RunningContainer &running)
{
    running.place.networks->watch([machine = running.machine, rootfs = running.mounted->rootfsPath(), own = running.ownHosts, self = m_record.machine](
                                      const std::vector<store::NetworkRecord> &networks, std::stop_token stop) {
        const Status written = machine->agent().configureHosts(rootfs, hostsWithMembers(own, networks, self), std::move(stop));
        if (!written && !written.error().isCancelled())
            spdlog::warn("{}: its hosts file is out of date: {}", self.str(), render(written.error()));
    });
}

} // namespace firkin::supervisor
