// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/engine/files.h"
#include "runtime/fuse/inode_table.h"
#include "runtime/fuse/patience.h"

#include <mutex>
#include <string>
#include <sys/stat.h>
#include <vector>

namespace firkin::fuse {

/// What the kernel asks, answered from the container: paths, attributes, bytes. Knows nothing of libfuse but the shape of its
/// questions. Any thread; every call blocks for as long as the guest is given.
class GuestTree {
public:
    GuestTree(engine::Files &files, ContainerId container, std::chrono::milliseconds limit, std::chrono::milliseconds probePause);

    [[nodiscard]] InodeTable &inodes() { return m_inodes; }

    Result<engine::FileEntry> look(const std::string &path);
    /// Of files, folders and links: the others are left out.
    Result<std::vector<engine::FileEntry>> list(const std::string &path);
    /// As `struct stat` says it: this user's, readable, without set-id bits.
    [[nodiscard]] struct stat attributes(const engine::FileEntry &entry, std::uint64_t inode) const;

    /// One file that is open. Bytes that lie side by side are asked for in large pieces. FileChanged once another file has
    /// taken its name. Any thread.
    class OpenFile {
    public:
        OpenFile(GuestTree &tree, std::string path, std::uint64_t size) : m_tree(tree), m_path(std::move(path)), m_size(size) {}
        Result<std::string> read(std::uint64_t offset, std::size_t length);

    private:
        Result<std::string> fetch(std::uint64_t offset, std::size_t length);
        GuestTree &m_tree;
        const std::string m_path;
        const std::uint64_t m_size; ///< when it was opened; 0: not known
        std::mutex m_mutex;
        std::uint64_t m_identity = 0;
        std::uint64_t m_nextOffset = 0;
        std::uint64_t m_aheadOffset = 0;
        std::string m_ahead;
    };

private:
    engine::Files &m_files;
    const ContainerId m_container;
    InodeTable m_inodes;
    Patience m_patience;
};

[[nodiscard]] bool isServed(engine::FileType type);
/// errno for the kernel.
[[nodiscard]] int errnoFor(const Error &error);

} // namespace firkin::fuse
