// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/file_lock.h"
#include "runtime/engine/store/store.h"

#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace firkin::store {

/// Whose machine can take up a saved state: all of it must be the same.
struct SnapshotHost {
    int layout = 1;
    std::string monitor; ///< QEMU's version
    std::string accelerator;
    std::string processor; ///< the host's model where the guest sees it, else empty
    std::string guestImage; ///< digest of kernel and initramfs
    friend bool operator==(const SnapshotHost &, const SnapshotHost &) = default;
};

/// A snapshot on disk: containers/<id>/snapshots/<name>/ with snapshot.json, memory and upper.ext4.
struct SnapshotRecord {
    std::string name;
    std::string note;
    engine::WallTime takenAt;
    std::chrono::milliseconds stoodStill{0};
    ByteSize size; ///< on disk, all files
    SnapshotHost host;
    std::uint64_t memoryFileBytes = 0; ///< length, to see a file that was cut short
    std::uint64_t upperDiskBytes = 0;
    std::string macAddress; ///< empty: without network
    /// The container as the guest knows it: a fork is another container outside.
    ContainerId guestId;
    int pid = 0;                       ///< of its first process, in the guest
    std::uint64_t stdoutOffset = 0;    ///< of its streams: what the host had got
    std::uint64_t stderrOffset = 0;
    std::uint64_t outputOffset = 0; ///< of the captured output
    ContainerRecord container;      ///< as it was
};

[[nodiscard]] std::string toJson(const SnapshotRecord &record);
/// RecordDamaged, StoreTooNew.
Result<SnapshotRecord> parseSnapshotRecord(std::string_view json, std::string_view object);

/// The folder of a container's snapshots, and of one; `container` is the container's folder.
[[nodiscard]] std::filesystem::path snapshotsFolder(const std::filesystem::path &container);
[[nodiscard]] std::filesystem::path snapshotFolder(const std::filesystem::path &container, std::string_view name);
[[nodiscard]] std::filesystem::path memoryFile(const std::filesystem::path &snapshot);

/// Oldest first. One whose record cannot be read is passed over, with a line in the log.
[[nodiscard]] Result<std::vector<SnapshotRecord>> listSnapshots(const Store &store, const ContainerId &container);
/// NoSuchSnapshot, BadName.
[[nodiscard]] Result<SnapshotRecord> loadSnapshot(const Store &store, const ContainerId &container, std::string_view name);
/// SnapshotDamaged when a file is missing or shorter than it was.
Status checkFiles(const SnapshotRecord &record, const std::filesystem::path &snapshot);
/// SnapshotMismatch, with what differs in the detail. Pure.
Status checkHost(const SnapshotRecord &record, const SnapshotHost &host);

/// A snapshot that is being made, in a hidden folder; commit() shows it by one rename. Without, the destructor leaves nothing,
/// and after a kill -9 the next sweep.
class NewSnapshot {
public:
    /// NameTaken, BadName; an empty name is made up: "snapshot-3".
    static Result<std::unique_ptr<NewSnapshot>> begin(const Store &store, const ContainerId &container, std::string_view name);
    NewSnapshot(const NewSnapshot &) = delete;
    NewSnapshot &operator=(const NewSnapshot &) = delete;
    ~NewSnapshot();

    [[nodiscard]] const std::filesystem::path &folder() const { return m_folder; }
    /// On disk when it returns. Sizes are filled in.
    Result<SnapshotRecord> commit(SnapshotRecord record);

private:
    NewSnapshot(std::filesystem::path container, std::string name);
    std::filesystem::path m_container;
    std::string m_name;
    std::filesystem::path m_folder;
    bool m_committed = false;
};

/// Puts a copy of the snapshot's disk in the place of the container's, whose own is kept beside it until it is settled or
/// undone. On disk when it returns. A kill in between is undone by the sweep.
Status swapUpperDisk(const std::filesystem::path &container, const std::filesystem::path &snapshot, std::stop_token stop);
void undoUpperDisk(const std::filesystem::path &container);
void settleUpperDisk(const std::filesystem::path &container);

/// Held shared while a snapshot is read from, exclusively while it is removed.
Result<FileLock> lockSnapshot(const std::filesystem::path &snapshot, FileLock::Kind kind);
/// InUse while it is read from.
Status removeSnapshot(const Store &store, const ContainerId &container, std::string_view name);
/// What was being made or removed when somebody was killed. By who holds the machine's lock.
void sweepSnapshots(const std::filesystem::path &container);

} // namespace firkin::store
