// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/fuse/guest_tree.h"

#include "runtime/base/limits.h"

#include <algorithm>
#include <cerrno>
#include <limits>
#include <unistd.h>

namespace firkin::fuse {

using engine::FileEntry;
using engine::FileType;

bool isServed(FileType type)
{
    return type == FileType::Regular || type == FileType::Directory || type == FileType::Symlink;
}

int errnoFor(const Error &error)
{
    switch (error.rootReason()) {
    case Reason::NoSuchFile: return ENOENT;
    case Reason::NotADirectory: return ENOTDIR;
    case Reason::IsADirectory: return EISDIR;
    case Reason::NoPermission: return EACCES;
    case Reason::BadPath: return EINVAL;
    case Reason::UnsupportedHere: return ENXIO;
    default: return EIO; // not in time, not there any more, not what it was
    }
}

GuestTree::GuestTree(engine::Files &files, ContainerId container, std::chrono::milliseconds limit, std::chrono::milliseconds probePause)
    : m_files(files)
    , m_container(std::move(container))
    , m_patience(limit, probePause, [this](std::stop_token stop) {
        const auto answer = m_files.stat(m_container, "/", stop);
        return answer.has_value();
    })
{
}

Result<FileEntry> GuestTree::look(const std::string &path)
{
    return m_patience.ask(path, [&](Patience::Ticket &ticket) -> Result<FileEntry> {
        FIRKIN_ASSIGN(FileEntry entry, m_files.stat(m_container, path, ticket.token()));
        if (!isServed(entry.type))
            return fail(Operation::StatFile, path, Reason::NoSuchFile);
        return entry;
    });
}

Result<std::vector<FileEntry>> GuestTree::list(const std::string &path)
{
    return m_patience.ask(path, [&](Patience::Ticket &ticket) -> Result<std::vector<FileEntry>> {
        std::vector<FileEntry> entries;
        FIRKIN_TRY(m_files.list(
            m_container,
            path,
            [&](std::vector<FileEntry> page) {
                ticket.prolong();
                for (FileEntry &entry : page) {
                    // A name is one component, whatever the guest says.
                    const bool name = !entry.name.empty() && entry.name != "." && entry.name != ".." && entry.name.size() <= limits::fileNameBytes
                                      && entry.name.find('/') == std::string::npos && entry.name.find('\0') == std::string::npos;
                    if (name && isServed(entry.type))
                        entries.push_back(std::move(entry));
                }
            },
            ticket.token()));
        return entries;
    });
}

struct stat GuestTree::attributes(const FileEntry &entry, std::uint64_t inode) const
{
    struct stat out{};
    out.st_ino = inode;
    out.st_uid = ::getuid();
    out.st_gid = ::getgid();
    out.st_nlink = 1;
    out.st_mode = entry.mode & 0777U;
    switch (entry.type) {
    case FileType::Directory:
        out.st_mode |= S_IFDIR | S_IRWXU; // a copy of it can be filled
        break;
    case FileType::Symlink:
        out.st_mode |= S_IFLNK;
        break;
    default:
        out.st_mode |= S_IFREG | S_IRUSR;
        out.st_size = static_cast<off_t>(std::min<std::uint64_t>(entry.size, std::numeric_limits<off_t>::max()));
        break;
    }
    out.st_blksize = 128 * 1024;
    out.st_blocks = (out.st_size + 511) / 512;
    const auto time = std::chrono::duration_cast<std::chrono::nanoseconds>(entry.modified.time_since_epoch()).count();
    const timespec modified{.tv_sec = time / 1'000'000'000, .tv_nsec = std::max<long>(time % 1'000'000'000, 0)};
    out.st_mtim = out.st_ctim = out.st_atim = modified;
    return out;
}

Result<std::string> GuestTree::OpenFile::fetch(std::uint64_t offset, std::size_t length)
{
    const auto wanted = static_cast<std::uint32_t>(std::min<std::size_t>(length, engine::fileRangeBytes));
    FIRKIN_ASSIGN(engine::FileRange range, m_tree.m_patience.ask(m_path, [&](Patience::Ticket &ticket) {
        return m_tree.m_files.read(m_tree.m_container, m_path, offset, wanted, ticket.token());
    }));
    if (m_identity == 0)
        m_identity = range.identity;
    else if (m_identity != range.identity)
        return fail(Operation::CopyOut, m_path, Reason::FileChanged);
    if (range.bytes.size() > wanted)
        return fail(Operation::CopyOut, m_path, Reason::ProtocolViolation);
    return std::move(range.bytes);
}

Result<std::string> GuestTree::OpenFile::read(std::uint64_t offset, std::size_t length)
{
    const std::lock_guard lock(m_mutex);
    std::string out;
    while (out.size() < length) {
        const std::uint64_t at = offset + out.size();
        if (at >= m_aheadOffset && at < m_aheadOffset + m_ahead.size()) {
            out.append(m_ahead, at - m_aheadOffset, length - out.size());
            continue;
        }
        const std::size_t left = length - out.size();
        const bool onward = m_size > 0 && at == m_nextOffset && at > 0;
        FIRKIN_ASSIGN(std::string piece, fetch(at, onward ? engine::fileRangeBytes : left));
        if (piece.empty())
            break;
        m_nextOffset = at + piece.size();
        if (piece.size() <= left) {
            out += piece;
            if (m_size == 0)
                break; // what a read of /proc gives is what there is now
        } else {
            m_aheadOffset = at;
            m_ahead = std::move(piece);
        }
    }
    return out;
}

} // namespace firkin::fuse
