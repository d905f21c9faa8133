// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/supervisor/lookers.h"

namespace firkin::supervisor {

Lookers::Lookers(std::chrono::milliseconds linger, std::function<bool()> isIdle, std::function<void()> onOver)
    : m_linger(linger)
    , m_isIdle(std::move(isIdle))
    , m_onOver(std::move(onOver))
    , m_thread([this](std::stop_token stop) { watch(stop); })
{
}

Lookers::Visit::Visit(Lookers &lookers) : m_lookers(lookers)
{
    const std::lock_guard lock(m_lookers.m_mutex);
    m_admitted = !m_lookers.m_over;
    if (m_admitted)
        ++m_lookers.m_visits;
}

Lookers::Visit::~Visit()
{
    if (!m_admitted)
        return;
    const std::lock_guard lock(m_lookers.m_mutex);
    --m_lookers.m_visits;
    m_lookers.m_lastVisit = std::chrono::steady_clock::now();
    m_lookers.m_changed.notify_all();
}

void Lookers::hurry()
{
    const std::lock_guard lock(m_mutex);
    m_hurry = true;
    m_changed.notify_all();
}

void Lookers::lookAgain()
{
    const std::lock_guard lock(m_mutex);
    m_changed.notify_all();
}

void Lookers::watch(std::stop_token stop)
{
    std::unique_lock lock(m_mutex);
    while (!stop.stop_requested()) {
        const bool idle = m_visits == 0 && m_isIdle();
        const auto until = m_lastVisit + m_linger;
        if (idle && (m_hurry || std::chrono::steady_clock::now() >= until)) {
            m_over = true;
            lock.unlock();
            m_onOver();
            return;
        }
        if (idle && !m_hurry)
            m_changed.wait_until(lock, stop, until, [this] { return m_hurry || m_visits > 0; });
        else
            m_changed.wait(lock, stop, [this, idle] { return (m_visits == 0 && m_isIdle()) != idle; });
    }
}

} // namespace firkin::supervisor
