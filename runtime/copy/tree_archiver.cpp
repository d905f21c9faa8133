// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/copy/tree_archiver.h"

#include "runtime/base/limits.h"
#include "runtime/base/unique_fd.h"

#include <algorithm>
#include <cerrno>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <sys/stat.h>
#include <vector>

namespace firkin::copy {
namespace {

constexpr std::size_t pieceBytes = 256 * 1024;
constexpr int deepest = 1024; // folders within folders; each holds a descriptor open

Result<std::vector<std::string>> namesIn(int folder, const std::string &object)
{
    const int duplicate = ::openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (duplicate < 0)
        return fail(systemError(Operation::CopyIn, object, errno, "open"));
    const std::unique_ptr<DIR, int (*)(DIR *)> stream(::fdopendir(duplicate), ::closedir);
    std::vector<std::string> names;
    errno = 0;
    while (const dirent *entry = ::readdir(stream.get())) {
        const std::string_view name = entry->d_name;
        if (name != "." && name != "..")
            names.emplace_back(name);
        errno = 0;
    }
    if (errno != 0)
        return fail(systemError(Operation::CopyIn, object, errno, "readdir"));
    std::ranges::sort(names);
    return names;
}

Result<std::string> linkTarget(int folder, const char *name, const std::string &object)
{
    std::string target(limits::pathBytes, '\0');
    const ssize_t length = ::readlinkat(folder, name, target.data(), target.size());
    if (length < 0)
        return fail(systemError(Operation::CopyIn, object, errno, "readlink"));
    target.resize(static_cast<std::size_t>(length));
    return target;
}

std::string join(const std::string &folder, const std::string &name)
{
    return folder.empty() ? name : folder.ends_with('/') ? folder + name : folder + "/" + name;
}

class Archiver {
public:
    Archiver(TarWriter &writer, const ArchiveRequest &request, std::optional<std::uint64_t> total, const ProgressFn &progress, std::stop_token stop)
        : m_writer(writer), m_request(request), m_total(total), m_progress(progress), m_stop(std::move(stop)), m_buffer(pieceBytes)
    { }

    Status add(int folder, const char *name, const std::string &path, const std::string &hostPath, int depth)
    {
        if (m_stop.stop_requested())
            return fail(cancelled(Operation::CopyIn, hostPath));
        if (depth > deepest || path.size() > limits::pathBytes)
            return fail(Operation::CopyIn, hostPath, Reason::LimitExceeded, "path");
        struct stat status{};
        const bool follow = depth == 0 && m_request.followLink;
        if (::fstatat(folder, name, &status, follow ? 0 : AT_SYMLINK_NOFOLLOW) != 0)
            return fail(systemError(Operation::CopyIn, hostPath, errno, "stat"));
        TarEntry entry = entryFor(status, path);
        switch (status.st_mode & S_IFMT) {
        case S_IFLNK:
            return addLink(folder, name, std::move(entry), hostPath);
        case S_IFREG:
            return addFile(folder, name, std::move(entry), hostPath, follow);
        case S_IFDIR:
            return addFolder(folder, name, std::move(entry), hostPath, depth, follow);
        default:
            return {}; // sockets, pipes, devices: nothing that a copy could carry
        }
    }

private:
    TarEntry entryFor(const struct stat &status, const std::string &path) const
    {
        TarEntry entry;
        entry.path = path;
        entry.mode = status.st_mode & 07777;
        entry.modified = status.st_mtim;
        if (m_request.keepOwners) {
            entry.uid = status.st_uid;
            entry.gid = status.st_gid;
        } else if (m_request.owner) {
            entry.uid = m_request.owner->uid;
            entry.gid = m_request.owner->gid;
        }
        return entry;
    }

    Status addLink(int folder, const char *name, TarEntry entry, const std::string &hostPath)
    {
        entry.kind = EntryKind::Symlink;
        FIRKIN_ASSIGN(entry.linkTarget, linkTarget(folder, name, hostPath));
        return m_writer.begin(entry);
    }

