// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/engine/store/snapshot_store.h"

#include "runtime/base/disk_copy.h"
#include "runtime/base/file.h"
#include "runtime/engine/store/json_parts.h"
#include "runtime/engine/store/names.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <format>
#include <spdlog/spdlog.h>
#include <sys/stat.h>

namespace firkin::store {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t recordLimit = std::size_t{4} << 20;
constexpr int snapshotFormat = 1;

fs::path recordFile(const fs::path &snapshot) { return snapshot / "snapshot.json"; }

Error mismatch(const SnapshotRecord &record, std::string_view what, std::string_view then, std::string_view now)
{
    return makeError(Operation::RestoreSnapshot, record.name, Reason::SnapshotMismatch, std::format("{}: {} then, {} now", what, then, now));
}

Result<struct stat> lookAt(const fs::path &file)
{
    struct stat status {};
    if (::lstat(file.c_str(), &status) != 0)
        return fail(systemError(Operation::RestoreSnapshot, file.native(), errno));
    return status;
}

Status checkFile(const SnapshotRecord &record, const fs::path &file, std::uint64_t bytes)
{
    const auto status = lookAt(file);
    if (!status || !S_ISREG(status->st_mode))
        return fail(Operation::RestoreSnapshot, record.name, Reason::SnapshotDamaged, file.filename().native() + " is missing");
    if (static_cast<std::uint64_t>(status->st_size) != bytes)
        return fail(Operation::RestoreSnapshot, record.name, Reason::SnapshotDamaged,
                    std::format("{} has {} bytes of {}", file.filename().native(), static_cast<std::uint64_t>(status->st_size), bytes));
    return {};
}

/// fsync of a file that others wrote; its length, and what it takes on disk.
Result<std::pair<std::uint64_t, std::uint64_t>> settle(const fs::path &file)
{
    const UniqueFd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    struct stat status {};
    if (!fd || ::fsync(fd.get()) != 0 || ::fstat(fd.get(), &status) != 0)
        return fail(systemError(Operation::SaveSnapshot, file.native(), errno));
    return std::pair(static_cast<std::uint64_t>(status.st_size), static_cast<std::uint64_t>(status.st_blocks) * 512);
}

/// The container's own record is a text within.
struct ReadRecord {
    SnapshotRecord record;
    std::string container;
};

ReadRecord fromJson(const json &in)
{
    SnapshotRecord record;
    record.name = in.at("name").get<std::string>();
    record.note = in.value("note", std::string());
    record.takenAt = fromMicroseconds(in.at("taken_at_us").get<std::int64_t>());
    record.stoodStill = std::chrono::milliseconds(in.value("stood_still_ms", std::int64_t{0}));
    record.size = ByteSize::ofBytes(in.value("size_bytes", std::uint64_t{0}));
    const json &host = in.at("host");
    record.host.layout = host.at("layout").get<int>();
    record.host.monitor = host.at("monitor").get<std::string>();
    record.host.accelerator = host.at("accelerator").get<std::string>();
    record.host.processor = host.value("processor", std::string());
    record.host.guestImage = host.at("guest_image").get<std::string>();
    record.memoryFileBytes = in.at("memory_file_bytes").get<std::uint64_t>();
    record.upperDiskBytes = in.at("upper_disk_bytes").get<std::uint64_t>();
    record.macAddress = in.value("mac_address", std::string());
    record.guestId = idFromJson<ContainerId>(in.at("guest_id"));
    record.pid = in.value("pid", 0);
    record.stdoutOffset = in.value("stdout_offset", std::uint64_t{0});
    record.stderrOffset = in.value("stderr_offset", std::uint64_t{0});
    record.outputOffset = in.value("output_offset", std::uint64_t{0});
    return {std::move(record), recordText(in.at("container"))};
}

} // namespace

std::string toJson(const SnapshotRecord &record)
{
    const json out = {
        {"format", snapshotFormat},
        {"name", record.name},
        {"note", record.note},
        {"taken_at_us", toMicroseconds(record.takenAt)},
        {"stood_still_ms", record.stoodStill.count()},
        {"size_bytes", record.size.bytes},
        {"host",
         {{"layout", record.host.layout},
          {"monitor", record.host.monitor},
          {"accelerator", record.host.accelerator},
          {"processor", record.host.processor},
          {"guest_image", record.host.guestImage}}},
        {"memory_file_bytes", record.memoryFileBytes},
        {"upper_disk_bytes", record.upperDiskBytes},
        {"mac_address", record.macAddress},
        {"guest_id", record.guestId.str()},
        {"pid", record.pid},
        {"stdout_offset", record.stdoutOffset},
        {"stderr_offset", record.stderrOffset},
        {"output_offset", record.outputOffset},
        {"container", json::parse(toJson(record.container), nullptr, false)},
    };
    return recordText(out);
}

