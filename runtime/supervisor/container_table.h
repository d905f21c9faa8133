// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/supervisor/container_host.h"

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string_view>
#include <vector>

namespace firkin::supervisor {

/// The containers of this machine by id. One that was made, or came out of the trash, while the supervisor runs is found
/// in the store at its first call. Any thread.
class ContainerTable {
public:
    /// `onRemoved`: what else hangs on it.
    ContainerTable(store::Store store, MachineId machine, ContainerHost::Parts parts, std::function<void(const ContainerId &)> onRemoved)
        : m_store(std::move(store)), m_machine(std::move(machine)), m_parts(std::move(parts)), m_onRemoved(std::move(onRemoved))
    {
    }

    /// NoSuchContainer for one that is not of this machine.
    Result<std::shared_ptr<ContainerHost>> find(std::string_view id);
    void add(store::ContainerRecord record);
    [[nodiscard]] std::vector<std::shared_ptr<ContainerHost>> all() const;
    /// With those that only the store knows yet.
    std::vector<std::shared_ptr<ContainerHost>> refresh();
    /// One that does not run: into the trash, or away for good with `now`.
    Status remove(std::string_view id, bool now, std::stop_token stop);
    /// Those with --rm that have ended and that no call uses any more.
    void removeEnded();
    [[nodiscard]] bool isIdle() const;
    [[nodiscard]] const MachineId &machine() const { return m_machine; }

private:
    const store::Store m_store;
    const MachineId m_machine;
    const ContainerHost::Parts m_parts;
    const std::function<void(const ContainerId &)> m_onRemoved;
    mutable std::mutex m_mutex;
    std::map<ContainerId, std::shared_ptr<ContainerHost>> m_hosts;
};

} // namespace firkin::supervisor
