// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/guest/filesystem_operation.h"

#include "runtime/base/unique_fd.h"

#include <cerrno>
#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>

namespace firkin::guest {

Result<std::uint64_t> operateOnFilesystem(const std::string &path, FilesystemVerb verb)
{
    if (!path.starts_with('/'))
        return fail(Operation::ConfigureGuest, path, Reason::BadPath);
    const UniqueFd folder(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (!folder)
        return fail(systemError(Operation::ConfigureGuest, path, errno, "open"));
    fstrim_range range{.start = 0, .len = UINT64_MAX, .minlen = 0};
    const int done = verb == FilesystemVerb::Freeze ? ::ioctl(folder.get(), FIFREEZE, 0)
                     : verb == FilesystemVerb::Thaw ? ::ioctl(folder.get(), FITHAW, 0)
                                                    : ::ioctl(folder.get(), FITRIM, &range);
    if (done != 0)
        return fail(systemError(Operation::ConfigureGuest, path, errno));
    return verb == FilesystemVerb::Trim ? range.len : 0;
}

} // namespace firkin::guest