Result<SnapshotRecord> parseSnapshotRecord(std::string_view text, std::string_view object)
{
    FIRKIN_ASSIGN(auto read, parseRecord<ReadRecord>(text, object, snapshotFormat, fromJson));
    FIRKIN_ASSIGN(read.record.container, parseContainerRecord(read.container, object));
    return std::move(read.record);
}

fs::path snapshotsFolder(const fs::path &container) { return container / "snapshots"; }
fs::path snapshotFolder(const fs::path &container, std::string_view name) { return snapshotsFolder(container) / name; }
fs::path memoryFile(const fs::path &snapshot) { return snapshot / "memory"; }

Result<SnapshotRecord> loadSnapshot(const Store &store, const ContainerId &container, std::string_view name)
{
    if (!isValidName(name))
        return fail(Operation::RestoreSnapshot, name.substr(0, 80), Reason::BadName);
    const auto text = readFile(recordFile(snapshotFolder(store.layout().container(container), name)), recordLimit);
    if (!text && text.error().code == ErrorCode::NotFound)
        return fail(Operation::RestoreSnapshot, name, Reason::NoSuchSnapshot);
    if (!text)
        return fail(text.error());
    return parseSnapshotRecord(*text, name);
}

Result<std::vector<SnapshotRecord>> listSnapshots(const Store &store, const ContainerId &container)
{
    const fs::path folder = snapshotsFolder(store.layout().container(container));
    std::vector<SnapshotRecord> records;
    std::error_code problem;
    for (const auto &entry : fs::directory_iterator(folder, problem)) {
        const std::string name = entry.path().filename().native();
        if (!isValidName(name))
            continue;
        auto record = loadSnapshot(store, container, name);
        if (record)
            records.push_back(std::move(*record));
        else if (record.error().rootReason() != Reason::NoSuchSnapshot)
            spdlog::warn("snapshot {} of {}: its record cannot be read", name, container.str());
    }
    if (problem && problem != std::errc::no_such_file_or_directory)
        return fail(systemError(Operation::ListSnapshots, folder.native(), problem.value()));
    std::ranges::sort(records, {}, [](const SnapshotRecord &one) { return std::pair(one.takenAt, one.name); });
    return records;
}

Status checkFiles(const SnapshotRecord &record, const fs::path &snapshot)
{
    FIRKIN_TRY(checkFile(record, memoryFile(snapshot), record.memoryFileBytes));
    return checkFile(record, Layout::upperDisk(snapshot), record.upperDiskBytes);
}

Status checkHost(const SnapshotRecord &record, const SnapshotHost &host)
{
    const SnapshotHost &then = record.host;
    if (then.layout != host.layout)
        return fail(mismatch(record, "machine layout", std::to_string(then.layout), std::to_string(host.layout)));
    if (then.monitor != host.monitor)
        return fail(mismatch(record, "QEMU", then.monitor, host.monitor));
    if (then.accelerator != host.accelerator)
        return fail(mismatch(record, "accelerator", then.accelerator, host.accelerator));
    if (then.processor != host.processor)
        return fail(mismatch(record, "processor", then.processor, host.processor));
    if (then.guestImage != host.guestImage)
        return fail(mismatch(record, "guest image", then.guestImage, host.guestImage));
    return {};
}

NewSnapshot::NewSnapshot(fs::path container, std::string name)
    : m_container(std::move(container)), m_name(std::move(name)), m_folder(snapshotsFolder(m_container) / (".new-" + m_name))
{
}

Result<std::unique_ptr<NewSnapshot>> NewSnapshot::begin(const Store &store, const ContainerId &container, std::string_view name)
{
    if (!name.empty() && !isValidName(name))
        return fail(Operation::SaveSnapshot, name.substr(0, 80), Reason::BadName);
    const fs::path folder = store.layout().container(container);
    std::string chosen(name);
    std::error_code problem;
    for (unsigned number = 1; name.empty(); ++number) {
        chosen = std::format("snapshot-{}", number);
        if (!fs::exists(snapshotFolder(folder, chosen), problem))
            break;
    }
    if (fs::exists(snapshotFolder(folder, chosen), problem))
        return fail(Operation::SaveSnapshot, chosen, Reason::NameTaken);
    std::unique_ptr<NewSnapshot> made(new NewSnapshot(folder, std::move(chosen)));
    FIRKIN_TRY(makePrivateDirectory(snapshotsFolder(folder)));
    FIRKIN_TRY(removeTree(made->m_folder));
    FIRKIN_TRY(makePrivateDirectory(made->m_folder));
    return made;
}

