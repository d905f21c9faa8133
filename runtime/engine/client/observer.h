// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/stop_fd.h"
#include "runtime/engine/client/container_view.h"
#include "runtime/engine/client/supervisor_link.h"
#include "runtime/engine/containers.h"
#include "runtime/engine/statistics.h"

#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <thread>

namespace firkin::engine {

/// Keeps an eye on all containers for any number of subscribers: the store by inotify (one thread), each running machine by
/// one Watch stream (a thread each, so that a silent one holds up nobody). Cleans up after supervisors that were killed.
/// Works from the first subscription on.
class Observer {
public:
    explicit Observer(SupervisorLinks &links) : m_links(links) {}
    ~Observer();

    Result<std::unique_ptr<Subscription>> watchList(ContainerListFn onChange);
    Result<std::unique_ptr<Subscription>> watchSamples(LiveSamplesFn onSamples);

private:
    class ListSubscription;
    class SampleSubscription;
    struct Watched {
        store::ContainerRecord record;
        LiveStatus live;
        std::jthread stream; ///< joinable while its machine is watched
        bool streamEnded = true;
    };

    Status ensureRunning();
    void run(std::stop_token stop);
    void look(const ContainerId &id);
    void lookAtAll();
    void streamFrom(const ContainerId &id, const MachineId &machine, std::stop_token stop);
    void changed();
    [[nodiscard]] ContainerList snapshot() const; ///< with the mutex held

    SupervisorLinks &m_links;
    mutable std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::map<ContainerId, Watched> m_containers;
    std::uint64_t m_generation = 0;
    bool m_running = false;
    bool m_loaded = false;
    struct SampleQueue {
        std::deque<LiveSample> samples;
    };
    std::vector<SampleQueue *> m_queues;
    WakeFd m_wake;
    std::jthread m_thread;
};

} // namespace firkin::engine
