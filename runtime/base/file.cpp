// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/base/file.h"

#include "runtime/base/ids.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>

namespace firkin {
namespace fs = std::filesystem;

Result<std::string> readFile(const fs::path &path, std::size_t limit)
{
    const auto bad = [&](std::string_view call) {
        return fail(systemError(Operation::ReadRecord, path.native(), errno, call));
    };
    // O_NONBLOCK: a FIFO in place of the file must not hold us.
    const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (!fd)
        return bad("open");
    struct stat status{};
    if (::fstat(fd.get(), &status) != 0)
        return bad("stat");
    if (S_ISDIR(status.st_mode))
        return fail(Operation::ReadRecord, path.native(), Reason::IsADirectory);
    // The size is a hint only: files of /proc say 0.
    std::string content;
    std::size_t used = 0;
    std::size_t room = std::min<std::size_t>(static_cast<std::size_t>(std::max<off_t>(status.st_size, 0)), limit) + 1;
    for (;;) {
        content.resize(used + room);
        const ssize_t n = ::read(fd.get(), content.data() + used, room);
        if (n < 0) {
            if (errno == EINTR)
                continue;
            return bad("read");
        }
        if (n == 0)
            break;
        used += static_cast<std::size_t>(n);
        if (used > limit)
            return fail(Operation::ReadRecord, path.native(), Reason::TooLarge);
        room = std::min<std::size_t>(65536, limit - used + 1);
    }
    content.resize(used);
    return content;
}

Status syncDirectory(const fs::path &path)
{
    const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_DIRECTORY));
    if (!fd)
        return fail(systemError(Operation::WriteRecord, path.native(), errno, "open"));
    if (::fsync(fd.get()) != 0)
        return fail(systemError(Operation::WriteRecord, path.native(), errno, "fsync"));
    return {};
}

Status writeFileAtomically(const fs::path &path, std::string_view content, mode_t mode)
{
    const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
    const fs::path temporary = folder / ("." + path.filename().native() + "." + randomId() + ".tmp");
    const auto bad = [&](std::string_view call) {
        auto error = systemError(Operation::WriteRecord, path.native(), errno, call);
        ::unlink(temporary.c_str());
        return fail(std::move(error));
    };
    {
        const UniqueFd fd(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
        if (!fd)
            return bad("create");
        if (auto written = writeAll(fd.get(), content, path.native()); !written) {
            ::unlink(temporary.c_str());
            return written;
        }
        if (::fchmod(fd.get(), mode) != 0) // what umask took
            return bad("chmod");
        if (::fsync(fd.get()) != 0)
            return bad("fsync");
    }
    if (::rename(temporary.c_str(), path.c_str()) != 0)
        return bad("rename");
    return syncDirectory(folder);
}

Status makePrivateDirectory(const fs::path &path)
{
    fs::path clean = path.lexically_normal();
    if (!clean.has_filename())
        clean = clean.parent_path();
    for (fs::path prefix; const auto &part : clean) {
        prefix /= part;
        if (::mkdir(prefix.c_str(), 0700) != 0 && errno != EEXIST && errno != EROFS && errno != EACCES)
            return fail(systemError(Operation::WriteRecord, prefix.native(), errno, "mkdir"));
    }
    struct stat status{};
    if (::lstat(clean.c_str(), &status) != 0)
        return fail(systemError(Operation::WriteRecord, path.native(), errno, "mkdir"));
    if (!S_ISDIR(status.st_mode))
        return fail(Operation::WriteRecord, path.native(), Reason::NotADirectory);
    if (status.st_uid != ::geteuid())
        return fail(Operation::WriteRecord, path.native(), Reason::NoPermission, "it belongs to somebody else");
    if ((status.st_mode & 07777) != 0700)
        return fail(Operation::WriteRecord, path.native(), Reason::NoPermission, "its mode is not 0700");
    return {};
}

Status writeAll(int fd, std::span<const std::byte> bytes, std::string_view object)
{
    while (!bytes.empty()) {
        const ssize_t n = ::write(fd, bytes.data(), bytes.size());
        if (n < 0) {
            if (errno == EINTR)
                continue;
            return fail(systemError(Operation::WriteRecord, object, errno, "write"));
        }
        bytes = bytes.subspan(static_cast<std::size_t>(n));
    }
    return {};
}

Status writeAll(int fd, std::string_view bytes, std::string_view object)
{
    return writeAll(fd, std::as_bytes(std::span(bytes)), object);
}

Status removeTree(const fs::path &path)
{
    std::error_code problem;
    fs::remove_all(path, problem);
    if (problem)
        return fail(systemError(Operation::WriteRecord, path.native(), problem.value(), "remove"));
    return {};
}

Result<std::uint64_t> freeSpace(const fs::path &path)
{
    struct statvfs status{};
    if (::statvfs(path.c_str(), &status) != 0)
        return fail(systemError(Operation::ReadRecord, path.native(), errno, "statvfs"));
    return std::uint64_t{status.f_bavail} * status.f_frsize;
}

} // namespace firkin
