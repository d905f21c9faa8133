// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services/transfers.h"

#include "runtime/base/paths.h"
#include "ui/async/plain_text.h"

#include <algorithm>

namespace firkin::ui {

namespace {
constexpr int tickMs = 50;
} // namespace

/// Between the worker, which writes, and the GUI thread, which looks every tick.
struct Transfers::Work {
    struct Row {
        ItemState state = ItemState::Waiting;
        Progress progress;
        std::optional<Error> error;
        bool changed = false;
    };
    std::mutex mutex;
    std::vector<Row> rows;
    CopyControl control;
    // GUI thread only.
    QElapsedTimer clock;
    qint64 rateSince = 0;
    std::uint64_t rateFrom = 0;
    std::size_t rateItem = 0;
};

bool Transfer::isOver() const
{
    return std::ranges::none_of(items, [](const TransferItem &item) { return item.state == ItemState::Waiting || item.state == ItemState::Copying; });
}

Transfers::Transfers(engine::Engine &engine, Pools &pools, TaskList &tasks, QObject *parent)
    : QObject(parent), m_engine(engine), m_pools(pools), m_tasks(tasks)
{
    m_tick.setInterval(tickMs);
    connect(&m_tick, &QTimer::timeout, this, [this] {
        for (const auto &[task, work] : std::map(m_work))
            take(task);
    });
}

TaskId Transfers::start(CopyJob job, const QString &title)
{
    // The lane of the machine that is written to; of the one that is read, for this computer.
    const ContainerId lane = job.folder.container.value_or(
        job.items.empty() ? ContainerId() : job.items.front().source.container.value_or(ContainerId()));
    const TaskKind kind = job.folder.container ? TaskKind::CopyIn : TaskKind::CopyOut;
    const TaskId task = m_tasks.begin(kind, title, lane);
    Transfer transfer{task, std::move(job), {}};
    auto work = std::make_shared<Work>();
    for (const CopyItem &item : transfer.job.items)
        transfer.items.push_back({.name = displayText(item.name)});
    work->rows.resize(transfer.items.size());
    work->clock.start();
    auto operation = runAsync(
        m_pools.lane(lane), [&engine = m_engine, job = transfer.job, work, sink = m_tasks.sink(task)](std::stop_token stop) -> Status {
            CopyEvents events;
            events.changed = [work](std::size_t item, ItemState state, const std::optional<Error> &error) {
                const std::lock_guard lock(work->mutex);
                work->rows[item].state = state;
                work->rows[item].error = error;
                work->rows[item].changed = true;
            };
            events.progressed = [work, sink](std::size_t item, const Progress &progress) {
                sink(progress);
                const std::lock_guard lock(work->mutex);
                work->rows[item].progress = progress;
                work->rows[item].changed = true;
            };
            return runCopy(engine.files(), job, cacheDirectory() / "copies", work->control, events, stop);
        });
    m_work.emplace(task, work);
    m_transfers.emplace(task, std::move(transfer));
    m_tick.start();
    m_tasks.follow(task, std::move(operation), this, [this, task](const Status &) {
        take(task);
        m_work.erase(task);
        if (m_work.empty())
            m_tick.stop();
        Q_EMIT ended(task);
        // What went well needs no second look.
        const Transfer *over = find(task);
        if (over && std::ranges::none_of(over->items, [](const TransferItem &item) { return item.state == ItemState::Failed; }))
            forget(task);
    });
    Q_EMIT changed(task);
    return task;
}

const Transfer *Transfers::find(TaskId task) const
{
    const auto found = m_transfers.find(task);
    return found == m_transfers.end() ? nullptr : &found->second;
}

void Transfers::skip(TaskId task, std::size_t item)
{
    if (const auto work = m_work.find(task); work != m_work.end())
        work->second->control.skip(item);
}

void Transfers::forget(TaskId task)
{
    if (m_work.contains(task) || m_transfers.erase(task) == 0)
        return;
    Q_EMIT changed(task);
}

void Transfers::take(TaskId task)
{
    const auto found = m_work.find(task);
    if (found == m_work.end())
        return;
    Work &work = *found->second;
    Transfer &transfer = m_transfers.at(task);
    bool any = false;
    {
        const std::lock_guard lock(work.mutex);
        for (std::size_t i = 0; i < work.rows.size(); ++i) {
            Work::Row &row = work.rows[i];
            if (!std::exchange(row.changed, false))
                continue;
            any = true;
            TransferItem &item = transfer.items[i];
            item.state = row.state;
            item.progress = row.progress;
            item.error = row.error;
            const qint64 now = work.clock.elapsed();
            if (row.state != ItemState::Copying || work.rateItem != i || row.progress.done < work.rateFrom) {
                work.rateItem = i;
                work.rateSince = now;
                work.rateFrom = row.progress.done;
                item.bytesPerSecond = 0;
            } else if (now - work.rateSince >= 500) {
                item.bytesPerSecond = static_cast<double>(row.progress.done - work.rateFrom) * 1000.0 / static_cast<double>(now - work.rateSince);
                work.rateSince = now;
                work.rateFrom = row.progress.done;
            }
        }
    }
    if (any)
        Q_EMIT changed(task);
}

} // namespace firkin::ui
