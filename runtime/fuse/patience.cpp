// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/fuse/patience.h"

#include <algorithm>

namespace firkin::fuse {

Patience::Patience(std::chrono::milliseconds limit, std::chrono::milliseconds probePause, std::function<bool(std::stop_token)> probe)
    : m_limit(limit), m_probePause(probePause), m_probe(std::move(probe))
{
    m_watch = std::jthread([this](std::stop_token stop) { watch(stop); });
    m_prober = std::jthread([this](std::stop_token stop) { probeLoop(stop); });
}

Patience::~Patience()
{
    m_prober.request_stop();
    {
        const std::lock_guard lock(m_mutex);
        for (Ticket *ticket : m_tickets)
            ticket->m_stop.request_stop();
    }
    m_prober.join();
    m_watch.request_stop();
    m_watch.join();
}

Patience::Ticket::Ticket(Patience &patience) : m_patience(patience), m_until(std::chrono::steady_clock::now() + patience.m_limit)
{
    const std::lock_guard lock(m_patience.m_mutex);
    m_place = m_patience.m_tickets.insert(m_patience.m_tickets.end(), this);
    m_patience.m_changed.notify_all();
}

Patience::Ticket::~Ticket()
{
    const std::lock_guard lock(m_patience.m_mutex);
    m_patience.m_tickets.erase(m_place);
}

void Patience::Ticket::prolong()
{
    const std::lock_guard lock(m_patience.m_mutex);
    m_until = std::chrono::steady_clock::now() + m_patience.m_limit;
}

void Patience::watch(std::stop_token stop)
{
    std::unique_lock lock(m_mutex);
    while (!stop.stop_requested()) {
        auto next = std::chrono::steady_clock::time_point::max();
        const auto now = std::chrono::steady_clock::now();
        for (Ticket *ticket : m_tickets) {
            if (ticket->m_stop.stop_requested())
                continue;
            if (ticket->m_until > now) {
                next = std::min(next, ticket->m_until);
                continue;
            }
            m_silent = true;
            m_changed.notify_all();
            // What it runs is a cancelled call: short, and never asks us anything. The ticket cannot go meanwhile.
            ticket->m_stop.request_stop();
        }
        // New tickets end later than all that are there: the earliest end is known.
        if (next == std::chrono::steady_clock::time_point::max())
            m_changed.wait(lock, stop, [this] { return std::ranges::any_of(m_tickets, [](const Ticket *t) { return !t->m_stop.stop_requested(); }); });
        else
            m_changed.wait_until(lock, stop, next, [] { return false; });
    }
}

void Patience::probeLoop(std::stop_token stop)
{
    std::unique_lock lock(m_mutex);
    while (m_changed.wait(lock, stop, [this] { return m_silent.load(); }) && !stop.stop_requested()) {
        lock.unlock();
        {
            Ticket ticket(*this);
            if (m_probe(ticket.token()) && !ticket.token().stop_requested())
                m_silent = false;
        }
        lock.lock();
        if (m_silent)
            m_changed.wait_for(lock, stop, m_probePause, [] { return false; });
    }
}

} // namespace firkin::fuse
