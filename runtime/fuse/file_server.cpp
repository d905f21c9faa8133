// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The calls of libfuse: each finds the path, asks the tree, answers.
#define FUSE_USE_VERSION 312
#include "runtime/fuse/file_server.h"

#include "runtime/fuse/guest_tree.h"
#include "runtime/fuse/link_text.h"

#include <fuse3/fuse_lowlevel.h>

#include <atomic>
#include <fcntl.h>
#include <unistd.h>

namespace firkin::fuse {

namespace {

constexpr double kernelRemembers = 1.0; ///< seconds; attributes and names
constexpr unsigned threads = 16;

/// An open folder is what it held when it was opened.
struct OpenFolder {
    std::vector<engine::FileEntry> entries;
};

GuestTree &treeOf(fuse_req_t request) { return *static_cast<GuestTree *>(fuse_req_userdata(request)); }

template <class T>
T *handleOf(const fuse_file_info *info)
{
    return reinterpret_cast<T *>(static_cast<std::uintptr_t>(info->fh));
}
template <class T>
std::uint64_t toHandle(std::unique_ptr<T> object)
{
    return reinterpret_cast<std::uintptr_t>(object.release());
}

/// The path of an inode, or the answer that there is none.
std::optional<std::string> pathOr(fuse_req_t request, fuse_ino_t inode)
{
    auto path = treeOf(request).inodes().path(inode);
    if (!path)
        fuse_reply_err(request, ESTALE);
    return path;
}

fuse_entry_param entryFor(GuestTree &tree, const std::string &path, const engine::FileEntry &entry)
{
    fuse_entry_param out{};
    out.ino = tree.inodes().hold(path);
    out.attr = tree.attributes(entry, out.ino);
    out.attr_timeout = out.entry_timeout = kernelRemembers;
    return out;
}

void lookup(fuse_req_t request, fuse_ino_t parent, const char *name)
{
    const auto folder = pathOr(request, parent);
    if (!folder)
        return;
    const std::string path = below(*folder, name);
    const auto entry = treeOf(request).look(path);
    if (!entry) {
        fuse_reply_err(request, errnoFor(entry.error()));
        return;
    }
    const fuse_entry_param found = entryFor(treeOf(request), path, *entry);
    if (fuse_reply_entry(request, &found) != 0)
        treeOf(request).inodes().release(found.ino, 1);
}

void forget(fuse_req_t request, fuse_ino_t inode, std::uint64_t count)
{
    treeOf(request).inodes().release(inode, count);
    fuse_reply_none(request);
}

void forgetMany(fuse_req_t request, std::size_t count, fuse_forget_data *forgets)
{
    for (std::size_t i = 0; i < count; ++i)
        treeOf(request).inodes().release(forgets[i].ino, forgets[i].nlookup);
    fuse_reply_none(request);
}

void getAttributes(fuse_req_t request, fuse_ino_t inode, fuse_file_info *)
{
    const auto path = pathOr(request, inode);
    if (!path)
        return;
    const auto entry = treeOf(request).look(*path);
    if (!entry) {
        fuse_reply_err(request, errnoFor(entry.error()));
        return;
    }
    const struct stat attributes = treeOf(request).attributes(*entry, inode);
    fuse_reply_attr(request, &attributes, kernelRemembers);
}

void readLink(fuse_req_t request, fuse_ino_t inode)
{
    const auto path = pathOr(request, inode);
    if (!path)
        return;
    const auto entry = treeOf(request).look(*path);
    if (!entry)
        fuse_reply_err(request, errnoFor(entry.error()));
    else if (entry->type != engine::FileType::Symlink)
        fuse_reply_err(request, EINVAL);
    else
        fuse_reply_readlink(request, linkText(*path, entry->linkTarget).c_str());
}

void openFolder(fuse_req_t request, fuse_ino_t inode, fuse_file_info *info)
{
    const auto path = pathOr(request, inode);
    if (!path)
        return;
    auto entries = treeOf(request).list(*path);
    if (!entries) {
        fuse_reply_err(request, errnoFor(entries.error()));
        return;
    }
    info->fh = toHandle(std::make_unique<OpenFolder>(std::move(*entries)));
    if (fuse_reply_open(request, info) != 0)
        delete handleOf<OpenFolder>(info);
}

void releaseFolder(fuse_req_t request, fuse_ino_t, fuse_file_info *info)
{
    delete handleOf<OpenFolder>(info);
    fuse_reply_err(request, 0);
}

/// Entries from `offset` (the number of those already told; "." and ".." are the first two) as far as they fit.
void readFolder(fuse_req_t request, fuse_ino_t inode, std::size_t size, off_t offset, fuse_file_info *info, bool plus)
{
    const auto path = pathOr(request, inode);
    if (!path)
        return;
    GuestTree &tree = treeOf(request);
    const auto &entries = handleOf<OpenFolder>(info)->entries;
    engine::FileEntry dot;
    dot.type = engine::FileType::Directory;
    std::vector<char> buffer(size);
    std::size_t used = 0;
    for (auto at = static_cast<std::size_t>(offset); at < entries.size() + 2; ++at) {
        char *const to = buffer.data() + used;
        const std::size_t room = size - used;
        const auto next = static_cast<off_t>(at + 1);
        fuse_entry_param found{};
        const bool dots = at < 2;
        const std::string name = dots ? std::string(at + 1, '.') : entries[at - 2].name;
        if (dots)
            found.attr = tree.attributes(dot, inode);
        else if (plus)
            found = entryFor(tree, below(*path, name), entries[at - 2]);
        else
            found.attr = tree.attributes(entries[at - 2], at);
        const std::size_t needed = plus ? fuse_add_direntry_plus(request, to, room, name.c_str(), &found, next)
                                        : fuse_add_direntry(request, to, room, name.c_str(), &found.attr, next);
        if (needed > room) {
            if (plus && !dots)
                tree.inodes().release(found.ino, 1);
            break;
        }
        used += needed;
    }
    fuse_reply_buf(request, buffer.data(), used);
}

void readFolderPlain(fuse_req_t request, fuse_ino_t inode, std::size_t size, off_t offset, fuse_file_info *info)
{
    readFolder(request, inode, size, offset, info, false);
}
void readFolderPlus(fuse_req_t request, fuse_ino_t inode, std::size_t size, off_t offset, fuse_file_info *info)
{
    readFolder(request, inode, size, offset, info, true);
}

void openFile(fuse_req_t request, fuse_ino_t inode, fuse_file_info *info)
{
    const auto path = pathOr(request, inode);
    if (!path)
        return;
    if ((info->flags & O_ACCMODE) != O_RDONLY) {
        fuse_reply_err(request, EROFS);
        return;
    }
    const auto entry = treeOf(request).look(*path);
    if (!entry || entry->type != engine::FileType::Regular) {
        fuse_reply_err(request, entry ? EISDIR : errnoFor(entry.error()));
        return;
    }
    info->direct_io = entry->size == 0; // /proc and its like: read until nothing comes
    info->fh = toHandle(std::make_unique<GuestTree::OpenFile>(treeOf(request), *path, entry->size));
    if (fuse_reply_open(request, info) != 0)
        delete handleOf<GuestTree::OpenFile>(info);
}

void releaseFile(fuse_req_t request, fuse_ino_t, fuse_file_info *info)
{
    delete handleOf<GuestTree::OpenFile>(info);
    fuse_reply_err(request, 0);
}

void readFile(fuse_req_t request, fuse_ino_t, std::size_t size, off_t offset, fuse_file_info *info)
{
    const auto bytes = handleOf<GuestTree::OpenFile>(info)->read(static_cast<std::uint64_t>(offset), size);
    if (bytes)
        fuse_reply_buf(request, bytes->data(), bytes->size());
    else
        fuse_reply_err(request, errnoFor(bytes.error()));
}

constexpr fuse_lowlevel_ops operations()
{
    fuse_lowlevel_ops out{};
    out.lookup = lookup;
    out.forget = forget;
    out.forget_multi = forgetMany;
    out.getattr = getAttributes;
    out.readlink = readLink;
    out.opendir = openFolder;
    out.releasedir = releaseFolder;
    out.readdir = readFolderPlain;
    out.readdirplus = readFolderPlus;
    out.open = openFile;
    out.release = releaseFile;
    out.read = readFile;
    return out;
}

class LibfuseServer final : public FileServer {
public:
    LibfuseServer(engine::Files &files, const ContainerId &container, const Options &options)
        : m_tree(files, container, options.limit, options.probePause)
    {
    }
    ~LibfuseServer() override
    {
        if (m_mounted)
            fuse_session_unmount(m_session);
        if (m_session)
            fuse_session_destroy(m_session);
    }

