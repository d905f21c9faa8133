// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/base/wait_for_file.h"

#include "runtime/base/stop_fd.h"

#include <poll.h>
#include <sys/inotify.h>

#include <array>
#include <cerrno>
#include <format>

namespace firkin {

Status waitForFile(const std::filesystem::path &path, Process &maker, Deadline deadline, std::stop_token stop)
{
    const std::string &object = path.native();
    const UniqueFd watch(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
    if (!watch || ::inotify_add_watch(watch.get(), path.parent_path().c_str(), IN_CREATE | IN_MOVED_TO) < 0)
        return fail(systemError(Operation::RunHelper, object, errno, "inotify"));
    const StopFd stopFd(std::move(stop));
    for (;;) {
        std::error_code problem;
        if (std::filesystem::exists(std::filesystem::symlink_status(path, problem)))
            return {};
        if (const auto end = maker.ended())
            return fail(Operation::RunHelper, object, Reason::HelperFailed, std::format("exit code {}: {}", end->exitCode, maker.errorTail()));
        std::array<pollfd, 3> fds{pollfd{stopFd.fd(), POLLIN, 0}, pollfd{watch.get(), POLLIN, 0}, pollfd{maker.pidFd(), POLLIN, 0}};
        const int ready = ::poll(fds.data(), fds.size(), deadline.pollMilliseconds());
        if (ready < 0 && errno != EINTR)
            return fail(systemError(Operation::RunHelper, object, errno, "poll"));
        if (ready > 0 && fds[0].revents)
            return fail(cancelled(Operation::RunHelper, object));
        if (ready == 0 && deadline.passed())
            return fail(timedOut(Operation::RunHelper, object, maker.errorTail()));
        // What the events say does not matter: the file is looked for again.
        std::array<char, 4096> events;
        while (ready > 0 && ::read(watch.get(), events.data(), events.size()) > 0) {
        }
    }
}

} // namespace firkin
