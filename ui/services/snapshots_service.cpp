#include "ui/services/snapshots_service.h"

#include "ui/async/plain_text.h"

namespace firkin::ui {

SnapshotsService::SnapshotsService(engine::Engine &engine, Pools &pools, TaskList &tasks, QObject *parent)
    : QObject(parent), m_engine(engine), m_pools(pools), m_tasks(tasks)
{
}

Operation<std::vector<engine::SnapshotView>> SnapshotsService::list(const ContainerId &id)
{
    return runAsync(m_pools.shared(), [&engine = m_engine, id](std::stop_token stop) { return engine.snapshots().list(id, stop); });
}

const Task *SnapshotsService::working(const ContainerId &id) const
{
    const auto it = m_working.find(id);
    const Task *task = it == m_working.end() ? nullptr : m_tasks.find(it->second);
    return task && task->state == TaskState::Running ? task : nullptr;
}

TaskId SnapshotsService::take(const ContainerId &id, const QString &containerName, const QString &note)
{
    const TaskId task = m_tasks.begin(TaskKind::Other, tr("Save a snapshot of %1").arg(containerName), id);
    m_working[id] = task;
    auto operation = runAsync(m_pools.transfers(), [&engine = m_engine, id, note = toBytes(note), sink = m_tasks.sink(task)](std::stop_token stop) {
        return engine.snapshots().take(id, {{}, note}, sink, stop);
    });
    m_tasks.follow(task, std::move(operation), this, [this, id, containerName](const Result<engine::SnapshotView> &made) {
        if (made)
            Q_EMIT taken(id, displayText(made->name));
        else if (!made.error().isCancelled())
            Q_EMIT failed(id, made.error(), containerName);
        Q_EMIT changed(id);
    });
    return task;
}

TaskId SnapshotsService::restore(const ContainerId &id, const QString &containerName, const std::string &name)
{
    const TaskId task = m_tasks.begin(TaskKind::Other, tr("Restore %1 of %2").arg(displayText(name), containerName), id);
    m_working[id] = task;
    auto operation = runAsync(m_pools.transfers(), [&engine = m_engine, id, name, sink = m_tasks.sink(task)](std::stop_token stop) {
        return engine.snapshots().restore(id, name, true, sink, stop);
    });
    m_tasks.follow(task, std::move(operation), this, [this, id, name](const Status &done) {
        if (done)
            Q_EMIT restored(id, displayText(name));
        else if (!done.error().isCancelled())
            Q_EMIT failed(id, done.error(), displayText(name));
        Q_EMIT changed(id);
    });
    return task;
}

TaskId SnapshotsService::fork(const ContainerId &id, const std::string &name, const QString &newName)
{
    const TaskId task = m_tasks.begin(TaskKind::Create, tr("New container from %1").arg(displayText(name)), id);
    m_working[id] = task;
    auto operation = runAsync(m_pools.transfers(), [&engine = m_engine, id, name, newName = toBytes(newName), sink = m_tasks.sink(task)](std::stop_token stop) {
        return engine.snapshots().fork(id, name, newName, sink, stop);
    });
    m_tasks.follow(task, std::move(operation), this, [this, id, name](const Result<ContainerId> &made) {
        if (made)
            Q_EMIT forked(id, *made);
        else if (!made.error().isCancelled())
            Q_EMIT failed(id, made.error(), displayText(name));
        Q_EMIT changed(id);
    });
    return task;
}

Operation<void> SnapshotsService::remove(const ContainerId &id, const std::string &name)
{
    return runAsync(m_pools.shared(), [&engine = m_engine, id, name, to = m_mailbox.address(), this](std::stop_token stop) {
        Status status = engine.snapshots().remove(id, name, stop);
        if (status)
            to.post([this, id] { Q_EMIT changed(id); });
        return status;
    });
}

} // namespace firkin::ui
