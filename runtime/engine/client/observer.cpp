// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/engine/client/observer.h"

#include "runtime/base/error_text.h"
#include "runtime/engine/store/recovery.h"
#include "runtime/engine/store/store_watch.h"
#include "runtime/supervisor/wire/convert.h"

#include <algorithm>
#include <set>
#include <spdlog/spdlog.h>

namespace firkin::engine {

namespace {

/// At most 20 lists a second.
constexpr std::chrono::milliseconds listInterval{50};
constexpr std::chrono::milliseconds pauseAfterBrokenStream{300};
constexpr std::size_t keptSamples = 256;

std::optional<PendingVerb> fromWire(v1::Verb verb)
{
    switch (verb) {
    case v1::VERB_START: return PendingVerb::Start;
    case v1::VERB_STOP: return PendingVerb::Stop;
    case v1::VERB_KILL: return PendingVerb::Kill;
    case v1::VERB_RESTART: return PendingVerb::Restart;
    case v1::VERB_PAUSE: return PendingVerb::Pause;
    case v1::VERB_RESUME: return PendingVerb::Resume;
    case v1::VERB_REMOVE: return PendingVerb::Remove;
    case v1::VERB_SNAPSHOT: return PendingVerb::Snapshot;
    default: return std::nullopt;
    }
}

LiveStatus toLive(const v1::ContainerStatus &status)
{
    LiveStatus live;
    live.pending = fromWire(status.pending());
    live.pendingSince = supervisor::fromMicroseconds(status.pending_since_us());
    if (status.silent_since_us() != 0)
        live.silentSince = supervisor::fromMicroseconds(status.silent_since_us());
    return live;
}

} // namespace

class Observer::ListSubscription final : public Subscription {
public:
    ListSubscription(Observer &observer, ContainerListFn onChange)
        : m_thread([&observer, onChange = std::move(onChange)](std::stop_token stop) {
            std::uint64_t seen = 0;
            while (!stop.stop_requested()) {
                ContainerList list;
                {
                    std::unique_lock lock(observer.m_mutex);
                    if (!observer.m_changed.wait(
                            lock, stop, [&] { return observer.m_loaded && observer.m_generation != seen; }))
                        return;
                    seen = observer.m_generation;
                    list = observer.snapshot();
                }
                onChange(list);
                if (!pauseFor(listInterval, stop))
                    return;
            }
        })
    {
    }

private:
    std::jthread m_thread;
};

class Observer::SampleSubscription final : public Subscription {
public:
    SampleSubscription(Observer &observer, LiveSamplesFn onSamples)
        : m_observer(observer), m_thread([this, onSamples = std::move(onSamples)](std::stop_token stop) {
            while (!stop.stop_requested()) {
                std::vector<LiveSample> samples;
                {
                    std::unique_lock lock(m_observer.m_mutex);
                    if (!m_observer.m_changed.wait(lock, stop, [this] { return !m_queue.samples.empty(); }))
                        return;
                }
                // Machines tick at about the same time: one call for all of them.
                if (!pauseFor(listInterval, stop))
                    return;
                {
                    const std::lock_guard lock(m_observer.m_mutex);
                    samples.assign(m_queue.samples.begin(), m_queue.samples.end());
                    m_queue.samples.clear();
                }
                onSamples(samples);
            }
        })
    {
        const std::lock_guard lock(m_observer.m_mutex);
        m_observer.m_queues.push_back(&m_queue);
    }
    ~SampleSubscription() override
    {
        m_thread.request_stop();
        m_thread.join();
        const std::lock_guard lock(m_observer.m_mutex);
        std::erase(m_observer.m_queues, &m_queue);
    }

private:
    Observer &m_observer;
    SampleQueue m_queue;
    std::jthread m_thread;
};

Observer::~Observer()
{
    m_thread.request_stop();
    if (m_thread.joinable())
        m_thread.join();
    std::map<MachineId, Stream> streams;
    {
        const std::lock_guard lock(m_mutex);
        streams.swap(m_streams);
    }
    for (auto &[machine, stream] : streams)
        stream.thread.request_stop();
}

Result<std::unique_ptr<Subscription>> Observer::watchList(ContainerListFn onChange)
{
    FIRKIN_TRY(ensureRunning());
    return std::make_unique<ListSubscription>(*this, std::move(onChange));
}

Result<std::unique_ptr<Subscription>> Observer::watchSamples(LiveSamplesFn onSamples)
{
    FIRKIN_TRY(ensureRunning());
    return std::make_unique<SampleSubscription>(*this, std::move(onSamples));
}

Status Observer::ensureRunning()
{
    const std::lock_guard lock(m_mutex);
    if (!m_running) {
        m_running = true;
        m_thread = std::jthread([this](std::stop_token stop) { run(stop); });
    }
    return {};
}

void Observer::run(std::stop_token stop)
{
    auto watch = store::StoreWatch::create(m_links.store());
    if (!watch) {
        spdlog::error("{}", render(watch.error()));
        return;
    }
    lookAtPods();
    lookAtAll();
    adjustStreams();
    while (!stop.stop_requested()) {
        auto changes = (*watch)->wait(m_wake.fd(), stop);
        if (!changes)
            return;
        m_wake.drain();
        std::set<ContainerId> toLook = std::move(changes->containers);
        bool pods = changes->pods;
        {
            // Who lived where a stream has ended may be lost.
            const std::lock_guard lock(m_mutex);
            for (const auto &[machine, stream] : m_streams) {
                if (!stream.ended)
                    continue;
                pods = true;
                for (const auto &[id, watched] : m_containers) {
                    if (watched.record.machine == machine)
                        toLook.insert(id);
                }
            }
        }
        if (pods || changes->all)
            lookAtPods();
        if (changes->all)
            lookAtAll();
        for (const ContainerId &id : toLook)
            look(id);
        adjustStreams();
    }
}

void Observer::lookAtAll()
{
    const auto ids = m_links.store().containerIds();
    if (!ids)
        return;
    std::set<ContainerId> toLook(ids->begin(), ids->end());
    {
        const std::lock_guard lock(m_mutex);
        for (const auto &[id, watched] : m_containers)
            toLook.insert(id);
    }
    for (const ContainerId &id : toLook)
        look(id);
    const std::lock_guard lock(m_mutex);
    m_loaded = true;
    changed();
}

/// With the mutex held.
void Observer::changed()
{
    ++m_generation;
    m_changed.notify_all();
}

/// On the observer's thread.
void Observer::look(const ContainerId &id)
{
    auto record = m_links.store().load(id);
    if (record && store::isLost(m_links.store(), *record)) {
        if (const auto recovered = store::recoverLost(m_links.store(), m_links.sockets(), id); recovered && *recovered)
            spdlog::warn("container {}: its supervisor was lost", id.str());
        record = m_links.store().load(id);
    }
    const std::lock_guard lock(m_mutex);
    if (record) {
        Watched &watched = m_containers[id];
        if (!store::isLive(record->state))
            watched.live = {};
        watched.record = std::move(*record);
    } else if (record.error().rootReason() == Reason::NoSuchContainer) {
        m_containers.erase(id);
    }
    changed();
}

/// On the observer's thread.
void Observer::lookAtPods()
{
    auto pods = m_links.store().loadPods();
    if (!pods)
        return;
    for (store::PodRecord &pod : *pods) {
        if (!store::isLost(m_links.store(), pod))
            continue;
        if (const auto recovered = store::recoverLost(m_links.store(), m_links.sockets(), pod.machine()); recovered && *recovered)
            spdlog::warn("pod {}: its supervisor was lost", pod.id.str());
        if (auto now = m_links.store().load(pod.id))
            pod = std::move(*now);
    }
    const std::lock_guard lock(m_mutex);
    m_pods = std::move(*pods);
    changed();
}

/// On the observer's thread.
void Observer::adjustStreams()
{
    std::vector<std::jthread> over; // joined outside the mutex
    {
        const std::lock_guard lock(m_mutex);
        std::set<MachineId> wanted;
        for (const auto &[id, watched] : m_containers) {
            if (store::isTended(watched.record))
                wanted.insert(watched.record.machine);
        }
        for (auto it = m_streams.begin(); it != m_streams.end();) {
            if (wanted.contains(it->first) && !it->second.ended) {
                ++it;
                continue;
            }
            over.push_back(std::move(it->second.thread));
            it = m_streams.erase(it);
        }
        for (const MachineId &machine : wanted) {
            Stream &stream = m_streams[machine];
            if (!stream.thread.joinable())
                stream.thread = std::jthread([this, machine](std::stop_token stop) { streamFrom(machine, stop); });
        }
    }
    for (std::jthread &thread : over)
        thread.request_stop();
}

/// On the stream's own thread, until the supervisor ends it.
void Observer::streamFrom(const MachineId &machine, std::stop_token stop)
{
    const auto begun = std::chrono::steady_clock::now();
    if (const auto link = m_links.find(machine, stop)) {
        CancellableContext call(stop);
        v1::WatchRequest request;
        request.set_statistics(true);
        const auto reader = (*link)->stub().Watch(&call.context, request);
        v1::WatchResponse response;
        while (reader->Read(&response)) {
            if (response.has_snapshot())
                take(response.snapshot());
            else if (response.has_sample())
                take(response.sample());
        }
        (void)reader->Finish();
        m_links.forget(machine, *link);
    }
    // A stream that cannot be had is not asked for in a tight loop.
    if (std::chrono::steady_clock::now() - begun < pauseAfterBrokenStream)
        (void)pauseFor(pauseAfterBrokenStream, stop);
    {
        const std::lock_guard lock(m_mutex);
        if (const auto found = m_streams.find(machine); found != m_streams.end())
            found->second.ended = true;
    }
    m_wake.wake();
}

/// The records of that generation are on disk; the store's watch brings them.
void Observer::take(const v1::Snapshot &snapshot)
{
    const std::lock_guard lock(m_mutex);
    for (const v1::ContainerStatus &status : snapshot.containers()) {
        const auto id = ContainerId::parse(status.container_id());
        const auto found = id ? m_containers.find(*id) : m_containers.end();
        if (found != m_containers.end())
            found->second.live = toLive(status);
    }
    changed();
}

void Observer::take(const v1::SampleEvent &event)
{
    const auto id = ContainerId::parse(event.container_id());
    const std::lock_guard lock(m_mutex);
    if (!id || !m_containers.contains(*id))
        return;
    for (SampleQueue *queue : m_queues) {
        queue->samples.push_back({*id, supervisor::fromWire(event.sample())});
        if (queue->samples.size() > keptSamples)
            queue->samples.pop_front();
    }
    m_changed.notify_all();
}

ContainerList Observer::snapshot() const
{
    ContainerList list;
    for (const auto &[id, watched] : m_containers)
        list.containers.push_back(toView(watched.record, watched.live));
    list.pods = podViews(m_pods, list.containers);
    return list;
}

} // namespace firkin::engine
