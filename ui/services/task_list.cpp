#include "ui/services/task_list.h"

#include "ui/async/error_text.h"
#include "ui/async/plain_text.h"

#include <QTime>

#include <algorithm>
#include <deque>

namespace firkin::ui {

using namespace Qt::StringLiterals;

struct TaskList::Work {
    TaskId id = 0;
    std::stop_source stop{std::nostopstate};
    ProgressRelay relay;
    QElapsedTimer clock;
    std::deque<std::pair<qint64, std::uint64_t>> recent; ///< {elapsed, done} of the last seconds
};

TaskList::TaskList(QObject *parent) : QObject(parent) {}
TaskList::~TaskList() = default;

TaskId TaskList::begin(TaskKind kind, const QString &title, const ContainerId &container)
{
    Task task;
    task.id = m_next++;
    task.kind = kind;
    task.title = title;
    task.container = container;
    task.startedAt = QDateTime::currentDateTime();
    auto work = std::make_unique<Work>();
    work->id = task.id;
    work->clock.start();
    connect(&work->relay, &ProgressRelay::progressed, this, [this, raw = work.get()](const Progress &progress) {
        Task *found = at(raw->id);
        if (!found || found->state != TaskState::Running)
            return;
        const qint64 now = raw->clock.elapsed();
        // A new item counts from nothing again; the rate must not become negative.
        if (!raw->recent.empty() && progress.done < raw->recent.back().second)
            raw->recent.clear();
        raw->recent.emplace_back(now, progress.done);
        while (raw->recent.size() > 2 && now - raw->recent.front().first > 3000)
            raw->recent.pop_front();
        const auto [since, from] = raw->recent.front();
        found->bytesPerSecond = now > since ? static_cast<double>(progress.done - from) * 1000.0 / static_cast<double>(now - since) : 0;
        if (progress.phase != found->progress.phase || progress.item != found->progress.item || found->log.size() == 1)
            log(*found, progress.item.empty() ? phaseText(progress.phase) : phaseText(progress.phase) + u' ' + displayText(progress.item));
        found->progress = progress;
        found->elapsedMs = now;
        Q_EMIT changed(found->id);
    });
    m_work.push_back(std::move(work));
    log(task, title);
    m_tasks.insert(m_tasks.begin(), task);
    Q_EMIT added(task.id);
    return task.id;
}

ProgressFn TaskList::sink(TaskId id)
{
    const auto it = std::ranges::find(m_work, id, [](const auto &work) { return work->id; });
    return it == m_work.end() ? ProgressFn() : (*it)->relay.sink();
}

void TaskList::setStop(TaskId id, std::stop_source stop)
{
    const auto it = std::ranges::find(m_work, id, [](const auto &work) { return work->id; });
    if (it != m_work.end())
        (*it)->stop = std::move(stop);
}

void TaskList::end(TaskId id, const std::optional<Error> &error)
{
    Task *task = at(id);
    const auto it = std::ranges::find(m_work, id, [](const auto &work) { return work->id; });
    if (!task || it == m_work.end())
        return;
    task->elapsedMs = (*it)->clock.elapsed();
    task->bytesPerSecond = 0;
    task->state = !error ? TaskState::Done : error->isCancelled() ? TaskState::Cancelled : TaskState::Failed;
    if (task->state == TaskState::Failed)
        task->error = error;
    switch (task->state) {
    case TaskState::Done: log(*task, tr("Done")); break;
    case TaskState::Cancelled: log(*task, tr("Cancelled")); break;
    case TaskState::Failed: log(*task, errorText(*error).details); break;
    case TaskState::Running: break;
    }
    m_work.erase(it);
    Q_EMIT changed(id);
    Q_EMIT ended(id);
}

void TaskList::log(Task &task, const QString &line)
{
    for (const QString &each : line.split(u'\n', Qt::SkipEmptyParts))
        task.log << QTime::currentTime().toString(u"HH:mm:ss"_s) + u"  "_s + each;
    while (task.log.size() > Task::logLines)
        task.log.removeFirst();
}

void TaskList::setRetry(TaskId id, std::function<void()> retry)
{
    if (Task *task = at(id)) {
        task->retriable = true;
        m_retries[id] = std::move(retry);
    }
}

void TaskList::retry(TaskId id)
{
    const Task *task = find(id);
    const auto it = m_retries.find(id);
    if (task && it != m_retries.end() && (task->state == TaskState::Failed || task->state == TaskState::Cancelled))
        std::function<void()>(it->second)(); // a copy: it may change the map
}

void TaskList::cancel(TaskId id)
{
    const auto it = std::ranges::find(m_work, id, [](const auto &work) { return work->id; });
    if (it != m_work.end())
        (*it)->stop.request_stop();
}

void TaskList::cancelAll()
{
    for (auto &work : m_work)
        work->stop.request_stop();
}

void TaskList::clearEnded()
{
    std::erase_if(m_tasks, [](const Task &task) { return task.state != TaskState::Running; });
    std::erase_if(m_retries, [this](const auto &entry) { return !find(entry.first); });
    Q_EMIT cleared();
}

const Task *TaskList::find(TaskId id) const
{
    const auto it = std::ranges::find(m_tasks, id, &Task::id);
    return it == m_tasks.end() ? nullptr : &*it;
}

Task *TaskList::at(TaskId id)
{
    const auto it = std::ranges::find(m_tasks, id, &Task::id);
    return it == m_tasks.end() ? nullptr : &*it;
}

int TaskList::runningCount() const
{
    return static_cast<int>(std::ranges::count(m_tasks, TaskState::Running, &Task::state));
}

std::optional<double> TaskList::fraction() const
{
    double done = 0;
    double total = 0;
    for (const Task &task : m_tasks) {
        if (task.state == TaskState::Running && task.progress.total && *task.progress.total > 0) {
            done += static_cast<double>(std::min(task.progress.done, *task.progress.total));
            total += static_cast<double>(*task.progress.total);
        }
    }
    return total > 0 ? std::optional(done / total) : std::nullopt;
}

} // namespace firkin::ui
