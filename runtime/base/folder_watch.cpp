// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/base/folder_watch.h"

#include <array>
#include <cerrno>
#include <sys/inotify.h>
#include <unistd.h>

namespace firkin {

Result<FolderWatch> FolderWatch::create(const std::filesystem::path &folder)
{
    UniqueFd fd(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
    constexpr std::uint32_t what = IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR;
    if (!fd || ::inotify_add_watch(fd.get(), folder.c_str(), what) < 0)
        return fail(systemError(Operation::ReadRecord, folder.native(), errno, "inotify"));
    return FolderWatch(std::move(fd));
}

void FolderWatch::drain() const
{
    std::array<char, 4096> events;
    while (::read(m_fd.get(), events.data(), events.size()) > 0) {
    }
}

} // namespace firkin
