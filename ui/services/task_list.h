#pragma once

#include "runtime/base/error.h"
#include "runtime/base/ids.h"
#include "runtime/base/progress.h"
#include "ui/async/operation.h"
#include "ui/async/progress_relay.h"

#include <QDateTime>
#include <QElapsedTimer>
#include <QObject>
#include <QStringList>

#include <functional>
#include <map>
#include <optional>
#include <vector>

namespace firkin::ui {

enum class TaskKind : std::uint8_t { Start, CopyIn, CopyOut, Pull, Load, Push, Save, Create, Other };
enum class TaskState : std::uint8_t { Running, Done, Failed, Cancelled };
using TaskId = quint64;

/// One long piece of work, as a value. Titles are plain text, already safe to show.
struct Task {
    TaskId id = 0;
    TaskKind kind = TaskKind::Other;
    TaskState state = TaskState::Running;
    QString title;         ///< "Copy notes.txt to web"
    ContainerId container; ///< may be empty
    Progress progress;
    double bytesPerSecond = 0; ///< of the last seconds; 0 when not known
    QDateTime startedAt;
    qint64 elapsedMs = 0; ///< final once it has ended
    std::optional<Error> error;
    bool cancellable = true;
    bool retriable = false; ///< once it has failed or was cancelled
    /// What was done and when, oldest first: a line for each new phase and item. Plain text, the newest `logLines`.
    QStringList log;
    static constexpr qsizetype logLines = 500;
};

/// Everything long, kept after its end until it is cleared. GUI thread.
class TaskList : public QObject {
    Q_OBJECT
public:
    explicit TaskList(QObject *parent = nullptr);
    ~TaskList() override;

    /// Starts showing work that is about to run. Give `sink(id)` to it, then `follow` its operation.
    [[nodiscard]] TaskId begin(TaskKind kind, const QString &title, const ContainerId &container = {});
    [[nodiscard]] ProgressFn sink(TaskId id);
    void setStop(TaskId id, std::stop_source stop);
    /// `error` empty: done.
    void end(TaskId id, const std::optional<Error> &error);

    /// Ties a task to an operation; `done(Result<T>)` is called after the task has been ended, on the GUI thread.
    template <class T, class F>
    void follow(TaskId id, Operation<T> operation, QObject *context, F done)
    {
        setStop(id, operation.stop);
        // The task ends with its operation even when whoever asked for it is gone.
        operation.then(this, [this, id, guard = QPointer<QObject>(context), done = std::move(done)](Result<T> result) mutable {
            end(id, result ? std::nullopt : std::optional<Error>(result.error()));
            if (guard)
                done(std::move(result));
        });
    }

    /// How to do it once more, as a task of its own.
    void setRetry(TaskId id, std::function<void()> retry);
    void retry(TaskId id);
    void cancel(TaskId id);
    void cancelAll();
    void clearEnded();

    [[nodiscard]] const std::vector<Task> &tasks() const { return m_tasks; } ///< newest first
    [[nodiscard]] const Task *find(TaskId id) const;
    [[nodiscard]] int runningCount() const;
    /// 0 … 1 over all running tasks that know their total; nothing when none does.
    [[nodiscard]] std::optional<double> fraction() const;

Q_SIGNALS:
    void added(firkin::ui::TaskId id);
    void changed(firkin::ui::TaskId id);
    void ended(firkin::ui::TaskId id);
    void cleared();

private:
    struct Work;
    [[nodiscard]] Task *at(TaskId id);
    static void log(Task &task, const QString &line);

    std::vector<Task> m_tasks;
    std::vector<std::unique_ptr<Work>> m_work;
    std::map<TaskId, std::function<void()>> m_retries;
    TaskId m_next = 1;
};

} // namespace firkin::ui
