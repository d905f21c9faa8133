// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/container/pod.h"
#include "runtime/engine/store/store.h"
#include "runtime/supervisor/home.h"
#include "runtime/supervisor/machine_host.h"
#include "runtime/supervisor/own_machine.h"
#include "runtime/supervisor/pod_plan.h"

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace firkin::supervisor {

class ContainerTable;

/// The pod of this machine: its record, its verbs, and the home of its containers. Alone writes the pod's record (the
/// supervisor holds the machine's lock).
///
///   Stopped → start, or a container's start → Starting → Running → (stop → Stopping) → Stopped
///   a failed boot, or the machine's own end → Stopped, with the cause
///
/// The pod is a user of its machine like each of its containers, from its start to its stop: the last container's end does
/// not end it. Any thread; verbs may overlap.
class PodHost final : public Home {
public:
    struct Parts {
        store::Store store;
        MachineHost *machine = nullptr;
        std::filesystem::path socketDirectory;
        RootfsFn rootfs;
        std::function<void()> onIdle;
    };
    PodHost(Parts parts, store::PodRecord record);
    ~PodHost() override;

    // Home
    Result<Place> enter(const store::ContainerRecord &record, const ProgressFn &progress, std::stop_token stop) override;
    void leave(const Place &place, container::MountedContainer *mounted) override;
    /// The pod ends, with all of its containers.
    Status forceOff() override;

    /// Every container that does not run. The first failure is told after the others were tried.
    Status start(ContainerTable &containers, const ProgressFn &progress, std::stop_token stop);
    Status stop(ContainerTable &containers, std::optional<std::chrono::milliseconds> grace, std::stop_token stop);
    Status rename(const std::string &name);

    [[nodiscard]] store::PodRecord record() const;
    [[nodiscard]] bool isIdle() const;

private:
    /// `all`: the pod's containers, for the names of its siblings.
    Result<MachinePlan> planFor(const store::ContainerRecord &record, const std::vector<store::ContainerRecord> &all,
                                const ProgressFn &progress, std::stop_token stop) const;
    /// Boots it unless it runs, with the devices of these.
    Result<std::shared_ptr<container::Pod>> up(const std::vector<const vmm::MachineConfig *> &devices, const ProgressFn &progress, std::stop_token stop);
    Result<std::shared_ptr<container::Pod>> boot(const std::vector<const vmm::MachineConfig *> &devices, const ProgressFn &progress, std::stop_token stop);
    void watchEnd(const std::shared_ptr<container::Pod> &pod, std::stop_token stop);
    void down(std::optional<engine::ExitInfo> cause);
    Status plug(container::Machine &machine, const ContainerId &user, const vmm::MachineConfig &devices, std::stop_token stop);
    void unplug(container::Machine &machine, const ContainerId &user);
    void save(engine::PodState state); ///< with the mutex held

    struct Plugged {
        std::vector<std::string> disks;  ///< serials
        std::vector<std::string> shares; ///< tags
    };
    const Parts m_parts;
    mutable std::mutex m_mutex;
    std::condition_variable_any m_changed;
    store::PodRecord m_record;
    std::shared_ptr<container::Pod> m_pod;
    std::jthread m_endWatch;
    bool m_forcedOff = false;

    /// One at a time changes devices, and has m_plugged for itself: a flag, for no mutex is held over a call into the guest.
    bool takeDevices(std::stop_token stop);
    void giveDevices();
    bool m_devicesTaken = false;
    std::map<ContainerId, Plugged> m_plugged; ///< by who uses it
};

} // namespace firkin::supervisor
