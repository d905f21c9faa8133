#include "ui/tasks/tasks_page.h"

#include "ui/style/metrics.h"
#include "ui/tasks/task_card.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/state_page.h"
#include "ui/widgets/visible_timer.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedLayout>
#include <QTimer>

namespace firkin::ui {

using namespace Qt::StringLiterals;

TasksPage::TasksPage(TaskList &tasks, QWidget *parent) : PageView(parent), m_tasks(tasks)
{
    m_stack = new QStackedLayout(this);
    m_empty = new StatePage;
    m_empty->showText("tasks"_L1, tr("Nothing to do"), tr("Pulls, loads and copies are listed here while they run, and stay until you clear them."));
    m_stack->addWidget(m_empty);
    m_content = new QWidget;
    m_stack->addWidget(m_content);
    auto *layout = new QVBoxLayout(m_content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto *head = new QHBoxLayout;
    head->setContentsMargins(metrics::large, metrics::tight, metrics::large, metrics::tight);
    m_summary = new ToneLabel(Tone::Muted);
    m_clear = new QPushButton(tr("Clear Ended"));
    head->addWidget(m_summary, 1);
    head->addWidget(m_clear);
    layout->addLayout(head);
    layout->addWidget(separatorLine());
    auto *scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setAccessibleName(tr("Tasks"));
    auto *inside = new QWidget;
    inside->setBackgroundRole(QPalette::Base);
    inside->setAutoFillBackground(true);
    scroll->setWidget(inside);
    m_list = new QVBoxLayout(inside);
    m_list->setContentsMargins(metrics::large, metrics::large, metrics::large, metrics::large);
    m_list->setSpacing(metrics::small);
    m_list->addStretch();
    layout->addWidget(scroll, 1);

    connect(m_clear, &QPushButton::clicked, &tasks, &TaskList::clearEnded);
    connect(&tasks, &TaskList::added, this, [this](TaskId id) {
        auto *card = new TaskCard(m_tasks, id);
        m_cards[id] = card;
        m_list->insertWidget(0, card);
        refreshState();
    });
    connect(&tasks, &TaskList::changed, this, [this](TaskId id) {
        if (const auto it = m_cards.find(id); it != m_cards.end() && (isVisible() || m_tasks.find(id)->state != TaskState::Running))
            it->second->refresh();
    });
    connect(&tasks, &TaskList::ended, this, &TasksPage::refreshState);
    connect(&tasks, &TaskList::cleared, this, &TasksPage::rebuild);
    connect(new VisibleTimer(this, 1000), &QTimer::timeout, this, [this] {
        if (m_tasks.runningCount() > 0)
            for (const auto &[id, card] : m_cards)
                card->refresh();
    });
    rebuild();
}

void TasksPage::rebuild()
{
    for (const auto &[id, card] : m_cards)
        delete card;
    m_cards.clear();
    int at = 0;
    for (const Task &task : m_tasks.tasks()) {
        auto *card = new TaskCard(m_tasks, task.id);
        m_cards[task.id] = card;
        m_list->insertWidget(at++, card);
    }
    refreshState();
}

void TasksPage::refreshState()
{
    const int running = m_tasks.runningCount();
    const int ended = static_cast<int>(m_tasks.tasks().size()) - running;
    m_summary->setText(running > 0 ? tr("%n running", nullptr, running) : tr("%n ended", nullptr, ended));
    m_clear->setEnabled(ended > 0);
    m_stack->setCurrentWidget(m_tasks.tasks().empty() ? static_cast<QWidget *>(m_empty) : m_content);
}

} // namespace firkin::ui
