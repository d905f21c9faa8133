// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/result.h"
#include "runtime/base/unique_fd.h"

#include <filesystem>

namespace firkin {

/// Files that are renamed into a folder, or removed from it, and the folder's own end: an fd for poll(), readable once
/// something was. What it was is not told: look.
class FolderWatch {
public:
    static Result<FolderWatch> create(const std::filesystem::path &folder);
    [[nodiscard]] int fd() const { return m_fd.get(); }
    void drain() const;

private:
    explicit FolderWatch(UniqueFd fd) : m_fd(std::move(fd)) {}
    UniqueFd m_fd;
};

} // namespace firkin