    Status mount(const std::filesystem::path &folder)
    {
        const auto failed = [&](std::string_view what) {
            return firkin::fail(Operation::MountFileSystem, folder.native(), Reason::HelperFailed, what);
        };
        char program[] = "firkin-fuse";
        char flag[] = "-o";
        char values[] = "ro,nosuid,nodev,noexec,fsname=firkin,subtype=firkin";
        char *words[] = {program, flag, values, nullptr};
        fuse_args arguments{.argc = 3, .argv = words, .allocated = 0};
        static constexpr fuse_lowlevel_ops calls = operations();
        m_session = fuse_session_new(&arguments, &calls, sizeof calls, &m_tree);
        fuse_opt_free_args(&arguments);
        if (!m_session)
            return failed("fuse_session_new");
        if (fuse_session_mount(m_session, folder.c_str()) != 0)
            return failed("mount");
        m_mounted = true;
        return {};
    }

    void run() override
    {
        fuse_set_signal_handlers(m_session);
        fuse_loop_config *config = fuse_loop_cfg_create();
        fuse_loop_cfg_set_max_threads(config, threads);
        fuse_loop_cfg_set_idle_threads(config, 2);
        fuse_session_loop_mt(m_session, config);
        fuse_loop_cfg_destroy(config);
        fuse_remove_signal_handlers(m_session);
    }

    void end() override
    {
        // Unmounting wakes the loop: its reads end with ENODEV.
        fuse_session_exit(m_session);
        if (m_mounted.exchange(false))
            fuse_session_unmount(m_session);
    }

private:
    GuestTree m_tree;
    fuse_session *m_session = nullptr;
    std::atomic<bool> m_mounted = false;
};

} // namespace

Result<std::unique_ptr<FileServer>>
FileServer::mount(engine::Files &files, const ContainerId &container, const std::filesystem::path &folder, const Options &options)
{
    auto server = std::make_unique<LibfuseServer>(files, container, options);
    FIRKIN_TRY(server->mount(folder));
    return server;
}

} // namespace firkin::fuse
