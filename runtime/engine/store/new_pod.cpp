// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/engine/store/new_pod.h"

#include "runtime/base/file.h"
#include "runtime/engine/store/names.h"
#include "runtime/engine/store/new_container.h"

#include <cerrno>
#include <cstdio>

namespace firkin::store {

namespace {

Status renameTo(const std::filesystem::path &from, const std::filesystem::path &to, Operation operation, const std::string &name)
{
    if (std::rename(from.c_str(), to.c_str()) == 0)
        return {};
    return fail(systemError(operation, name, errno, to.string()));
}

} // namespace

Result<PodId> createPod(const Store &store, PodRecord record, const std::function<Status(const std::filesystem::path &)> &fill)
{
    if (!record.name.empty() && !isValidName(record.name))
        return fail(Operation::CreatePod, record.name.substr(0, 80), Reason::BadName);
    FIRKIN_ASSIGN(record.id, PodId::parse(randomId()));
    record.generation = 1;
    const Layout &layout = store.layout();
    const MachineId machine = record.machine();
    const auto folder = layout.newPod(record.id);
    FIRKIN_ASSIGN(const StoreLock lock, lockNewMachine(layout, machine, Deadline::never()));
    std::string claimed;
    const Status made = [&]() -> Status {
        FIRKIN_TRY(makePrivateDirectory(folder));
        if (record.name.empty()) {
            FIRKIN_ASSIGN(record.name, claimMadeUpName(store, record.id));
        } else {
            FIRKIN_TRY(claimName(store, record.name, record.id, Operation::CreatePod));
        }
        claimed = record.name;
        record.spec.name = record.name;
        FIRKIN_TRY(fill(folder));
        FIRKIN_TRY(store.saveMachine({.id = machine, .layout = 1, .supervisor = {}, .helpers = {}}));
        FIRKIN_TRY(writeFileAtomically(Layout::record(folder), toJson(record)));
        return renameTo(folder, layout.pod(record.id), Operation::CreatePod, record.name);
    }();
    if (!made) {
        (void)removeTree(folder);
        if (!claimed.empty())
            (void)releaseName(store, claimed, record.id);
        (void)removeTree(layout.machine(machine));
        return fail(made.error());
    }
    FIRKIN_TRY(syncDirectory(layout.pods()));
    return record.id;
}

Status removePod(const Store &store, const PodRecord &record)
{
    const Layout &layout = store.layout();
    const auto gone = layout.gonePod(record.id);
    FIRKIN_TRY(renameTo(layout.pod(record.id), gone, Operation::RemovePod, record.name));
    FIRKIN_TRY(syncDirectory(layout.pods()));
    FIRKIN_TRY(releaseName(store, record.name, record.id));
    FIRKIN_TRY(removeTree(layout.machine(record.machine())));
    return removeTree(gone);
}

} // namespace firkin::store
