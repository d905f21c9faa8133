// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/engine/store/trash.h"

#include "runtime/base/file.h"
#include "runtime/engine/store/names.h"
#include "runtime/engine/store/new_container.h"
#include "runtime/engine/store/networks.h"
#include "runtime/engine/store/volume_use.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <spdlog/spdlog.h>
#include <sys/stat.h>

namespace firkin::store {

namespace {

constexpr std::size_t recordLimit = std::size_t{4} << 20;

ByteSize diskUsage(const std::filesystem::path &folder)
{
    std::uint64_t blocks = 0;
    std::error_code error;
    std::filesystem::recursive_directory_iterator it(folder, error);
    for (const std::filesystem::recursive_directory_iterator end; !error && it != end; it.increment(error)) {
        struct stat info {};
        if (::lstat(it->path().c_str(), &info) == 0)
            blocks += static_cast<std::uint64_t>(info.st_blocks);
    }
    return ByteSize::ofBytes(blocks * 512);
}

Status renameFolder(const std::filesystem::path &from, const std::filesystem::path &to, Operation operation, const ContainerId &id)
{
    if (std::rename(from.c_str(), to.c_str()) == 0)
        return {};
    if (errno == ENOENT)
        return fail(operation, id.str(), Reason::NoSuchContainer);
    return fail(systemError(operation, id.str(), errno, to.string()));
}

Result<ContainerRecord> loadTrashed(const Store &store, const ContainerId &id, Operation operation)
{
    const auto path = Layout::record(store.layout().trashed(id));
    const auto text = readFile(path, recordLimit);
    if (!text)
        return fail(operation, id.str(), Reason::NoSuchContainer);
    return parseContainerRecord(*text, path.string());
}

/// A pod's machine stays for the others.
Status removeOwnMachine(const Store &store, const ContainerRecord &record)
{
    return ownsMachine(record) ? removeTree(store.layout().machine(record.machine)) : Status();
}

} // namespace

Status moveToTrash(const Store &store, ContainerRecord record)
{
    const Layout &layout = store.layout();
    record.removedAt = std::chrono::system_clock::now();
    FIRKIN_TRY(store.save(record));
    FIRKIN_TRY(renameFolder(layout.container(record.id), layout.trashed(record.id), Operation::RemoveContainer, record.id));
    // Removed from here on: what is left to do the sweep would do, too.
    FIRKIN_TRY(syncDirectory(layout.trash()));
    FIRKIN_TRY(syncDirectory(layout.containers()));
    FIRKIN_TRY(releaseName(store, record.name, record.id));
    return removeOwnMachine(store, record);
}

Status removeForGood(const Store &store, const ContainerRecord &record)
{
    const Layout &layout = store.layout();
    const auto gone = layout.gone(record.id);
    FIRKIN_TRY(renameFolder(layout.container(record.id), gone, Operation::RemoveContainer, record.id));
    FIRKIN_TRY(syncDirectory(layout.containers()));
    FIRKIN_TRY(releaseName(store, record.name, record.id));
    (void)endLeases(store, record, true); // what stays of them is taken when addresses run out
    FIRKIN_TRY(removeOwnMachine(store, record));
    removeAnonymousVolumes(store, record.spec);
    return removeTree(gone);
}

Result<std::vector<TrashedContainer>> listTrash(const Store &store)
{
    std::vector<TrashedContainer> found;
    std::error_code error;
    std::filesystem::directory_iterator it(store.layout().trash(), error);
    for (const std::filesystem::directory_iterator end; !error && it != end; it.increment(error)) {
        const auto id = ContainerId::parse(it->path().filename().string());
        if (!id || id->str().starts_with('.'))
            continue;
        auto record = loadTrashed(store, *id, Operation::ListContainers);
        if (record)
            found.push_back({std::move(*record), diskUsage(it->path())});
        else
            spdlog::warn("store: record of {} in the trash cannot be read", id->str());
    }
    if (error)
        return fail(systemError(Operation::ListContainers, store.layout().trash().string(), error.value()));
    std::ranges::sort(found, std::ranges::greater(), [](const TrashedContainer &entry) { return entry.record.removedAt; });
    return found;
}

Status restoreFromTrash(const Store &store, const ContainerId &id)
{
    const Layout &layout = store.layout();
    FIRKIN_ASSIGN(ContainerRecord record, loadTrashed(store, id, Operation::RestoreContainer));
    FIRKIN_ASSIGN(const MachineId own, MachineId::parse(id.str()));
    std::error_code error;
    if (isInPod(record) && !std::filesystem::exists(layout.pods() / record.spec.pod, error)) {
        // Its pod is gone: from now on it has a machine of its own.
        record.machine = own;
        record.spec.pod.clear();
        record.spec.podVolumes.clear();
    }
    FIRKIN_ASSIGN(const StoreLock lock, lockNewMachine(layout, own, Deadline::after(std::chrono::seconds(10))));
    FIRKIN_ASSIGN(const std::string name, claimSimilarName(store, record.name, id));
    record.name = name;
    record.spec.name = name;
    record.removedAt.reset();
    ++record.generation;
    const Status restored = [&]() -> Status {
        if (ownsMachine(record))
            FIRKIN_TRY(store.saveMachine(MachineRecord{.id = own, .layout = 1, .supervisor = {}, .helpers = {}}));
        FIRKIN_TRY(writeFileAtomically(Layout::record(layout.trashed(id)), toJson(record)));
        return renameFolder(layout.trashed(id), layout.container(id), Operation::RestoreContainer, id);
    }();
    if (!restored) {
        (void)releaseName(store, name, id);
        return restored;
    }
    if (!ownsMachine(record))
        (void)removeTree(layout.machine(own)); // it was only for the lock
    return syncDirectory(layout.containers());
}

Status purgeFromTrash(const Store &store, const ContainerId &id)
{
    const auto record = loadTrashed(store, id, Operation::RemoveContainer);
    const auto gone = store.layout().gone(id);
    FIRKIN_TRY(renameFolder(store.layout().trashed(id), gone, Operation::RemoveContainer, id));
    if (record) {
        removeAnonymousVolumes(store, record->spec);
        (void)endLeases(store, *record, true);
    }
    return removeTree(gone);
}

std::vector<ContainerId> expiredTrash(const std::vector<TrashedContainer> &trashed, const TrashLimits &limits, engine::WallTime now)
{
    std::vector<ContainerId> over;
    std::uint64_t kept = 0;
    for (const TrashedContainer &entry : trashed) {
        const auto removed = entry.record.removedAt.value_or(entry.record.createdAt);
        const bool first = &entry == &trashed.front();
        const bool old = now - removed > limits.age;
        const bool large = !first && (entry.size.bytes > limits.size.bytes || kept > limits.size.bytes - entry.size.bytes);
        if (old || large)
            over.push_back(entry.record.id);
        else
            kept += std::min(entry.size.bytes, limits.size.bytes);
    }
    return over;
}

Status emptyExpired(const Store &store, const TrashLimits &limits, engine::WallTime now)
{
    FIRKIN_ASSIGN(const std::vector<TrashedContainer> trashed, listTrash(store));
    for (const ContainerId &id : expiredTrash(trashed, limits, now)) {
        if (const Status status = purgeFromTrash(store, id); !status)
            spdlog::warn("store: {} in the trash is over and cannot be deleted", id.str());
        else
            spdlog::info("store: {} was in the trash long enough and is gone", id.str());
    }
    return {};
}

} // namespace firkin::store
