// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/copy/tree_extractor.h"

#include "runtime/base/unique_fd.h"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <vector>

namespace firkin::copy {
namespace {

struct Place {
    UniqueFd parent;
    std::string name;
};

class Extractor {
public:
    Extractor(TarReader &reader, const ExtractRequest &request, const ProgressFn &progress, std::stop_token stop)
        : m_reader(reader), m_request(request), m_progress(progress), m_stop(std::move(stop))
    { }

    Status run()
    {
        for (;;) {
            if (m_stop.stop_requested())
                return fail(cancelled(Operation::CopyOut, m_request.object));
            FIRKIN_ASSIGN(auto entry, m_reader.next());
            if (!entry)
                break;
            FIRKIN_TRY(extract(*entry));
        }
        return finishFolders();
    }

private:
    std::unexpected<Error> failed(const TarEntry &entry, const char *what) const
    {
        return fail(systemError(Operation::CopyOut, m_request.object + "/" + entry.path, errno, what));
    }

    [[nodiscard]] mode_t modeOf(const TarEntry &entry) const { return entry.mode & (m_request.keepOwners ? 07777 : 0777); }

    /// The folder that the path's last component lies in, made where missing; no component of it is a link.
    Result<Place> placeFor(const std::string &path)
    {
        Place place;
        place.parent = UniqueFd(::fcntl(m_request.folder, F_DUPFD_CLOEXEC, 3));
        std::string_view rest = path;
        for (std::size_t slash = rest.find('/'); slash != std::string_view::npos; slash = rest.find('/')) {
            const std::string part(rest.substr(0, slash));
            rest.remove_prefix(slash + 1);
            UniqueFd next(::openat(place.parent.get(), part.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
            if (!next && errno == ENOENT) {
                ::mkdirat(place.parent.get(), part.c_str(), 0755);
                next = UniqueFd(::openat(place.parent.get(), part.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
            }
            if (!next) {
                const bool link = errno == ELOOP || errno == ENOTDIR;
                return fail(link ? makeError(Operation::CopyOut, m_request.object + "/" + path, Reason::BadPath, "it lies below something that is no folder")
                                 : systemError(Operation::CopyOut, m_request.object + "/" + path, errno, "open"));
            }
            place.parent = std::move(next);
        }
        place.name = rest;
        return place;
    }

    Status extract(TarEntry &entry)
    {
        FIRKIN_ASSIGN(entry.path, safeEntryPath(entry.path));
        if (entry.path.empty()) {
            // The folder itself; anything else by that name is nonsense.
            if (entry.kind == EntryKind::Directory)
                m_folders.push_back(std::move(entry));
            return {};
        }
        FIRKIN_ASSIGN(const Place place, placeFor(entry.path));
        switch (entry.kind) {
        case EntryKind::Directory: return makeFolder(place, std::move(entry));
        case EntryKind::Regular: return makeFile(place, entry);
        case EntryKind::Symlink: return makeLink(place, entry);
        case EntryKind::HardLink: return makeHardLink(place, entry);
        case EntryKind::Fifo:
        case EntryKind::Socket:
        case EntryKind::Device: break;
        }
        return fail(Operation::CopyOut, m_request.object + "/" + entry.path, Reason::UnsupportedHere, "a device, pipe or socket in the archive");
    }

    Status makeFolder(const Place &place, TarEntry entry)
    {
        // Open to us until its content is there; its own mode comes last.
        if (::mkdirat(place.parent.get(), place.name.c_str(), 0700) != 0) {
            struct stat status{};
            if (errno != EEXIST || ::fstatat(place.parent.get(), place.name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0)
                return failed(entry, "mkdir");
            if (!S_ISDIR(status.st_mode)) {
                if (::unlinkat(place.parent.get(), place.name.c_str(), 0) != 0 || ::mkdirat(place.parent.get(), place.name.c_str(), 0700) != 0)
                    return failed(entry, "mkdir");
            }
        }
        m_folders.push_back(std::move(entry));
        return {};
    }

    Status removeOld(const Place &place, const TarEntry &entry)
    {
        if (::unlinkat(place.parent.get(), place.name.c_str(), 0) == 0 || errno == ENOENT)
            return {};
        return failed(entry, "replace");
    }

    Status makeFile(const Place &place, const TarEntry &entry)
    {
        FIRKIN_TRY(removeOld(place, entry));
        const UniqueFd file(::openat(place.parent.get(), place.name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
        if (!file)
            return failed(entry, "create");
        FIRKIN_TRY(fill(file.get(), entry));
        if (m_request.keepOwners)
            static_cast<void>(::fchown(file.get(), entry.uid, entry.gid)); // the caller may not be allowed to: then they are his
        if (::fchmod(file.get(), modeOf(entry)) != 0)
            return failed(entry, "chmod");
        const std::array<timespec, 2> times{timespec{0, UTIME_OMIT}, entry.modified};
        ::futimens(file.get(), times.data());
        return {};
    }

    Status fill(int file, const TarEntry &entry)
    {
        for (;;) {
            if (m_stop.stop_requested())
                return fail(cancelled(Operation::CopyOut, m_request.object));
            FIRKIN_ASSIGN(const TarReader::Piece piece, m_reader.read());
            if (piece.bytes.empty())
                break;
            m_done += piece.bytes.size();
            if (m_done > m_request.mostBytes)
                return fail(Operation::CopyOut, m_request.object, Reason::LimitExceeded, "unpacked size");
            std::span<const std::byte> rest = piece.bytes;
            auto offset = static_cast<off_t>(piece.offset);
            while (!rest.empty()) {
                const ssize_t count = ::pwrite(file, rest.data(), rest.size(), offset);
                if (count < 0 && errno == EINTR)
                    continue;
                if (count < 0)
                    return failed(entry, "write");
                rest = rest.subspan(static_cast<std::size_t>(count));
                offset += count;
            }
            report(m_progress, {Phase::Copying, m_done, std::nullopt, entry.path});
        }
        // A hole at the end is no piece.
        struct stat status{};
        if (::fstat(file, &status) == 0 && static_cast<std::uint64_t>(status.st_size) < entry.size
            && ::ftruncate(file, static_cast<off_t>(entry.size)) != 0)
            return failed(entry, "truncate");
        return {};
    }

    Status makeLink(const Place &place, const TarEntry &entry)
    {
        FIRKIN_TRY(removeOld(place, entry));
        if (entry.linkTarget.empty() || ::symlinkat(entry.linkTarget.c_str(), place.parent.get(), place.name.c_str()) != 0)
            return failed(entry, "symlink");
        const std::array<timespec, 2> times{timespec{0, UTIME_OMIT}, entry.modified};
        ::utimensat(place.parent.get(), place.name.c_str(), times.data(), AT_SYMLINK_NOFOLLOW);
        if (m_request.keepOwners)
            static_cast<void>(::fchownat(place.parent.get(), place.name.c_str(), entry.uid, entry.gid, AT_SYMLINK_NOFOLLOW));
        return {};
    }

    Status makeHardLink(const Place &place, const TarEntry &entry)
    {
        FIRKIN_ASSIGN(const std::string target, safeEntryPath(entry.linkTarget));
        if (target.empty() || target == entry.path)
            return fail(Operation::CopyOut, entry.path, Reason::BadPath);
        FIRKIN_ASSIGN(const Place from, placeFor(target));
        struct stat status{};
        if (::fstatat(from.parent.get(), from.name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0)
            return failed(entry, "link");
        if (!S_ISREG(status.st_mode))
            return fail(Operation::CopyOut, entry.path, Reason::BadPath, "a hard link to something that is no file");
        FIRKIN_TRY(removeOld(place, entry));
        if (::linkat(from.parent.get(), from.name.c_str(), place.parent.get(), place.name.c_str(), 0) != 0)
            return failed(entry, "link");
        return {};
    }

    /// Modes and times of folders, the innermost first: a folder without the right to write has to be filled before, and
    /// filling it changes its time.
    Status finishFolders()
    {
        for (auto entry = m_folders.rbegin(); entry != m_folders.rend(); ++entry) {
            UniqueFd folder;
            if (entry->path.empty()) {
                folder = UniqueFd(::fcntl(m_request.folder, F_DUPFD_CLOEXEC, 3));
            } else {
                FIRKIN_ASSIGN(const Place place, placeFor(entry->path));
                folder = UniqueFd(::openat(place.parent.get(), place.name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
            }
            if (!folder)
                continue; // a later entry has replaced it
            if (m_request.keepOwners)
                static_cast<void>(::fchown(folder.get(), entry->uid, entry->gid));
            if (::fchmod(folder.get(), modeOf(*entry)) != 0 && !entry->path.empty())
                return failed(*entry, "chmod");
            const std::array<timespec, 2> times{timespec{0, UTIME_OMIT}, entry->modified};
            ::futimens(folder.get(), times.data());
        }
        return {};
    }

    TarReader &m_reader;
    const ExtractRequest &m_request;
    const ProgressFn &m_progress;
    const std::stop_token m_stop;
    std::vector<TarEntry> m_folders;
    std::uint64_t m_done = 0;
};

} // namespace

Status extractTree(TarReader &reader, const ExtractRequest &request, const ProgressFn &progress, std::stop_token stop)
{
    return Extractor(reader, request, progress, std::move(stop)).run();
}

} // namespace firkin::copy
