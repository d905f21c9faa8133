// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/result.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <list>
#include <mutex>
#include <stop_token>
#include <thread>

namespace firkin::fuse {

/// How long the kernel is made to wait for the guest. Each question has `limit`, prolonged by each sign of life; the first one
/// that is not answered in time makes all others fail at once, until `probe` is answered again. A file manager in the middle
/// of a copy hangs for `limit`, once.
/// Any thread may ask. Owns two threads: one cuts questions off, one probes.
class Patience {
public:
    /// `probe`: asks the guest something cheap; true when it was answered, whatever the answer was.
    Patience(std::chrono::milliseconds limit, std::chrono::milliseconds probePause, std::function<bool(std::stop_token)> probe);
    ~Patience();
    Patience(const Patience &) = delete;
    Patience &operator=(const Patience &) = delete;

    /// One question under way.
    class Ticket {
    public:
        explicit Ticket(Patience &patience);
        ~Ticket();
        Ticket(const Ticket &) = delete;
        Ticket &operator=(const Ticket &) = delete;
        [[nodiscard]] std::stop_token token() const { return m_stop.get_token(); }
        /// Something came: the time begins anew.
        void prolong();

    private:
        friend class Patience;
        Patience &m_patience;
        std::stop_source m_stop;
        std::chrono::steady_clock::time_point m_until;
        std::list<Ticket *>::iterator m_place;
    };

    /// `f(Ticket &) -> Result<T>`. AgentSilent without asking while it is silent; Timeout when time ran out.
    template <class F>
    auto ask(std::string_view object, F f) -> decltype(f(std::declval<Ticket &>()))
    {
        if (m_silent)
            return fail(Operation::CopyOut, object, Reason::AgentSilent);
        Ticket ticket(*this);
        auto answer = f(ticket);
        if (!answer && ticket.m_stop.stop_requested())
            return fail(timedOut(Operation::CopyOut, object));
        return answer;
    }
    [[nodiscard]] bool isSilent() const { return m_silent; }

private:
    void watch(std::stop_token stop);
    void probeLoop(std::stop_token stop);

    const std::chrono::milliseconds m_limit;
    const std::chrono::milliseconds m_probePause;
    const std::function<bool(std::stop_token)> m_probe;
    std::atomic<bool> m_silent = false;
    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::list<Ticket *> m_tickets;
    std::jthread m_prober; // its last question needs the watch: it ends first
    std::jthread m_watch;
};

} // namespace firkin::fuse
