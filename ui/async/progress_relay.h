#pragma once

#include "runtime/base/progress.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <memory>

namespace firkin::ui {

/// Carries progress from a worker to the GUI thread: keeps the newest value and wakes the GUI at most thirty times a
/// second. The sink may outlive the relay.
class ProgressRelay : public QObject {
    Q_OBJECT
public:
    explicit ProgressRelay(QObject *parent = nullptr);
    ~ProgressRelay() override;

    /// For the worker; any thread.
    [[nodiscard]] ProgressFn sink() const;
    [[nodiscard]] const Progress &last() const { return m_last; }

Q_SIGNALS:
    void progressed(const firkin::Progress &progress);

private:
    struct Shared;
    void take();

    std::shared_ptr<Shared> m_shared;
    QTimer m_timer;
    QElapsedTimer m_sinceLast;
    Progress m_last;
};

} // namespace firkin::ui
