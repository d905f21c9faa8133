// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/engine/store/store.h"

#include <memory>
#include <string_view>

namespace firkin::store {

/// The lock of a machine whose folder is new: a sweep may take that for an abandoned one before the lock is held; then it is
/// made again.
[[nodiscard]] Result<StoreLock> lockNewMachine(const Layout &layout, const MachineId &machine, Deadline deadline);

/// A container that is being made: holds the lock of a machine with its id (also when it is to live in a pod's), its name and a hidden folder. `commit` turns it into a
/// container by one rename; before that, the destructor (or after a kill -9 the sweep) leaves nothing of it.
class NewContainer {
public:
    /// An empty name is made up.
    static Result<std::unique_ptr<NewContainer>> begin(const Store &store, std::string_view name);
    /// In that pod's machine.
    void joinPod(const PodRecord &pod) { m_pod = pod.id; }
    NewContainer(const NewContainer &) = delete;
    NewContainer &operator=(const NewContainer &) = delete;
    ~NewContainer();

    [[nodiscard]] const ContainerId &id() const { return m_id; }
    [[nodiscard]] const MachineId &machine() const { return m_machine; }
    [[nodiscard]] const std::string &name() const { return m_name; }
    /// Where to put its disk.
    [[nodiscard]] const std::filesystem::path &folder() const { return m_folder; }

    /// Writes the records and makes it visible. On disk when it returns.
    Status commit(ContainerRecord record);

private:
    NewContainer(Store store, ContainerId id, MachineId machine, StoreLock lock);

    Store m_store;
    ContainerId m_id;
    MachineId m_machine;
    StoreLock m_lock;
    std::string m_name;
    std::filesystem::path m_folder;
    PodId m_pod;
    bool m_committed = false;
};

} // namespace firkin::store
