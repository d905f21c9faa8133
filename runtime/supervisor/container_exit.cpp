// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/supervisor/container_host.h"

#include "runtime/base/error_text.h"

#include <spdlog/spdlog.h>

namespace firkin::supervisor {

using engine::ContainerState;
using engine::ExitCause;
using engine::ExitInfo;

namespace {

/// Statistics come each second: this long without one is silence.
constexpr std::chrono::seconds silence{5};

/// The pumps end with the streams; what the machine's end left hanging is let go after a while.
void joinPumps(std::vector<std::jthread> &pumps, std::chrono::milliseconds limit)
{
    if (pumps.empty())
        return;
    std::mutex mutex;
    std::condition_variable changed;
    bool joined = false;
    std::thread watchdog([&] {
        std::unique_lock lock(mutex);
        if (!changed.wait_for(lock, limit, [&] { return joined; })) {
            for (std::jthread &pump : pumps)
                pump.request_stop();
        }
    });
    for (std::jthread &pump : pumps)
        pump.join();
    {
        const std::lock_guard lock(mutex);
        joined = true;
    }
    changed.notify_all();
    watchdog.join();
    pumps.clear();
}

} // namespace

ExitInfo ContainerHost::exitInfoFor(RunningContainer &running, const Result<container::ExitStatus> &status)
{
    const bool byUser = [this] {
        const std::lock_guard lock(m_mutex);
        return m_endedByUser;
    }();
    ExitInfo info;
    info.at = std::chrono::system_clock::now();
    if (status) {
        info.code = status->code;
        info.signal = status->signal ? status->signal->number : 0;
        if (status->at != engine::WallTime())
            info.at = status->at;
        if (status->killedReason == container::KilledReason::OutOfMemory)
            info.cause = ExitCause::OutOfMemory;
        else
            info.cause = byUser ? ExitCause::StoppedByUser : ExitCause::Exited;
        return info;
    }
    info.code = 137;
    info.signal = 9;
    info.cause = byUser ? ExitCause::StoppedByUser : ExitCause::MachineDied;
    // The monitor's own end says more than the broken connection; it may come a moment later.
    if (const auto end = running.machine->vm().waitForEnd(Deadline::after(std::chrono::seconds(3)), {})) {
        if (end->cause == vmm::EndCause::KernelPanic)
            info.cause = ExitCause::KernelPanic;
        info.detail = end->detail;
    } else {
        info.detail = render(status.error());
    }
    return info;
}

/// On the exit watch's thread.
void ContainerHost::watchExit(const std::shared_ptr<RunningContainer> &running)
{
    const auto status = running->process->wait({});
    // All output before the end is told: a reader that sees Exited finds everything.
    joinPumps(running->pumps, running->machine->deadlines().outputDrain);
    if (running->session)
        (void)running->session->waitForEnd({});
    const ExitInfo info = exitInfoFor(*running, status);
    std::unique_ptr<StatisticsSampler> sampler;
    std::unique_ptr<HealthMonitor> health;
    {
        std::unique_lock lock(m_mutex);
        m_record.state = ContainerState::Exited;
        m_record.exit = info;
        m_record.boundPorts.clear();
        m_record.health.reset();
        m_silentSince.reset();
        setPending({});
        m_windingDown = true;
        scheduleRestart(info);
        sampler = std::move(m_sampler);
        health = std::move(m_health);
        saveAndPublish(lock);
    }
    sampler.reset(); // not under the lock: they join their threads
    health.reset();
    m_parts.home->leave(running->place, running->mounted.get());
    {
        std::unique_lock lock(m_mutex);
        m_running.reset();
        m_windingDown = false;
        if (m_pending) { // forced off while it was winding down
            setPending({});
            saveAndPublish(lock);
        }
        m_changed.notify_all();
    }
    if (m_parts.onIdle)
        m_parts.onIdle();
}

bool ContainerHost::lookForSilence()
{
    const std::lock_guard lock(m_mutex);
    // Standing still, to be saved too, is not silence; and after it, statistics take a moment to come again.
    if (m_record.state == ContainerState::Paused || m_pending == engine::PendingVerb::Snapshot) {
        m_awakeSince = std::chrono::system_clock::now();
        return false;
    }
    if (!m_sampler)
        return true;
    const auto heard = std::max(m_sampler->lastHeard(), m_awakeSince);
    const bool isSilent = std::chrono::system_clock::now() - heard > silence;
    if (isSilent != m_silentSince.has_value()) {
        m_silentSince = isSilent ? std::optional(heard) : std::nullopt;
        m_parts.hub->publish(ContainerStatus{m_id, m_record.generation, m_pending, m_pendingSince, m_silentSince});
    }
    return !isSilent;
}

} // namespace firkin::supervisor