NewSnapshot::~NewSnapshot()
{
    if (!m_committed)
        (void)removeTree(m_folder);
}

Result<SnapshotRecord> NewSnapshot::commit(SnapshotRecord record)
{
    record.name = m_name;
    FIRKIN_ASSIGN(const auto memory, settle(memoryFile(m_folder)));
    FIRKIN_ASSIGN(const auto disk, settle(Layout::upperDisk(m_folder)));
    record.memoryFileBytes = memory.first;
    record.upperDiskBytes = disk.first;
    record.size = ByteSize::ofBytes(memory.second + disk.second);
    FIRKIN_TRY(writeFileAtomically(recordFile(m_folder), toJson(record)));
    const fs::path target = snapshotFolder(m_container, m_name);
    if (std::rename(m_folder.c_str(), target.c_str()) != 0) {
        if (errno == EEXIST || errno == ENOTEMPTY)
            return fail(Operation::SaveSnapshot, m_name, Reason::NameTaken);
        return fail(systemError(Operation::SaveSnapshot, m_name, errno, target.native()));
    }
    m_committed = true;
    FIRKIN_TRY(syncDirectory(snapshotsFolder(m_container)));
    return record;
}

namespace {
fs::path diskBefore(const fs::path &container) { return container / "upper.before"; }
fs::path diskAfter(const fs::path &container) { return container / "upper.after"; }
} // namespace

Status swapUpperDisk(const fs::path &container, const fs::path &snapshot, std::stop_token stop)
{
    const fs::path disk = Layout::upperDisk(container);
    std::error_code ignored;
    fs::remove(diskAfter(container), ignored);
    FIRKIN_TRY(copyDisk(Layout::upperDisk(snapshot), diskAfter(container), std::move(stop)));
    FIRKIN_TRY(settle(diskAfter(container)));
    if (std::rename(disk.c_str(), diskBefore(container).c_str()) != 0 || std::rename(diskAfter(container).c_str(), disk.c_str()) != 0)
        return fail(systemError(Operation::RestoreSnapshot, disk.native(), errno));
    return syncDirectory(container);
}

void undoUpperDisk(const fs::path &container)
{
    std::error_code ignored;
    if (fs::exists(diskBefore(container), ignored))
        fs::rename(diskBefore(container), Layout::upperDisk(container), ignored);
    fs::remove(diskAfter(container), ignored);
}

void settleUpperDisk(const fs::path &container)
{
    std::error_code ignored;
    fs::remove(diskBefore(container), ignored);
}

Result<FileLock> lockSnapshot(const fs::path &snapshot, FileLock::Kind kind)
{
    FIRKIN_ASSIGN(auto lock, FileLock::tryAcquire(recordFile(snapshot), kind));
    if (!lock)
        return fail(Operation::RestoreSnapshot, snapshot.filename().native(), Reason::InUse);
    return std::move(*lock);
}

Status removeSnapshot(const Store &store, const ContainerId &container, std::string_view name)
{
    FIRKIN_TRY(loadSnapshot(store, container, name).or_else([](const Error &error) -> Result<SnapshotRecord> {
        // A damaged one can be removed all the same.
        if (error.rootReason() == Reason::NoSuchSnapshot || error.rootReason() == Reason::BadName)
            return fail(Operation::RemoveSnapshot, error.object, error.rootReason());
        return SnapshotRecord{};
    }));
    const fs::path folder = snapshotFolder(store.layout().container(container), name);
    FIRKIN_ASSIGN(const FileLock lock, lockSnapshot(folder, FileLock::Kind::Exclusive));
    const fs::path gone = snapshotsFolder(store.layout().container(container)) / std::format(".gone-{}", name);
    FIRKIN_TRY(removeTree(gone));
    if (std::rename(folder.c_str(), gone.c_str()) != 0)
        return fail(systemError(Operation::RemoveSnapshot, name, errno, folder.native()));
    FIRKIN_TRY(syncDirectory(folder.parent_path()));
    return removeTree(gone);
}

void sweepSnapshots(const fs::path &container)
{
    // A restore that did not come to its end never ran on the new disk for anybody.
    undoUpperDisk(container);
    std::error_code problem;
    for (const auto &entry : fs::directory_iterator(snapshotsFolder(container), problem)) {
        const std::string name = entry.path().filename().native();
        if (name.starts_with(".new-") || name.starts_with(".gone-"))
            (void)removeTree(entry.path());
    }
}

} // namespace firkin::store
