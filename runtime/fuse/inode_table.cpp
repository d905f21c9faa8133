// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/fuse/inode_table.h"

#include <algorithm>

namespace firkin::fuse {

std::string below(std::string_view folder, std::string_view name)
{
    std::string path(folder);
    if (!path.ends_with('/'))
        path += '/';
    return path.append(name);
}

std::uint64_t InodeTable::hold(const std::string &path)
{
    if (path == "/")
        return root;
    const std::lock_guard lock(m_mutex);
    const auto [known, isNew] = m_numbers.try_emplace(path, m_next);
    if (isNew)
        m_nodes.emplace(m_next++, Node{path, 0});
    ++m_nodes[known->second].count;
    return known->second;
}

void InodeTable::release(std::uint64_t inode, std::uint64_t count)
{
    const std::lock_guard lock(m_mutex);
    const auto node = m_nodes.find(inode);
    if (node == m_nodes.end())
        return;
    node->second.count -= std::min(count, node->second.count);
    if (node->second.count > 0)
        return;
    m_numbers.erase(node->second.path);
    m_nodes.erase(node);
}

std::optional<std::string> InodeTable::path(std::uint64_t inode) const
{
    if (inode == root)
        return "/";
    const std::lock_guard lock(m_mutex);
    const auto node = m_nodes.find(inode);
    return node == m_nodes.end() ? std::nullopt : std::optional(node->second.path);
}

std::size_t InodeTable::size() const
{
    const std::lock_guard lock(m_mutex);
    return m_nodes.size();
}

} // namespace firkin::fuse
