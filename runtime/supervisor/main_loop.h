// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <mutex>
#include <optional>
#include <type_traits>

namespace firkin::supervisor {

/// Work for the main thread. Machines' helpers are spawned there: their parent-death signal fires when the *thread* that
/// spawned them ends, and this one ends last.
class MainLoop {
public:
    /// Runs `body` on the main thread and waits for it. After quit(): not run, empty.
    template <class Body>
    auto call(Body body) -> std::optional<std::invoke_result_t<Body>>
    {
        std::optional<std::invoke_result_t<Body>> result;
        std::promise<void> done;
        if (!post([&] {
                result = body();
                done.set_value();
            }))
            return std::nullopt;
        done.get_future().wait();
        return result;
    }

    /// For main(): runs work until quit() and until what was posted before it is done.
    void run();
    void quit();

private:
    bool post(std::function<void()> task);

    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<std::function<void()>> m_tasks;
    bool m_quit = false;
};

} // namespace firkin::supervisor
