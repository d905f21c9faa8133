// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>

namespace firkin::supervisor {

/// Decides when a supervisor has nothing left to live for: its container does not run and nobody has looked for a while.
/// Once it has decided, new lookers are refused; they find a free lock and start another supervisor. Owns a thread.
class Lookers {
public:
    /// `isIdle`: nothing runs; must not block. `onOver`: once, on the own thread.
    Lookers(std::chrono::milliseconds linger, std::function<bool()> isIdle, std::function<void()> onOver);

    /// One call of a client. `admitted()` false: too late.
    class Visit {
    public:
        explicit Visit(Lookers &lookers);
        ~Visit();
        Visit(const Visit &) = delete;
        Visit &operator=(const Visit &) = delete;
        [[nodiscard]] bool admitted() const { return m_admitted; }

    private:
        Lookers &m_lookers;
        bool m_admitted;
    };

    /// Do not linger: a client waits for the machine's lock.
    void hurry();
    /// Something may have become idle.
    void lookAgain();

private:
    void watch(std::stop_token stop);

    const std::chrono::milliseconds m_linger;
    const std::function<bool()> m_isIdle;
    const std::function<void()> m_onOver;
    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    int m_visits = 0;
    bool m_hurry = false;
    bool m_over = false;
    std::chrono::steady_clock::time_point m_lastVisit = std::chrono::steady_clock::now();
    std::jthread m_thread;
};

} // namespace firkin::supervisor
