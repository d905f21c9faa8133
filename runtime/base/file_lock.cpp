// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/base/file_lock.h"

#include "runtime/base/stop_fd.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>

namespace firkin {

Result<std::optional<FileLock>> FileLock::tryAcquire(const std::filesystem::path &path, Kind kind)
{
    UniqueFd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (!fd)
        return fail(systemError(Operation::OpenStore, path.string(), errno, "open"));
    const int operation = (kind == Kind::Shared ? LOCK_SH : LOCK_EX) | LOCK_NB;
    while (::flock(fd.get(), operation) != 0) {
        if (errno == EWOULDBLOCK)
            return std::optional<FileLock>();
        if (errno != EINTR)
            return fail(systemError(Operation::OpenStore, path.string(), errno, "flock"));
    }
    return std::optional<FileLock>(FileLock(std::move(fd)));
}

Result<FileLock>
FileLock::acquire(const std::filesystem::path &path, Kind kind, Deadline deadline, std::stop_token stop)
{
    for (std::chrono::milliseconds pause{1};; pause = std::min(pause * 2, std::chrono::milliseconds(50))) {
        FIRKIN_ASSIGN(std::optional<FileLock> lock, tryAcquire(path, kind));
        if (lock)
            return std::move(*lock);
        if (deadline.passed())
            return fail(Operation::OpenStore, path.string(), Reason::StoreBusy);
        if (!pauseFor(pause, stop))
            return fail(cancelled(Operation::OpenStore, path.string()));
    }
}

} // namespace firkin
