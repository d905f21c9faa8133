// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/result.h"
#include "runtime/base/unique_fd.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <sys/stat.h>

namespace firkin::guest {

/// A folder that paths are resolved in by the kernel (openat2, RESOLVE_IN_ROOT): no link, "..", or folder that is
/// swapped while we look leads out of it. What lies below is hostile: opened as a path first (O_PATH has no effects),
/// looked at, then used through that descriptor. Blocks; any thread; const calls may overlap.
class RootedTree {
public:
    /// `folder` is resolved in the agent's own root.
    static Result<RootedTree> open(const std::string &folder);
    explicit RootedTree(UniqueFd root) : m_root(std::move(root)) {}

    [[nodiscard]] int rootFd() const { return m_root.get(); }

    /// Any kind of file, without opening it: for fstat, /proc/self/fd and *at calls.
    [[nodiscard]] Result<UniqueFd> find(std::string_view path, bool followLast = true) const;
    /// A folder to list and to create in.
    [[nodiscard]] Result<UniqueFd> openFolder(std::string_view path) const;
    /// A regular file for reading; FIFOs, devices and sockets are refused without being opened.
    [[nodiscard]] Result<UniqueFd> openFile(std::string_view path) const;
    /// For writing: made with `mode` if it is not there. Regular files only.
    struct Created {
        UniqueFd fd;
        bool isNew = false;
    };
    [[nodiscard]] Result<Created> createFile(std::string_view path, mode_t mode, bool truncate) const;
    /// mkdir -p. Links on the way are followed, inside. Returns the last folder.
    [[nodiscard]] Result<UniqueFd> makeFolders(std::string_view path, mode_t mode = 0755) const;

    /// The folder that a path's last component is in, and that component; for calls that act on a name and follow nothing.
    struct Entry {
        UniqueFd folder;
        std::string name;
    };
    /// BadPath for the root itself, "." and "..".
    [[nodiscard]] Result<Entry> entryOf(std::string_view path) const;

    /// Temp file and rename: whole or not at all; a link of that name is replaced, not followed.
    Status replaceFile(std::string_view path, std::string_view content, mode_t mode) const;
    /// What the kernel calls the file of `fd`, as seen from this root: absolute.
    [[nodiscard]] std::string pathOf(int fd) const;

private:
    [[nodiscard]] Result<UniqueFd> openIn(std::string_view path, std::uint64_t flags, mode_t mode = 0) const;
    UniqueFd m_root;
};

/// Opens what an O_PATH descriptor names, with other flags.
Result<UniqueFd> reopen(int pathFd, int flags);
Result<struct stat> statOf(int fd);
/// Splits "a/b/c" into "a/b" and "c"; slashes at the end do not count.
struct SplitPath {
    std::string_view folder;
    std::string_view name;
};
[[nodiscard]] SplitPath splitPath(std::string_view path);

} // namespace firkin::guest
