#pragma once

#include "ui/services/task_list.h"
#include "ui/widgets/card.h"

class QLabel;
class QProgressBar;
class QPlainTextEdit;
class QPushButton;

namespace firkin::ui {

class ElidedLabel;
class IconLabel;
class ToneLabel;

/// One task: title, progress with bytes and rate, elapsed, Cancel; its end with Details when it failed.
class TaskCard : public Card {
    Q_OBJECT
public:
    TaskCard(TaskList &tasks, TaskId id, QWidget *parent = nullptr);
    [[nodiscard]] TaskId id() const { return m_id; }
    void refresh();

    /// "12.4 MiB of 78 MiB, 3.1 MiB/s"
    [[nodiscard]] static QString progressText(const Task &task);

private:
    TaskList &m_tasks;
    TaskId m_id;
    IconLabel *m_icon;
    ElidedLabel *m_title;
    ToneLabel *m_text;
    ToneLabel *m_elapsed;
    QProgressBar *m_bar;
    QPushButton *m_cancel;
    QPushButton *m_details;
    QPushButton *m_retry;
    QPlainTextEdit *m_log;
};

} // namespace firkin::ui
