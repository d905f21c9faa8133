#include "ui/services/containers_service.h"

#include "ui/async/plain_text.h"
#include "ui/async/progress_relay.h"

#include <algorithm>
#include <csignal>

namespace firkin::ui {

using engine::PendingVerb;

namespace {
constexpr int slowMilliseconds = 1000;

/// Each pod has a machine, and so a lane of its own: any of its containers' would be held up by it, too.
ContainerId laneOf(const PodId &id)
{
    return *ContainerId::parse(id.str());
}

} // namespace

struct ContainersService::Doing {
    quint64 serial = 0;
    PendingAction action;
    std::stop_source stop{std::nostopstate};
    ProgressRelay relay;
    bool hasProgress = false;
};

ContainersService::ContainersService(engine::Engine &engine, Pools &pools, QObject *parent)
    : QObject(parent), m_engine(engine), m_pools(pools)
{
    m_slow.setSingleShot(true);
    m_slow.setInterval(slowMilliseconds);
    connect(&m_slow, &QTimer::timeout, this, [this] {
        if (m_state == LoadState::Loading)
            setState(LoadState::Slow);
    });
}

ContainersService::~ContainersService() = default;

void ContainersService::stopWatching()
{
    destroyOn(m_pools.shared(), std::move(m_watch));
}

void ContainersService::start()
{
    m_error.reset();
    setState(LoadState::Loading);
    m_slow.start();
    stopWatching();
    auto operation = runAsync(m_pools.shared(), [&engine = m_engine, to = m_mailbox.address(), this](std::stop_token) {
        // `this` is touched only inside a posted function, which runs while it lives.
        return engine.containers().watch([to, this](const engine::ContainerList &list) {
            to.post([this, list]() mutable { take(std::move(list)); });
        });
    });
    operation.then(this, [this](Result<std::unique_ptr<engine::Subscription>> watch) {
        if (watch)
            m_watch = std::move(*watch);
        else
            failed(watch.error());
    });
}

void ContainersService::failed(const Error &error)
{
    if (error.isCancelled())
        return;
    m_slow.stop();
    m_error = error;
    setState(LoadState::Failed);
}

void ContainersService::setState(LoadState state)
{
    if (m_state == state)
        return;
    m_state = state;
    Q_EMIT stateChanged();
}

void ContainersService::take(engine::ContainerList list)
{
    for (const auto &old : m_containers) {
        if (std::ranges::find(list.containers, old.id, &engine::ContainerView::id) == list.containers.end()) {
            m_failures.erase(old.id);
            m_pools.release(old.id);
        }
    }
    for (const auto &old : m_pods) {
        if (!std::ranges::contains(list.pods, old.id, &engine::PodView::id)) {
            m_podFailures.erase(old.id);
            m_pools.release(laneOf(old.id));
        }
    }
    m_containers = std::move(list.containers);
    m_pods = std::move(list.pods);
    m_slow.stop();
    m_error.reset();
    setState(LoadState::Ready);
    Q_EMIT listChanged();
}

const engine::ContainerView *ContainersService::find(const ContainerId &id) const
{
    const auto it = std::ranges::find(m_containers, id, &engine::ContainerView::id);
    return it == m_containers.end() ? nullptr : &*it;
}

QString ContainersService::nameOf(const ContainerId &id) const
{
    const auto *view = find(id);
    return displayText(view && !view->name.empty() ? view->name : id.str());
}

std::optional<PendingAction> ContainersService::pending(const ContainerId &id) const
{
    if (const auto it = m_doing.find(id); it != m_doing.end())
        return it->second->action;
    if (const auto *view = find(id); view && view->pending)
        return PendingAction{*view->pending, view->pendingSince, false};
    return std::nullopt;
}

const Error *ContainersService::failure(const ContainerId &id) const
{
    const auto it = m_failures.find(id);
    return it == m_failures.end() ? nullptr : &it->second;
}

const Progress *ContainersService::startProgress(const ContainerId &id) const
{
    const auto it = m_doing.find(id);
    return it != m_doing.end() && it->second->hasProgress ? &it->second->relay.last() : nullptr;
}

ContainersService::Doing &ContainersService::begin(const ContainerId &id, PendingVerb verb, bool cancellable)
{
    auto &doing = m_doing[id];
    if (doing)
        doing->stop.request_stop(); // a newer action takes its place: force off during stop
    doing = std::make_unique<Doing>();
    doing->serial = ++m_serial;
    doing->action = {verb, std::chrono::system_clock::now(), cancellable};
    connect(&doing->relay, &ProgressRelay::progressed, this, [this, id, raw = doing.get()] {
        raw->hasProgress = true;
        Q_EMIT rowChanged(id);
    });
    m_failures.erase(id);
    return *doing;
}

void ContainersService::run(const ContainerId &id, Doing &doing, Pool &pool, Verb verb)
{
    auto operation = runAsync(pool, std::move(verb));
    doing.stop = operation.stop;
    operation.then(this, [this, id, serial = doing.serial](const Status &status) { finished(id, serial, status); });
    Q_EMIT rowChanged(id);
}

void ContainersService::finished(const ContainerId &id, quint64 serial, const Status &status)
{
    const auto it = m_doing.find(id);
    if (it == m_doing.end() || it->second->serial != serial)
        return;
    m_doing.erase(it);
    if (!status && !status.error().isCancelled())
        m_failures.insert_or_assign(id, status.error());
    Q_EMIT rowChanged(id);
}

void ContainersService::startContainer(const ContainerId &id)
{
    auto &doing = begin(id, PendingVerb::Start, true);
    run(id, doing, m_pools.lane(id), [&engine = m_engine, id, sink = doing.relay.sink()](std::stop_token stop) {
        return engine.containers().start(id, sink, stop);
    });
}

void ContainersService::stop(const ContainerId &id)
{
    auto &doing = begin(id, PendingVerb::Stop, true);
    run(id, doing, m_pools.lane(id), [&engine = m_engine, id](std::stop_token stop) {
        return engine.containers().stop(id, std::nullopt, stop);
    });
}

void ContainersService::stopAll()
{
    std::vector<ContainerId> running;
    for (const auto &view : m_containers)
        if (view.state == engine::ContainerState::Running)
            running.push_back(view.id);
    for (const auto &id : running)
        stop(id);
}

void ContainersService::restart(const ContainerId &id)
{
    auto &doing = begin(id, PendingVerb::Restart, true);
    run(id, doing, m_pools.lane(id), [&engine = m_engine, id, sink = doing.relay.sink()](std::stop_token stop) -> Status {
        return engine.containers().restart(id, std::nullopt, sink, stop);
    });
}

void ContainersService::pause(const ContainerId &id)
{
    auto &doing = begin(id, PendingVerb::Pause, true);
    run(id, doing, m_pools.lane(id), [&engine = m_engine, id](std::stop_token stop) { return engine.containers().pause(id, stop); });
}

void ContainersService::resume(const ContainerId &id)
{
    auto &doing = begin(id, PendingVerb::Resume, true);
    run(id, doing, m_pools.lane(id), [&engine = m_engine, id](std::stop_token stop) { return engine.containers().resume(id, stop); });
}

void ContainersService::kill(const ContainerId &id)
{
    auto &doing = begin(id, PendingVerb::Kill, true);
    run(id, doing, m_pools.lane(id), [&engine = m_engine, id](std::stop_token stop) {
        return engine.containers().kill(id, SIGKILL, stop);
    });
}

void ContainersService::forceOff(const ContainerId &id)
{
    auto &doing = begin(id, PendingVerb::Kill, false);
    run(id, doing, m_pools.urgent(), [&engine = m_engine, id](std::stop_token stop) {
        return engine.containers().forceOff(id, stop);
    });
}

void ContainersService::cancelPending(const ContainerId &id)
{
    if (const auto it = m_doing.find(id); it != m_doing.end() && it->second->action.cancellable)
        it->second->stop.request_stop();
}

void ContainersService::remove(const ContainerId &id, bool force)
{
    auto &doing = begin(id, PendingVerb::Remove, false);
    run(id, doing, m_pools.lane(id),
        [&engine = m_engine, id, force, name = nameOf(id), to = m_mailbox.address(), this](std::stop_token stop) {
            Status status = engine.containers().remove(id, force, false, stop);
            if (status)
                to.post([this, id, name] {
                    Q_EMIT removed(id, name);
                    Q_EMIT trashChanged();
                });
            return status;
        });
}

Operation<void> ContainersService::moveToTrash(const ContainerId &id, bool force)
{
    return runAsync(m_pools.lane(id), [&engine = m_engine, id, force, to = m_mailbox.address(), this](std::stop_token stop) {
        Status status = engine.containers().remove(id, force, false, stop);
        if (status)
            to.post([this] { Q_EMIT trashChanged(); });
        return status;
    });
}

Operation<void> ContainersService::restore(const ContainerId &id)
{
    return runAsync(m_pools.shared(), [&engine = m_engine, id, to = m_mailbox.address(), this](std::stop_token stop) {
        Status status = engine.containers().restore(id, stop);
        if (status)
            to.post([this] { Q_EMIT trashChanged(); });
        return status;
    });
}

Operation<void> ContainersService::purge(const ContainerId &id)
{
    return runAsync(m_pools.shared(), [&engine = m_engine, id, to = m_mailbox.address(), this](std::stop_token stop) {
        Status status = engine.containers().purge(id, stop);
        if (status)
            to.post([this] { Q_EMIT trashChanged(); });
        return status;
    });
}

Operation<void> ContainersService::rename(const ContainerId &id, const QString &name)
{
    return runAsync(m_pools.shared(), [&engine = m_engine, id, name = toBytes(name), to = m_mailbox.address(), this](std::stop_token stop) {
        Status status = engine.containers().rename(id, name, stop);
        if (!status && !status.error().isCancelled())
            to.post([this, id, error = status.error()] {
                m_failures.insert_or_assign(id, error);
                Q_EMIT rowChanged(id);
            });
        return status;
    });
}

Operation<std::vector<engine::TrashEntry>> ContainersService::trash()
{
    return runAsync(m_pools.shared(), [&engine = m_engine](std::stop_token stop) { return engine.containers().trash(stop); });
}

Operation<std::string> ContainersService::inspect(const ContainerId &id)
{
    return runAsync(m_pools.lane(id), [&engine = m_engine, id](std::stop_token stop) {
        return engine.containers().inspect(id, stop);
    });
}

Operation<std::vector<engine::ProcessEntry>> ContainersService::top(const ContainerId &id)
{
    return runAsync(m_pools.lane(id), [&engine = m_engine, id](std::stop_token stop) { return engine.containers().top(id, stop); });
}

Operation<ContainerId> ContainersService::create(const engine::ContainerSpec &spec, bool thenStart)
{
    return runAsync(m_pools.shared(),
                    [&engine = m_engine, spec, thenStart, to = m_mailbox.address(), this](std::stop_token stop) {
                        Result<ContainerId> id = engine.containers().create(spec, {}, stop);
                        if (id)
                            to.post([this, id = *id, thenStart] {
                                Q_EMIT created(id);
                                if (thenStart)
                                    startContainer(id);
                            });
                        return id;
                    });
}

const engine::PodView *ContainersService::findPod(const PodId &id) const
{
    const auto it = std::ranges::find(m_pods, id, &engine::PodView::id);
    return it == m_pods.end() ? nullptr : &*it;
}

QString ContainersService::podNameOf(const PodId &id) const
{
    const auto *pod = findPod(id);
    return displayText(pod ? pod->name : id.str());
}

std::optional<PendingVerb> ContainersService::pendingOf(const PodId &id) const
{
    const auto it = m_podVerbs.find(id);
    return it == m_podVerbs.end() ? std::nullopt : std::optional(it->second);
}

const Error *ContainersService::failureOf(const PodId &id) const
{
    const auto it = m_podFailures.find(id);
    return it == m_podFailures.end() ? nullptr : &it->second;
}

void ContainersService::runOnPod(const PodId &id, PendingVerb verb, std::function<Status(std::stop_token)> body)
{
    if (!m_podVerbs.emplace(id, verb).second)
        return; // one after the other
    m_podFailures.erase(id);
    auto operation = runAsync(m_pools.lane(laneOf(id)), std::move(body));
    operation.then(this, [this, id](const Status &status) {
        m_podVerbs.erase(id);
        if (!status && !status.error().isCancelled() && findPod(id))
            m_podFailures.insert_or_assign(id, status.error());
        Q_EMIT listChanged();
    });
    Q_EMIT listChanged();
}

void ContainersService::startPod(const PodId &id)
{
    runOnPod(id, PendingVerb::Start, [&engine = m_engine, id](std::stop_token stop) { return engine.pods().start(id, {}, stop); });
}

void ContainersService::stopPod(const PodId &id)
{
    runOnPod(id, PendingVerb::Stop, [&engine = m_engine, id](std::stop_token stop) { return engine.pods().stop(id, std::nullopt, stop); });
}

void ContainersService::removePod(const PodId &id)
{
    runOnPod(id, PendingVerb::Remove, [&engine = m_engine, id, to = m_mailbox.address(), this](std::stop_token stop) {
        Status status = engine.pods().remove(id, true, stop);
        to.post([this] { Q_EMIT trashChanged(); });
        return status;
    });
}

void ContainersService::dismissFailure(const ContainerId &id)
{
    if (m_failures.erase(id) > 0)
        Q_EMIT rowChanged(id);
}

} // namespace firkin::ui
