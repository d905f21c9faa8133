// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/agent/guest/rooted_tree.h"
#include "runtime/agent/guest/user_lookup.h"

#include <ctime>
#include <functional>
#include <string>
#include <vector>

/// What a file browser does in a container's tree. Paths are absolute in it, bytes. Block; any thread.
namespace firkin::guest {

/// The numbers of agent.proto's FileType.
enum class FileKind : int { Unknown = 0, Regular = 1, Directory = 2, Symlink = 3, Fifo = 4, Socket = 5, CharacterDevice = 6, BlockDevice = 7 };

struct FileInfo {
    std::string name;
    FileKind type = FileKind::Unknown;
    std::uint32_t mode = 0, uid = 0, gid = 0;
    std::uint64_t size = 0;
    timespec modified{};
    std::string linkTarget;
    FileKind targetType = FileKind::Unknown;
    std::string owner, group;
};

/// Names of owners by the container's own passwd and group, read once.
class OwnerNames {
public:
    explicit OwnerNames(const RootedTree &tree);
    void name(FileInfo &file) const;

private:
    std::vector<PasswdEntry> m_users;
    std::vector<GroupEntry> m_groups;
};

/// Calls `page` with at most `pageSize` entries until it returns false or all are told. In no order.
Status listFolder(const RootedTree &tree, const std::string &path, std::size_t pageSize,
                  const std::function<bool(std::vector<FileInfo>)> &page);

struct FoundFile {
    FileInfo info;
    std::string resolvedPath;
};
Result<FoundFile> lookAt(const RootedTree &tree, const std::string &path, bool follow);
/// A part of a regular file whose name is no link. Short at its end, empty behind it.
struct FileRange {
    std::string bytes;
    std::uint64_t identity = 0; ///< another file under the same name has another
};
Result<FileRange> readRange(const RootedTree &tree, const std::string &path, std::uint64_t offset, std::size_t length);
Status renameFile(const RootedTree &tree, const std::string &from, const std::string &to, bool replace);
/// Never follows a link. Does not cross into what is mounted below: removing it fails there, as busy.
Status removeFile(const RootedTree &tree, const std::string &path, bool recursive, bool allowMissing);
Status makeFolder(const RootedTree &tree, const std::string &path, mode_t mode, bool parents);

} // namespace firkin::guest
