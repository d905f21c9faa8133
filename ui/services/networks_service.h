#pragma once

#include "runtime/engine/engine.h"
#include "ui/async/mailbox.h"
#include "ui/async/operation.h"
#include "ui/services/containers_service.h"

#include <QObject>

namespace firkin::ui {

/// Named networks, cache-first, and the published ports of containers. Nothing watches networks: the list is read again
/// after what this window did, when a container comes, goes or changes, and when somebody looks. GUI thread.
class NetworksService : public QObject {
    Q_OBJECT
public:
    NetworksService(engine::Engine &engine, Pools &pools, ContainersService &containers, QObject *parent = nullptr);

    void refresh();
    /// Somebody is looking: changes of containers lead to a refresh.
    void setWatched(bool watched);
    [[nodiscard]] LoadState state() const { return m_state; }
    [[nodiscard]] const std::optional<Error> &error() const { return m_error; }
    [[nodiscard]] const std::vector<engine::NetworkView> &networks() const { return m_networks; }

    [[nodiscard]] Operation<engine::NetworkView> create(const engine::NetworkSpec &spec);
    [[nodiscard]] Operation<void> remove(const std::string &name);
    /// How they are bound.
    [[nodiscard]] Operation<std::vector<engine::PortMapping>> publish(const ContainerId &id, const std::vector<engine::PortMapping> &ports);
    [[nodiscard]] Operation<void> unpublish(const ContainerId &id, const std::vector<engine::PortMapping> &ports);

Q_SIGNALS:
    void stateChanged();
    void listChanged();

private:
    engine::Engine &m_engine;
    Pools &m_pools;
    LoadState m_state = LoadState::Loading;
    std::optional<Error> m_error;
    std::vector<engine::NetworkView> m_networks;
    quint64 m_generation = 0;
    bool m_watched = false;
    QTimer m_soon; ///< many changes of containers, one refresh
    Mailbox m_mailbox{this};
};

} // namespace firkin::ui
