// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/base/disk_copy.h"

#include "runtime/base/file.h"
#include "runtime/base/unique_fd.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace firkin {

namespace {

constexpr std::size_t pieceBytes = std::size_t{4} << 20; ///< between two looks at the stop token

Error copyError(const std::filesystem::path &path, const char *call)
{
    return systemError(Operation::CopyOut, path.native(), errno, call);
}

/// One stretch of data. The kernel copies where it can, else it goes through a buffer.
Status copyStretch(int from, int to, off_t begin, off_t end, const std::filesystem::path &target, const std::stop_token &stop)
{
    off_t in = begin;
    off_t out = begin;
    while (in < end) {
        if (stop.stop_requested())
            return fail(cancelled(Operation::CopyOut, target.native()));
        const auto size = std::min(pieceBytes, static_cast<std::size_t>(end - in));
        ssize_t count = ::copy_file_range(from, &in, to, &out, size, 0);
        if (count < 0 && (errno == EXDEV || errno == EINVAL || errno == ENOSYS || errno == EOPNOTSUPP)) {
            std::array<std::byte, std::size_t{64} << 10> buffer;
            count = ::pread(from, buffer.data(), std::min(size, buffer.size()), in);
            if (count > 0 && ::pwrite(to, buffer.data(), static_cast<std::size_t>(count), out) != count)
                return fail(copyError(target, "write"));
            if (count > 0) {
                in += count;
                out += count;
            }
        }
        if (count < 0 && errno != EINTR)
            return fail(copyError(target, "copy"));
        if (count == 0)
            return {}; // it became shorter
    }
    return {};
}

Status copyData(int from, int to, off_t length, const std::filesystem::path &target, const std::stop_token &stop)
{
    if (stop.stop_requested())
        return fail(cancelled(Operation::CopyOut, target.native()));
    if (::ioctl(to, FICLONE, from) == 0)
        return {};
    if (::ftruncate(to, length) != 0)
        return fail(copyError(target, "ftruncate"));
    for (off_t end = 0; end < length;) {
        const off_t data = ::lseek(from, end, SEEK_DATA);
        if (data < 0 && errno == ENXIO)
            return {}; // only a hole is left
        if (data < 0)
            return fail(copyError(target, "lseek"));
        end = ::lseek(from, data, SEEK_HOLE);
        if (end < 0)
            return fail(copyError(target, "lseek"));
        FIRKIN_TRY(copyStretch(from, to, data, end, target, stop));
    }
    return {};
}

} // namespace

Status copyDisk(const std::filesystem::path &from, const std::filesystem::path &to, std::stop_token stop)
{
    const UniqueFd source(::open(from.c_str(), O_RDONLY | O_CLOEXEC));
    struct stat status {};
    if (!source || ::fstat(source.get(), &status) != 0)
        return fail(copyError(from, "open"));
    const UniqueFd target(::open(to.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!target)
        return fail(copyError(to, "open"));
    Status copied = copyData(source.get(), target.get(), status.st_size, to, stop);
    if (!copied)
        ::unlink(to.c_str());
    return copied;
}

} // namespace firkin
