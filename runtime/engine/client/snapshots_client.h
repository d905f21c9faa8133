// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/engine/client/machine_call.h"
#include "runtime/engine/snapshots.h"

namespace firkin::engine {

/// Lists and removes on the store; takes and restores through the container's supervisor. A fork is a container made
/// from the snapshot's record and disk, whose supervisor restores the snapshot instead of booting.
class SnapshotsClient final : public Snapshots {
public:
    /// `discard`: removes a container for good, which a failed fork leaves.
    using Discard = std::function<Status(const ContainerId &)>;
    SnapshotsClient(MachineCalls &calls, Discard discard) : m_calls(calls), m_discard(std::move(discard)) {}

    Result<std::vector<SnapshotView>> list(const ContainerId &container, std::stop_token stop) override;
    Result<SnapshotView>
    take(const ContainerId &container, const SnapshotSpec &spec, const ProgressFn &progress, std::stop_token stop) override;
    Status restore(const ContainerId &container, const std::string &name, bool force, const ProgressFn &progress, std::stop_token stop) override;
    Status remove(const ContainerId &container, const std::string &name, std::stop_token stop) override;
    Result<ContainerId>
    fork(const ContainerId &container, const std::string &name, const std::string &newName, const ProgressFn &progress, std::stop_token stop) override;

private:
    MachineCalls &m_calls;
    const Discard m_discard;
};

} // namespace firkin::engine
