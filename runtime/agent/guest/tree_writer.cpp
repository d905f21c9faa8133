// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/guest/tree_writer.h"

#include "runtime/base/file.h"
#include "runtime/copy/tar_reader.h"

#include <cerrno>
#include <fcntl.h>
#include <set>
#include <sys/stat.h>
#include <utility>
#include <vector>

namespace firkin::guest {

namespace {

using copy::EntryKind;
using copy::TarEntry;

class Unpacker {
public:
    Unpacker(const RootedTree &tree, std::string folder, bool folderIsNew, const copy::ByteSource &source)
        : m_tree(tree), m_folder(std::move(folder)), m_folderIsNew(folderIsNew), m_reader(source, Operation::CopyIn)
    {
    }

    Status unpack()
    {
        bool any = false;
        for (;;) {
            FIRKIN_ASSIGN(auto entry, m_reader.next());
            if (!entry)
                break;
            any = true;
            FIRKIN_TRY(one(std::move(*entry)));
        }
        if (!any)
            return fail(Operation::CopyIn, m_folder, Reason::Truncated, "the archive is empty");
        return finishFolders();
    }

private:
    /// Where an entry goes: an open folder and a name in it.
    struct Place {
        UniqueFd folder;
        std::string name;
    };

    [[nodiscard]] std::unexpected<Error> problem(std::string_view path, int errnoValue, std::string_view call = {}) const
    {
        return fail(systemError(Operation::CopyIn, m_folder + "/" + std::string(path), errnoValue, call));
    }

    /// The folder of `path`, made where missing. Links that the archive itself has made are not walked through.
    Result<Place> placeOf(const std::string &path)
    {
        for (std::size_t end = path.find('/'); end != std::string::npos; end = path.find('/', end + 1)) {
            if (m_madeLinks.contains(path.substr(0, end)))
                return fail(Operation::CopyIn, m_folder + "/" + path, Reason::BadPath, "below a link of the same archive");
        }
        const auto [folder, name] = splitPath(path);
        if (!m_lastFolder || folder != m_lastPath) {
            FIRKIN_ASSIGN(m_lastFolder, m_tree.makeFolders(m_folder + "/" + std::string(folder)));
            m_lastPath = folder;
        }
        UniqueFd copy(::fcntl(m_lastFolder.get(), F_DUPFD_CLOEXEC, 3));
        if (!copy)
            return problem(path, errno, "dup");
        return Place{std::move(copy), std::string(name)};
    }

    Status one(TarEntry entry)
    {
        FIRKIN_ASSIGN(const std::string path, copy::safeEntryPath(entry.path));
        if (path.empty()) {
            // The folder itself.
            if (entry.kind == EntryKind::Directory && m_folderIsNew)
                m_folders.emplace_back(std::string(), std::move(entry));
            return {};
        }
        FIRKIN_ASSIGN(const Place place, placeOf(path));
        m_madeLinks.erase(path);
        switch (entry.kind) {
        case EntryKind::Directory: return makeFolder(place, path, std::move(entry));
        case EntryKind::Regular: return makeFile(place, path, entry);
        case EntryKind::Symlink: return makeLink(place, path, entry);
        case EntryKind::HardLink: return makeHardLink(place, path, entry);
        case EntryKind::Fifo:
        case EntryKind::Socket:
        case EntryKind::Device: break;
        }
        return fail(Operation::CopyIn, m_folder + "/" + path, Reason::UnsupportedHere, "a device, pipe or socket in the archive");
    }

    Status makeFolder(const Place &place, const std::string &path, TarEntry entry)
    {
        if (::mkdirat(place.folder.get(), place.name.c_str(), 0700) != 0) {
            if (errno != EEXIST)
                return problem(path, errno, "mkdir");
            // A link to a folder stays one, as for a program in the container; anything else is no place for a folder.
            FIRKIN_ASSIGN(const UniqueFd there, m_tree.find(m_folder + "/" + path));
            FIRKIN_ASSIGN(const struct stat status, statOf(there.get()));
            if (!S_ISDIR(status.st_mode))
                return problem(path, ENOTDIR);
        }
        m_folders.emplace_back(path, std::move(entry));
        return {};
    }

    Status makeWay(const Place &place, const std::string &path)
    {
        m_lastFolder.reset();
        if (::unlinkat(place.folder.get(), place.name.c_str(), 0) != 0 && errno != ENOENT)
            return problem(path, errno, "replace");
        return {};
    }

