// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/files/file_node.h"

#include "ui/files/file_text.h"

#include <algorithm>

namespace firkin::ui {

std::string FileNode::path() const
{
    return parent ? joinPath(parent->path(), entry.name) : std::string("/");
}

FileNode *FileNode::find(std::string_view path)
{
    FileNode *node = this;
    for (const std::string &part : pathParts(path)) {
        const auto found = std::ranges::find_if(node->children, [&](const auto &child) { return child->entry.name == part; });
        if (found == node->children.end())
            return nullptr;
        node = found->get();
    }
    return node;
}

std::vector<engine::FileEntry> FileNode::entries() const
{
    std::vector<engine::FileEntry> out;
    out.reserve(children.size());
    for (const auto &child : children)
        out.push_back(child->entry);
    return out;
}

void FileNode::renumber(int from)
{
    for (std::size_t i = static_cast<std::size_t>(from); i < children.size(); ++i)
        children[i]->row = static_cast<int>(i);
}

void FileNode::insert(int first, std::vector<engine::FileEntry> &all, int count)
{
    std::vector<std::unique_ptr<FileNode>> made;
    made.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) {
        auto child = std::make_unique<FileNode>();
        child->parent = this;
        child->entry = std::move(all[static_cast<std::size_t>(first + i)]);
        made.push_back(std::move(child));
    }
    children.insert(children.begin() + first, std::make_move_iterator(made.begin()), std::make_move_iterator(made.end()));
    renumber(first);
}

} // namespace firkin::ui
