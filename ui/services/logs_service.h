#pragma once

#include "runtime/engine/engine.h"
#include "ui/async/operation.h"

#include <QObject>

namespace firkin::ui {

/// Captured output. Opening is an operation; the reader then belongs to the view's own worker thread. GUI thread.
class LogsService : public QObject {
    Q_OBJECT
public:
    LogsService(engine::Engine &engine, Pools &pools, QObject *parent = nullptr);
    [[nodiscard]] Operation<std::unique_ptr<engine::LogReader>> open(const ContainerId &container);
    [[nodiscard]] Operation<std::string> console(const ContainerId &container, std::size_t maxBytes);

private:
    engine::Engine &m_engine;
    Pools &m_pools;
};

} // namespace firkin::ui
