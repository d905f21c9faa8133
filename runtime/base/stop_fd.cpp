// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/base/stop_fd.h"

#include <poll.h>
#include <sys/eventfd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdlib>

namespace firkin {

WakeFd::WakeFd() : m_fd(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
{
    if (!m_fd)
        std::abort(); // out of descriptors: without it nothing could be cancelled any more
}

void WakeFd::wake() const
{
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = ::write(m_fd.get(), &one, sizeof one);
}

void WakeFd::drain() const
{
    std::uint64_t count = 0;
    [[maybe_unused]] const auto taken = ::read(m_fd.get(), &count, sizeof count);
}

StopFd::StopFd(std::stop_token stop)
{
    if (!stop.stop_possible())
        return;
    m_wake.emplace();
    m_callback.emplace(std::move(stop), [this] { m_wake->wake(); });
}

Status waitReady(int fd, short events, Deadline deadline, const StopFd &stop, Operation operation, std::string_view object)
{
    std::array<pollfd, 2> fds{pollfd{stop.fd(), POLLIN, 0}, pollfd{fd, events, 0}};
    for (;;) {
        const int ready = ::poll(fds.data(), fds.size(), deadline.pollMilliseconds());
        if (ready < 0 && errno != EINTR)
            return fail(systemError(operation, object, errno, "poll"));
        if (ready > 0 && fds[0].revents)
            return fail(cancelled(operation, object));
        if (ready > 0)
            return {};
        if (ready == 0 && deadline.passed())
            return fail(timedOut(operation, object));
    }
}

Status waitReady(int fd, short events, Deadline deadline, std::stop_token stop, Operation operation, std::string_view object)
{
    const StopFd stopFd(std::move(stop));
    return waitReady(fd, events, deadline, stopFd, operation, object);
}

bool pauseFor(std::chrono::milliseconds time, std::stop_token stop)
{
    const auto waited = waitReady(-1, 0, Deadline::after(time), std::move(stop), Operation::RunHelper, {});
    return !waited && !waited.error().isCancelled();
}

} // namespace firkin
