// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/guest/event_loop.h"

#include "runtime/agent/guest/log.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <exception>
#include <future>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <utility>

namespace firkin::guest {

EventLoop::EventLoop() : m_epoll(epoll_create1(EPOLL_CLOEXEC)), m_wake(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
{
    epoll_event wake{.events = EPOLLIN, .data = {.u64 = 0}};
    if (!m_epoll || !m_wake || epoll_ctl(m_epoll.get(), EPOLL_CTL_ADD, m_wake.get(), &wake) != 0)
        std::abort(); // no descriptors at the very start: nothing could work
    m_thread = std::jthread([this](const std::stop_token &stop) { loop(stop); });
}

EventLoop::~EventLoop()
{
    m_thread.request_stop();
    post([] {});
    m_thread.join();
    // What was left may own things whose own ends want the loop: from here on run() calls at once.
    const auto timers = std::exchange(m_timers, {});
    while (!m_tasks.empty())
        runTasks();
}

void EventLoop::post(std::function<void()> task)
{
    const std::lock_guard lock(m_mutex);
    m_tasks.push_back(std::move(task));
    eventfd_write(m_wake.get(), 1);
}

void EventLoop::run(const std::function<void()> &task)
{
    if (!m_thread.joinable() || std::this_thread::get_id() == m_thread.get_id()) {
        task();
        return;
    }
    std::promise<void> done;
    post([&] {
        task();
        done.set_value();
    });
    done.get_future().wait();
}

EventLoop::TimerId EventLoop::after(std::chrono::milliseconds delay, std::function<void()> task)
{
    const TimerId id = m_nextId++;
    m_timers.emplace(std::pair(Clock::now() + delay, id), std::move(task));
    return id;
}

void EventLoop::cancel(TimerId timer)
{
    std::erase_if(m_timers, [timer](const auto &entry) { return entry.first.second == timer; });
}

int EventLoop::millisecondsToTimer() const
{
    if (m_timers.empty())
        return -1;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(m_timers.begin()->first.first - Clock::now());
    return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 60'000));
}

void EventLoop::runTimers()
{
    while (!m_timers.empty() && m_timers.begin()->first.first <= Clock::now()) {
        const auto task = std::move(m_timers.begin()->second);
        m_timers.erase(m_timers.begin());
        task();
    }
}

void EventLoop::runTasks()
{
    eventfd_t count = 0;
    eventfd_read(m_wake.get(), &count);
    std::vector<std::function<void()>> tasks;
    {
        const std::lock_guard lock(m_mutex);
        tasks.swap(m_tasks);
    }
    for (const auto &task : tasks)
        task();
}

void EventLoop::loop(const std::stop_token &stop)
{
    std::array<epoll_event, 64> events;
    while (!stop.stop_requested()) {
        const int count = epoll_wait(m_epoll.get(), events.data(), static_cast<int>(events.size()), millisecondsToTimer());
        try {
            for (int i = 0; i < count; ++i) {
                const auto &event = events[static_cast<std::size_t>(i)];
                if (event.data.u64 == 0)
                    runTasks();
                else if (const auto found = m_handlers.find(event.data.u64); found != m_handlers.end())
                    (*found->second)(event.events);
            }
            runTimers();
        } catch (const std::exception &problem) {
            logWarning(std::string("event loop: ") + problem.what());
        }
    }
}

FdWatch::FdWatch(EventLoop &loop, EventLoop::Handler handler) : m_loop(loop), m_handler(std::move(handler))
{
}

void FdWatch::set(int fd, std::uint32_t events)
{
    if (fd == m_fd && events == m_events)
        return;
    if (fd != m_fd || events == 0)
        clear();
    if (events == 0 || fd < 0)
        return;
    const int operation = m_fd < 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD;
    if (operation == EPOLL_CTL_ADD) {
        m_id = m_loop.m_nextId++;
        m_loop.m_handlers.emplace(m_id, &m_handler);
    }
    epoll_event event{.events = events, .data = {.u64 = m_id}};
    if (epoll_ctl(m_loop.m_epoll.get(), operation, fd, &event) != 0)
        logWarning("epoll_ctl failed");
    m_fd = fd;
    m_events = events;
}

void FdWatch::clear()
{
    if (m_fd < 0)
        return;
    epoll_ctl(m_loop.m_epoll.get(), EPOLL_CTL_DEL, m_fd, nullptr);
    m_loop.m_handlers.erase(m_id);
    m_fd = -1;
    m_events = 0;
}

} // namespace firkin::guest
