// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/fuse/stale_mount.h"

#include "runtime/base/file.h"
#include "runtime/base/process.h"

#include <cerrno>
#include <sys/mount.h>
#include <unistd.h>

namespace firkin::fuse {

namespace {

constexpr std::size_t mountinfoLimit = std::size_t{16} << 20;
constexpr std::chrono::seconds patience{5};

/// "\040" and its like.
std::string unescaped(std::string_view text)
{
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto digit = [&](std::size_t at) { return at < text.size() && text[at] >= '0' && text[at] <= '7'; };
        if (text[i] == '\\' && digit(i + 1) && digit(i + 2) && digit(i + 3)) {
            out += static_cast<char>((text[i + 1] - '0') * 64 + (text[i + 2] - '0') * 8 + (text[i + 3] - '0'));
            i += 3;
        } else {
            out += text[i];
        }
    }
    return out;
}

} // namespace

bool isMounted(std::string_view mountinfo, const std::filesystem::path &folder)
{
    while (!mountinfo.empty()) {
        const auto end = mountinfo.find('\n');
        std::string_view line = mountinfo.substr(0, end);
        mountinfo.remove_prefix(end == std::string_view::npos ? mountinfo.size() : end + 1);
        for (int field = 0; field < 4; ++field) { // the fifth is the mount point
            const auto space = line.find(' ');
            line.remove_prefix(space == std::string_view::npos ? line.size() : space + 1);
        }
        if (!line.empty() && unescaped(line.substr(0, line.find(' '))) == folder.native())
            return true;
    }
    return false;
}

Status clearStale(const std::filesystem::path &folder)
{
    FIRKIN_ASSIGN(const std::string mounts, firkin::readFile("/proc/self/mountinfo", mountinfoLimit));
    // Lazily: who still has a file of it open keeps it, and gets errors.
    if (isMounted(mounts, folder) && ::umount2(folder.c_str(), MNT_DETACH | UMOUNT_NOFOLLOW) != 0) {
        ProcessSpec spec;
        spec.program = "/usr/bin/fusermount3"; // set-user-id, part of the fuse3 package, as libfuse itself has it
        spec.arguments = {"-u", "-z", "--", folder.native()};
        FIRKIN_ASSIGN(const ProcessOutput done, firkin::run(spec, Deadline::after(patience), {}));
        if (!done.end.success())
            return fail(Operation::UnmountFileSystem, folder.native(), Reason::HelperFailed, done.errorTail);
    }
    if (::rmdir(folder.c_str()) != 0 && errno != ENOENT)
        return fail(systemError(Operation::UnmountFileSystem, folder.native(), errno));
    return {};
}

} // namespace firkin::fuse
