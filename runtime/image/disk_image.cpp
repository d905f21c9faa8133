// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/image/disk_image.h"

#include "runtime/base/paths.h"
#include "runtime/base/process.h"
#include "runtime/base/unique_fd.h"
#include "runtime/image/debugfs.h"

#include <cerrno>
#include <fcntl.h>
#include <format>
#include <sys/stat.h>
#include <unistd.h>

namespace firkin::image {

namespace {

std::unexpected<Error> bad(std::string_view object, Reason reason, std::string_view detail)
{
    return fail(Operation::CreateContainer, object, reason, detail);
}

std::vector<std::string> ext4Arguments(const std::filesystem::path &path, ByteSize size)
{
    // 20 GiB take 20 ms and 6.5 MB: nothing is initialised now (it is a hole), nor by the kernel later, which would fill
    // the hole with its inode tables.
    return {"-q", "-F", "-t", "ext4", "-b", "4096", "-m", "0",
            "-J", size < ByteSize::ofMiB(128) ? "size=4" : size < ByteSize::ofGiB(1) ? "size=16" : "size=64",
            "-O", "^resize_inode",
            "-E", "nodiscard,assume_storage_prezeroed=1,lazy_journal_init=1,root_owner=0:0",
            path.string(), std::to_string(size.bytes / 1024) + "k"};
}

/// The kernel's bits for data= among a superblock's default mount options.
int journalBits(Ext4Journal journal)
{
    switch (journal) {
    case Ext4Journal::Default: return 0;
    case Ext4Journal::Data: return 0x20;
    case Ext4Journal::Ordered: return 0x40;
    case Ext4Journal::Writeback: return 0x60;
    }
    return 0;
}

Helper makerOf(DiskFilesystem filesystem)
{
    switch (filesystem) {
    case DiskFilesystem::Ext4: return Helper::Mke2fs;
    case DiskFilesystem::Xfs: return Helper::MkfsXfs;
    case DiskFilesystem::Btrfs: return Helper::MkfsBtrfs;
    }
    return Helper::Mke2fs;
}

Status runTool(Helper helper, std::vector<std::string> arguments, const std::string &object, const std::stop_token &stop)
{
    ProcessSpec spec;
    FIRKIN_ASSIGN(spec.program, findHelper(helper));
    spec.arguments = std::move(arguments);
    FIRKIN_ASSIGN(const ProcessOutput output, run(spec, Deadline::never(), stop));
    if (output.end.success())
        return {};
    const bool full = output.errorTail.contains("No space left");
    return bad(object, full ? Reason::NoSpace : Reason::HelperFailed, output.errorTail);
}

Status makeHole(const std::filesystem::path &path, ByteSize size, const std::string &object)
{
    const UniqueFd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!fd || ::ftruncate(fd.get(), static_cast<off_t>(size.bytes)) != 0)
        return fail(systemError(Operation::CreateContainer, object, errno));
    return {};
}

Status makeFilesystem(const std::filesystem::path &path, const DiskOptions &options, const std::string &object, const std::stop_token &stop)
{
    const Helper maker = makerOf(options.filesystem);
    if (options.filesystem == DiskFilesystem::Ext4) {
        FIRKIN_TRY(runTool(maker, ext4Arguments(path, options.size), object, stop));
        // A database that is given a volume refuses a folder that has something in it. fsck makes it again when needed.
        if (options.emptyRoot)
            FIRKIN_TRY(runDebugfs("rmdir lost+found", path, stop));
        if (options.journal == Ext4Journal::Default)
            return {};
        // 0xc: user_xattr and acl, mke2fs' own defaults.
        return runDebugfs(std::format("set_super_value default_mount_opts {:#x}", 0xc | journalBits(options.journal)), path, stop);
    }
    FIRKIN_TRY(makeHole(path, options.size, object));
    return runTool(maker, {"-q", "-f", "-K", path.string()}, object, stop);
}

} // namespace

Result<DiskFilesystem> parseDiskFilesystem(std::string_view text)
{
    if (text == "ext4")
        return DiskFilesystem::Ext4;
    if (text == "xfs")
        return DiskFilesystem::Xfs;
    if (text == "btrfs")
        return DiskFilesystem::Btrfs;
    return fail(Operation::ParseOptions, text.substr(0, 80), Reason::BadSyntax, "ext4, xfs or btrfs");
}

Result<Ext4Journal> parseExt4Journal(std::string_view text)
{
    if (text.empty())
        return Ext4Journal::Default;
    if (text == "ordered")
        return Ext4Journal::Ordered;
    if (text == "writeback")
        return Ext4Journal::Writeback;
    if (text == "data" || text == "journal")
        return Ext4Journal::Data;
    return fail(Operation::ParseOptions, text.substr(0, 80), Reason::BadSyntax, "ordered, writeback or data");
}

ByteSize leastDiskSize(DiskFilesystem filesystem)
{
    switch (filesystem) {
    case DiskFilesystem::Ext4: return ByteSize::ofMiB(16);
    case DiskFilesystem::Xfs: return ByteSize::ofMiB(300);
    case DiskFilesystem::Btrfs: return ByteSize::ofMiB(128);
    }
    return {};
}

Status makeDisk(const std::filesystem::path &path, const DiskOptions &options, std::stop_token stop)
{
    const std::string object = path.filename().string();
    if (const ByteSize least = leastDiskSize(options.filesystem); options.size < least)
        return bad(object, Reason::OutOfRange, "a disk of less than " + toString(least));
    if (options.journal != Ext4Journal::Default && options.filesystem != DiskFilesystem::Ext4)
        return bad(object, Reason::ConflictingOptions, "only ext4 has a choice of journal");
    struct stat info{};
    if (::lstat(path.c_str(), &info) == 0)
        return fail(systemError(Operation::CreateContainer, object, EEXIST));
    Status made = makeFilesystem(path, options, object, stop);
    if (!made) {
        ::unlink(path.c_str());
        if (made.error().operation == Operation::CreateContainer)
            return made;
        return fail(wrap(Operation::CreateContainer, object, std::move(made).error()));
    }
    return {};
}

Status makeUpperDisk(const std::filesystem::path &path, ByteSize size, std::stop_token stop)
{
    return makeDisk(path, {.size = size}, std::move(stop));
}

} // namespace firkin::image
