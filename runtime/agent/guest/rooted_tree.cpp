// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/guest/rooted_tree.h"

#include "runtime/base/file.h"
#include "runtime/base/ids.h"
#include "runtime/base/limits.h"

#include <cerrno>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <utility>

namespace firkin::guest {

namespace {

std::unexpected<Error> problem(std::string_view path, int errnoValue)
{
    return fail(systemError(Operation::StatFile, path.substr(0, limits::pathBytes), errnoValue));
}

} // namespace

SplitPath splitPath(std::string_view path)
{
    while (path.size() > 1 && path.ends_with('/'))
        path.remove_suffix(1);
    const std::size_t slash = path.rfind('/');
    if (slash == std::string_view::npos)
        return {{}, path};
    return {path.substr(0, slash), path.substr(slash + 1)};
}

Result<UniqueFd> reopen(int pathFd, int flags)
{
    const std::string path = "/proc/self/fd/" + std::to_string(pathFd);
    UniqueFd fd(::open(path.c_str(), flags | O_CLOEXEC));
    if (!fd)
        return problem({}, errno);
    return fd;
}

Result<struct stat> statOf(int fd)
{
    struct stat status{};
    if (::fstatat(fd, "", &status, AT_EMPTY_PATH) != 0)
        return problem({}, errno);
    return status;
}

Result<RootedTree> RootedTree::open(const std::string &folder)
{
    UniqueFd fd(::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!fd)
        return problem(folder, errno);
    return RootedTree(std::move(fd));
}

Result<UniqueFd> RootedTree::openIn(std::string_view path, std::uint64_t flags, mode_t mode) const
{
    if (path.size() > limits::pathBytes || path.contains('\0'))
        return problem(path.substr(0, 80), ENAMETOOLONG);
    const std::string text = path.empty() ? "." : std::string(path);
    open_how how{};
    how.flags = flags | O_CLOEXEC;
    how.mode = mode;
    how.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS;
    // EAGAIN: something was renamed while the kernel resolved ".."; it cannot vouch for the result. A tree that is
    // renamed without end is given up.
    for (int attempt = 0;; ++attempt) {
        const long fd = ::syscall(SYS_openat2, m_root.get(), text.c_str(), &how, sizeof how);
        if (fd >= 0)
            return UniqueFd(static_cast<int>(fd));
        if (errno != EINTR && (errno != EAGAIN || attempt >= 128))
            return problem(path, errno);
    }
}

Result<UniqueFd> RootedTree::find(std::string_view path, bool followLast) const
{
    return openIn(path, O_PATH | (followLast ? 0u : std::uint64_t{O_NOFOLLOW}));
}

Result<UniqueFd> RootedTree::openFolder(std::string_view path) const
{
    return openIn(path, O_RDONLY | O_DIRECTORY);
}

Result<UniqueFd> RootedTree::openFile(std::string_view path) const
{
    FIRKIN_ASSIGN(const UniqueFd found, find(path));
    FIRKIN_ASSIGN(const struct stat status, statOf(found.get()));
    if (S_ISDIR(status.st_mode))
        return problem(path, EISDIR);
    if (!S_ISREG(status.st_mode))
        return fail(Operation::StatFile, path, Reason::UnsupportedHere, "it is no regular file");
    return reopen(found.get(), O_RDONLY);
}

Result<RootedTree::Created> RootedTree::createFile(std::string_view path, mode_t mode, bool truncate) const
{
    const auto existing = find(path);
    if (existing) {
        FIRKIN_ASSIGN(const struct stat status, statOf(existing->get()));
        if (S_ISDIR(status.st_mode))
            return problem(path, EISDIR);
        if (!S_ISREG(status.st_mode))
            return fail(Operation::StatFile, path, Reason::UnsupportedHere, "it is no regular file");
        auto fd = reopen(existing->get(), O_WRONLY | (truncate ? O_TRUNC : 0));
        if (fd)
            return Created{std::move(*fd), false};
        return fail(systemError(Operation::StatFile, path, errno));
    }
    if (existing.error().reason != Reason::NoSuchFile)
        return fail(existing.error());
    // A dangling link is written through, inside the root; O_NONBLOCK: a FIFO that appears now must not hold us.
    FIRKIN_ASSIGN(UniqueFd fd, openIn(path, O_WRONLY | O_CREAT | O_NONBLOCK, mode));
    FIRKIN_ASSIGN(const struct stat status, statOf(fd.get()));
    if (!S_ISREG(status.st_mode))
        return fail(Operation::StatFile, path, Reason::UnsupportedHere, "it is no regular file");
    return Created{std::move(fd), true};
}

Result<UniqueFd> RootedTree::makeFolders(std::string_view path, mode_t mode) const
{
    auto found = openFolder(path);
    if (found || found.error().reason != Reason::NoSuchFile)
        return found;
    const auto [folder, name] = splitPath(path);
    if (name.empty() || name == "." || name == "..")
        return found;
    FIRKIN_ASSIGN(const UniqueFd parent, makeFolders(folder, mode));
    if (::mkdirat(parent.get(), std::string(name).c_str(), mode) != 0 && errno != EEXIST)
        return problem(path, errno);
    return openFolder(path);
}

Result<RootedTree::Entry> RootedTree::entryOf(std::string_view path) const
{
    const auto [folder, name] = splitPath(path);
    if (name.empty() || name == "." || name == "..")
        return fail(Operation::StatFile, path, Reason::BadPath);
    FIRKIN_ASSIGN(UniqueFd parent, openFolder(folder));
    return Entry{std::move(parent), std::string(name)};
}

Status RootedTree::replaceFile(std::string_view path, std::string_view content, mode_t mode) const
{
    FIRKIN_ASSIGN(const Entry entry, entryOf(path));
    const std::string temporary = "." + entry.name.substr(0, 100) + "." + randomId();
    const auto bad = [&](int errnoValue) {
        ::unlinkat(entry.folder.get(), temporary.c_str(), 0);
        return problem(path, errnoValue);
    };
    const UniqueFd fd(::openat(entry.folder.get(), temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode));
    if (!fd)
        return problem(path, errno);
    if (auto written = writeAll(fd.get(), content, path); !written) {
        ::unlinkat(entry.folder.get(), temporary.c_str(), 0);
        return written;
    }
    if (::fchmod(fd.get(), mode) != 0 || ::renameat(entry.folder.get(), temporary.c_str(), entry.folder.get(), entry.name.c_str()) != 0)
        return bad(errno);
    return {};
}

std::string RootedTree::pathOf(int fd) const
{
    const auto nameOf = [](int descriptor) {
        char buffer[limits::pathBytes + 256];
        const ssize_t length = ::readlink(("/proc/self/fd/" + std::to_string(descriptor)).c_str(), buffer, sizeof buffer);
        return std::string(buffer, static_cast<std::size_t>(std::max<ssize_t>(length, 0)));
    };
    const std::string root = nameOf(m_root.get());
    std::string path = nameOf(fd);
    if (root != "/" && path.starts_with(root) && (path.size() == root.size() || path[root.size()] == '/'))
        path.erase(0, root.size());
    return path.empty() ? "/" : path;
}

} // namespace firkin::guest
