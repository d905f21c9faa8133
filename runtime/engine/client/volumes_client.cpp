// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/engine/client/volumes_client.h"

#include "runtime/engine/store/names.h"
#include "runtime/engine/store/volume_use.h"
#include "runtime/image/disk_image.h"

#include <sys/stat.h>

namespace firkin::engine {

namespace {

ByteSize allocated(const std::filesystem::path &file)
{
    struct stat info{};
    return ::stat(file.c_str(), &info) == 0 ? ByteSize::ofBytes(static_cast<std::uint64_t>(info.st_blocks) * 512) : ByteSize();
}

VolumeView toView(const store::Store &store, const store::VolumeRecord &record, const std::multimap<std::string, VolumeUser> &users)
{
    VolumeView view;
    view.name = record.name;
    view.size = record.size;
    view.filesystem = record.filesystem;
    view.anonymous = record.anonymous;
    view.labels = record.labels;
    view.createdAt = record.createdAt;
    view.image = store::volumeImage(store, record.name);
    view.used = allocated(view.image);
    const auto [begin, end] = users.equal_range(record.name);
    for (auto user = begin; user != end; ++user)
        view.usedBy.push_back(user->second);
    return view;
}

} // namespace

bool isVolumeName(std::string_view name)
{
    return store::isValidName(name);
}

Result<store::VolumeRecord> makeVolume(const store::Store &store, const VolumeSpec &spec, bool anonymous, std::stop_token stop)
{
    image::DiskOptions options;
    options.size = spec.size;
    options.emptyRoot = true;
    FIRKIN_ASSIGN(options.filesystem, image::parseDiskFilesystem(spec.filesystem));
    store::VolumeRecord record;
    record.name = spec.name.empty() ? randomId() + randomId() : spec.name;
    record.size = spec.size;
    record.filesystem = spec.filesystem;
    record.anonymous = anonymous;
    record.labels = spec.labels;
    record.createdAt = std::chrono::system_clock::now();
    if (spec.size > ByteSize::ofGiB(16 * 1024))
        return fail(Operation::CreateVolume, record.name, Reason::OutOfRange, toString(spec.size));
    FIRKIN_TRY(store::createVolume(store, record, [&](const std::filesystem::path &image) { return image::makeDisk(image, options, stop); }));
    return record;
}

Result<std::vector<VolumeView>> VolumesClient::list(std::stop_token)
{
    FIRKIN_ASSIGN(const std::vector<store::VolumeRecord> records, store::listVolumes(m_store));
    const auto users = store::volumeUsers(m_store);
    std::vector<VolumeView> views;
    for (const store::VolumeRecord &record : records)
        views.push_back(toView(m_store, record, users));
    return views;
}

Result<VolumeView> VolumesClient::find(std::string_view name, std::stop_token)
{
    FIRKIN_ASSIGN(const store::VolumeRecord record, store::loadVolume(m_store, name));
    return toView(m_store, record, store::volumeUsers(m_store));
}

Result<VolumeView> VolumesClient::create(const VolumeSpec &spec, std::stop_token stop)
{
    FIRKIN_ASSIGN(const FileLock lock, store::lockVolumes(m_store, FileLock::Kind::Shared, stop));
    FIRKIN_ASSIGN(const store::VolumeRecord record, makeVolume(m_store, spec, false, stop));
    return toView(m_store, record, {});
}

Status VolumesClient::remove(std::string_view name, std::stop_token stop)
{
    FIRKIN_ASSIGN(const FileLock lock, store::lockVolumes(m_store, FileLock::Kind::Exclusive, stop));
    store::sweepVolumes(m_store);
    if (const auto known = store::loadVolume(m_store, name); !known) {
        const Reason reason = known.error().rootReason();
        if (reason == Reason::NoSuchVolume || reason == Reason::BadName) // said by loadVolume of its own operation
            return fail(Operation::RemoveVolume, known.error().object, reason);
        if (reason != Reason::RecordDamaged)
            return fail(wrap(Operation::RemoveVolume, name, known.error()));
    }
    const auto users = store::volumeUsers(m_store);
    if (const auto user = users.find(std::string(name)); user != users.end())
        return fail(Operation::RemoveVolume, name, Reason::InUse, user->second.name);
    return store::deleteVolume(m_store, name);
}

Result<std::vector<std::string>> VolumesClient::prune(bool all, std::stop_token stop)
{
    FIRKIN_ASSIGN(const FileLock lock, store::lockVolumes(m_store, FileLock::Kind::Exclusive, stop));
    store::sweepVolumes(m_store);
    FIRKIN_ASSIGN(const std::vector<store::VolumeRecord> records, store::listVolumes(m_store));
    const auto users = store::volumeUsers(m_store);
    std::vector<std::string> removed;
    for (const store::VolumeRecord &record : records) {
        if (users.contains(record.name) || !(all || record.anonymous))
            continue;
        if (stop.stop_requested())
            return fail(cancelled(Operation::RemoveVolume, record.name));
        FIRKIN_TRY(store::deleteVolume(m_store, record.name));
        removed.push_back(record.name);
    }
    return removed;
}

} // namespace firkin::engine
