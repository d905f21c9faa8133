// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/base/unique_fd.h"
#include "runtime/container/container_files.h"
#include "runtime/container/guest_copy.h"
#include "runtime/container/guest_path.h"
#include "runtime/container/machine.h"
#include "runtime/copy/copy_placement.h"
#include "runtime/copy/tar_reader.h"
#include "runtime/copy/tree_archiver.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace firkin::container {
namespace {

constexpr std::size_t pieceBytes = 256 * 1024;

struct HostSource {
    copy::TypedSource typed;
    struct stat status{};
    [[nodiscard]] bool isDirectory() const { return S_ISDIR(status.st_mode); }
    [[nodiscard]] bool isLink() const { return S_ISLNK(status.st_mode); }
};

Result<HostSource> lookAt(const std::filesystem::path &source, const CopyOptions &options)
{
    HostSource out;
    out.typed = copy::readSource(source.native());
    out.typed.contentsOnly |= options.contentsOnly;
    const auto failed = [&](Reason reason) { return fail(Operation::CopyIn, source.native(), reason); };
    if (out.typed.path.empty())
        return failed(Reason::BadPath);
    const bool follow = options.followLink || out.typed.mustBeDirectory;
    if (::fstatat(AT_FDCWD, out.typed.path.c_str(), &out.status, follow ? 0 : AT_SYMLINK_NOFOLLOW) != 0)
        return fail(systemError(Operation::CopyIn, source.native(), errno));
    if (out.typed.mustBeDirectory && !out.isDirectory())
        return failed(Reason::NotADirectory);
    if (!out.isDirectory() && !out.isLink() && !S_ISREG(out.status.st_mode))
        return fail(Operation::CopyIn, source.native(), Reason::UnsupportedHere, "neither file, folder nor link");
    return out;
}

Result<copy::TargetKind> kindInGuest(MountedContainer &container, std::string_view target, std::stop_token stop)
{
    auto found = container.files().stat(target, true, std::move(stop));
    if (found)
        return found->type == FileType::Directory ? copy::TargetKind::Directory : copy::TargetKind::File;
    if (found.error().code == ErrorCode::NotFound || found.error().rootReason() == Reason::NoSuchFile)
        return copy::TargetKind::Missing; // expected: a copy usually makes its target
    return fail(std::move(found).error());
}

/// A plain file's bytes, as they are.
Status sendFile(GuestCopy &copy, const HostSource &source, const CopyOptions &options, const ProgressFn &progress, const std::stop_token &stop)
{
    const std::string &path = source.typed.path;
    const UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | (options.followLink ? 0 : O_NOFOLLOW)));
    struct stat status{};
    if (!file || ::fstat(file.get(), &status) != 0)
        return fail(systemError(Operation::CopyIn, path, errno));
    if (!S_ISREG(status.st_mode))
        return fail(Operation::CopyIn, path, Reason::FileChanged);
    ::posix_fadvise(file.get(), 0, 0, POSIX_FADV_SEQUENTIAL);
    std::vector<std::byte> buffer(pieceBytes);
    const auto total = static_cast<std::uint64_t>(status.st_size);
    std::uint64_t done = 0;
    report(progress, {Phase::Copying, 0, total, path});
    for (;;) {
        if (stop.stop_requested())
            return fail(cancelled(Operation::CopyIn, path));
        const ssize_t count = ::read(file.get(), buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return fail(systemError(Operation::CopyIn, path, errno, "read"));
        if (count == 0)
            break;
        FIRKIN_TRY(copy.send(std::span(buffer).first(static_cast<std::size_t>(count))));
        done += static_cast<std::uint64_t>(count);
        report(progress, {Phase::Copying, done, total, path});
    }
    if (done < total)
        return fail(Operation::CopyIn, path, Reason::FileChanged, "it became shorter");
    return {};
}

Status sendTree(GuestCopy &copy, const copy::ArchiveRequest &request, const ProgressFn &progress, const std::stop_token &stop)
{
    std::optional<std::uint64_t> total;
    if (progress) {
        FIRKIN_ASSIGN(const copy::TreeSize size, copy::measureTree(request.source, stop));
        total = size.bytes;
        report(progress, {Phase::Copying, 0, total, request.source.string()});
    }
    copy::TarWriter writer([&](std::span<const std::byte> bytes) { return copy.send(bytes); }, copy::TarCoding::GzipStored);
    FIRKIN_TRY(copy::archiveTree(writer, request, total, progress, stop));
    return writer.finish();
}

