// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/signal_watch.h"

#include "runtime/base/stop_fd.h"

#include <csignal>
#include <poll.h>
#include <sys/signalfd.h>

namespace firkin::cli {

namespace {

constexpr int watched[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGWINCH, SIGUSR1, SIGUSR2, SIGCONT, SIGALRM};

bool asksToStop(int signal) { return signal == SIGINT || signal == SIGTERM || signal == SIGHUP || signal == SIGQUIT; }

} // namespace

SignalWatch::SignalWatch()
{
    sigset_t set;
    ::sigemptyset(&set);
    for (const int signal : watched)
        ::sigaddset(&set, signal);
    ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
    std::signal(SIGPIPE, SIG_IGN); // a reader that goes away is told by write()
    m_fd = UniqueFd(::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
    m_thread = std::jthread([this](std::stop_token end) { run(std::move(end)); });
}

SignalWatch::~SignalWatch() = default;

void SignalWatch::handle(Handler handler)
{
    const std::scoped_lock lock(m_mutex);
    m_handler = std::move(handler);
}

int SignalWatch::stoppedBy() const
{
    const std::scoped_lock lock(m_mutex);
    return m_stoppedBy;
}

void SignalWatch::run(std::stop_token end)
{
    const StopFd ended(end);
    while (!end.stop_requested()) {
        pollfd fds[] = {{m_fd.get(), POLLIN, 0}, {ended.fd(), POLLIN, 0}};
        ::poll(fds, 2, -1);
        signalfd_siginfo info{};
        if (::read(m_fd.get(), &info, sizeof info) != sizeof info)
            continue;
        const int signal = static_cast<int>(info.ssi_signo);
        const std::scoped_lock lock(m_mutex);
        if (m_handler) {
            m_handler(signal);
        } else if (asksToStop(signal)) {
            m_stoppedBy = signal;
            m_stop.request_stop();
        }
    }
}

} // namespace firkin::cli
