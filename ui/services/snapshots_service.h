#pragma once

#include "runtime/engine/engine.h"
#include "ui/async/mailbox.h"
#include "ui/async/operation.h"
#include "ui/services/task_list.h"

#include <QObject>

#include <map>

namespace firkin::ui {

/// Snapshots of containers: taking, restoring and forking are tasks; a failure stays with its container until the next
/// action there. GUI thread.
class SnapshotsService : public QObject {
    Q_OBJECT
public:
    SnapshotsService(engine::Engine &engine, Pools &pools, TaskList &tasks, QObject *parent = nullptr);

    [[nodiscard]] Operation<std::vector<engine::SnapshotView>> list(const ContainerId &id);
    /// `containerName` goes into the task's title.
    TaskId take(const ContainerId &id, const QString &containerName, const QString &note);
    TaskId restore(const ContainerId &id, const QString &containerName, const std::string &name);
    TaskId fork(const ContainerId &id, const std::string &name, const QString &newName);
    [[nodiscard]] Operation<void> remove(const ContainerId &id, const std::string &name);
    /// The task that works on this container's snapshots now, if any.
    [[nodiscard]] const Task *working(const ContainerId &id) const;

Q_SIGNALS:
    void changed(const firkin::ContainerId &id); ///< of its list
    void failed(const firkin::ContainerId &id, const firkin::Error &error, const QString &object);
    void taken(const firkin::ContainerId &id, const QString &name);
    void restored(const firkin::ContainerId &id, const QString &name);
    void forked(const firkin::ContainerId &id, const firkin::ContainerId &made);

private:
    engine::Engine &m_engine;
    Pools &m_pools;
    TaskList &m_tasks;
    std::map<ContainerId, TaskId> m_working;
    Mailbox m_mailbox{this};
};

} // namespace firkin::ui
