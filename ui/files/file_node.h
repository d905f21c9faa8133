// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/error.h"
#include "runtime/engine/files.h"

#include <QtTypes>

#include <memory>
#include <optional>
#include <vector>

namespace firkin::ui {

class DirectoryListing;

/// One entry of the tree that is shown, with those below it that are known. FileTreeModel's own.
struct FileNode {
    enum class Load : std::uint8_t { None, Loading, Loaded, Failed };

    FileNode *parent = nullptr;
    int row = 0;
    engine::FileEntry entry;
    std::vector<std::unique_ptr<FileNode>> children;
    Load load = Load::None;
    bool again = false; ///< asked to list while listing
    std::optional<Error> error;
    std::vector<engine::FileEntry> fresh; ///< pages so far
    DirectoryListing *listing = nullptr;
    quint64 serial = 0; ///< of the worker's comparison that is awaited

    [[nodiscard]] std::string path() const;
    /// By path from here, which is "/"; null for what is not known.
    [[nodiscard]] FileNode *find(std::string_view path);
    [[nodiscard]] std::vector<engine::FileEntry> entries() const;
    void renumber(int from);
    /// Puts new children in at a row.
    void insert(int first, std::vector<engine::FileEntry> &entries, int count);
    /// This one and all below it.
    template <class F>
    void each(F f)
    {
        f(*this);
        for (const auto &child : children)
            child->each(f);
    }
};

} // namespace firkin::ui
