// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/engine/store/recovery.h"

#include "runtime/base/file.h"
#include "runtime/engine/store/names.h"
#include "runtime/engine/store/networks.h"
#include "runtime/engine/store/snapshot_store.h"
#include "runtime/engine/store/trash.h"
#include "runtime/engine/store/volume_store.h"

#include <spdlog/spdlog.h>

namespace firkin::store {

namespace {

std::vector<std::string> entriesOf(const std::filesystem::path &folder)
{
    std::vector<std::string> names;
    std::error_code error;
    for (std::filesystem::directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
        names.push_back(it->path().filename().string());
    return names;
}

void endLeftovers(const MachineRecord &machine)
{
    for (const ProcessIdentity &helper : machine.helpers) {
        if (!isAlive(helper))
            continue;
        spdlog::info("machine {}: ending leftover {} ({})", machine.id.str(), helper.name, helper.pid);
        killExactly(helper);
    }
}

/// A half-made container or pod: its maker holds the lock of a machine of that name for as long as it lives.
void sweepHalfMade(const Store &store, const std::string &id, const std::filesystem::path &folder)
{
    const auto machine = MachineId::parse(id);
    if (!machine || StoreLock::isHeld(store.layout().machineLock(*machine)))
        return;
    (void)removeTree(folder);
}

/// A machine without a container: left by a creation or a removal that was killed.
void sweepMachine(const Store &store, const MachineId &id)
{
    const Layout &layout = store.layout();
    const auto lock = StoreLock::tryAcquire(layout.machineLock(id));
    if (!lock || !*lock)
        return;
    std::error_code error;
    if (std::filesystem::exists(layout.pods() / id.str(), error) || error)
        return;
    if (std::filesystem::exists(layout.containers() / id.str(), error) || error) {
        // A container of a pod only had it while it was made.
        const auto container = ContainerId::parse(id.str());
        const auto record = container ? store.load(*container) : fail(Operation::ReadRecord, id.str(), Reason::BadId);
        if (!record || record->machine == id)
            return;
    }
    (void)removeTree(layout.machine(id));
}

} // namespace

bool isLost(const Store &store, const ContainerRecord &record)
{
    return isTended(record) && !StoreLock::isHeld(store.layout().machineLock(record.machine));
}

bool isLost(const Store &store, const PodRecord &record)
{
    return record.state != engine::PodState::Stopped && !StoreLock::isHeld(store.layout().machineLock(record.machine()));
}

namespace {

engine::ExitInfo lostNow()
{
    return {.cause = engine::ExitCause::SupervisorLost, .code = 137, .signal = 9, .at = std::chrono::system_clock::now(), .detail = {}};
}

/// With the machine's lock held.
Status recoverContainer(const Store &store, ContainerRecord record)
{
    if (!isTended(record))
        return {};
    sweepSnapshots(store.layout().container(record.id));
    record.lookedInto = false;
    record.restartAt.reset();
    if (!isLive(record.state)) // how it ended stays what it was
        return store.save(record);
    (void)endLeases(store, record, false); // else the network's own process does it
    record.state = engine::ContainerState::Exited;
    record.health.reset();
    record.boundPorts.clear();
    record.exit = lostNow();
    return record.spec.removeOnExit ? removeForGood(store, record) : store.save(record);
}

Status recoverPod(const Store &store, const MachineId &machine)
{
    const auto id = PodId::parse(machine.str());
    auto record = id ? store.load(*id) : fail(Operation::ReadRecord, machine.str(), Reason::NoSuchPod);
    if (!record && record.error().rootReason() != Reason::NoSuchPod)
        return fail(record.error());
    if (!record || record->state == engine::PodState::Stopped)
        return {}; // the machine of a single container
    record->state = engine::PodState::Stopped;
    record->boundPorts.clear();
    record->exit = lostNow();
    return store.save(*record);
}

} // namespace

Result<bool> recoverLost(const Store &store, const SocketLayout &sockets, const MachineId &machine)
{
    const auto isOneLost = [&]() -> Result<bool> {
        FIRKIN_ASSIGN(const std::vector<ContainerRecord> containers, store.loadAllOf(machine));
        for (const ContainerRecord &record : containers) {
            if (isTended(record))
                return true;
        }
        const auto pod = PodId::parse(machine.str());
        const auto record = pod ? store.load(*pod) : fail(Operation::ReadRecord, machine.str(), Reason::NoSuchPod);
        return record && record->state != engine::PodState::Stopped;
    };
    FIRKIN_ASSIGN(bool lost, isOneLost());
    if (!lost)
        return false;
    // Others who look at the lock hold it for a moment; a living supervisor holds it for good.
    const auto lock = StoreLock::acquire(store.layout().machineLock(machine), Deadline::after(std::chrono::milliseconds(250)), {});
    if (!lock)
        return false; // somebody else does it, or it lives
    FIRKIN_ASSIGN(lost, isOneLost());
    if (!lost)
        return false;

    if (auto record = store.loadMachine(machine)) {
        endLeftovers(*record);
        record->supervisor.reset();
        record->helpers.clear();
        FIRKIN_TRY(store.saveMachine(*record));
    }
    (void)removeTree(sockets.folder(machine));
    FIRKIN_ASSIGN(const std::vector<ContainerRecord> containers, store.loadAllOf(machine));
    for (const ContainerRecord &record : containers)
        FIRKIN_TRY(recoverContainer(store, record));
    FIRKIN_TRY(recoverPod(store, machine));
    return true;
}

Result<bool> recoverLost(const Store &store, const SocketLayout &sockets, const ContainerId &id)
{
    FIRKIN_ASSIGN(const ContainerRecord record, store.load(id));
    if (!isTended(record))
        return false;
    return recoverLost(store, sockets, record.machine);
}

Status sweep(const Store &store)
{
    const Layout &layout = store.layout();
    for (const std::string &name : entriesOf(layout.trash())) {
        if (name.starts_with(".gone-"))
            (void)removeTree(layout.trash() / name);
    }
    for (const std::string &name : entriesOf(layout.containers())) {
        if (!name.starts_with(".new-"))
            continue;
        if (const auto id = ContainerId::parse(name.substr(5)))
            sweepHalfMade(store, id->str(), layout.newContainer(*id));
    }
    for (const std::string &name : entriesOf(layout.pods())) {
        if (!name.starts_with(".new-"))
            continue;
        if (const auto id = PodId::parse(name.substr(5)))
            sweepHalfMade(store, id->str(), layout.newPod(*id));
    }
    // Under the locks of their making: what has such a name then is nobody's.
    if (const auto lock = StoreLock::tryAcquire(layout.networks() / ".lock"); lock && *lock) {
        for (const std::string &name : entriesOf(layout.networks())) {
            if (name.starts_with(".new-") || name.starts_with(".gone-"))
                (void)removeTree(layout.networks() / name);
        }
    }
    if (const auto lock = FileLock::tryAcquire(layout.volumes() / ".lock", FileLock::Kind::Exclusive); lock && *lock)
        sweepVolumes(store);
    for (const std::string &name : entriesOf(layout.machines())) {
        if (const auto id = MachineId::parse(name))
            sweepMachine(store, *id);
    }
    for (const std::string &name : entriesOf(layout.names())) {
        if (!isValidName(name))
            continue;
        const auto text = readFile(layout.names() / name, 128);
        const auto id = text ? ContainerId::parse(std::string_view(*text).substr(0, text->find('\n'))) : ContainerId::parse("");
        if (id && isAbandoned(store, id->str()))
            (void)releaseName(store, name, *id);
    }
    return {};
}

} // namespace firkin::store
