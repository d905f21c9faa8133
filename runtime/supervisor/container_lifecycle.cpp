// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/supervisor/container_host.h"

#include "runtime/base/error_text.h"
#include "runtime/engine/defaults.h"
#include "runtime/engine/resolve_process.h"

#include <spdlog/spdlog.h>

/// What is done with a container between its start and its end.
namespace firkin::supervisor {

using engine::ContainerState;
using engine::PendingVerb;

Status ContainerHost::restart(std::optional<std::chrono::milliseconds> grace, const ProgressFn &progress, std::stop_token stop)
{
    report(progress, {.phase = Phase::Stopping, .done = 0, .total = {}, .item = {}});
    if (const Status stopped = this->stop(PendingVerb::Restart, grace, stop); !stopped)
        return fail(wrap(Operation::RestartContainer, record().name, stopped.error()));
    std::unique_lock lock(m_mutex);
    forgetRestarts();
    if (const Status started = start(std::move(lock), PendingVerb::Restart, progress, stop); !started)
        return fail(wrap(Operation::RestartContainer, record().name, started.error()));
    return {};
}

Status ContainerHost::pause()
{
    const std::lock_guard oneAtATime(m_pausing);
    std::shared_ptr<RunningContainer> running;
    {
        std::unique_lock lock(m_mutex);
        if (!m_record.spec.pod.empty()) // its machine is the others', too
            return fail(Operation::PauseContainer, m_record.name, Reason::UnsupportedHere, "of one container of a pod");
        if (m_record.state == ContainerState::Paused)
            return fail(Operation::PauseContainer, m_record.name, Reason::IsPaused);
        if (m_record.state != ContainerState::Running)
            return fail(Operation::PauseContainer, m_record.name, Reason::NotRunning);
        running = m_running;
        setPending(PendingVerb::Pause);
        saveAndPublish(lock);
    }
    const Status paused = running->process->pause();
    std::unique_lock lock(m_mutex);
    if (m_record.state != ContainerState::Running) {
        // Being stopped meanwhile, which wins, and wakes it once we are gone; or it has ended.
        return fail(Operation::PauseContainer, m_record.name, Reason::NotRunning);
    }
    setPending({});
    if (paused) {
        m_record.state = ContainerState::Paused;
        m_silentSince.reset();
    }
    saveAndPublish(lock);
    return paused ? paused : Status(fail(wrap(Operation::PauseContainer, m_record.name, paused.error())));
}

Status ContainerHost::resume(std::stop_token stop)
{
    std::shared_ptr<RunningContainer> running;
    {
        std::unique_lock lock(m_mutex);
        if (m_record.state == ContainerState::Running)
            return fail(Operation::ResumeContainer, m_record.name, Reason::NotPaused);
        if (m_record.state != ContainerState::Paused)
            return fail(Operation::ResumeContainer, m_record.name, Reason::NotRunning);
        running = m_running;
        setPending(PendingVerb::Resume);
        saveAndPublish(lock);
    }
    const Status woken = wake(*running, stop);
    std::unique_lock lock(m_mutex);
    if (m_record.state == ContainerState::Paused) {
        setPending({});
        // Though it may be out of reach: that shows as silence, and it can be forced off.
        if (running->machine->vm().state() == vmm::MachineState::Running)
            m_record.state = ContainerState::Running;
        saveAndPublish(lock);
    }
    return woken ? woken : Status(fail(wrap(Operation::ResumeContainer, m_record.name, woken.error())));
}

Status ContainerHost::wake(RunningContainer &running, std::stop_token stop)
{
    const std::lock_guard oneAtATime(m_pausing);
    if (running.machine->vm().state() != vmm::MachineState::Paused)
        return {};
    Status resumed = running.process->resume(std::move(stop));
    if (!resumed && !resumed.error().isCancelled())
        spdlog::error("{}: after its pause: {}", m_id.str(), render(resumed.error()));
    return resumed;
}

Status ContainerHost::update(const engine::ContainerUpdate &changes, std::stop_token stop)
{
    FIRKIN_ASSIGN(const QuietGate::Pass pass, enterGuest(stop)); // what is saved has the limits that its record has
    std::shared_ptr<RunningContainer> running;
    engine::ContainerSpec changed;
    {
        const std::lock_guard lock(m_mutex);
        changed = m_record.spec;
        FIRKIN_TRY(engine::applyUpdate(changes, changed));
        const bool limits = changes.cpus || changes.memory;
        if (limits && store::isLive(m_record.state)) {
            if (m_record.state == ContainerState::Paused)
                return fail(Operation::UpdateContainer, m_record.name, Reason::IsPaused);
            if (!m_running)
                return fail(Operation::UpdateContainer, m_record.name, Reason::StoreBusy);
            if (engine::machineVcpus(changed.cpus) > m_record.machineVcpus || engine::machineMemory(changed.memory) > m_record.machineMemory)
                return fail(Operation::UpdateContainer, m_record.name, Reason::MachineTooSmall);
            running = m_running;
        }
    }
    if (running) {
        agent::LimitsChange limits;
        if (changes.memory)
            limits.memoryBytes = changes.memory->bytes;
        limits.cpus = changes.cpus;
        FIRKIN_TRY(running->machine->agent().setLimits(running->mounted->id().str(), limits, std::move(stop)));
    }
    std::unique_lock lock(m_mutex);
    store::ContainerRecord updated = m_record;
    FIRKIN_TRY(engine::applyUpdate(changes, updated.spec));
    FIRKIN_TRY(m_parts.store.save(updated));
    m_record = std::move(updated);
    if (m_sampler)
        m_sampler->setCpus(m_record.spec.cpus);
    m_parts.hub->publish(ContainerStatus{m_id, m_record.generation, m_pending, m_pendingSince, m_silentSince});
    m_changed.notify_all();
    return {};
}

Result<std::vector<engine::ProcessEntry>> ContainerHost::top(std::stop_token stop)
{
    FIRKIN_ASSIGN(const QuietGate::Pass pass, enterGuest(stop));
    FIRKIN_ASSIGN(const auto running, usable(Operation::ListProcesses));
    FIRKIN_ASSIGN(const auto processes, running->machine->agent().listProcesses(running->mounted->id().str(), std::move(stop)));
    std::vector<engine::ProcessEntry> entries;
    for (const agent::ProcessEntry &process : processes) {
        entries.push_back({.pid = process.pid,
                           .parentPid = process.parentPid,
                           .user = process.userName.empty() ? std::to_string(process.uid) : process.userName,
                           .state = process.state,
                           .cpuTime = std::chrono::duration_cast<std::chrono::milliseconds>(process.cpuTime),
                           .memoryBytes = process.residentBytes,
                           .startedAt = process.startedAt,
                           .command = process.command});
    }
    return entries;
}

} // namespace firkin::supervisor
