// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/deadline.h"
#include "runtime/base/result.h"
#include "runtime/base/unique_fd.h"

#include <filesystem>
#include <optional>
#include <stop_token>

namespace firkin::store {

/// An flock on a file of the store, whose folder may be removed and made anew meanwhile (that is what sets it apart from
/// base/file_lock.h). Held until the object goes or its process ends, however it ends. The descriptor is close-on-exec,
/// so that no child keeps a dead owner's lock.
class StoreLock {
public:
    /// Waits for it. A lock file that was removed meanwhile is not a lock: it is opened again; a missing folder is
    /// NoSuchFile.
    static Result<StoreLock> acquire(const std::filesystem::path &path, Deadline deadline, std::stop_token stop);
    /// Empty when another holds it.
    static Result<std::optional<StoreLock>> tryAcquire(const std::filesystem::path &path);
    /// Whether anybody holds it now. A missing file is a free lock.
    [[nodiscard]] static bool isHeld(const std::filesystem::path &path);

private:
    explicit StoreLock(UniqueFd fd) : m_fd(std::move(fd)) {}
    UniqueFd m_fd;
};

} // namespace firkin::store
