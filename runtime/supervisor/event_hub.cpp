// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/supervisor/event_hub.h"

#include <algorithm>

namespace firkin::supervisor {

namespace {

constexpr std::size_t keptSamples = 64;

} // namespace

void EventHub::publish(const ContainerStatus &status)
{
    const std::lock_guard lock(m_mutex);
    m_statuses[status.id] = status;
    ++m_generation;
    m_changed.notify_all();
}

void EventHub::publish(const SampleEvent &sample)
{
    const std::lock_guard lock(m_mutex);
    for (Watcher *watcher : m_watchers) {
        watcher->m_samples.push_back(sample);
        if (watcher->m_samples.size() > keptSamples)
            watcher->m_samples.pop_front();
    }
    m_changed.notify_all();
}

void EventHub::forget(const ContainerId &id)
{
    const std::lock_guard lock(m_mutex);
    m_statuses.erase(id);
    ++m_generation;
    m_changed.notify_all();
}

void EventHub::touch()
{
    const std::lock_guard lock(m_mutex);
    ++m_generation;
    m_changed.notify_all();
}

EventHub::Watcher::Watcher(EventHub &hub) : m_hub(hub)
{
    const std::lock_guard lock(m_hub.m_mutex);
    m_hub.m_watchers.push_back(this);
}

EventHub::Watcher::~Watcher()
{
    const std::lock_guard lock(m_hub.m_mutex);
    std::erase(m_hub.m_watchers, this);
}

std::optional<EventHub::Event> EventHub::Watcher::next(std::stop_token stop)
{
    std::unique_lock lock(m_hub.m_mutex);
    const auto haveNews = [this] { return m_first || m_seen != m_hub.m_generation || !m_samples.empty(); };
    if (!m_hub.m_changed.wait(lock, stop, haveNews) || stop.stop_requested())
        return std::nullopt;
    if (m_first || m_seen != m_hub.m_generation) {
        m_first = false;
        m_seen = m_hub.m_generation;
        Snapshot snapshot{m_seen, {}};
        for (const auto &[id, status] : m_hub.m_statuses)
            snapshot.containers.push_back(status);
        return snapshot;
    }
    SampleEvent sample = std::move(m_samples.front());
    m_samples.pop_front();
    return sample;
}

} // namespace firkin::supervisor
