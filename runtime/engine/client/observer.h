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
    };
    /// The Watch stream of a machine in which something runs.
    struct Stream {
        std::jthread thread;
        bool ended = false;
    };

    Status ensureRunning();
    void run(std::stop_token stop);
    void look(const ContainerId &id);
    void lookAtAll();
    void lookAtPods();
    /// A stream for each machine in which something runs, and for no other.
    void adjustStreams();
    void streamFrom(const MachineId &machine, std::stop_token stop);
    void take(const v1::Snapshot &snapshot);
    void take(const v1::SampleEvent &event);
    void changed();
    [[nodiscard]] ContainerList snapshot() const; ///< with the mutex held

    SupervisorLinks &m_links;
    mutable std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::map<ContainerId, Watched> m_containers;
    std::vector<store::PodRecord> m_pods;
    std::map<MachineId, Stream> m_streams;
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
