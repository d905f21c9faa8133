// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/guest/tree_reader.h"

#include "runtime/base/limits.h"
#include "runtime/base/unique_fd.h"
#include "runtime/copy/tar_writer.h"

#include <algorithm>
#include <cerrno>
#include <dirent.h>
#include <fcntl.h>
#include <map>
#include <memory>
#include <sys/stat.h>
#include <vector>

namespace firkin::guest {

namespace {

using copy::EntryKind;
using copy::TarEntry;

/// Each level holds a descriptor open; a path has at most 4,096 bytes anyway.
constexpr int deepest = 1024;
/// What is remembered to find hard links again; beyond it they become files of their own.
constexpr std::size_t mostLinks = 200'000;

struct CloseDirectory {
    void operator()(DIR *directory) const { ::closedir(directory); }
};

class Packer {
public:
    Packer(const std::string &object, const copy::ByteSink &sink) : m_object(object), m_writer(sink, copy::TarCoding::GzipStored), m_buffer(256 * 1024) {}

    Status pack(int folder)
    {
        struct stat status{};
        if (::fstat(folder, &status) != 0)
            return problem({}, errno);
        TarEntry top = entryFor(status, "./");
        top.kind = EntryKind::Directory;
        FIRKIN_TRY(m_writer.begin(top));
        FIRKIN_TRY(packFolder(folder, {}, 0));
        return m_writer.finish();
    }

private:
    [[nodiscard]] std::unexpected<Error> problem(const std::string &path, int errnoValue) const
    {
        return fail(systemError(Operation::CopyOut, m_object + "/" + path, errnoValue));
    }

    static TarEntry entryFor(const struct stat &status, std::string path)
    {
        TarEntry entry;
        entry.path = std::move(path);
        entry.mode = status.st_mode & 07777;
        entry.uid = status.st_uid;
        entry.gid = status.st_gid;
        entry.modified = status.st_mtim;
        return entry;
    }

    Status packFolder(int folder, const std::string &path, int depth)
    {
        if (depth > deepest || path.size() > limits::pathBytes)
            return fail(Operation::CopyOut, m_object, Reason::LimitExceeded, "depth of folders");
        // A descriptor of its own: closedir closes it, and the position is ours.
        UniqueFd list(::openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        std::unique_ptr<DIR, CloseDirectory> directory(list ? ::fdopendir(list.get()) : nullptr);
        if (!directory)
            return problem(path, errno);
        static_cast<void>(list.release());
        std::vector<std::string> names;
        while (const dirent *each = ::readdir(directory.get())) {
            const std::string_view name = each->d_name;
            if (name != "." && name != "..")
                names.emplace_back(name);
        }
        directory.reset();
        std::ranges::sort(names);
        for (const auto &name : names)
            FIRKIN_TRY(packOne(folder, name, path.empty() ? name : path + "/" + name, depth));
        return {};
    }

    Status packOne(int folder, const std::string &name, const std::string &path, int depth)
    {
        struct stat status{};
        if (::fstatat(folder, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0)
            return errno == ENOENT ? Status() : problem(path, errno);
        if (S_ISDIR(status.st_mode))
            return packDirectory(folder, name, path, depth);
        if (S_ISLNK(status.st_mode))
            return packLink(folder, name, entryFor(status, path));
        if (S_ISREG(status.st_mode))
            return packFile(folder, name, path);
        return {};
    }

    Status packDirectory(int folder, const std::string &name, const std::string &path, int depth)
    {
        const UniqueFd inner(::openat(folder, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
        struct stat status{};
        if (!inner || ::fstat(inner.get(), &status) != 0)
            return errno == ENOENT || errno == ENOTDIR || errno == ELOOP ? Status() : problem(path, errno);
        TarEntry entry = entryFor(status, path + "/");
        entry.kind = EntryKind::Directory;
        FIRKIN_TRY(m_writer.begin(entry));
        return packFolder(inner.get(), path, depth + 1);
    }

    Status packLink(int folder, const std::string &name, TarEntry entry)
    {
        std::string target(limits::pathBytes + 1, '\0');
        const ssize_t length = ::readlinkat(folder, name.c_str(), target.data(), target.size());
        if (length < 0)
            return errno == ENOENT || errno == EINVAL ? Status() : problem(entry.path, errno);
        target.resize(static_cast<std::size_t>(length));
        entry.kind = EntryKind::Symlink;
        entry.linkTarget = std::move(target);
        return m_writer.begin(entry);
    }

    Status packFile(int folder, const std::string &name, const std::string &path)
    {
        // O_NONBLOCK: what was a file a moment ago may be a FIFO now.
        const UniqueFd file(::openat(folder, name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
        struct stat status{};
        if (!file || ::fstat(file.get(), &status) != 0)
            return errno == ENOENT || errno == ELOOP || errno == ENXIO ? Status() : problem(path, errno);
        if (!S_ISREG(status.st_mode))
            return {};
        TarEntry entry = entryFor(status, path);
        if (status.st_nlink > 1 && m_links.size() < mostLinks) {
            const auto [first, isNew] = m_links.emplace(std::pair(status.st_dev, status.st_ino), path);
            if (!isNew) {
                entry.kind = EntryKind::HardLink;
                entry.linkTarget = first->second;
                return m_writer.begin(entry);
            }
        }
        entry.size = static_cast<std::uint64_t>(status.st_size);
        FIRKIN_TRY(m_writer.begin(entry));
        return packContent(file.get(), path, entry.size);
    }

    Status packContent(int file, const std::string &path, std::uint64_t left)
    {
        while (left > 0) {
            const auto piece = std::span(m_buffer).first(static_cast<std::size_t>(std::min<std::uint64_t>(left, m_buffer.size())));
            ssize_t count = ::read(file, piece.data(), piece.size());
            if (count < 0 && errno == EINTR)
                continue;
            if (count < 0)
                return problem(path, errno);
            if (count == 0) { // it shrank, or /proc told no size
                std::ranges::fill(piece, std::byte{0});
                count = static_cast<ssize_t>(piece.size());
            }
            FIRKIN_TRY(m_writer.write(piece.first(static_cast<std::size_t>(count))));
            left -= static_cast<std::uint64_t>(count);
        }
        return {};
    }

    const std::string &m_object;
    copy::TarWriter m_writer;
    std::vector<std::byte> m_buffer;
    std::map<std::pair<dev_t, ino_t>, std::string> m_links;
};

} // namespace

Status packTree(int folder, const std::string &object, const copy::ByteSink &sink)
{
    return Packer(object, sink).pack(folder);
}

} // namespace firkin::guest
