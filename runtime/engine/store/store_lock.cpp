// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/engine/store/store_lock.h"

#include "runtime/base/stop_fd.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

namespace firkin::store {

namespace {

Result<UniqueFd> openLockFile(const std::filesystem::path &path)
{
    UniqueFd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!fd)
        return fail(systemError(Operation::OpenStore, path.string(), errno));
    return fd;
}

bool isStillAt(const UniqueFd &fd, const std::filesystem::path &path)
{
    struct stat ours {};
    struct stat there {};
    return ::fstat(fd.get(), &ours) == 0 && ::stat(path.c_str(), &there) == 0 && ours.st_ino == there.st_ino
        && ours.st_dev == there.st_dev;
}

/// flock() has no time limit and tells nobody when it becomes free, so a waiter looks again, at first often.
constexpr std::chrono::milliseconds pauseBeforeLook(int round)
{
    return std::chrono::milliseconds(round < 20 ? 2 : 20);
}

} // namespace

Result<std::optional<StoreLock>> StoreLock::tryAcquire(const std::filesystem::path &path)
{
    for (;;) {
        FIRKIN_ASSIGN(UniqueFd fd, openLockFile(path));
        if (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
            if (errno == EINTR)
                continue;
            if (errno == EWOULDBLOCK)
                return std::nullopt;
            return fail(systemError(Operation::OpenStore, path.string(), errno));
        }
        if (isStillAt(fd, path))
            return StoreLock(std::move(fd));
    }
}

Result<StoreLock> StoreLock::acquire(const std::filesystem::path &path, Deadline deadline, std::stop_token stop)
{
    for (int round = 0;; ++round) {
        FIRKIN_ASSIGN(std::optional<StoreLock> lock, tryAcquire(path));
        if (lock)
            return std::move(*lock);
        if (deadline.passed())
            return fail(Operation::OpenStore, path.string(), Reason::StoreBusy);
        if (!pauseFor(pauseBeforeLook(round), stop))
            return fail(cancelled(Operation::OpenStore, path.string()));
    }
}

bool StoreLock::isHeld(const std::filesystem::path &path)
{
    // Read-only, so that looking wakes nobody who waits for IN_CLOSE_WRITE; shared, so that lookers do not see each other.
    const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    if (!fd)
        return false;
    return ::flock(fd.get(), LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
}

} // namespace firkin::store
