// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/supervisor/container_host.h"

#include "runtime/base/error_text.h"
#include "runtime/supervisor/network_membership.h"

#include <spdlog/spdlog.h>

namespace firkin::supervisor {

using engine::ContainerState;
using engine::PendingVerb;

ContainerHost::ContainerHost(Parts parts, store::ContainerRecord record)
    : m_parts(std::move(parts)), m_id(record.id), m_record(std::move(record))
{
    std::unique_lock lock(m_mutex);
    // The lock is ours, so nothing of it runs: what an earlier supervisor left says otherwise only if it was killed.
    if (store::isLive(m_record.state)) {
        m_record.state = ContainerState::Exited;
        m_record.exit = engine::ExitInfo{engine::ExitCause::SupervisorLost, 137, 9, std::chrono::system_clock::now(), {}};
        m_record.boundPorts.clear();
        m_record.health.reset();
        saveAndPublish(lock);
    } else if (store::isTended(m_record)) {
        m_record.restartAt.reset();
        m_record.lookedInto = false;
        saveAndPublish(lock);
    } else {
        m_parts.hub->publish(ContainerStatus{m_id, m_record.generation, {}, {}, {}});
    }
    m_tender = std::jthread([this](std::stop_token stop) { tend(std::move(stop)); });
}

ContainerHost::~ContainerHost()
{
    waitUntilIdle();
}

void ContainerHost::quit(std::stop_token stop)
{
    {
        const std::lock_guard lock(m_mutex);
        m_quitting = true;
    }
    (void)this->stop({}, std::move(stop));
    (void)stopLooking(true);
}

void ContainerHost::waitUntilIdle()
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return !store::isTended(m_record) && !m_windingDown && !m_look; });
}

Result<store::ContainerRecord> ContainerHost::retire(std::stop_token stop)
{
    FIRKIN_TRY(stopLooking(false));
    std::unique_lock lock(m_mutex);
    if (!m_changed.wait(lock, std::move(stop), [this] { return !m_windingDown; }))
        return fail(cancelled(Operation::RemoveContainer, m_record.name));
    if (m_retired)
        return fail(Operation::RemoveContainer, m_record.name, Reason::NoSuchContainer);
    if (m_look)
        return fail(Operation::RemoveContainer, m_record.name, Reason::InUse, "files are being looked at or copied");
    if (store::isTended(m_record))
        return fail(Operation::RemoveContainer, m_record.name, Reason::StillRunning);
    m_retired = true;
    return m_record;
}

void ContainerHost::reinstate()
{
    const std::lock_guard lock(m_mutex);
    m_retired = false;
}

store::ContainerRecord ContainerHost::record() const
{
    const std::lock_guard lock(m_mutex);
    return m_record;
}

Result<std::shared_ptr<RunningContainer>> ContainerHost::running() const
{
    const std::lock_guard lock(m_mutex);
    const bool runs = m_record.state == ContainerState::Running || m_record.state == ContainerState::Paused
        || m_record.state == ContainerState::Stopping;
    if (!runs || !m_running)
        return fail(Operation::StartProcess, m_record.name, Reason::NotRunning);
    return m_running;
}

Result<std::shared_ptr<RunningContainer>> ContainerHost::usable(Operation operation) const
{
    auto running = this->running();
    if (!running)
        return fail(operation, record().name, running.error().reason);
    const std::lock_guard lock(m_mutex);
    if (m_record.state == ContainerState::Paused)
        return fail(operation, m_record.name, Reason::IsPaused);
    return running;
}

bool ContainerHost::isIdle() const
{
    const std::lock_guard lock(m_mutex);
    return !store::isTended(m_record) && !m_windingDown && !m_look;
}

std::uint64_t ContainerHost::outputEnd() const
{
    const std::lock_guard lock(m_mutex);
    return m_output ? m_output->endOffset() : 0;
}

/// The record first: who hears of a generation finds it on disk.
void ContainerHost::saveAndPublish(std::unique_lock<std::mutex> &)
{
    if (const Status saved = m_parts.store.save(m_record); !saved)
        spdlog::error("{}: the record cannot be written: {}", m_id.str(), render(saved.error()));
    m_parts.hub->publish(ContainerStatus{m_id, m_record.generation, m_pending, m_pendingSince, m_silentSince});
    m_changed.notify_all();
}

void ContainerHost::setPending(std::optional<PendingVerb> verb)
{
    m_pending = verb;
    m_pendingSince = std::chrono::system_clock::now();
}

Status ContainerHost::start(const ProgressFn &progress, std::stop_token stop)
{
    std::unique_lock lock(m_mutex);
    forgetRestarts();
    return start(std::move(lock), PendingVerb::Start, progress, std::move(stop));
}

Status ContainerHost::start(std::unique_lock<std::mutex> lock, PendingVerb verb, const ProgressFn &progress, std::stop_token stop)
{
    return startBy(
        std::move(lock),
        Operation::StartContainer,
        verb,
        [&](const store::ContainerRecord &record, std::shared_ptr<Look> look, std::stop_token startStop) {
            return run(record, std::move(look), progress, std::move(startStop));
        },
        std::move(stop));
}

