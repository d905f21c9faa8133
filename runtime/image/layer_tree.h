// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/result.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace firkin::image {

enum class EntryKind : std::uint8_t { Regular, Directory, Symlink, HardLink, CharacterDevice, BlockDevice, Fifo };

/// What a directory carries; other files take theirs from their layer's stream when it is read again.
struct DirectoryAttributes {
    std::uint32_t mode = 0755;
    std::uint32_t uid = 0;
    std::uint32_t gid = 0;
    std::int64_t seconds = 0;
    std::uint32_t nanoseconds = 0;
    std::vector<std::pair<std::string, std::string>> xattrs;
};

/// One entry of a layer, as the tar has it.
struct LayerEntry {
    std::string_view path;
    EntryKind kind = EntryKind::Regular;
    std::uint64_t size = 0;
    std::string_view target; ///< of a symbolic link, or the path that a hard link names
    bool hasXattrs = false;
    DirectoryAttributes directory; ///< for Directory only
};

/// Stacks layers in memory and tells what is left of them: names, directories, and for each file which entry of which
/// layer has its content. Pure: no file is touched. The rules are those of layers unpacked each into a folder of its own
/// and stacked by overlayfs:
///  - ".wh.NAME" hides what lower layers have at NAME, ".wh..wh..opq" all that they have in that folder;
///    never what the same layer has, whatever the order;
///  - a directory over a directory merges, anything over anything else replaces;
///  - a parent that is a symbolic link of the same layer is followed, inside the root; one of a lower layer is replaced
///    by a directory;
///  - hard links share what their target is at that moment; replacing one name later leaves the others alone.
class LayerTree {
public:
    LayerTree();
    ~LayerTree();
    LayerTree(const LayerTree &) = delete;
    LayerTree &operator=(const LayerTree &) = delete;

    /// The next layer begins; the lowest comes first.
    void beginLayer();
    /// Every entry of it, in order; also those that mean nothing to us (their number counts).
    Status apply(const LayerEntry &entry);

    /// What mke2fs has to be told.
    struct Totals {
        std::uint64_t inodes = 0;
        std::uint64_t dataBlocks = 0; ///< of 4 KiB
        std::uint64_t contentBytes = 0;
        std::uint64_t entries = 0;    ///< applied so far, hidden ones too
    };
    [[nodiscard]] Totals totals() const;

    /// No more layers: chooses for each file the name under which its content is written.
    void finish();

    /// Directories, parents before children. The root's path is "".
    void eachDirectory(const std::function<void(const std::string &path, const DirectoryAttributes &)> &visit) const;

    /// Files of one layer whose content survives, by the number of their entry in it, ascending.
    struct Survivor {
        std::uint32_t entry = 0;
        std::uint32_t file = 0;
    };
    [[nodiscard]] std::vector<Survivor> survivors(std::uint32_t layer) const;
    [[nodiscard]] std::string pathOf(std::uint32_t file) const;

    [[nodiscard]] bool hasAtRoot(std::string_view name) const;

    /// Names beyond the first of files that have several.
    void eachHardLink(const std::function<void(const std::string &path, const std::string &target)> &visit) const;

    /// For tests: every name with what it is, sorted: "d a", "f a/b 0:3", "h a/c a/b", "l a/d ../x".
    [[nodiscard]] std::vector<std::string> describe() const;

private:
    struct Inode;
    struct Node;
    struct Directory;

    Status addDirectory(Directory &parent, const std::string &name, const DirectoryAttributes &attributes);
    Status addFile(Directory &parent, const std::string &name, const LayerEntry &entry);
    Status addHardLink(Directory &parent, const std::string &name, std::string_view target);
    Status addWhiteout(Directory &parent, std::string_view name);
    Result<Directory *> makeDirectory(Directory &parent, const std::string &name);
    /// Both follow symbolic links inside the root; `walk` makes what is missing, `findFolder` gives null.
    Result<Directory *> walk(Directory *from, std::string_view path, std::size_t &hops);
    Result<Directory *> enter(Directory &from, const std::string &name, std::size_t &hops);
    Directory *findFolder(Directory *from, std::string_view path, std::size_t &hops);
    void hideLower(Directory &directory);
    [[nodiscard]] bool isHidden(Node &node);
    Status countNode();

    std::unique_ptr<Directory> m_root;
    std::vector<Inode> m_inodes;                     // in the order of layers and entries
    std::map<std::uint32_t, std::string> m_symlinks; // targets by inode
    std::uint32_t m_layer = 0;
    std::uint32_t m_entry = 0; // number of the present one in its layer
    std::uint32_t m_layersBegun = 0;
    std::uint64_t m_entries = 0;
    std::uint64_t m_nodes = 0;
};

} // namespace firkin::image
