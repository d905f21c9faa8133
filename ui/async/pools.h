#pragma once

#include "runtime/base/ids.h"

#include <QThreadPool>

#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <stop_token>

namespace firkin::ui {

/// A bounded set of worker threads and the stop sources of what runs on them.
/// Any thread may call; `wait()` belongs to the shutdown alone.
class Pool {
public:
    explicit Pool(int threads);
    ~Pool();
    Pool(const Pool &) = delete;
    Pool &operator=(const Pool &) = delete;

    [[nodiscard]] QThreadPool &threads() { return m_threads; }

    /// Remembers `source` until `forget`; a source that comes after `requestStop` is stopped at once.
    using Ticket = std::list<std::stop_source>::iterator;
    [[nodiscard]] Ticket remember(std::stop_source source);
    void forget(Ticket ticket);

    /// Asks everything that runs or waits here to stop; later work starts stopped.
    void requestStop();
    void wait();

private:
    QThreadPool m_threads;
    std::mutex m_mutex;
    std::list<std::stop_source> m_sources;
    bool m_stopping = false;
};

/// Where work runs. Short calls that touch no machine share one pool; each machine has a lane of its own, made at its
/// first call, so that a silent machine fills nobody else's threads; `urgent` is for what must get through when a lane
/// is full (force off). GUI thread only, but for what Pool allows.
class Pools {
public:
    Pools();
    ~Pools();

    [[nodiscard]] Pool &shared() { return m_shared; }
    [[nodiscard]] Pool &urgent() { return m_urgent; }
    /// Loads and pulls: minutes each, so they must not sit in `shared`.
    [[nodiscard]] Pool &transfers() { return m_transfers; }
    [[nodiscard]] Pool &lane(const ContainerId &container);
    /// A machine is gone: its lane goes when idle, at the latest with a later look at the lanes.
    void release(const ContainerId &container);
    [[nodiscard]] std::size_t laneCount() const { return m_lanes.size(); }

    void requestStop();
    void wait();

private:
    Pool m_shared;
    Pool m_urgent;
    Pool m_transfers;
    std::map<ContainerId, std::unique_ptr<Pool>> m_lanes;
    std::set<ContainerId> m_released; ///< busy when they were
    bool m_stopping = false;
};

} // namespace firkin::ui