Status ContainerHost::startBy(std::unique_lock<std::mutex> lock, Operation operation, PendingVerb verb, const RunFn &body, std::stop_token stop)
{
    // A machine that is being booted for its files will do.
    const auto isSettled = [this] {
        return !m_windingDown && (!m_look || (m_look->state == Look::State::Open && !m_look->stop.stop_requested()));
    };
    if (!m_changed.wait(lock, stop, isSettled))
        return fail(cancelled(operation, m_record.name));
    if (m_retired)
        return fail(operation, m_record.name, Reason::NoSuchContainer);
    if (store::isLive(m_record.state))
        return fail(operation, m_record.name, Reason::AlreadyRunning);
    std::shared_ptr<Look> look = std::exchange(m_look, nullptr);
    m_record.lookedInto = false;
    m_record.restartAt.reset();
    m_record.health.reset();
    const store::ContainerRecord before = m_record;
    std::stop_source source;
    m_startStop = source;
    m_endedByUser = false;
    m_record.state = ContainerState::Starting;
    m_record.exit.reset();
    m_record.startPhases.clear();
    setPending(verb);
    saveAndPublish(lock);
    lock.unlock();
    // The caller's cancel, or a stop by somebody else.
    const std::stop_callback forward(stop, [&source] { source.request_stop(); });
    auto started = body(before, std::move(look), source.get_token());
    if (!started) {
        startFailed(started.error(), before, operation == Operation::RestoreSnapshot);
        return fail(wrap(operation, before.name, started.error()));
    }
    startSucceeded(std::move(*started));
    return {};
}

Status ContainerHost::stop(std::optional<std::chrono::milliseconds> grace, std::stop_token stop)
{
    return this->stop(PendingVerb::Stop, grace, std::move(stop));
}

Status ContainerHost::stop(PendingVerb verb, std::optional<std::chrono::milliseconds> grace, std::stop_token stop)
{
    std::unique_lock lock(m_mutex);
    if (m_record.state == ContainerState::Starting) {
        m_startStop->request_stop();
        if (!m_changed.wait(lock, stop, [this] { return m_record.state != ContainerState::Starting; }))
            return fail(cancelled(Operation::StopContainer, m_record.name));
    }
    if (!store::isLive(m_record.state)) { // as asked
        if (m_record.restartAt) {
            m_record.restartAt.reset();
            saveAndPublish(lock);
        }
        return {};
    }
    const auto running = m_running;
    const container::StopOptions options{container::Signal{m_record.process.stopSignal},
                                         grace.value_or(m_record.process.stopGrace)};
    m_endedByUser = true;
    m_record.state = ContainerState::Stopping;
    setPending(verb);
    saveAndPublish(lock);
    lock.unlock();

    const auto ended = [&]() -> Status {
        FIRKIN_TRY(wake(*running, stop));
        const auto status = running->process->stop(options, stop);
        return status ? Status() : Status(fail(status.error()));
    }();

    lock.lock();
    const auto isOver = [this] { return !store::isLive(m_record.state); };
    if (!ended) {
        if (!isOver() && m_record.state == ContainerState::Stopping) {
            m_endedByUser = false;
            m_record.state = ContainerState::Running;
            setPending({});
            saveAndPublish(lock);
        }
        if (!isOver())
            return fail(wrap(Operation::StopContainer, m_record.name, ended.error()));
    }
    if (!m_changed.wait(lock, stop, isOver))
        return fail(cancelled(Operation::StopContainer, m_record.name));
    return {};
}

Status ContainerHost::kill(int signal, std::stop_token stop)
{
    bool ends = false;
    bool isPaused = false;
    std::shared_ptr<RunningContainer> running;
    {
        const std::lock_guard lock(m_mutex);
        ends = signal == container::sigKill.number || signal == container::sigTerm.number || signal == m_record.process.stopSignal;
        isPaused = m_record.state == ContainerState::Paused;
        // As Docker: a signal that ends it wakes it; another would wait for ever.
        if (isPaused && !ends)
            return fail(Operation::KillContainer, m_record.name, Reason::IsPaused);
    }
    FIRKIN_ASSIGN(running, this->running());
    {
        const std::lock_guard lock(m_mutex);
        m_endedByUser |= ends;
    }
    if (isPaused)
        FIRKIN_TRY(resume(stop));
    return running->process->kill(container::Signal{signal}, stop);
}

Status ContainerHost::forceOff(std::stop_token stop)
{
    std::unique_lock lock(m_mutex);
    if (m_record.restartAt) { // off for good
        m_record.restartAt.reset();
        saveAndPublish(lock);
    }
    if (m_record.state == ContainerState::Starting)
        m_startStop->request_stop();
    if (m_running) {
        m_endedByUser = true;
        setPending(PendingVerb::Kill);
        saveAndPublish(lock);
        lock.unlock();
        const Status off = m_parts.home->forceOff();
        lock.lock();
        if (!off) {
            m_endedByUser = false;
            setPending({});
            saveAndPublish(lock);
            return off;
        }
    }
    if (!m_changed.wait(lock, stop, [this] { return !store::isLive(m_record.state); }))
        return fail(cancelled(Operation::KillContainer, m_record.name));
    return {};
}

Result<engine::ProcessStatus> ContainerHost::wait(std::stop_token stop)
{
    std::unique_lock lock(m_mutex);
    if (!m_changed.wait(lock, stop, [this] { return !store::isLive(m_record.state); }))
        return fail(cancelled(Operation::WaitForContainer, m_record.name));
    if (!m_record.exit)
        return fail(Operation::WaitForContainer, m_record.name, Reason::NotRunning);
    return engine::ProcessStatus{m_record.exit->code, m_record.exit->signal};
}

Status ContainerHost::rename(const std::string &name)
{
    std::unique_lock lock(m_mutex);
    store::ContainerRecord renamed = m_record;
    renamed.name = name;
    renamed.spec.name = name;
    FIRKIN_TRY(m_parts.store.save(renamed));
    m_record = std::move(renamed);
    m_parts.hub->publish(ContainerStatus{m_id, m_record.generation, m_pending, m_pendingSince, m_silentSince});
    const auto running = m_running;
    const store::ContainerRecord now = m_record;
    lock.unlock(); // the networks' locks may take their time
    if (running && running->place.networks)
        running->place.networks->rename(now);
    return {};
}

} // namespace firkin::supervisor
