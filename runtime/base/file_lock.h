// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "runtime/base/deadline.h"
#include "runtime/base/result.h"
#include "runtime/base/unique_fd.h"

#include <filesystem>
#include <optional>
#include <stop_token>

namespace firkin {

/// An advisory lock between processes and threads: flock() on a file that is made if it is missing. Held by the object,
/// freed at its end or with its process, whatever ends it. The file stays.
class FileLock {
public:
    enum class Kind { Shared, Exclusive };

    /// Waits until it is free. The kernel has no lock that poll() could wait for, hence tries at growing distances of at
    /// most 50 ms.
    static Result<FileLock> acquire(const std::filesystem::path &path, Kind kind, Deadline deadline, std::stop_token stop);
    /// Nothing when somebody else holds it.
    static Result<std::optional<FileLock>> tryAcquire(const std::filesystem::path &path, Kind kind);

private:
    explicit FileLock(UniqueFd fd) : m_fd(std::move(fd)) {}
    UniqueFd m_fd;
};

} // namespace firkin
