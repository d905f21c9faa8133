#include "ui/async/pools.h"

namespace firkin::ui {

namespace {
// A lane holds a copy, a listing, a verb and a few short calls at once; threads are made when needed and end when idle.
constexpr int sharedThreads = 4;
constexpr int urgentThreads = 8;
constexpr int transferThreads = 4;
constexpr int laneThreads = 6;
constexpr int idleMilliseconds = 10'000;
} // namespace

Pool::Pool(int threads)
{
    m_threads.setMaxThreadCount(threads);
    m_threads.setExpiryTimeout(idleMilliseconds);
}

Pool::~Pool()
{
    requestStop();
    wait();
}

Pool::Ticket Pool::remember(std::stop_source source)
{
    const std::scoped_lock lock(m_mutex);
    if (m_stopping)
        source.request_stop();
    return m_sources.insert(m_sources.end(), std::move(source));
}

void Pool::forget(Ticket ticket)
{
    const std::scoped_lock lock(m_mutex);
    m_sources.erase(ticket);
}

void Pool::requestStop()
{
    std::list<std::stop_source> sources;
    {
        const std::scoped_lock lock(m_mutex);
        m_stopping = true;
        sources = m_sources;
    }
    // Outside the lock: a stop callback runs here and may end an operation that calls forget().
    for (auto &source : sources)
        source.request_stop();
}

void Pool::wait()
{
    m_threads.waitForDone();
}

Pools::Pools() : m_shared(sharedThreads), m_urgent(urgentThreads), m_transfers(transferThreads) {}

Pools::~Pools()
{
    requestStop();
    wait();
}

Pool &Pools::lane(const ContainerId &container)
{
    m_released.erase(container);
    auto &lane = m_lanes[container];
    if (!lane) {
        lane = std::make_unique<Pool>(laneThreads);
        if (m_stopping)
            lane->requestStop();
    }
    return *lane;
}

void Pools::release(const ContainerId &container)
{
    if (m_lanes.contains(container))
        m_released.insert(container);
    // A busy lane stays: destroying it would wait on this thread. The next release, or the end, takes it.
    std::erase_if(m_released, [this](const ContainerId &id) {
        const auto it = m_lanes.find(id);
        if (it->second->threads().activeThreadCount() != 0)
            return false;
        m_lanes.erase(it);
        return true;
    });
}

void Pools::requestStop()
{
    m_stopping = true;
    m_shared.requestStop();
    m_urgent.requestStop();
    m_transfers.requestStop();
    for (auto &[id, lane] : m_lanes)
        lane->requestStop();
}

void Pools::wait()
{
    m_shared.wait();
    m_urgent.wait();
    m_transfers.wait();
    for (auto &[id, lane] : m_lanes)
        lane->wait();
}

} // namespace firkin::ui
