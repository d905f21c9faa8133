#pragma once

#include "ui/places/page_view.h"
#include "ui/services/task_list.h"

#include <map>

class QLabel;
class QPushButton;
class QStackedLayout;
class QVBoxLayout;

namespace firkin::ui {

class StatePage;
class TaskCard;

/// Everything long: what runs, above what has ended.
class TasksPage : public PageView {
    Q_OBJECT
public:
    explicit TasksPage(TaskList &tasks, QWidget *parent = nullptr);

private:
    void rebuild();
    void refreshState();

    TaskList &m_tasks;
    std::map<TaskId, TaskCard *> m_cards;
    QVBoxLayout *m_list;
    QLabel *m_summary;
    QPushButton *m_clear;
    QStackedLayout *m_stack;
    StatePage *m_empty;
    QWidget *m_content;
};

} // namespace firkin::ui
