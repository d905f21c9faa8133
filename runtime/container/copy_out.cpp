// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/base/file.h"
#include "runtime/base/limits.h"
#include "runtime/base/unique_fd.h"
#include "runtime/container/container_files.h"
#include "runtime/container/guest_copy.h"
#include "runtime/container/guest_path.h"
#include "runtime/container/machine.h"
#include "runtime/copy/copy_placement.h"
#include "runtime/copy/tree_extractor.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace firkin::container {
namespace {

constexpr std::size_t pieceBytes = 256 * 1024;

struct GuestSource {
    copy::TypedSource typed;
    FileEntry entry;
    [[nodiscard]] bool isDirectory() const { return entry.type == FileType::Directory; }
};

Result<GuestSource> lookAt(MountedContainer &container, std::string_view source, const CopyOptions &options, std::stop_token stop)
{
    GuestSource out;
    FIRKIN_ASSIGN(const std::string absolute, absoluteTarget(Operation::CopyOut, source));
    out.typed = copy::readSource(absolute);
    out.typed.contentsOnly |= options.contentsOnly;
    auto found = container.files().stat(out.typed.path, options.followLink || out.typed.mustBeDirectory, std::move(stop));
    if (!found)
        return fail(wrap(Operation::CopyOut, source, std::move(found).error()));
    out.entry = std::move(*found);
    if (out.typed.mustBeDirectory && !out.isDirectory())
        return fail(Operation::CopyOut, source, Reason::NotADirectory);
    switch (out.entry.type) {
    case FileType::Directory:
    case FileType::Regular:
    case FileType::Symlink:
        break;
    default:
        return fail(Operation::CopyOut, source, Reason::UnsupportedHere, "neither file, folder nor link");
    }
    if (!isUtf8(out.typed.path) && out.entry.type != FileType::Symlink)
        return fail(Operation::CopyOut, source, Reason::BadPath, "the agent protocol carries names in UTF-8 only; copy the folder that it lies in");
    return out;
}

Result<copy::TargetKind> kindOnHost(const std::filesystem::path &target)
{
    struct stat status{};
    if (::stat(target.c_str(), &status) == 0)
        return S_ISDIR(status.st_mode) ? copy::TargetKind::Directory : copy::TargetKind::File;
    if (errno == ENOENT)
        return copy::TargetKind::Missing;
    return fail(systemError(Operation::CopyOut, target.native(), errno));
}

std::array<timespec, 2> timesOf(const FileEntry &entry)
{
    using namespace std::chrono;
    const auto since = entry.modified.time_since_epoch();
    const auto whole = floor<seconds>(since);
    return {timespec{0, UTIME_OMIT}, timespec{whole.count(), static_cast<long>(duration_cast<nanoseconds>(since - whole).count())}};
}

/// The bytes into a file; what was made of it is gone again when it fails.
Status receiveFile(GuestCopy &copy, const FileEntry &entry, std::uint64_t total, const std::string &path, const CopyOptions &options, const ProgressFn &progress)
{
    const bool isNew = ::access(path.c_str(), F_OK) != 0;
    const UniqueFd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY, 0600));
    if (!file)
        return fail(systemError(Operation::CopyOut, path, errno));
    const std::uint64_t most = total + std::min(limits::copiedFileGrowth.bytes, UINT64_MAX - total);
    const auto all = [&]() -> Status {
        std::vector<std::byte> buffer(pieceBytes);
        std::uint64_t done = 0;
        report(progress, {Phase::Copying, 0, total, entry.name});
        for (;;) {
            FIRKIN_ASSIGN(const std::size_t count, copy.receive(buffer));
            if (count == 0)
                break;
            done += count;
            if (done > most)
                return fail(Operation::CopyOut, path, Reason::FileChanged, "it grew and grew");
            FIRKIN_TRY(writeAll(file.get(), std::span<const std::byte>(buffer).first(count), path));
            report(progress, {Phase::Copying, done, total, entry.name});
        }
        if (isNew && ::fchmod(file.get(), entry.mode & 0777) != 0)
            return fail(systemError(Operation::CopyOut, path, errno, "chmod"));
        if (options.keepOwners)
            static_cast<void>(::fchown(file.get(), entry.uid, entry.gid)); // where the caller may
        ::futimens(file.get(), timesOf(entry).data());
        if (options.sync && ::fsync(file.get()) != 0)
            return fail(systemError(Operation::CopyOut, path, errno, "fsync"));
        return {};
    };
    const Status done = copy.finish(all());
    if (!done && isNew)
        ::unlink(path.c_str());
    return done;
}

