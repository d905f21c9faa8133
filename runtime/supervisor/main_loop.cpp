// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/supervisor/main_loop.h"

namespace firkin::supervisor {

bool MainLoop::post(std::function<void()> task)
{
    const std::lock_guard lock(m_mutex);
    if (m_quit)
        return false;
    m_tasks.push_back(std::move(task));
    m_changed.notify_all();
    return true;
}

void MainLoop::quit()
{
    const std::lock_guard lock(m_mutex);
    m_quit = true;
    m_changed.notify_all();
}

void MainLoop::run()
{
    for (;;) {
        std::function<void()> task;
        {
            std::unique_lock lock(m_mutex);
            m_changed.wait(lock, [this] { return m_quit || !m_tasks.empty(); });
            if (m_tasks.empty())
                return;
            task = std::move(m_tasks.front());
            m_tasks.pop_front();
        }
        task();
    }
}

} // namespace firkin::supervisor
