// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/progress.h"
#include "runtime/container/container_config.h"
#include "runtime/container/machine.h"
#include "runtime/container/rootfs.h"
#include "runtime/engine/store/snapshot_store.h"

#include <memory>
#include <stop_token>

namespace firkin::supervisor {

class NetworkMembership;

/// Where a container is to run: in which machine, from which disks, as what.
struct Place {
    std::shared_ptr<container::Machine> machine;
    container::GuestRootfs rootfs;
    container::ContainerConfig container;
    std::shared_ptr<NetworkMembership> networks = {}; ///< null: no named ones
    std::string macAddress = {}; ///< of its first card, where it is not the machine's own
};

/// A saved state to go on from.
struct Restoration {
    store::SnapshotRecord snapshot;
    std::filesystem::path folder;
    bool isFork = false; ///< as another container: with a network address of its own
};

/// What containers live in: a machine of their own, or a pod's. Calls block; any thread; may overlap.
class Home {
public:
    virtual ~Home() = default;

    /// A place for the container in a machine that runs: booted if need be, its disks plugged, its network up. On
    /// failure or stop nothing is left behind; after success leave() is called once.
    virtual Result<Place> enter(const store::ContainerRecord &record, const ProgressFn &progress, std::stop_token stop) = 0;
    /// A place that was entered for a record without ports becomes that of the record as it is now: its ports are
    /// published, its configuration is made anew. UnsupportedHere where the machine would have to be another.
    virtual Status settle(Place &place, const store::ContainerRecord &record, std::stop_token stop);
    /// Whether what runs here can be saved and restored.
    [[nodiscard]] virtual bool canBeSaved() const { return false; }
    /// A place where the container runs already, as it was saved; its disk is in its folder. Otherwise as enter().
    virtual Result<Place> enterRestored(const store::ContainerRecord &record, const Restoration &, const ProgressFn &, std::stop_token)
    {
        return fail(Operation::RestoreSnapshot, record.name, Reason::NotSnapshottable, "it shares its machine");
    }
    /// The container does not run any more: its file systems are synced and unmounted, and the machine ends if nobody else
    /// needs it.
    virtual void leave(const Place &place, container::MountedContainer *mounted) = 0;
    /// Ends the machine's processes, whatever state the guest is in, and so everything that runs in it.
    virtual Status forceOff() = 0;
};

} // namespace firkin::supervisor