Status receiveTree(GuestCopy &copy, const std::string &path, const CopyOptions &options, const ProgressFn &progress, const std::stop_token &stop)
{
    if (::mkdir(path.c_str(), 0777) != 0 && errno != EEXIST)
        return copy.finish(fail(systemError(Operation::CopyOut, path, errno)));
    const UniqueFd folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder)
        return copy.finish(fail(systemError(Operation::CopyOut, path, errno)));
    auto free = freeSpace(path);
    if (!free)
        return copy.finish(fail(std::move(free).error()));
    copy::TarReader reader([&](std::span<std::byte> buffer) { return copy.receive(buffer); });
    FIRKIN_TRY(copy.finish(copy::extractTree(reader, {folder.get(), path, options.keepOwners, *free}, progress, stop)));
    if (options.sync && ::syncfs(folder.get()) != 0)
        return fail(systemError(Operation::CopyOut, path, errno, "sync"));
    return {};
}

Status makeLink(const FileEntry &entry, const std::string &path)
{
    if (::unlink(path.c_str()) != 0 && errno != ENOENT)
        return fail(systemError(Operation::CopyOut, path, errno));
    if (::symlink(entry.linkTarget.c_str(), path.c_str()) != 0)
        return fail(systemError(Operation::CopyOut, path, errno));
    return {};
}

agent::CopyCall callFor(const MountedContainer &container, const std::string &path)
{
    agent::CopyCall call;
    call.direction = agent::CopyDirection::Out;
    call.path = guestPath(container, path);
    return call;
}

/// The guest's entries below a name of their own, without gzip.
Status forwardEntries(GuestCopy &copy, copy::TarWriter &writer, const std::string &name, const ProgressFn &progress, const std::stop_token &stop)
{
    copy::TarReader reader([&](std::span<std::byte> buffer) { return copy.receive(buffer); });
    std::uint64_t done = 0;
    for (;;) {
        if (stop.stop_requested())
            return fail(cancelled(Operation::CopyOut, name));
        FIRKIN_ASSIGN(auto entry, reader.next());
        if (!entry)
            return {};
        FIRKIN_ASSIGN(const std::string path, copy::safeEntryPath(entry->path));
        const std::string prefix = name.empty() ? "." : name;
        entry->path = path.empty() ? prefix : prefix + "/" + path;
        if (entry->kind == copy::EntryKind::Directory)
            entry->path += '/';
        if (entry->kind == copy::EntryKind::HardLink) {
            FIRKIN_ASSIGN(const std::string target, copy::safeEntryPath(entry->linkTarget));
            entry->linkTarget = prefix + "/" + target;
        }
        FIRKIN_TRY(writer.begin(*entry));
        std::uint64_t written = 0;
        while (entry->kind == copy::EntryKind::Regular) {
            FIRKIN_ASSIGN(const auto piece, reader.read());
            if (piece.bytes.empty())
                break;
            FIRKIN_TRY(writeZeros(writer, piece.offset - written));
            FIRKIN_TRY(writer.write(piece.bytes));
            written = piece.offset + piece.bytes.size();
            done += piece.bytes.size();
            report(progress, {Phase::Copying, done, std::nullopt, entry->path});
        }
        if (entry->kind == copy::EntryKind::Regular)
            FIRKIN_TRY(writeZeros(writer, entry->size - written));
    }
}

