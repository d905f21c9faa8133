// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/ids.h"
#include "runtime/base/result.h"
#include "runtime/engine/statistics.h"

#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <variant>
#include <vector>

namespace firkin::supervisor {

/// What the watchers of a container learn beyond its record.
struct ContainerStatus {
    ContainerId id;
    std::uint64_t recordGeneration = 0;
    std::optional<engine::PendingVerb> pending;
    engine::WallTime pendingSince;
    std::optional<engine::WallTime> silentSince;
};

/// From those who change something to any number of watchers. A watcher gets the newest state, not each one, and the last
/// samples; none can hold up who publishes. Any thread.
class EventHub {
public:
    struct Snapshot {
        std::uint64_t generation = 0;
        std::vector<ContainerStatus> containers;
    };
    struct SampleEvent {
        ContainerId container;
        engine::Sample sample;
    };
    using Event = std::variant<Snapshot, SampleEvent>;

    void publish(const ContainerStatus &status);
    void publish(const SampleEvent &sample);
    /// A container that was removed.
    void forget(const ContainerId &id);
    /// Something that a snapshot's reader fetches elsewhere (the sessions).
    void touch();

    class Watcher {
    public:
        explicit Watcher(EventHub &hub);
        ~Watcher();
        Watcher(const Watcher &) = delete;
        Watcher &operator=(const Watcher &) = delete;
        /// First a snapshot. Empty: stopped.
        std::optional<Event> next(std::stop_token stop);

    private:
        friend class EventHub;
        EventHub &m_hub;
        std::uint64_t m_seen = 0;
        bool m_first = true;
        std::deque<SampleEvent> m_samples;
    };

private:
    mutable std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::uint64_t m_generation = 0;
    std::map<ContainerId, ContainerStatus> m_statuses;
    std::vector<Watcher *> m_watchers;
};

} // namespace firkin::supervisor
