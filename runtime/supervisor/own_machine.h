// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/supervisor/home.h"
#include "runtime/supervisor/machine_host.h"
#include "runtime/supervisor/machine_plan.h"

#include <filesystem>
#include <functional>

namespace firkin::supervisor {

/// The read-only image of a record's root file system, built if need be.
using RootfsFn = std::function<Result<std::filesystem::path>(const store::ContainerRecord &, const ProgressFn &, std::stop_token)>;

/// A machine for one container, made as its record says.
class OwnMachine final : public Home {
public:
    OwnMachine(MachineHost &machine, store::Store store, std::filesystem::path socketDirectory, RootfsFn rootfs);

    Result<Place> enter(const store::ContainerRecord &record, const ProgressFn &progress, std::stop_token stop) override;
    Status settle(Place &place, const store::ContainerRecord &record, std::stop_token stop) override;
    [[nodiscard]] bool canBeSaved() const override { return true; }
    Result<Place>
    enterRestored(const store::ContainerRecord &record, const Restoration &restoration, const ProgressFn &progress, std::stop_token stop) override;
    void leave(const Place &place, container::MountedContainer *mounted) override;
    Status forceOff() override { return m_machine.forceOff(); }

private:
    Result<MachinePlan> plan(const store::ContainerRecord &record, const ProgressFn &progress, std::stop_token stop) const;
    MachineHost &m_machine;
    const store::Store m_store;
    const std::filesystem::path m_socketDirectory;
    const RootfsFn m_rootfs;
};

} // namespace firkin::supervisor
