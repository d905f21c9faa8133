#pragma once

#include "runtime/engine/engine.h"
#include "ui/async/mailbox.h"
#include "ui/async/operation.h"
#include "ui/services/containers_service.h"

#include <QObject>

namespace firkin::ui {

/// Volumes: cache-first list. GUI thread.
class VolumesService : public QObject {
    Q_OBJECT
public:
    VolumesService(engine::Engine &engine, Pools &pools, QObject *parent = nullptr);

    void refresh();
    [[nodiscard]] LoadState state() const { return m_state; }
    [[nodiscard]] const std::optional<Error> &error() const { return m_error; }
    [[nodiscard]] const std::vector<engine::VolumeView> &volumes() const { return m_volumes; }

    [[nodiscard]] Operation<engine::VolumeView> create(const engine::VolumeSpec &spec);
    [[nodiscard]] Operation<void> remove(const std::string &name);

Q_SIGNALS:
    void stateChanged();
    void listChanged();

private:
    engine::Engine &m_engine;
    Pools &m_pools;
    LoadState m_state = LoadState::Loading;
    std::optional<Error> m_error;
    std::vector<engine::VolumeView> m_volumes;
    quint64 m_generation = 0;
    Mailbox m_mailbox{this};
};

} // namespace firkin::ui
