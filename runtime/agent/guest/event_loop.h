// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/unique_fd.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <vector>

namespace firkin::guest {

/// One epoll thread that moves bytes. Every descriptor it watches is non-blocking, and a handler does a bounded piece
/// of work and returns: no stream can hold up another.
/// post() and run() from any thread; the rest on the loop's thread only.
class EventLoop {
public:
    EventLoop();
    EventLoop(const EventLoop &) = delete;
    EventLoop &operator=(const EventLoop &) = delete;
    ~EventLoop();

    void post(std::function<void()> task);
    /// Runs `task` on the loop's thread and returns when it is done.
    void run(const std::function<void()> &task);

    using Handler = std::function<void(std::uint32_t events)>;
    using TimerId = std::uint64_t;
    TimerId after(std::chrono::milliseconds delay, std::function<void()> task);
    void cancel(TimerId timer);

private:
    friend class FdWatch;
    using Clock = std::chrono::steady_clock;

    void loop(const std::stop_token &stop);
    void runTasks();
    void runTimers();
    [[nodiscard]] int millisecondsToTimer() const;

    UniqueFd m_epoll;
    UniqueFd m_wake;
    std::mutex m_mutex;
    std::vector<std::function<void()>> m_tasks;
    std::unordered_map<std::uint64_t, Handler *> m_handlers; ///< by watch id: a stale event finds nobody
    std::uint64_t m_nextId = 1;
    std::map<std::pair<Clock::time_point, TimerId>, std::function<void()>> m_timers;
    std::jthread m_thread;
};

/// Interest in one descriptor. Level-triggered; without interest the descriptor is out of the epoll set, so that a
/// hang-up nobody can act on does not spin. On the loop's thread.
class FdWatch {
public:
    FdWatch(EventLoop &loop, EventLoop::Handler handler);
    FdWatch(const FdWatch &) = delete;
    FdWatch &operator=(const FdWatch &) = delete;
    ~FdWatch() { clear(); }

    /// EPOLLIN and EPOLLOUT; 0: none. `fd` stays the caller's; call clear() before it is closed.
    void set(int fd, std::uint32_t events);
    void clear();

private:
    EventLoop &m_loop;
    EventLoop::Handler m_handler;
    int m_fd = -1;
    std::uint64_t m_id = 0;
    std::uint32_t m_events = 0;
};

} // namespace firkin::guest
