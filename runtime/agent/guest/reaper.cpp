// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/guest/reaper.h"

#include <cerrno>
#include <csignal>
#include <future>
#include <sys/wait.h>

namespace firkin::guest {

int ProcessEnding::exitCode() const
{
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

int ProcessEnding::signal() const
{
    return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

bool ProcessEnding::coreDumped() const
{
    return WIFSIGNALED(status) && WCOREDUMP(status);
}

Reaper::Hold::Hold(Reaper &reaper) : m_reaper(reaper)
{
    const std::lock_guard lock(m_reaper.m_mutex);
    ++m_reaper.m_holds;
}

Reaper::Hold::~Hold()
{
    const std::lock_guard lock(m_reaper.m_mutex);
    if (--m_reaper.m_holds == 0)
        m_reaper.m_kept.clear();
}

Reaper::Reaper() : m_thread([this](const std::stop_token &stop) { run(stop); })
{
}

Reaper::~Reaper()
{
    m_thread.request_stop();
    // Directed at the thread: it waits for this signal, which every thread blocks.
    ::pthread_kill(m_thread.native_handle(), SIGCHLD);
}

void Reaper::watch(pid_t pid, Callback callback)
{
    std::unique_lock lock(m_mutex);
    const auto kept = m_kept.find(pid);
    if (kept == m_kept.end()) {
        m_watched.emplace(pid, std::move(callback));
        return;
    }
    const ProcessEnding ending = kept->second;
    m_kept.erase(kept);
    lock.unlock();
    callback(ending);
}

ProcessEnding Reaper::wait(pid_t pid)
{
    std::promise<ProcessEnding> ended;
    watch(pid, [&](const ProcessEnding &ending) { ended.set_value(ending); });
    return ended.get_future().get();
}

void Reaper::run(const std::stop_token &stop)
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGCHLD);
    while (!stop.stop_requested()) {
        reapAll();
        int signal = 0;
        ::sigwait(&signals, &signal);
    }
}

void Reaper::reapAll()
{
    for (;;) {
        int status = 0;
        const pid_t pid = ::waitpid(-1, &status, WNOHANG);
        if (pid < 0 && errno == EINTR)
            continue;
        if (pid <= 0)
            return;
        const ProcessEnding ending{status, std::chrono::system_clock::now()};
        std::unique_lock lock(m_mutex);
        const auto watched = m_watched.find(pid);
        if (watched != m_watched.end()) {
            const Callback callback = std::move(watched->second);
            m_watched.erase(watched);
            lock.unlock();
            callback(ending);
        } else if (m_holds > 0) {
            m_kept[pid] = ending;
        }
    }
}

} // namespace firkin::guest