copy::TarEntry tarEntryFor(const FileEntry &entry, const std::string &name)
{
    copy::TarEntry out;
    out.path = name;
    out.kind = entry.type == FileType::Symlink ? copy::EntryKind::Symlink : copy::EntryKind::Regular;
    out.mode = entry.mode;
    out.uid = entry.uid;
    out.gid = entry.gid;
    out.modified = timesOf(entry)[1];
    out.linkTarget = entry.linkTarget;
    return out;
}

Status forwardFile(GuestCopy &copy, copy::TarWriter &writer, copy::TarEntry entry, std::uint64_t size)
{
    entry.size = size;
    FIRKIN_TRY(writer.begin(entry));
    std::vector<std::byte> buffer(pieceBytes);
    std::uint64_t left = size;
    for (;;) {
        FIRKIN_ASSIGN(const std::size_t count, copy.receive(buffer));
        if (count == 0)
            break;
        if (count > left)
            return fail(Operation::CopyOut, entry.path, Reason::FileChanged, "it grew");
        FIRKIN_TRY(writer.write(std::span<const std::byte>(buffer).first(count)));
        left -= count;
    }
    return left == 0 ? Status() : fail(Operation::CopyOut, entry.path, Reason::FileChanged, "it became shorter");
}

} // namespace

Status ContainerFiles::copyOut(std::string_view source,
                               const std::filesystem::path &target,
                               const CopyOptions &options,
                               const ProgressFn &progress,
                               std::stop_token stop)
{
    FIRKIN_ASSIGN(const GuestSource guest, lookAt(*m_container, source, options, stop));
    FIRKIN_ASSIGN(const copy::TargetKind kind, kindOnHost(target));
    const std::string name = copy::lastComponent(std::filesystem::path(guest.typed.path).lexically_normal().native());
    FIRKIN_ASSIGN(const copy::Placement place,
                  copy::placeCopy(Operation::CopyOut, {name, guest.isDirectory(), guest.typed.contentsOnly}, target.native(), kind));
    if (guest.entry.type == FileType::Symlink)
        return makeLink(guest.entry, place.path);

    FIRKIN_ASSIGN(auto copy, GuestCopy::begin(*m_container, callFor(*m_container, guest.typed.path), stop));
    FIRKIN_ASSIGN(const agent::CopyMetadata metadata, copy->metadata());
    if (auto connected = copy->connect(); !connected)
        return copy->finish(std::move(connected));
    if (metadata.archive != guest.isDirectory())
        return copy->finish(fail(Operation::CopyOut, source, Reason::FileChanged));
    return metadata.archive ? receiveTree(*copy, place.path, options, progress, stop)
                            : receiveFile(*copy, guest.entry, metadata.totalBytes, place.path, options, progress);
}

Status ContainerFiles::archive(std::string_view source, int tarFd, const CopyOptions &options, const ProgressFn &progress, std::stop_token stop)
{
    FIRKIN_ASSIGN(const GuestSource guest, lookAt(*m_container, source, options, stop));
    const std::string name = guest.typed.contentsOnly ? std::string() : copy::lastComponent(std::filesystem::path(guest.typed.path).lexically_normal().native());
    copy::TarWriter writer(writeTo(tarFd, Operation::CopyOut, stop), copy::TarCoding::Plain);
    if (guest.entry.type == FileType::Symlink) {
        FIRKIN_TRY(writer.begin(tarEntryFor(guest.entry, name)));
        return writer.finish();
    }
    FIRKIN_ASSIGN(auto copy, GuestCopy::begin(*m_container, callFor(*m_container, guest.typed.path), stop));
    FIRKIN_ASSIGN(const agent::CopyMetadata metadata, copy->metadata());
    Status moved = copy->connect();
    if (moved)
        moved = metadata.archive ? forwardEntries(*copy, writer, name, progress, stop)
                                 : forwardFile(*copy, writer, tarEntryFor(guest.entry, name), metadata.totalBytes);
    FIRKIN_TRY(copy->finish(std::move(moved)));
    return writer.finish();
}

} // namespace firkin::container
