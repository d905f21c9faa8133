// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/image/layer_tree.h"

#include "runtime/base/limits.h"

#include <algorithm>

namespace firkin::image {

namespace {

constexpr std::string_view whiteoutPrefix = ".wh.";
constexpr std::string_view aufsPrefix = ".wh..wh."; // aufs' own bookkeeping, but for the next
constexpr std::string_view opaqueName = ".wh..wh..opq";
constexpr std::uint32_t noLayer = UINT32_MAX;

std::unexpected<Error> refuse(std::string_view path, Reason reason, std::string_view why)
{
    return fail(Operation::ReadImage, path.substr(0, 200), reason, why);
}

/// Calls `each` for every component of a path until it returns false.
template <class Each>
void eachComponent(std::string_view path, const Each &each)
{
    for (std::size_t begin = 0; begin < path.size();) {
        const std::size_t end = std::min(path.find('/', begin), path.size());
        const std::string_view part = path.substr(begin, end - begin);
        if (!part.empty() && part != "." && !each(part))
            return;
        begin = end + 1;
    }
}

/// Without leading "/", "." and "..", as Docker and containerd clean names; "" is the root.
Result<std::string> cleanPath(std::string_view path)
{
    if (path.size() > limits::pathBytes)
        return refuse(path, Reason::LimitExceeded, "a path of more than 4096 bytes");
    std::vector<std::string_view> parts;
    bool escapes = false;
    eachComponent(path, [&](std::string_view part) {
        if (part != "..")
            parts.push_back(part);
        else if (!parts.empty())
            parts.pop_back();
        else
            escapes = true;
        return !escapes;
    });
    if (escapes)
        return refuse(path, Reason::BadPath, "it leads out of the image");
    std::string cleaned;
    for (const std::string_view part : parts) {
        if (part.size() > limits::fileNameBytes)
            return refuse(path, Reason::LimitExceeded, "a name of more than 255 bytes");
        if (!cleaned.empty())
            cleaned += '/';
        cleaned += part;
    }
    return cleaned;
}

std::string joined(const std::string &folder, const std::string &name)
{
    return folder.empty() ? name : folder + "/" + name;
}

std::uint64_t blocksFor(std::uint64_t bytes) { return (bytes + 4095) / 4096; }

} // namespace

struct LayerTree::Inode {
    std::uint64_t size = 0;
    std::uint32_t layer = 0;
    std::uint32_t entry = 0;
    EntryKind kind = EntryKind::Regular;
    bool hasXattrs = false;
    // Where its content is written: set by finish(), null when no name is left.
    const Directory *folder = nullptr;
    const std::string *name = nullptr;
};

struct LayerTree::Node {
    std::uint32_t layer = 0; ///< that wrote this name last
    std::uint32_t inode = 0; ///< unless it is a directory
    std::unique_ptr<Directory> directory;
};

struct LayerTree::Directory {
    Directory *parent = nullptr;
    const std::string *name = nullptr; // the key in the parent's map
    std::uint32_t pathBytes = 0;
    std::uint32_t hiddenAt = noLayer; // the layer that hid what lower layers have here
    DirectoryAttributes attributes;
    std::map<std::string, Node, std::less<>> children;

