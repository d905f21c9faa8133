// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/engine/store/recovery.h"

#include "runtime/base/file.h"
#include "runtime/engine/store/names.h"
#include "runtime/engine/store/trash.h"

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

/// A half-made container: its maker holds the machine's lock for as long as it lives.
void sweepHalfMade(const Store &store, const ContainerId &id)
{
    const auto machine = MachineId::parse(id.str());
    if (!machine || StoreLock::isHeld(store.layout().machineLock(*machine)))
        return;
    (void)removeTree(store.layout().newContainer(id));
}

/// A machine without a container: left by a creation or a removal that was killed.
void sweepMachine(const Store &store, const MachineId &id)
{
    const Layout &layout = store.layout();
    const auto lock = StoreLock::tryAcquire(layout.machineLock(id));
    if (!lock || !*lock)
        return;
    const auto container = ContainerId::parse(id.str());
    std::error_code error;
    if (!container || std::filesystem::exists(layout.container(*container), error) || error)
        return;
    (void)removeTree(layout.machine(id));
}

} // namespace

bool isLost(const Store &store, const ContainerRecord &record)
{
    return isLive(record.state) && !StoreLock::isHeld(store.layout().machineLock(record.machine));
}

Result<bool> recoverLost(const Store &store, const SocketLayout &sockets, const ContainerId &id)
{
    FIRKIN_ASSIGN(ContainerRecord record, store.load(id));
    if (!isLive(record.state))
        return false;
    // Others who look at the lock hold it for a moment; a living supervisor holds it for good.
    const auto lock = StoreLock::acquire(
        store.layout().machineLock(record.machine), Deadline::after(std::chrono::milliseconds(250)), {});
    if (!lock)
        return false; // somebody else does it, or it lives
    FIRKIN_ASSIGN(record, store.load(id));
    if (!isLive(record.state))
        return false;

    if (auto machine = store.loadMachine(record.machine)) {
        endLeftovers(*machine);
        machine->supervisor.reset();
        machine->helpers.clear();
        FIRKIN_TRY(store.saveMachine(*machine));
    }
    (void)removeTree(sockets.folder(record.machine));
    record.state = engine::ContainerState::Exited;
    record.boundPorts.clear();
    record.exit = engine::ExitInfo{.cause = engine::ExitCause::SupervisorLost,
                                   .code = 137,
                                   .signal = 9,
                                   .at = std::chrono::system_clock::now(),
                                   .detail = {}};
    if (record.spec.removeOnExit) {
        FIRKIN_TRY(removeForGood(store, record));
        return true;
    }
    FIRKIN_TRY(store.save(record));
    return true;
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
            sweepHalfMade(store, *id);
    }
    for (const std::string &name : entriesOf(layout.machines())) {
        if (const auto id = MachineId::parse(name))
            sweepMachine(store, *id);
    }
    for (const std::string &name : entriesOf(layout.names())) {
        if (!isValidName(name))
            continue;
        const auto text = readFile(layout.names() / name, 128);
        const auto id = text ? ContainerId::parse(std::string_view(*text).substr(0, text->find('\n'))) : ContainerId::parse("");
        if (!id)
            continue;
        std::error_code error;
        const auto machine = MachineId::parse(id->str());
        if (!std::filesystem::exists(layout.container(*id), error) && machine
            && !StoreLock::isHeld(layout.machineLock(*machine)))
            (void)releaseName(store, name, *id);
    }
    return {};
}

} // namespace firkin::store
