// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/guest/file_tree.h"

#include "runtime/base/file.h"
#include "runtime/base/limits.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <dirent.h>
#include <fcntl.h>
#include <limits>
#include <memory>
#include <sys/syscall.h>
#include <unistd.h>

namespace firkin::guest {

namespace {

constexpr int deepest = 1024;
constexpr std::size_t longestUserFile = std::size_t{4} << 20;

struct CloseDirectory {
    void operator()(DIR *directory) const { ::closedir(directory); }
};
using Directory = std::unique_ptr<DIR, CloseDirectory>;

std::unexpected<Error> problem(Operation operation, std::string_view path, int errnoValue)
{
    return fail(systemError(operation, path, errnoValue));
}

Directory openDirectory(UniqueFd fd)
{
    Directory directory(::fdopendir(fd.get()));
    if (directory)
        static_cast<void>(fd.release());
    return directory;
}

FileKind kindOf(mode_t mode)
{
    switch (mode & S_IFMT) {
    case S_IFREG: return FileKind::Regular;
    case S_IFDIR: return FileKind::Directory;
    case S_IFLNK: return FileKind::Symlink;
    case S_IFIFO: return FileKind::Fifo;
    case S_IFSOCK: return FileKind::Socket;
    case S_IFCHR: return FileKind::CharacterDevice;
    case S_IFBLK: return FileKind::BlockDevice;
    default: return FileKind::Unknown;
    }
}

FileInfo infoOf(std::string name, const struct stat &status)
{
    FileInfo out;
    out.name = std::move(name);
    out.type = kindOf(status.st_mode);
    out.mode = status.st_mode & 07777;
    out.uid = status.st_uid;
    out.gid = status.st_gid;
    out.size = static_cast<std::uint64_t>(status.st_size);
    out.modified = status.st_mtim;
    return out;
}

void readLink(FileInfo &file, const RootedTree &tree, int folder, const char *name, const std::string &path)
{
    char target[limits::pathBytes];
    const ssize_t length = ::readlinkat(folder, name, target, sizeof target);
    if (length > 0)
        file.linkTarget.assign(target, static_cast<std::size_t>(length));
    if (const auto found = tree.find(path)) {
        if (const auto status = statOf(found->get()))
            file.targetType = kindOf(status->st_mode);
    }
}

Status removeBelow(int folder, const std::string &name, const std::string &path, int depth)
{
    if (::unlinkat(folder, name.c_str(), 0) == 0)
        return {};
    if (errno != EISDIR && errno != EPERM)
        return errno == ENOENT ? Status() : problem(Operation::RemoveFile, path, errno);
    if (::unlinkat(folder, name.c_str(), AT_REMOVEDIR) == 0)
        return {};
    if (errno != ENOTEMPTY && errno != EEXIST)
        return errno == ENOENT ? Status() : problem(Operation::RemoveFile, path, errno);
    if (depth > deepest)
        return fail(Operation::RemoveFile, path, Reason::LimitExceeded, "depth of folders");
    UniqueFd inner(::openat(folder, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!inner)
        return problem(Operation::RemoveFile, path, errno);
    const int innerFd = inner.get();
    const Directory directory = openDirectory(std::move(inner));
    if (!directory)
        return problem(Operation::RemoveFile, path, errno);
    while (const dirent *each = ::readdir(directory.get())) {
        const std::string child = each->d_name;
        if (child != "." && child != "..")
            FIRKIN_TRY(removeBelow(innerFd, child, path + "/" + child, depth + 1));
    }
    if (::unlinkat(folder, name.c_str(), AT_REMOVEDIR) != 0 && errno != ENOENT)
        return problem(Operation::RemoveFile, path, errno);
    return {};
}

} // namespace

OwnerNames::OwnerNames(const RootedTree &tree)
{
    const auto read = [&](std::string_view path) -> std::string {
        const auto file = tree.openFile(path);
        return file ? readFile("/proc/self/fd/" + std::to_string(file->get()), longestUserFile).value_or("") : "";
    };
    m_users = parsePasswd(read("etc/passwd"));
    m_groups = parseGroup(read("etc/group"));
}

void OwnerNames::name(FileInfo &file) const
{
    if (const auto user = std::ranges::find(m_users, file.uid, &PasswdEntry::uid); user != m_users.end())
        file.owner = user->name;
    if (const auto group = std::ranges::find(m_groups, file.gid, &GroupEntry::gid); group != m_groups.end())
        file.group = group->name;
}

Status listFolder(const RootedTree &tree, const std::string &path, std::size_t pageSize,
                  const std::function<bool(std::vector<FileInfo>)> &page)
{
    FIRKIN_ASSIGN(UniqueFd folder, tree.openFolder(path));
    const int folderFd = folder.get();
    const Directory directory = openDirectory(std::move(folder));
    if (!directory)
        return problem(Operation::ListDirectory, path, errno);
    const OwnerNames owners(tree);
    std::vector<FileInfo> entries;
    while (const dirent *each = ::readdir(directory.get())) {
        const std::string name = each->d_name;
        struct stat status{};
        if (name == "." || name == ".." || ::fstatat(folderFd, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0)
            continue; // gone meanwhile
        FileInfo file = infoOf(name, status);
        if (file.type == FileKind::Symlink)
            readLink(file, tree, folderFd, name.c_str(), path + "/" + name);
        owners.name(file);
        entries.push_back(std::move(file));
        if (entries.size() >= pageSize && !page(std::exchange(entries, {})))
            return {};
    }
    if (!entries.empty())
        page(std::move(entries));
    return {};
}

Result<FoundFile> lookAt(const RootedTree &tree, const std::string &path, bool follow)
{
    FIRKIN_ASSIGN(const UniqueFd fd, tree.find(path, follow));
    FIRKIN_ASSIGN(const struct stat status, statOf(fd.get()));
    FoundFile out{infoOf(std::string(splitPath(path).name), status), tree.pathOf(fd.get())};
    if (out.info.type == FileKind::Symlink)
        readLink(out.info, tree, fd.get(), "", path);
    OwnerNames(tree).name(out.info);
    return out;
}

Result<FileRange> readRange(const RootedTree &tree, const std::string &path, std::uint64_t offset, std::size_t length)
{
    FIRKIN_ASSIGN(const UniqueFd found, tree.find(path, false));
    FIRKIN_ASSIGN(const struct stat status, statOf(found.get()));
    if (S_ISDIR(status.st_mode))
        return fail(Operation::CopyOut, path, Reason::IsADirectory);
    if (!S_ISREG(status.st_mode)) // opening a pipe or a device has effects
        return fail(Operation::CopyOut, path, Reason::UnsupportedHere);
    if (offset > static_cast<std::uint64_t>(std::numeric_limits<off_t>::max()))
        return fail(Operation::CopyOut, path, Reason::OutOfRange);
    FIRKIN_ASSIGN(const UniqueFd file, reopen(found.get(), O_RDONLY | O_CLOEXEC));
    FileRange out{std::string(length, '\0'), status.st_ino ^ (status.st_dev << 40)};
    std::size_t done = 0;
    while (done < length) {
        const ssize_t count = ::pread(file.get(), out.bytes.data() + done, length - done, static_cast<off_t>(offset + done));
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return problem(Operation::CopyOut, path, errno);
        if (count == 0)
            break;
        done += static_cast<std::size_t>(count);
    }
    out.bytes.resize(done);
    return out;
}

Status renameFile(const RootedTree &tree, const std::string &from, const std::string &to, bool replace)
{
    FIRKIN_ASSIGN(const auto source, tree.entryOf(from));
    FIRKIN_ASSIGN(const auto target, tree.entryOf(to));
    if (::renameat2(source.folder.get(), source.name.c_str(), target.folder.get(), target.name.c_str(), replace ? 0 : RENAME_NOREPLACE) != 0)
        return problem(Operation::RenameFile, errno == EEXIST ? to : from, errno);
    return {};
}

Status removeFile(const RootedTree &tree, const std::string &path, bool recursive, bool allowMissing)
{
    const auto entry = tree.entryOf(path);
    if (!entry)
        return entry.error().reason == Reason::NoSuchFile && allowMissing ? Status() : fail(entry.error());
    struct stat status{};
    if (::fstatat(entry->folder.get(), entry->name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0)
        return errno == ENOENT && allowMissing ? Status() : problem(Operation::RemoveFile, path, errno);
    if (recursive)
        return removeBelow(entry->folder.get(), entry->name, path, 0);
    if (::unlinkat(entry->folder.get(), entry->name.c_str(), S_ISDIR(status.st_mode) ? AT_REMOVEDIR : 0) != 0)
        return problem(Operation::RemoveFile, path, errno);
    return {};
}

Status makeFolder(const RootedTree &tree, const std::string &path, mode_t mode, bool parents)
{
    if (parents) {
        FIRKIN_TRY(tree.makeFolders(path, mode));
        return {};
    }
    FIRKIN_ASSIGN(const auto entry, tree.entryOf(path));
    if (::mkdirat(entry.folder.get(), entry.name.c_str(), mode) != 0)
        return problem(Operation::MakeDirectory, path, errno);
    return {};
}

} // namespace firkin::guest
