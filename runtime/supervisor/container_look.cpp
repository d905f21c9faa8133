// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/supervisor/container_host.h"

#include "runtime/base/error_text.h"
#include "runtime/engine/restart_policy.h"

#include <spdlog/spdlog.h>

/// What is done for a container that does not run: its machine is booted for its files, and it is started again when its
/// policy says so. Both by the tender, a thread that a host has for its whole life.
namespace firkin::supervisor {

using engine::ContainerState;
using engine::PendingVerb;
using Clock = std::chrono::steady_clock;

namespace {

/// How long a machine stays up after its files were looked at last.
constexpr std::chrono::seconds lookPatience{60};

} // namespace

/// One caller's use of the files. Ends with its destructor.
struct ContainerHost::LookUse {
    LookUse(ContainerHost &ownHost, std::shared_ptr<Look> ownLook) : host(ownHost), look(std::move(ownLook)) {}
    LookUse(const LookUse &) = delete;
    LookUse &operator=(const LookUse &) = delete;
    ~LookUse()
    {
        const std::lock_guard lock(host.m_mutex);
        look->lastUse = Clock::now();
        // Nobody waits for it any more.
        if (--look->users == 0 && look->state != Look::State::Open)
            look->stop.request_stop();
        host.m_changed.notify_all();
    }
    ContainerHost &host;
    const std::shared_ptr<Look> look;
};

Result<ContainerHost::Lease> ContainerHost::files(Operation operation, const ProgressFn &progress, std::stop_token stop)
{
    std::unique_lock lock(m_mutex);
    const auto isInBetween = [this] {
        const bool isDead = m_look && m_look->state == Look::State::Open && m_look->place.machine->vm().end();
        return m_record.state == ContainerState::Starting || m_windingDown || isDead || (m_look && m_look->stop.stop_requested());
    };
    if (!m_changed.wait(lock, stop, [&] { return !isInBetween(); }))
        return fail(cancelled(operation, m_record.name));
    if (m_record.state == ContainerState::Paused)
        return fail(operation, m_record.name, Reason::IsPaused);
    if (store::isLive(m_record.state))
        return Lease{m_running->mounted, m_running};
    if (m_retired || (m_record.spec.removeOnExit && m_record.state == ContainerState::Exited))
        return fail(operation, m_record.name, Reason::NoSuchContainer); // it is about to go

    if (!m_look)
        m_look = std::make_shared<Look>();
    const std::shared_ptr<Look> look = m_look;
    ++look->users;
    m_changed.notify_all();
    lock.unlock();
    auto use = std::make_shared<LookUse>(*this, look);
    lock.lock();
    for (unsigned told = 0; look->state == Look::State::Wanted || look->state == Look::State::Opening;) {
        if (!m_changed.wait(lock, stop, [&] { return look->state > Look::State::Opening || look->steps != told; })) {
            lock.unlock();
            return fail(cancelled(operation, record().name));
        }
        told = look->steps;
        const Progress step = look->progress;
        lock.unlock();
        report(progress, step);
        lock.lock();
    }
    if (look->state == Look::State::Failed) {
        Error error = wrap(operation, m_record.name, look->error.value_or(cancelled(operation, m_record.name)));
        lock.unlock();
        return fail(std::move(error));
    }
    std::shared_ptr<container::MountedContainer> mounted = look->mounted;
    lock.unlock();
    return Lease{std::move(mounted), std::move(use)};
}

Status ContainerHost::stopLooking(bool force)
{
    std::unique_lock lock(m_mutex);
    if (!m_look)
        return {};
    if (m_look->users > 0 && !force)
        return fail(Operation::RemoveContainer, m_record.name, Reason::InUse, "files are being looked at or copied");
    const std::shared_ptr<Look> look = m_look;
    look->stop.request_stop();
    m_changed.notify_all();
    m_changed.wait(lock, [&] { return m_look != look && !m_windingDown; }); // the next one is another's
    return {};
}

/// With the lock held, which it lets go while it boots.
void ContainerHost::openLook(std::unique_lock<std::mutex> &lock)
{
    const std::shared_ptr<Look> look = m_look;
    look->state = Look::State::Opening;
    m_record.lookedInto = true;
    saveAndPublish(lock);
    store::ContainerRecord record = m_record;
    record.spec.ports.clear(); // nothing serves them
    record.spec.networks.clear();
    lock.unlock();

    const auto progress = [&](const Progress &step) {
        const std::lock_guard held(m_mutex);
        look->progress = step;
        ++look->steps;
        m_changed.notify_all();
    };
    const Status opened = [&]() -> Status {
        FIRKIN_ASSIGN(look->place, m_parts.home->enter(record, progress, look->stop.get_token()));
        auto mounted = look->place.machine->createContainer(m_id, look->place.rootfs, look->stop.get_token());
        if (!mounted) {
            m_parts.home->leave(look->place, nullptr);
            return fail(mounted.error());
        }
        look->mounted = std::move(*mounted);
        return {};
    }();

    lock.lock();
    look->lastUse = Clock::now();
    look->state = opened ? Look::State::Open : Look::State::Failed;
    if (!opened) {
        look->error = opened.error();
        m_look.reset();
        m_record.lookedInto = false;
        saveAndPublish(lock);
        lock.unlock();
        if (m_parts.onIdle)
            m_parts.onIdle();
        lock.lock();
    }
    m_changed.notify_all();
}

void ContainerHost::closeLook(std::unique_lock<std::mutex> &lock)
{
    const std::shared_ptr<Look> look = std::exchange(m_look, nullptr);
    m_windingDown = true;
    lock.unlock();
    m_parts.home->leave(look->place, look->mounted.get()); // syncs and unmounts
    lock.lock();
    m_windingDown = false;
    m_record.lookedInto = false;
    saveAndPublish(lock);
    lock.unlock();
    if (m_parts.onIdle)
        m_parts.onIdle();
    lock.lock();
}

/// For a start: whether the machine that is up for looking has become the container's. Otherwise it is ended.
Result<bool> ContainerHost::takeLook(std::shared_ptr<Look> look, RunningContainer &running, const store::ContainerRecord &record, std::stop_token stop)
{
    if (const Status settled = m_parts.home->settle(look->place, record, stop); settled) {
        running.place = std::move(look->place);
        running.mounted = std::move(look->mounted);
        return true;
    }
    FIRKIN_TRY(endLook(look, std::move(stop)));
    return false;
}

/// Of a look that a start has been given: its machine ends once nobody uses it any more.
Status ContainerHost::endLook(const std::shared_ptr<Look> &look, std::stop_token stop)
{
    {
        std::unique_lock lock(m_mutex);
        if (!m_changed.wait(lock, stop, [&] { return look->users == 0; })) {
            m_look = look; // as before
            m_record.lookedInto = true;
            return fail(cancelled(Operation::StartContainer, m_record.name));
        }
    }
    m_parts.home->leave(look->place, look->mounted.get());
    return {};
}

/// With the lock held: after an end that was not asked for.
void ContainerHost::scheduleRestart(const engine::ExitInfo &exit)
{
    if (m_quitting || m_endedByUser || !engine::restartsAfter(m_record.spec.restart, exit, m_record.restartCount))
        return;
    const auto lasted = m_record.startedAt ? exit.at - *m_record.startedAt : engine::WallTime::duration{};
    m_restartDelay = engine::nextDelay(m_restartDelay, std::chrono::duration_cast<std::chrono::milliseconds>(lasted));
    m_restartDue = Clock::now() + m_restartDelay;
    m_record.restartAt = std::chrono::system_clock::now() + m_restartDelay;
}

/// With the lock held: it is started by hand.
void ContainerHost::forgetRestarts()
{
    m_restartDelay = {};
    m_record.restartCount = 0;
}

/// With the lock held, which goes along: after a stop in between it would start all the same, and for a look in between it
/// would wait, on the thread that opens them.
void ContainerHost::restartNow(std::unique_lock<std::mutex> &lock, std::stop_token stop)
{
    m_record.restartAt.reset();
    ++m_record.restartCount;
    spdlog::info("{}: starting it again by its policy", m_id.str());
    const Status started = start(std::move(lock), PendingVerb::Restart, {}, std::move(stop));
    lock = std::unique_lock(m_mutex);
    if (started || started.error().isCancelled() || m_record.state != ContainerState::Exited || !m_record.exit)
        return;
    spdlog::warn("{}: {}", m_id.str(), render(started.error()));
    scheduleRestart(*m_record.exit);
    saveAndPublish(lock);
}

void ContainerHost::tend(std::stop_token stop)
{
    std::unique_lock lock(m_mutex);
    while (!stop.stop_requested()) {
        const auto now = Clock::now();
        const bool isQuiet = !store::isLive(m_record.state) && !m_windingDown;
        auto next = Clock::time_point::max();
        if (isQuiet && m_look && m_look->state == Look::State::Wanted) {
            openLook(lock);
            continue;
        }
        if (isQuiet && m_look && m_look->state == Look::State::Open) {
            const bool isDead = m_look->place.machine->vm().end().has_value();
            if (m_look->stop.stop_requested() || isDead || (m_look->users == 0 && now >= m_look->lastUse + lookPatience)) {
                closeLook(lock);
                continue;
            }
            // Now and then: a machine that dies tells nobody here.
            next = std::min(m_look->lastUse + lookPatience, now + std::chrono::seconds(1));
        }
        if (isQuiet && m_record.restartAt) {
            if (now >= m_restartDue) {
                restartNow(lock, stop);
                continue;
            }
            next = std::min(next, m_restartDue);
        }
        bool changed = false;
        const auto wasChanged = [&changed] { return std::exchange(changed, true); }; // false once, then whatever woke it
        if (next == Clock::time_point::max())
            m_changed.wait(lock, stop, wasChanged);
        else
            m_changed.wait_until(lock, stop, next, wasChanged);
    }
}

} // namespace firkin::supervisor
