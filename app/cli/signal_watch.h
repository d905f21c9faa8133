// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/unique_fd.h"

#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>

namespace firkin::cli {

/// Signals as events: they are blocked in every thread and read from a descriptor by one of its own, so that a handler is
/// ordinary code. Make it before any other thread starts.
/// Without a handler SIGINT, SIGTERM, SIGHUP and SIGQUIT request a stop, and the others do nothing.
class SignalWatch {
public:
    using Handler = std::function<void(int signal)>;

    SignalWatch();
    ~SignalWatch();
    SignalWatch(const SignalWatch &) = delete;
    SignalWatch &operator=(const SignalWatch &) = delete;

    [[nodiscard]] std::stop_token stop() const { return m_stop.get_token(); }
    void requestStop() { m_stop.request_stop(); }
    /// On the watch's thread; an empty one brings back the default. When it returns, the old one no longer runs.
    void handle(Handler handler);
    /// The number that asked for the stop; 0: none.
    [[nodiscard]] int stoppedBy() const;

private:
    void run(std::stop_token end);

    UniqueFd m_fd;
    std::stop_source m_stop;
    mutable std::mutex m_mutex;
    Handler m_handler;
    int m_stoppedBy = 0;
    std::jthread m_thread;
};

/// While it lives, signals go to `handler`.
class SignalsTaken {
public:
    SignalsTaken(SignalWatch &watch, SignalWatch::Handler handler) : m_watch(watch) { m_watch.handle(std::move(handler)); }
    ~SignalsTaken() { m_watch.handle({}); }
    SignalsTaken(const SignalsTaken &) = delete;
    SignalsTaken &operator=(const SignalsTaken &) = delete;

private:
    SignalWatch &m_watch;
};

} // namespace firkin::cli