    [[nodiscard]] std::string path() const { return parent ? joined(parent->path(), *name) : std::string(); }
};

LayerTree::LayerTree() : m_root(std::make_unique<Directory>()) {}
LayerTree::~LayerTree() = default;

void LayerTree::beginLayer()
{
    m_layer = m_layersBegun++;
    m_entry = 0;
}

Status LayerTree::countNode()
{
    if (++m_nodes > limits::archiveEntries)
        return refuse("layers", Reason::LimitExceeded, "more than 10 million files");
    return {};
}

Status LayerTree::apply(const LayerEntry &entry)
{
    ++m_entry;
    if (++m_entries > limits::archiveEntries)
        return refuse("layers", Reason::LimitExceeded, "more than 10 million entries");
    FIRKIN_ASSIGN(const std::string path, cleanPath(entry.path));
    if (path.empty()) {
        if (entry.kind == EntryKind::Directory)
            m_root->attributes = entry.directory;
        return {}; // anything else at "/" has no place to be
    }
    const std::size_t slash = path.rfind('/');
    const std::string name = slash == std::string::npos ? path : path.substr(slash + 1);
    std::size_t hops = 0;
    FIRKIN_ASSIGN(Directory *const parent,
                  walk(m_root.get(), slash == std::string::npos ? std::string_view() : std::string_view(path).substr(0, slash), hops));
    if (name.starts_with(whiteoutPrefix))
        return addWhiteout(*parent, name);
    switch (entry.kind) {
    case EntryKind::Directory:
        return addDirectory(*parent, name, entry.directory);
    case EntryKind::HardLink:
        return addHardLink(*parent, name, entry.target);
    case EntryKind::Regular:
    case EntryKind::Symlink:
    case EntryKind::CharacterDevice:
    case EntryKind::BlockDevice:
    case EntryKind::Fifo:
        break;
    }
    return addFile(*parent, name, entry);
}

Status LayerTree::addDirectory(Directory &parent, const std::string &name, const DirectoryAttributes &attributes)
{
    const auto found = parent.children.find(name);
    Directory *directory = found == parent.children.end() ? nullptr : found->second.directory.get();
    if (directory) {
        found->second.layer = m_layer;
    } else {
        FIRKIN_ASSIGN(directory, makeDirectory(parent, name));
    }
    directory->attributes = attributes;
    return {};
}

Status LayerTree::addFile(Directory &parent, const std::string &name, const LayerEntry &entry)
{
    FIRKIN_TRY(countNode());
    const auto inode = static_cast<std::uint32_t>(m_inodes.size());
    if (entry.kind == EntryKind::Symlink) {
        if (entry.target.empty() || entry.target.size() >= limits::pathBytes)
            return refuse(entry.path, Reason::BadPath, "a symbolic link to nothing, or too long");
        m_symlinks.emplace_hint(m_symlinks.end(), inode, entry.target);
    }
    m_inodes.push_back({entry.size, m_layer, m_entry - 1, entry.kind, entry.hasXattrs, nullptr, nullptr});
    parent.children[name] = Node{m_layer, inode, nullptr};
    return {};
}

Status LayerTree::addHardLink(Directory &parent, const std::string &name, std::string_view target)
{
    FIRKIN_TRY(countNode());
    FIRKIN_ASSIGN(const std::string path, cleanPath(target));
    const std::size_t slash = path.rfind('/');
    std::size_t hops = 0;
    Directory *const folder =
        findFolder(m_root.get(), slash == std::string::npos ? std::string_view() : std::string_view(path).substr(0, slash), hops);
    const auto found = folder ? folder->children.find(path.substr(slash + 1)) : parent.children.end();
    if (!folder || found == folder->children.end())
        return refuse(target, Reason::NotAnImage, "a hard link to a file that is not there");
    if (found->second.directory)
        return refuse(target, Reason::NotAnImage, "a hard link to a directory");
    const std::uint32_t inode = found->second.inode; // before the map changes
    parent.children[name] = Node{m_layer, inode, nullptr};
    return {};
}

Status LayerTree::addWhiteout(Directory &parent, std::string_view name)
{
    if (name == opaqueName) {
        hideLower(parent);
        return {};
    }
    if (name.starts_with(aufsPrefix))
        return {};
    const std::string_view hidden = name.substr(whiteoutPrefix.size());
    if (hidden.empty() || hidden == "." || hidden == "..")
        return refuse(name, Reason::BadPath, "a whiteout of nothing");
    const auto found = parent.children.find(hidden);
    if (found != parent.children.end() && isHidden(found->second))
        parent.children.erase(found);
    return {};
}

void LayerTree::hideLower(Directory &directory)
{
    // Once a layer is enough, and keeps a layer of nothing but whiteouts from costing the square of its size.
    if (directory.hiddenAt == m_layer)
        return;
    directory.hiddenAt = m_layer;
    std::erase_if(directory.children, [this](auto &child) { return isHidden(child.second); });
}

bool LayerTree::isHidden(Node &node)
{
    if (!node.directory)
        return node.layer < m_layer;
    hideLower(*node.directory);
    return node.layer < m_layer && node.directory->children.empty();
}

Result<LayerTree::Directory *> LayerTree::makeDirectory(Directory &parent, const std::string &name)
{
    FIRKIN_TRY(countNode());
    const std::size_t pathBytes = parent.pathBytes + name.size() + 1;
    // Links of a layer can lead deeper than any one path could; this bounds our recursion, too.
    if (pathBytes > limits::pathBytes)
        return refuse(name, Reason::LimitExceeded, "folders nested too deeply");
    const auto place = parent.children.insert_or_assign(name, Node{m_layer, 0, std::make_unique<Directory>()}).first;
    Directory &made = *place->second.directory;
    made.parent = &parent;
    made.name = &place->first;
    made.pathBytes = static_cast<std::uint32_t>(pathBytes);
    return &made;
}

Result<LayerTree::Directory *> LayerTree::walk(Directory *from, std::string_view path, std::size_t &hops)
{
    Result<Directory *> at = from;
    eachComponent(path, [&](std::string_view part) {
        at = enter(**at, std::string(part), hops);
        return at.has_value();
    });
    return at;
}

Result<LayerTree::Directory *> LayerTree::enter(Directory &from, const std::string &name, std::size_t &hops)
{
    if (name == "..")
        return from.parent ? from.parent : &from;
    if (name.size() > limits::fileNameBytes)
        return refuse(name, Reason::LimitExceeded, "a name of more than 255 bytes");
    const auto found = from.children.find(name);
    if (found == from.children.end())
        return makeDirectory(from, name);
    Node &node = found->second;
    if (node.directory)
        return node.directory.get();
    if (node.layer < m_layer)
        return makeDirectory(from, name); // in its place
    if (m_inodes[node.inode].kind != EntryKind::Symlink)
        return refuse(name, Reason::NotADirectory, "a file lies where the layer needs a folder");
    if (++hops > limits::symlinkHops)
        return refuse(name, Reason::BadPath, "too many symbolic links");
    const std::string target = m_symlinks.at(node.inode);
    return walk(target.starts_with('/') ? m_root.get() : &from, target, hops);
}

LayerTree::Directory *LayerTree::findFolder(Directory *from, std::string_view path, std::size_t &hops)
{
    Directory *at = from;
    eachComponent(path, [&](std::string_view part) {
        if (part == "..") {
            at = at->parent ? at->parent : at;
            return true;
        }
        const auto found = at->children.find(part);
        if (found == at->children.end()) {
            at = nullptr;
        } else if (found->second.directory) {
            at = found->second.directory.get();
        } else {
            const auto link = m_symlinks.find(found->second.inode);
            const bool follow = link != m_symlinks.end() && ++hops <= limits::symlinkHops;
            at = follow ? findFolder(link->second.starts_with('/') ? m_root.get() : at, link->second, hops) : nullptr;
        }
        return at != nullptr;
    });
    return at;
}

void LayerTree::finish()
{
    const auto visit = [this](const auto &self, const Directory &directory) -> void {
        for (const auto &[name, node] : directory.children) {
            if (node.directory) {
                self(self, *node.directory);
            } else if (Inode &inode = m_inodes[node.inode]; !inode.name) {
                inode.folder = &directory;
                inode.name = &name;
            }
        }
    };
    visit(visit, *m_root);
}

LayerTree::Totals LayerTree::totals() const
{
    Totals totals;
    totals.entries = m_entries;
    for (const Inode &inode : m_inodes) {
        if (!inode.name)
            continue;
        ++totals.inodes;
        totals.contentBytes += inode.size;
        // One block of extents for each 340 extents of at most 128 MiB, and none for the first four.
        totals.dataBlocks += blocksFor(inode.size) + (inode.size >> 29U) + (inode.hasXattrs ? 1 : 0) + (inode.kind == EntryKind::Symlink ? 1 : 0);
    }
    const auto visit = [&totals](const auto &self, const Directory &directory) -> void {
        ++totals.inodes;
        std::uint64_t bytes = 24 + 12;
        for (const auto &[name, node] : directory.children) {
            bytes += 8 + ((name.size() + 3) & ~std::size_t{3});
            if (node.directory)
                self(self, *node.directory);
        }
        // Names do not cross blocks: a fifth is lost at most with names of ordinary length, half with the longest.
        totals.dataBlocks += blocksFor(bytes + bytes / 4) + (directory.attributes.xattrs.empty() ? 0 : 1);
    };
    visit(visit, *m_root);
    return totals;
}

void LayerTree::eachDirectory(const std::function<void(const std::string &, const DirectoryAttributes &)> &visit) const
{
    const auto recurse = [&visit](const auto &self, const Directory &directory, const std::string &path) -> void {
        visit(path, directory.attributes);
        for (const auto &[name, node] : directory.children) {
            if (node.directory)
                self(self, *node.directory, joined(path, name));
        }
    };
    recurse(recurse, *m_root, "");
}

std::vector<LayerTree::Survivor> LayerTree::survivors(std::uint32_t layer) const
{
    std::vector<Survivor> result;
    const auto first = std::ranges::lower_bound(m_inodes, layer, {}, &Inode::layer);
    for (auto inode = first; inode != m_inodes.end() && inode->layer == layer; ++inode) {
        if (inode->name)
            result.push_back({inode->entry, static_cast<std::uint32_t>(inode - m_inodes.begin())});
    }
    return result;
}

bool LayerTree::hasAtRoot(std::string_view name) const { return m_root->children.contains(name); }

std::string LayerTree::pathOf(std::uint32_t file) const
{
    const Inode &inode = m_inodes.at(file);
    return inode.name ? joined(inode.folder->path(), *inode.name) : std::string();
}

void LayerTree::eachHardLink(const std::function<void(const std::string &, const std::string &)> &visit) const
{
    const auto recurse = [&](const auto &self, const Directory &directory, const std::string &path) -> void {
        for (const auto &[name, node] : directory.children) {
            if (node.directory)
                self(self, *node.directory, joined(path, name));
            else if (const Inode &inode = m_inodes[node.inode]; inode.folder != &directory || inode.name != &name)
                visit(joined(path, name), pathOf(node.inode));
        }
    };
    recurse(recurse, *m_root, "");
}

std::vector<std::string> LayerTree::describe() const
{
    std::vector<std::string> lines;
    eachDirectory([&](const std::string &path, const DirectoryAttributes &) {
        if (!path.empty())
            lines.push_back("d " + path);
    });
    for (std::uint32_t i = 0; i < m_inodes.size(); ++i) {
        const Inode &inode = m_inodes[i];
        if (!inode.name)
            continue;
        if (inode.kind == EntryKind::Symlink)
            lines.push_back("l " + pathOf(i) + " " + m_symlinks.at(i));
        else
            lines.push_back("f " + pathOf(i) + " " + std::to_string(inode.layer) + ":" + std::to_string(inode.entry));
    }
    eachHardLink([&](const std::string &path, const std::string &target) { lines.push_back("h " + path + " " + target); });
    std::ranges::sort(lines);
    return lines;
}

} // namespace firkin::image
