// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/engine/engine.h"
#include "ui/async/operation.h"
#include "ui/services/copy_job.h"
#include "ui/services/task_list.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <map>
#include <memory>

namespace firkin::ui {

/// One item of a copy, as a row shows it.
struct TransferItem {
    QString name{}; ///< safe to show
    ItemState state = ItemState::Waiting;
    Progress progress{};
    double bytesPerSecond = 0;
    std::optional<Error> error{};
};

struct Transfer {
    TaskId task = 0;
    CopyJob job;
    std::vector<TransferItem> items;
    [[nodiscard]] bool isOver() const;
};

/// Copies under way, item by item; each is a task as well. What happened on the worker is told at most thirty times a second.
/// GUI thread.
class Transfers : public QObject {
    Q_OBJECT
public:
    Transfers(engine::Engine &engine, Pools &pools, TaskList &tasks, QObject *parent = nullptr);

    TaskId start(CopyJob job, const QString &title);
    /// Under way, or ended and not yet forgotten; null for others.
    [[nodiscard]] const Transfer *find(TaskId task) const;
    void skip(TaskId task, std::size_t item);
    /// One that has ended with failures stays to be looked at.
    void forget(TaskId task);

Q_SIGNALS:
    void changed(firkin::ui::TaskId task);
    /// The task has been ended before; its items stay until they are forgotten.
    void ended(firkin::ui::TaskId task);

private:
    struct Work;
    void take(TaskId task);

    engine::Engine &m_engine;
    Pools &m_pools;
    TaskList &m_tasks;
    std::map<TaskId, Transfer> m_transfers;
    std::map<TaskId, std::shared_ptr<Work>> m_work;
    QTimer m_tick;
};

} // namespace firkin::ui