    Status addFile(int folder, const char *name, TarEntry entry, const std::string &hostPath, bool follow)
    {
        // Non-blocking: it may have become a pipe meanwhile.
        const UniqueFd file(::openat(folder, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | (follow ? 0 : O_NOFOLLOW)));
        struct stat status{};
        if (!file || ::fstat(file.get(), &status) != 0)
            return fail(systemError(Operation::CopyIn, hostPath, errno, "open"));
        if (!S_ISREG(status.st_mode))
            return fail(Operation::CopyIn, hostPath, Reason::FileChanged);
        entry.kind = EntryKind::Regular;
        entry.size = static_cast<std::uint64_t>(status.st_size);
        FIRKIN_TRY(m_writer.begin(entry));
        ::posix_fadvise(file.get(), 0, 0, POSIX_FADV_SEQUENTIAL);
        std::uint64_t left = entry.size;
        while (left > 0) {
            if (m_stop.stop_requested())
                return fail(cancelled(Operation::CopyIn, hostPath));
            const ssize_t count = ::read(file.get(), m_buffer.data(), std::min<std::uint64_t>(left, m_buffer.size()));
            if (count < 0 && errno == EINTR)
                continue;
            if (count < 0)
                return fail(systemError(Operation::CopyIn, hostPath, errno, "read"));
            if (count == 0)
                return fail(Operation::CopyIn, hostPath, Reason::FileChanged, "it became shorter");
            FIRKIN_TRY(m_writer.write(std::span(m_buffer).first(static_cast<std::size_t>(count))));
            left -= static_cast<std::uint64_t>(count);
            m_done += static_cast<std::uint64_t>(count);
            report(m_progress, {Phase::Copying, m_done, m_total, entry.path});
        }
        return {};
    }

    Status addFolder(int folder, const char *name, TarEntry entry, const std::string &hostPath, int depth, bool follow)
    {
        const UniqueFd inner(::openat(folder, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | (follow ? 0 : O_NOFOLLOW)));
        if (!inner)
            return fail(systemError(Operation::CopyIn, hostPath, errno, "open"));
        entry.kind = EntryKind::Directory;
        const std::string path = entry.path;
        if (depth > 0 || m_request.withRoot) {
            if (path.empty())
                entry.path = "./";
            else if (!path.ends_with('/'))
                entry.path += '/';
            FIRKIN_TRY(m_writer.begin(entry));
        }
        FIRKIN_ASSIGN(const auto names, namesIn(inner.get(), hostPath));
        for (const std::string &one : names)
            FIRKIN_TRY(add(inner.get(), one.c_str(), join(path, one), join(hostPath, one), depth + 1));
        return {};
    }

    TarWriter &m_writer;
    const ArchiveRequest &m_request;
    const std::optional<std::uint64_t> m_total;
    const ProgressFn &m_progress;
    const std::stop_token m_stop;
    std::vector<std::byte> m_buffer;
    std::uint64_t m_done = 0;
};

Status measure(int folder, const char *name, const std::string &object, int depth, TreeSize &size, const std::stop_token &stop)
{
    struct stat status{};
    if (stop.stop_requested())
        return fail(cancelled(Operation::CopyIn, object));
    if (depth > deepest || ::fstatat(folder, name, &status, depth == 0 ? 0 : AT_SYMLINK_NOFOLLOW) != 0)
        return {}; // the copy itself will tell
    ++size.entries;
    if (S_ISREG(status.st_mode))
        size.bytes += static_cast<std::uint64_t>(status.st_size);
    if (!S_ISDIR(status.st_mode))
        return {};
    const UniqueFd inner(::openat(folder, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | (depth == 0 ? 0 : O_NOFOLLOW)));
    if (!inner)
        return {};
    const auto names = namesIn(inner.get(), object);
    if (!names)
        return {};
    for (const std::string &one : *names)
        FIRKIN_TRY(measure(inner.get(), one.c_str(), object, depth + 1, size, stop));
    return {};
}

} // namespace

Result<TreeSize> measureTree(const std::filesystem::path &source, std::stop_token stop)
{
    TreeSize size;
    FIRKIN_TRY(measure(AT_FDCWD, source.c_str(), source.string(), 0, size, stop));
    return size;
}

Status archiveTree(TarWriter &writer, const ArchiveRequest &request, std::optional<std::uint64_t> total, const ProgressFn &progress, std::stop_token stop)
{
    Archiver archiver(writer, request, total, progress, std::move(stop));
    return archiver.add(AT_FDCWD, request.source.c_str(), request.prefix, request.source.string(), 0);
}

} // namespace firkin::copy
