// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/engine/store/new_container.h"

#include "runtime/base/file.h"
#include "runtime/engine/store/names.h"

#include <cerrno>
#include <cstdio>

namespace firkin::store {

Result<StoreLock> lockNewMachine(const Layout &layout, const MachineId &machine, Deadline deadline)
{
    for (int attempt = 0;; ++attempt) {
        FIRKIN_TRY(makePrivateDirectory(layout.machine(machine)));
        auto lock = StoreLock::acquire(layout.machineLock(machine), deadline, {});
        if (lock || attempt == 3 || deadline.passed())
            return lock;
    }
}

NewContainer::NewContainer(Store store, ContainerId id, MachineId machine, StoreLock lock)
    : m_store(std::move(store))
    , m_id(std::move(id))
    , m_machine(std::move(machine))
    , m_lock(std::move(lock))
    , m_folder(m_store.layout().newContainer(m_id))
{
}

Result<std::unique_ptr<NewContainer>> NewContainer::begin(const Store &store, std::string_view name)
{
    if (!name.empty() && !isValidName(name))
        return fail(Operation::CreateContainer, name.substr(0, 80), Reason::BadName);
    const std::string text = randomId();
    FIRKIN_ASSIGN(ContainerId id, ContainerId::parse(text));
    FIRKIN_ASSIGN(MachineId machine, MachineId::parse(text));

    const Layout &layout = store.layout();
    FIRKIN_ASSIGN(StoreLock lock, lockNewMachine(layout, machine, Deadline::never()));
    // From here on the destructor clears up.
    std::unique_ptr<NewContainer> made(new NewContainer(store, std::move(id), std::move(machine), std::move(lock)));
    FIRKIN_TRY(makePrivateDirectory(made->m_folder));
    if (name.empty()) {
        FIRKIN_ASSIGN(made->m_name, claimMadeUpName(store, made->m_id));
    } else {
        FIRKIN_TRY(claimName(store, name, made->m_id));
        made->m_name = name;
    }
    return made;
}

NewContainer::~NewContainer()
{
    if (m_committed)
        return;
    (void)removeTree(m_folder);
    if (!m_name.empty())
        (void)releaseName(m_store, m_name, m_id);
    (void)removeTree(m_store.layout().machine(m_machine));
}

Status NewContainer::commit(ContainerRecord record)
{
    record.id = m_id;
    record.machine = m_machine;
    if (!m_pod.empty()) {
        FIRKIN_ASSIGN(const PodRecord pod, m_store.load(m_pod)); // it may be gone by now
        record.machine = pod.machine();
        record.spec.pod = m_pod.str();
    }
    record.name = m_name;
    record.spec.name = m_name;
    record.generation = 1;
    if (ownsMachine(record))
        FIRKIN_TRY(m_store.saveMachine(MachineRecord{.id = m_machine, .layout = 1, .supervisor = {}, .helpers = {}}));
    FIRKIN_TRY(writeFileAtomically(Layout::record(m_folder), toJson(record)));
    const auto target = m_store.layout().container(m_id);
    if (std::rename(m_folder.c_str(), target.c_str()) != 0)
        return fail(systemError(Operation::CreateContainer, m_name, errno, target.string()));
    // A pod that went meanwhile has taken its machine along.
    if (!m_pod.empty() && !m_store.load(m_pod)) {
        (void)std::rename(target.c_str(), m_folder.c_str());
        return fail(Operation::CreateContainer, m_name, Reason::NoSuchPod);
    }
    m_committed = true;
    if (!ownsMachine(record))
        (void)removeTree(m_store.layout().machine(m_machine)); // it was only for the lock
    return syncDirectory(m_store.layout().containers());
}

} // namespace firkin::store
