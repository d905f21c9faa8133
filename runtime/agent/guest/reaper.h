// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/result.h"

#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <sys/types.h>
#include <thread>

namespace firkin::guest {

/// How a process ended: wait(2)'s status and when.
struct ProcessEnding {
    int status = 0;
    std::chrono::system_clock::time_point at;

    /// The exit code, or 128 + signal.
    [[nodiscard]] int exitCode() const;
    [[nodiscard]] int signal() const; ///< 0: it exited
    [[nodiscard]] bool coreDumped() const;
};

/// Reaps every child: as PID 1 also the orphans of the machine. Its thread is the only one that calls waitpid.
///
/// A container's process may be reaped before crun has told its pid. So whoever is about to learn a pid keeps a
/// Hold: while there is one, the endings of pids that nobody watches are kept.
/// SIGCHLD must be blocked in all threads before the first is started. Any thread may call.
class Reaper {
public:
    Reaper();
    Reaper(const Reaper &) = delete;
    Reaper &operator=(const Reaper &) = delete;
    ~Reaper();

    class Hold {
    public:
        explicit Hold(Reaper &reaper);
        Hold(const Hold &) = delete;
        Hold &operator=(const Hold &) = delete;
        ~Hold();

    private:
        Reaper &m_reaper;
    };

    using Callback = std::function<void(const ProcessEnding &)>;
    /// Calls back once, on the reaper's thread, or on this one when the process was reaped already. Needs a Hold from
    /// before the process could end. The callback must not block.
    void watch(pid_t pid, Callback callback);
    /// Blocks until a child has ended. Needs a Hold as well.
    ProcessEnding wait(pid_t pid);

private:
    void run(const std::stop_token &stop);
    void reapAll();

    std::mutex m_mutex;
    std::map<pid_t, Callback> m_watched;
    std::map<pid_t, ProcessEnding> m_kept;
    int m_holds = 0;
    std::jthread m_thread;
};

} // namespace firkin::guest
