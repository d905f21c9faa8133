#include "ui/tasks/task_card.h"

#include "ui/async/error_text.h"
#include "ui/async/plain_text.h"
#include "ui/style/format.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"
#include "ui/widgets/error_details.h"
#include "ui/widgets/labels.h"

#include <QFontDatabase>
#include <QGridLayout>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>

namespace firkin::ui {

using namespace Qt::StringLiterals;

namespace {

QLatin1StringView iconOf(TaskKind kind)
{
    switch (kind) {
    case TaskKind::Start: return "play"_L1;
    case TaskKind::CopyIn: return "drop"_L1;
    case TaskKind::CopyOut: return "upload"_L1;
    case TaskKind::Pull: return "download"_L1;
    case TaskKind::Load: return "images"_L1;
    case TaskKind::Push: return "upload"_L1;
    case TaskKind::Save: return "save"_L1;
    case TaskKind::Create: return "plus"_L1;
    case TaskKind::Other: return "tasks"_L1;
    }
    return {};
}

} // namespace

TaskCard::TaskCard(TaskList &tasks, TaskId id, QWidget *parent) : Card(parent), m_tasks(tasks), m_id(id)
{
    auto *layout = new QGridLayout(this);
    layout->setContentsMargins(metrics::medium, metrics::medium, metrics::medium, metrics::medium);
    layout->setHorizontalSpacing(metrics::medium);
    layout->setVerticalSpacing(metrics::tight);
    m_icon = new IconLabel(18);
    m_title = new ElidedLabel(Qt::ElideMiddle);
    QFont font = m_title->font();
    font.setWeight(QFont::Medium);
    m_title->setFont(font);
    m_elapsed = new ToneLabel(Tone::Muted);
    m_bar = new QProgressBar;
    m_bar->setTextVisible(false);
    m_bar->setFixedHeight(10);
    m_bar->setAccessibleName(tr("Progress"));
    m_text = new ToneLabel(Tone::Muted);
    m_text->setWordWrap(true);
    m_cancel = new QPushButton(tr("Cancel"));
    m_details = new QPushButton(tr("Details"));
    m_retry = new QPushButton(tr("Try Again"));
    m_log = new QPlainTextEdit;
    m_log->setReadOnly(true);
    m_log->setTabChangesFocus(true);
    m_log->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_log->setFixedHeight(120);
    m_log->setAccessibleName(tr("What was done"));
    m_log->hide();
    connect(m_retry, &QPushButton::clicked, this, [this] {
        m_retry->setEnabled(false);
        m_tasks.retry(m_id);
    });
    layout->addWidget(m_icon, 0, 0, Qt::AlignTop);
    layout->addWidget(m_title, 0, 1);
    layout->addWidget(m_elapsed, 0, 2, Qt::AlignRight);
    layout->addWidget(m_bar, 1, 1, 1, 2);
    layout->addWidget(m_text, 2, 1, 1, 2);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(metrics::small);
    for (auto *button : {m_retry, m_details, m_cancel})
        buttons->addWidget(button);
    layout->addLayout(buttons, 0, 3, 3, 1, Qt::AlignVCenter);
    layout->addWidget(m_log, 3, 1, 1, 3);
    layout->setColumnStretch(1, 1);
    connect(m_cancel, &QPushButton::clicked, this, [this] {
        m_cancel->setEnabled(false);
        m_tasks.cancel(m_id);
    });
    connect(m_details, &QPushButton::clicked, this, [this] {
        const auto *task = m_tasks.find(m_id);
        if (!task)
            return;
        if (task->error) {
            ErrorText text = errorText(*task->error);
            text.details = task->log.join(u'\n');
            showErrorDetails(window(), text);
        } else {
            m_log->setVisible(!m_log->isVisible());
            refresh();
        }
    });
    refresh();
}

QString TaskCard::progressText(const Task &task)
{
    switch (task.state) {
    case TaskState::Done: return tr("Done");
    case TaskState::Cancelled: return tr("Cancelled");
    case TaskState::Failed: return task.error ? errorText(*task.error).headline : tr("Failed");
    case TaskState::Running: break;
    }
    QString text = phaseText(task.progress.phase);
    if (task.progress.total && *task.progress.total > 0)
        text += u' ' + tr("%1 of %2").arg(formatSize(task.progress.done), formatSize(*task.progress.total));
    else if (task.progress.done > 0)
        text += u' ' + formatSize(task.progress.done);
    if (task.bytesPerSecond > 1)
        text += u", "_s + formatRate(task.bytesPerSecond);
    return text;
}

void TaskCard::refresh()
{
    const auto *task = m_tasks.find(m_id);
    if (!task)
        return;
    const bool running = task->state == TaskState::Running;
    switch (task->state) {
    case TaskState::Running: m_icon->setIcon(icon(iconOf(task->kind), Tone::Info)); break;
    case TaskState::Done: m_icon->setIcon(icon("check-circle"_L1, Tone::Running)); break;
    case TaskState::Failed: m_icon->setIcon(icon("error"_L1, Tone::Error)); break;
    case TaskState::Cancelled: m_icon->setIcon(icon("close"_L1, Tone::Muted)); break;
    }
    if (m_title->fullText() != task->title)
        m_title->setFullText(task->title);
    m_text->setText(progressText(*task));
    m_text->setTone(task->state == TaskState::Failed ? Tone::Error : Tone::Muted);
    const qint64 elapsed = running ? task->startedAt.msecsTo(QDateTime::currentDateTime()) : task->elapsedMs;
    m_elapsed->setText(formatDuration(std::chrono::milliseconds(elapsed)));
    m_bar->setVisible(running);
    if (task->progress.total && *task->progress.total > 0) {
        m_bar->setRange(0, 1000);
        m_bar->setValue(static_cast<int>(std::min<double>(1000, 1000.0 * static_cast<double>(task->progress.done) / static_cast<double>(*task->progress.total))));
    } else {
        m_bar->setRange(0, 0);
    }
    m_cancel->setVisible(running && task->cancellable);
    m_details->setVisible(!task->log.isEmpty());
    m_retry->setVisible(task->retriable && (task->state == TaskState::Failed || task->state == TaskState::Cancelled));
    if (m_log->isVisible())
        if (const QString text = task->log.join(u'\n'); m_log->toPlainText() != text)
            m_log->setPlainText(text);
}

} // namespace firkin::ui
