// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/engine/store/store_lock.h"
#include "runtime/engine/store/layout.h"
#include "runtime/engine/store/record.h"

#include <filesystem>
#include <string_view>
#include <vector>

namespace firkin::store {

/// The records on disk. Cheap to copy; any thread, any number of processes at once.
///
/// Who writes: the holder of the machine's lock (Layout::machineLock), that is its supervisor while it lives, else a
/// client for one change. Every write is whole or not at all. Reading needs no lock.
class Store {
public:
    static constexpr int format = 1;

    /// Makes an absent store, migrates an older one, refuses a newer one.
    static Result<Store> open(const std::filesystem::path &root);

    [[nodiscard]] const Layout &layout() const { return m_layout; }

    [[nodiscard]] Result<std::vector<ContainerId>> containerIds() const;
    /// NoSuchContainer when it is not there.
    [[nodiscard]] Result<ContainerRecord> load(const ContainerId &id) const;
    /// Those that can be read; a damaged record costs its own container only (it is logged).
    [[nodiscard]] Result<std::vector<ContainerRecord>> loadAll() const;
    /// The caller holds the machine's lock. Counts the generation up.
    Status save(ContainerRecord &record) const;

    [[nodiscard]] Result<std::vector<PodId>> podIds() const;
    /// NoSuchPod when it is not there.
    [[nodiscard]] Result<PodRecord> load(const PodId &id) const;
    [[nodiscard]] Result<std::vector<PodRecord>> loadPods() const;
    Status save(PodRecord &record) const;
    /// Those that live in this machine.
    [[nodiscard]] Result<std::vector<ContainerRecord>> loadAllOf(const MachineId &machine) const;

    [[nodiscard]] Result<MachineRecord> loadMachine(const MachineId &id) const;
    Status saveMachine(const MachineRecord &record) const;

    /// By id, name, or an id's prefix that only one has.
    [[nodiscard]] Result<ContainerId> resolve(std::string_view idOrName) const;
    [[nodiscard]] Result<PodId> resolvePod(std::string_view idOrName) const;

private:
    explicit Store(Layout layout) : m_layout(std::move(layout)) {}
    Layout m_layout;
};

} // namespace firkin::store
