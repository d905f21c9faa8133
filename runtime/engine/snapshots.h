// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/progress.h"
#include "runtime/engine/types.h"

#include <stop_token>

namespace firkin::engine {

struct SnapshotSpec {
    std::string name; ///< empty: made up; 1 to 64 of [A-Za-z0-9_.-]
    std::string note; ///< anything, at most 4 KiB
};

/// A running container as it was at one moment: memory and disk together.
struct SnapshotView {
    ContainerId container;
    std::string name; ///< unique among the container's
    std::string note;
    WallTime takenAt;
    ByteSize size;                  ///< on this host's disk
    std::chrono::milliseconds saveTime{0};  ///< for which the container stood still
    std::uint64_t outputOffset = 0; ///< where its captured output was
    std::optional<Error> problem;   ///< why it cannot be restored, as far as its files tell
};

/// Saved states of containers. They belong to their container, go into the trash and out of it with it. Calls block; any thread.
class Snapshots {
public:
    virtual ~Snapshots() = default;
    virtual Result<std::vector<SnapshotView>> list(const ContainerId &container, std::stop_token stop) = 0; ///< oldest first
    /// Of a running container, which goes on afterwards, however this ends. Its terminals, executed processes and output go
    /// on, too; for a moment it stands still.
    virtual Result<SnapshotView>
    take(const ContainerId &container, const SnapshotSpec &spec, const ProgressFn &progress, std::stop_token stop) = 0;
    /// The container runs as it was then, on the disk as it was then; what it was since is gone. Refuses while it runs
    /// unless `force`. The snapshot stays. Looked at before anything is thrown away: a snapshot that does not fit this
    /// machine, or lacks a file, changes nothing.
    virtual Status restore(const ContainerId &container, const std::string &name, bool force, const ProgressFn &progress, std::stop_token stop) = 0;
    virtual Status remove(const ContainerId &container, const std::string &name, std::stop_token stop) = 0;
    /// A new container that goes on from there, with an id, a name (empty: made up), a network address and randomness of
    /// its own; its host ports are any free ones.
    virtual Result<ContainerId>
    fork(const ContainerId &container, const std::string &name, const std::string &newName, const ProgressFn &progress, std::stop_token stop) = 0;
};

} // namespace firkin::engine
