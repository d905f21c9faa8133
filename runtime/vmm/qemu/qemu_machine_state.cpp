// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/base/stop_fd.h"
#include "runtime/vmm/machine_states.h"
#include "runtime/vmm/qemu/migration_status.h"
#include "runtime/vmm/qemu/qemu_machine.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <format>
#include <optional>

/// A machine's state in a file and back: QEMU's migration, in the form that writes each page to a place of its own.
namespace firkin::vmm::qemu {
namespace {

/// There is an event for each state, but none for how far it is.
constexpr std::chrono::milliseconds pace{25};
/// QEMU gets the file as a descriptor in a set of this number: it needs no right to open it by name.
constexpr int fileSet = 1;

} // namespace

/// What both directions agree on before they begin.
Status QemuMachine::prepareMigration(int file, Deadline deadline, const std::stop_token &stop)
{
    const nlohmann::json mappedRam{{"capability", "mapped-ram"}, {"state", true}};
    FIRKIN_TRY(ask("migrate-set-capabilities", {{"capabilities", nlohmann::json::array({mappedRam})}}, deadline, stop));
    // Not held back for a network that is not there.
    FIRKIN_TRY(ask("migrate-set-parameters", {{"max-bandwidth", std::int64_t{1} << 40}}, deadline, stop));
    return ask("add-fd", {{"fdset-id", fileSet}}, deadline, stop, file);
}

/// Until QEMU is done with it, one way or the other; as long as it moves, nobody stops it, and QEMU lives.
Status QemuMachine::followMigration(Operation operation, const ProgressFn &progress, const std::stop_token &stop)
{
    std::optional<Error> givenUp; // why: QEMU itself knows only that it was cancelled
    MigrationStatus last;
    Deadline limit = Deadline::after(m_deadlines.bootSilence); // of its silence; then of its obeying
    for (;;) {
        auto reply = m_monitor->execute("query-migrate", nullptr, Deadline::after(m_deadlines.rpc), {});
        if (!reply)
            return fail(wrap(operation, machineName(), std::move(reply).error()));
        const MigrationStatus now = parseMigrationStatus(*reply);
        switch (now.phase) {
        case MigrationPhase::Completed:
            // As good as done before the cancel came: undone all the same.
            return givenUp ? Status(fail(std::move(*givenUp))) : Status();
        case MigrationPhase::Failed: return fail(operation, machineName(), reasonOfFailure(operation, now.error), now.error);
        case MigrationPhase::Cancelled: return fail(givenUp ? std::move(*givenUp) : cancelled(operation, machineName()));
        case MigrationPhase::None:
        case MigrationPhase::Active: break;
        }
        report(progress, {.phase = Phase::Copying, .done = now.done, .total = now.total > 0 ? std::optional(now.total) : std::nullopt, .item = {}});
        if (givenUp && limit.passed())
            return fail(std::move(*givenUp));
        if (!givenUp && now.done != last.done)
            limit = Deadline::after(m_deadlines.bootSilence);
        last = now;
        if (!givenUp && (stop.stop_requested() || limit.passed())) {
            givenUp = stop.stop_requested() ? cancelled(operation, machineName()) : timedOut(operation, machineName(), "its state does not move");
            if (operation == Operation::RestoreSnapshot)
                return fail(std::move(*givenUp)); // QEMU cannot cancel what comes in, and goes with its machine
            limit = Deadline::after(m_deadlines.rpc);
            (void)m_monitor->execute("migrate_cancel", nullptr, limit, {});
        }
        pauseFor(pace, {});
    }
}

Status QemuMachine::saveState(const std::filesystem::path &file, const ProgressFn &progress, std::stop_token stop)
{
    const std::lock_guard noDeviceMeanwhile(m_changingDevices);
    const std::lock_guard oneAtATime(m_changingRunState);
    if (const MachineState now = state(); now != MachineState::Paused)
        return fail(Operation::SaveSnapshot, machineName(), Reason::IllegalTransition, std::format("a {} machine is not saved", name(now)));
    if (!m_devices.isAsStarted())
        return fail(Operation::SaveSnapshot, machineName(), Reason::NotSnapshottable, "devices were plugged in while it ran");
    FIRKIN_TRY(onKeeper(Operation::SaveSnapshot, [this]() -> Status {
        if (m_vsockDevice.process)
            return fail(Operation::SaveSnapshot, machineName(), Reason::IllegalTransition, "vsock is plugged in");
        return {};
    }));
    const UniqueFd fd(::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!fd)
        return fail(systemError(Operation::SaveSnapshot, file.native(), errno));
    const Deadline deadline = Deadline::after(m_deadlines.rpc);
    Status saved = prepareMigration(fd.get(), deadline, stop);
    if (saved)
        saved = ask("migrate", {{"uri", std::format("file:/dev/fdset/{}", fileSet)}}, deadline, {});
    if (saved)
        saved = followMigration(Operation::SaveSnapshot, progress, stop);
    if (saved && ::fsync(fd.get()) != 0)
        saved = fail(systemError(Operation::SaveSnapshot, file.native(), errno, "fsync"));
    (void)ask("remove-fd", {{"fdset-id", fileSet}}, Deadline::after(m_deadlines.rpc), {});
    if (!saved)
        ::unlink(file.c_str());
    return saved;
}

/// On the keeper's thread, for a machine that was started to wait for it.
Status QemuMachine::loadState(const ProgressFn &progress, const std::stop_token &stop)
{
    const std::filesystem::path &file = *m_config.restoreFrom;
    const UniqueFd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd)
        return fail(systemError(Operation::RestoreSnapshot, file.native(), errno));
    const Deadline deadline = Deadline::after(m_deadlines.rpc);
    FIRKIN_TRY(prepareMigration(fd.get(), deadline, stop));
    FIRKIN_TRY(ask("migrate-incoming", {{"uri", std::format("file:/dev/fdset/{}", fileSet)}, {"exit-on-error", false}}, deadline, stop));
    FIRKIN_TRY(followMigration(Operation::RestoreSnapshot, progress, stop));
    return ask("remove-fd", {{"fdset-id", fileSet}}, Deadline::after(m_deadlines.rpc), stop);
}

} // namespace firkin::vmm::qemu