    Status makeFile(const Place &place, const std::string &path, const TarEntry &entry)
    {
        auto file = UniqueFd(::openat(place.folder.get(), place.name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
        if (!file && errno == EEXIST) {
            FIRKIN_TRY(makeWay(place, path));
            file.reset(::openat(place.folder.get(), place.name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
        }
        if (!file)
            return problem(path, errno, "create");
        for (;;) {
            FIRKIN_ASSIGN(const auto piece, m_reader.read());
            if (piece.bytes.empty())
                break;
            // Holes of a sparse file stay holes.
            if (::lseek(file.get(), static_cast<off_t>(piece.offset), SEEK_SET) < 0)
                return problem(path, errno, "seek");
            if (auto written = writeAll(file.get(), piece.bytes, path); !written)
                return fail(wrap(Operation::CopyIn, m_folder + "/" + path, std::move(written).error()));
        }
        if (::ftruncate(file.get(), static_cast<off_t>(entry.size)) != 0)
            return problem(path, errno, "truncate");
        return dress(file.get(), path, entry);
    }

    /// Owner first: a change of owner takes set-id bits away.
    Status dress(int fd, const std::string &path, const TarEntry &entry) const
    {
        if (::fchown(fd, entry.uid, entry.gid) != 0 && errno != EPERM)
            return problem(path, errno, "chown");
        if (::fchmod(fd, entry.mode & 07777) != 0)
            return problem(path, errno, "chmod");
        const timespec times[] = {{.tv_sec = 0, .tv_nsec = UTIME_OMIT}, entry.modified};
        ::futimens(fd, times);
        return {};
    }

    Status makeLink(const Place &place, const std::string &path, const TarEntry &entry)
    {
        if (::symlinkat(entry.linkTarget.c_str(), place.folder.get(), place.name.c_str()) != 0) {
            if (errno != EEXIST)
                return problem(path, errno, "link");
            FIRKIN_TRY(makeWay(place, path));
            if (::symlinkat(entry.linkTarget.c_str(), place.folder.get(), place.name.c_str()) != 0)
                return problem(path, errno, "link");
        }
        if (::fchownat(place.folder.get(), place.name.c_str(), entry.uid, entry.gid, AT_SYMLINK_NOFOLLOW) != 0 && errno != EPERM)
            return problem(path, errno, "chown");
        const timespec times[] = {{.tv_sec = 0, .tv_nsec = UTIME_OMIT}, entry.modified};
        ::utimensat(place.folder.get(), place.name.c_str(), times, AT_SYMLINK_NOFOLLOW);
        m_madeLinks.insert(path);
        return {};
    }

    Status makeHardLink(const Place &place, const std::string &path, const TarEntry &entry)
    {
        FIRKIN_ASSIGN(const std::string target, copy::safeEntryPath(entry.linkTarget));
        FIRKIN_ASSIGN(const Place first, placeOf(target));
        FIRKIN_TRY(makeWay(place, path));
        struct stat status{};
        if (::fstatat(first.folder.get(), first.name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0)
            return problem(target, errno, "hard link");
        if (!S_ISREG(status.st_mode))
            return fail(Operation::CopyIn, m_folder + "/" + path, Reason::UnsupportedHere, "a hard link to something that is no file");
        if (::linkat(first.folder.get(), first.name.c_str(), place.folder.get(), place.name.c_str(), 0) != 0)
            return problem(path, errno, "hard link");
        return {};
    }

    /// Last, innermost first: until now they were open to us, and their times would have changed.
    Status finishFolders()
    {
        for (auto each = m_folders.rbegin(); each != m_folders.rend(); ++each) {
            const auto &[path, entry] = *each;
            FIRKIN_ASSIGN(const UniqueFd folder, m_tree.openFolder(m_folder + "/" + path));
            FIRKIN_TRY(dress(folder.get(), path, entry));
        }
        return {};
    }

    const RootedTree &m_tree;
    const std::string m_folder;
    const bool m_folderIsNew;
    copy::TarReader m_reader;
    std::set<std::string> m_madeLinks;
    std::vector<std::pair<std::string, TarEntry>> m_folders;
    UniqueFd m_lastFolder;
    std::string m_lastPath;
};

} // namespace

Status unpackTree(const RootedTree &tree, const std::string &folder, bool folderIsNew, const copy::ByteSource &source)
{
    return Unpacker(tree, folder, folderIsNew, source).unpack();
}

} // namespace firkin::guest