/// Entries of somebody's tar stream, written anew: only what can be unpacked safely, gzip around it.
Status sendEntries(GuestCopy &copy, int tarFd, const CopyOptions &options, const ProgressFn &progress, const std::stop_token &stop)
{
    copy::TarReader reader(readFrom(tarFd, Operation::CopyIn, stop), Operation::CopyIn);
    copy::TarWriter writer([&](std::span<const std::byte> bytes) { return copy.send(bytes); }, copy::TarCoding::GzipStored);
    std::uint64_t done = 0;
    bool any = false;
    for (;;) {
        FIRKIN_ASSIGN(auto entry, reader.next());
        if (!entry)
            break;
        FIRKIN_ASSIGN(std::string path, copy::safeEntryPath(entry->path));
        const bool carried = entry->kind == copy::EntryKind::Regular || entry->kind == copy::EntryKind::Directory
                             || entry->kind == copy::EntryKind::Symlink || entry->kind == copy::EntryKind::HardLink;
        if (path.empty() || !carried)
            continue; // the target's own mode stays; devices are not what a copy brings
        if (entry->kind == copy::EntryKind::HardLink) {
            FIRKIN_ASSIGN(entry->linkTarget, copy::safeEntryPath(entry->linkTarget));
        }
        entry->path = entry->kind == copy::EntryKind::Directory ? path + "/" : std::move(path);
        if (!options.keepOwners)
            entry->uid = entry->gid = 0;
        any = true;
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
    if (!any) {
        // Some agents call an archive without entries an error.
        copy::TarEntry root;
        root.path = "./";
        root.kind = copy::EntryKind::Directory;
        root.mode = 0755;
        FIRKIN_TRY(writer.begin(root));
    }
    return writer.finish();
}

} // namespace

Status ContainerFiles::copyIn(const std::filesystem::path &source,
                              std::string_view target,
                              const CopyOptions &options,
                              const ProgressFn &progress,
                              std::stop_token stop)
{
    FIRKIN_ASSIGN(const HostSource host, lookAt(source, options));
    FIRKIN_ASSIGN(const std::string typed, absoluteTarget(Operation::CopyIn, target));
    FIRKIN_ASSIGN(const copy::TargetKind kind, kindInGuest(*m_container, typed, stop));
    const std::string name = copy::lastComponent(std::filesystem::absolute(host.typed.path).lexically_normal().native());
    FIRKIN_ASSIGN(const copy::Placement place, copy::placeCopy(Operation::CopyIn, {name, host.isDirectory(), host.typed.contentsOnly}, typed, kind));

    // The protocol's paths are text; entries of an archive are bytes. What is no text goes into the nearest folder that is.
    const SplitPath split = splitAtText(place.path);
    const bool plain = !host.isDirectory() && !host.isLink() && !options.keepOwners && !options.owner && split.rest.empty();
    agent::CopyCall call;
    call.direction = agent::CopyDirection::In;
    call.createParents = true;
    call.archive = !plain;
    copy::ArchiveRequest request{host.typed.path, split.rest, !place.existingFolder, options.keepOwners, options.followLink || host.typed.mustBeDirectory, options.owner};
    if (plain) {
        call.path = guestPath(*m_container, place.path);
        call.mode = host.status.st_mode & 0777;
    } else {
        std::string folder = split.text;
        if (!host.isDirectory() && split.rest.empty()) {
            const std::size_t slash = folder.rfind('/');
            request.prefix = folder.substr(slash + 1);
            folder.resize(slash);
        }
        call.path = guestPath(*m_container, folder);
    }
    FIRKIN_ASSIGN(auto copy, GuestCopy::begin(*m_container, std::move(call), stop));
    Status moved = copy->connect();
    if (moved)
        moved = plain ? sendFile(*copy, host, options, progress, stop) : sendTree(*copy, request, progress, stop);
    FIRKIN_TRY(copy->finish(std::move(moved)));
    if (!options.sync)
        return {};
    report(progress, {Phase::Syncing, 0, std::nullopt, place.path});
    return m_container->machine().agent().sync(std::move(stop));
}

Status ContainerFiles::extract(int tarFd, std::string_view targetFolder, const CopyOptions &options, const ProgressFn &progress, std::stop_token stop)
{
    FIRKIN_ASSIGN(const std::string target, absoluteTarget(Operation::CopyIn, targetFolder));
    FIRKIN_ASSIGN(const copy::TargetKind kind, kindInGuest(*m_container, target, stop));
    if (kind == copy::TargetKind::Missing)
        return fail(Operation::CopyIn, target, Reason::NoSuchFile);
    if (kind == copy::TargetKind::File)
        return fail(Operation::CopyIn, target, Reason::NotADirectory);
    agent::CopyCall call;
    call.direction = agent::CopyDirection::In;
    call.archive = true;
    call.path = guestPath(*m_container, target);
    FIRKIN_ASSIGN(auto copy, GuestCopy::begin(*m_container, std::move(call), stop));
    Status moved = copy->connect();
    if (moved)
        moved = sendEntries(*copy, tarFd, options, progress, stop);
    FIRKIN_TRY(copy->finish(std::move(moved)));
    return options.sync ? m_container->machine().agent().sync(std::move(stop)) : Status();
}

} // namespace firkin::container
