#pragma once

#include "runtime/engine/engine.h"
#include "ui/async/mailbox.h"
#include "ui/async/operation.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <map>
#include <optional>
#include <vector>

namespace firkin::ui {

/// What a list's data is: four designed states. Slow: still loading after a second.
enum class LoadState : std::uint8_t { Loading, Slow, Ready, Failed };

/// What this window is doing to a container, until the engine's own list says so, too.
struct PendingAction {
    engine::PendingVerb verb;
    engine::WallTime since;
    bool cancellable = false;
};

/// The containers: cache-first snapshot of the engine's list, and every verb on one. GUI thread.
/// A verb's failure stays with its container until the next action (`failure`).
class ContainersService : public QObject {
    Q_OBJECT
public:
    ContainersService(engine::Engine &engine, Pools &pools, QObject *parent = nullptr);
    ~ContainersService() override;

    /// Begins to watch. Again after a failure.
    void start();
    void stopWatching();
    [[nodiscard]] LoadState state() const { return m_state; }
    [[nodiscard]] const std::optional<Error> &error() const { return m_error; }

    [[nodiscard]] const std::vector<engine::ContainerView> &containers() const { return m_containers; }
    [[nodiscard]] const std::vector<engine::PodView> &pods() const { return m_pods; }
    [[nodiscard]] const engine::PodView *findPod(const PodId &id) const;
    /// As safe text; the id when the pod is gone.
    [[nodiscard]] QString podNameOf(const PodId &id) const;
    /// What this window is doing to it.
    [[nodiscard]] std::optional<engine::PendingVerb> pendingOf(const PodId &id) const;
    [[nodiscard]] const Error *failureOf(const PodId &id) const;
    [[nodiscard]] const engine::ContainerView *find(const ContainerId &id) const;
    /// The name as safe text; the id when the container is gone.
    [[nodiscard]] QString nameOf(const ContainerId &id) const;
    [[nodiscard]] std::optional<PendingAction> pending(const ContainerId &id) const;
    [[nodiscard]] const Error *failure(const ContainerId &id) const;
    /// Progress of a start from this window.
    [[nodiscard]] const Progress *startProgress(const ContainerId &id) const;

    void startContainer(const ContainerId &id);
    void stop(const ContainerId &id);
    /// All that run.
    void stopAll();
    void restart(const ContainerId &id);
    void pause(const ContainerId &id);
    void resume(const ContainerId &id);
    void kill(const ContainerId &id);
    void forceOff(const ContainerId &id);
    void cancelPending(const ContainerId &id);
    /// Into the trash; stops a running one first when `force`. Answers by `removed` or `failure`.
    void remove(const ContainerId &id, bool force);
    /// The same as an operation of its own, for whoever goes on when it is done.
    Operation<void> moveToTrash(const ContainerId &id, bool force);
    Operation<void> restore(const ContainerId &id);
    Operation<void> purge(const ContainerId &id);
    Operation<void> rename(const ContainerId &id, const QString &name);
    Operation<std::vector<engine::TrashEntry>> trash();
    Operation<std::string> inspect(const ContainerId &id);
    Operation<std::vector<engine::ProcessEntry>> top(const ContainerId &id);
    /// Creates and, when `thenStart`, starts; the new id comes as soon as the record exists. `created` follows.
    Operation<ContainerId> create(const engine::ContainerSpec &spec, bool thenStart);
    void dismissFailure(const ContainerId &id);
    // A pod's verbs; a failure stays with it until the next (`failureOf`).
    void startPod(const PodId &id);
    void stopPod(const PodId &id);
    /// With its containers, which go into the trash.
    void removePod(const PodId &id);

Q_SIGNALS:
    void stateChanged();
    void listChanged();
    void rowChanged(const firkin::ContainerId &id); ///< pending action, progress or failure
    void removed(const firkin::ContainerId &id, const QString &name);
    void trashChanged();
    void created(const firkin::ContainerId &id);

private:
    struct Doing;
    void take(engine::ContainerList list);
    void failed(const Error &error);
    void setState(LoadState state);
    using Verb = std::function<Status(std::stop_token)>;
    Doing &begin(const ContainerId &id, engine::PendingVerb verb, bool cancellable);
    void run(const ContainerId &id, Doing &doing, Pool &pool, Verb verb);
    void runOnPod(const PodId &id, engine::PendingVerb verb, std::function<Status(std::stop_token)> body);
    void finished(const ContainerId &id, quint64 serial, const Status &status);

    engine::Engine &m_engine;
    Pools &m_pools;
    LoadState m_state = LoadState::Loading;
    std::optional<Error> m_error;
    std::vector<engine::ContainerView> m_containers;
    std::vector<engine::PodView> m_pods;
    std::map<PodId, engine::PendingVerb> m_podVerbs;
    std::map<PodId, Error> m_podFailures;
    std::map<ContainerId, std::unique_ptr<Doing>> m_doing;
    std::map<ContainerId, Error> m_failures;
    quint64 m_serial = 0;
    QTimer m_slow;
    std::unique_ptr<engine::Subscription> m_watch;
    Mailbox m_mailbox{this}; ///< last: gone before the streams that post to it are joined
};

} // namespace firkin::ui
