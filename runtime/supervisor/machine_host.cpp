// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/supervisor/machine_host.h"

#include "runtime/base/error_text.h"
#include "runtime/base/file.h"
#include "runtime/base/limits.h"
#include "runtime/base/stop_fd.h"

#include <spdlog/spdlog.h>

namespace firkin::supervisor {

namespace {

constexpr std::chrono::seconds timeInterval{30};

} // namespace

MachineHost::~MachineHost()
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return m_state == State::Off; });
}

Result<std::shared_ptr<container::Machine>>
MachineHost::enter(const Boot &boot, const ProgressFn &progress, std::stop_token stop)
{
    const std::string &id = m_parts.id.str();
    {
        std::unique_lock lock(m_mutex);
        // One that has died is waited for until its users have noticed.
        const auto isUsable = [this] { return m_state == State::Up && !m_machine->vm().end(); };
        if (!m_changed.wait(lock, stop, [&] { return m_state == State::Off || isUsable(); }))
            return fail(cancelled(Operation::StartMachine, id));
        if (isUsable()) {
            ++m_uses;
            return m_machine;
        }
        m_state = State::Booting;
    }
    auto booted = bootNow(boot, progress, std::move(stop));
    {
        const std::lock_guard lock(m_mutex);
        if (booted) {
            m_machine = *booted;
            m_uses = 1;
            m_keepAlive = std::jthread([this, machine = *booted](std::stop_token over) { keepAlive(*machine, over); });
        }
        m_state = booted ? State::Up : State::Off;
        m_changed.notify_all();
    }
    return booted;
}

Result<std::shared_ptr<container::Machine>>
MachineHost::bootNow(const Boot &boot, const ProgressFn &progress, std::stop_token stop)
{
    const auto &root = m_parts.store.layout().root;
    FIRKIN_ASSIGN(const std::uint64_t free, freeSpace(root));
    if (free < limits::freeDiskForStart.bytes)
        return fail(Operation::StartMachine, root.string(), Reason::NoSpace, toString(ByteSize::ofBytes(free)));
    auto booted = m_parts.loop->call([&] {
        auto machine = boot.machine.restoreFrom
            ? container::Machine::restore(*m_parts.machines, boot.machine, boot.renewal, progress, stop)
            : container::Machine::boot(*m_parts.machines, boot.machine, progress, stop);
        if (machine)
            recordHelpers(true);
        return machine;
    });
    if (!booted)
        return fail(cancelled(Operation::StartMachine, m_parts.id.str()));
    if (!*booted || boot.interfaces.empty())
        return std::move(*booted);
    if (const Status up = (**booted)->configureNetwork(boot.interfaces, stop); !up) {
        (void)(**booted)->stop({});
        recordHelpers(false);
        return fail(up.error());
    }
    return std::move(*booted);
}

Result<std::shared_ptr<container::Machine>> MachineHost::join()
{
    const std::lock_guard lock(m_mutex);
    if (m_state != State::Up)
        return fail(Operation::StartMachine, m_parts.id.str(), Reason::NotRunning);
    ++m_uses;
    return m_machine;
}

void MachineHost::leave()
{
    std::shared_ptr<container::Machine> machine;
    std::jthread keepAlive;
    {
        const std::lock_guard lock(m_mutex);
        if (--m_uses > 0)
            return;
        m_state = State::Ending;
        machine = m_machine;
        keepAlive = std::move(m_keepAlive);
    }
    keepAlive.request_stop();
    keepAlive.join();
    if (const Status stopped = machine->stop({}); !stopped)
        spdlog::warn("{}: the machine's end: {}", m_parts.id.str(), render(stopped.error()));
    recordHelpers(false);
    const std::lock_guard lock(m_mutex);
    m_machine.reset();
    m_state = State::Off;
    m_changed.notify_all();
}

std::shared_ptr<container::Machine> MachineHost::machine() const
{
    const std::lock_guard lock(m_mutex);
    return m_state == State::Up ? m_machine : nullptr;
}

Status MachineHost::forceOff()
{
    const auto machine = this->machine();
    return machine ? machine->vm().stop(std::chrono::milliseconds(0)) : Status();
}

bool MachineHost::isIdle() const
{
    const std::lock_guard lock(m_mutex);
    return m_state == State::Off;
}

/// For whoever has to clean up after this supervisor: every process below it, by pid and start time.
void MachineHost::recordHelpers(bool up)
{
    const Status saved = [&]() -> Status {
        FIRKIN_ASSIGN(store::MachineRecord record, m_parts.store.loadMachine(m_parts.id));
        record.supervisor = store::identityOf(::getpid());
        record.helpers = up ? store::descendantsOf(::getpid()) : std::vector<store::ProcessIdentity>();
        return m_parts.store.saveMachine(record);
    }();
    if (!saved)
        spdlog::warn("{}: the machine's record cannot be written: {}", m_parts.id.str(), render(saved.error()));
}

/// Keeps the guest's clock right; sees once a second whether it is silent.
void MachineHost::keepAlive(container::Machine &machine, std::stop_token stop) const
{
    auto nextTime = std::chrono::steady_clock::now() + timeInterval;
    while (pauseFor(std::chrono::seconds(1), stop)) {
        const bool answers = !m_parts.onTick || m_parts.onTick();
        if (std::chrono::steady_clock::now() < nextTime || !answers)
            continue;
        nextTime = std::chrono::steady_clock::now() + timeInterval;
        if (const Status set = machine.agent().setTime(std::chrono::system_clock::now(), stop); !set)
            spdlog::debug("{}: the guest's time cannot be set: {}", m_parts.id.str(), render(set.error()));
    }
}

} // namespace firkin::supervisor
