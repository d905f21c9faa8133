// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/engine/store/volume_store.h"

#include "runtime/base/file.h"
#include "runtime/engine/store/json_parts.h"
#include "runtime/engine/store/names.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <spdlog/spdlog.h>

namespace firkin::store {

namespace {

constexpr std::size_t recordLimit = std::size_t{1} << 20;
constexpr int volumeFormat = 1;

std::filesystem::path recordFile(const std::filesystem::path &folder) { return folder / "volume.json"; }
std::filesystem::path imageFile(const std::filesystem::path &folder) { return folder / "data.img"; }
std::filesystem::path folderOf(const Store &store, std::string_view name) { return store.layout().volumes() / name; }

std::string toJson(const VolumeRecord &record)
{
    const json out = {{"format", volumeFormat},
                      {"name", record.name},
                      {"size_bytes", record.size.bytes},
                      {"filesystem", record.filesystem},
                      {"anonymous", record.anonymous},
                      {"fresh", record.fresh},
                      {"labels", record.labels},
                      {"created_at_us", toMicroseconds(record.createdAt)}};
    return recordText(out);
}

/// The folder's name is the volume's: the record need not say it.
VolumeRecord fromJson(const json &in)
{
    VolumeRecord record;
    record.size = ByteSize::ofBytes(in.at("size_bytes").get<std::uint64_t>());
    record.filesystem = in.value("filesystem", record.filesystem);
    record.anonymous = in.value("anonymous", false);
    record.fresh = in.value("fresh", false);
    record.labels = in.value("labels", record.labels);
    record.createdAt = fromMicroseconds(in.value("created_at_us", std::int64_t{0}));
    return record;
}

} // namespace

Result<FileLock> lockVolumes(const Store &store, FileLock::Kind kind, std::stop_token stop, Deadline deadline)
{
    return FileLock::acquire(store.layout().volumes() / ".lock", kind, deadline, std::move(stop));
}

std::filesystem::path volumeImage(const Store &store, std::string_view name)
{
    return imageFile(folderOf(store, name));
}

Result<VolumeRecord> loadVolume(const Store &store, std::string_view name)
{
    if (!isValidName(name))
        return fail(Operation::ReadRecord, name.substr(0, 80), Reason::BadName);
    auto text = readFile(recordFile(folderOf(store, name)), recordLimit);
    if (text) {
        FIRKIN_ASSIGN(VolumeRecord record, parseRecord<VolumeRecord>(*text, name, volumeFormat, fromJson));
        record.name = name;
        return record;
    }
    if (text.error().rootReason() == Reason::NoSuchFile)
        return fail(Operation::ReadRecord, name, Reason::NoSuchVolume);
    return fail(wrap(Operation::ReadRecord, name, std::move(text).error()));
}

Result<std::vector<VolumeRecord>> listVolumes(const Store &store)
{
    std::vector<VolumeRecord> volumes;
    std::error_code problem;
    for (const auto &entry : std::filesystem::directory_iterator(store.layout().volumes(), problem)) {
        const std::string name = entry.path().filename().string();
        if (!isValidName(name))
            continue;
        auto record = loadVolume(store, name);
        if (record)
            volumes.push_back(std::move(*record));
        else if (record.error().rootReason() != Reason::NoSuchVolume) // removed just now
            spdlog::warn("volume {}: its record cannot be read", name);
    }
    if (problem)
        return fail(systemError(Operation::ListVolumes, store.layout().volumes().string(), problem.value()));
    std::ranges::sort(volumes, {}, &VolumeRecord::name);
    return volumes;
}

Status createVolume(const Store &store, const VolumeRecord &record,
                    const std::function<Status(const std::filesystem::path &image)> &makeImage)
{
    if (!isValidName(record.name))
        return fail(Operation::CreateVolume, record.name.substr(0, 80), Reason::BadName);
    const std::filesystem::path target = folderOf(store, record.name);
    std::error_code problem;
    if (std::filesystem::exists(target, problem))
        return fail(Operation::CreateVolume, record.name, Reason::NameTaken);
    const std::filesystem::path made = store.layout().volumes() / (".new-" + randomId());
    const auto make = [&]() -> Status {
        FIRKIN_TRY(makePrivateDirectory(made));
        FIRKIN_TRY(makeImage(imageFile(made)));
        FIRKIN_TRY(writeFileAtomically(recordFile(made), toJson(record)));
        // Exactly one of two that make it at once succeeds: a folder that has something in it is not replaced.
        if (std::rename(made.c_str(), target.c_str()) != 0) {
            if (errno == EEXIST || errno == ENOTEMPTY)
                return fail(Operation::CreateVolume, record.name, Reason::NameTaken);
            return fail(systemError(Operation::CreateVolume, record.name, errno, target.string()));
        }
        return syncDirectory(store.layout().volumes());
    };
    Status status = make();
    if (!status) {
        static_cast<void>(removeTree(made));
        return fail(wrap(Operation::CreateVolume, record.name, std::move(status).error()));
    }
    return {};
}

Status saveVolume(const Store &store, const VolumeRecord &record)
{
    return writeFileAtomically(recordFile(folderOf(store, record.name)), toJson(record));
}

Status deleteVolume(const Store &store, std::string_view name)
{
    if (!isValidName(name))
        return fail(Operation::RemoveVolume, name.substr(0, 80), Reason::BadName);
    const std::filesystem::path gone = store.layout().volumes() / (".gone-" + randomId());
    if (std::rename(folderOf(store, name).c_str(), gone.c_str()) != 0) {
        if (errno == ENOENT)
            return fail(Operation::RemoveVolume, name, Reason::NoSuchVolume);
        return fail(systemError(Operation::RemoveVolume, name, errno));
    }
    FIRKIN_TRY(syncDirectory(store.layout().volumes()));
    return removeTree(gone);
}

void sweepVolumes(const Store &store)
{
    std::error_code problem;
    for (const auto &entry : std::filesystem::directory_iterator(store.layout().volumes(), problem)) {
        const std::string name = entry.path().filename().string();
        if (name.starts_with(".new-") || name.starts_with(".gone-"))
            static_cast<void>(removeTree(entry.path()));
    }
}

} // namespace firkin::store
