#include "ui/files/transfer_bar.h"

#include "ui/services/services.h"
#include "ui/style/format.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"
#include "ui/widgets/labels.h"

#include <QHBoxLayout>
#include <QProgressBar>
#include <QToolButton>

namespace firkin::ui {

TransferBar::TransferBar(Services &services, QWidget *parent)
    : QWidget(parent)
    , m_services(services)
    , m_text(new ElidedLabel(Qt::ElideMiddle, this))
    , m_numbers(new ToneLabel(Tone::Muted, {}, this))
    , m_progress(new QProgressBar(this))
    , m_cancel(new QToolButton(this))
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(metrics::large, metrics::small, metrics::large, metrics::small);
    layout->setSpacing(metrics::small);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_numbers);
    layout->addWidget(m_progress);
    layout->addWidget(m_cancel);
    m_progress->setFixedWidth(160);
    m_progress->setTextVisible(false);
    m_cancel->setIcon(icon(QLatin1StringView("close")));
    m_cancel->setAutoRaise(true);
    m_cancel->setToolTip(tr("Cancel"));
    m_cancel->setAccessibleName(tr("Cancel the copy"));
    connect(m_cancel, &QToolButton::clicked, this, [this] { m_services.tasks.cancel(m_shown); });
    for (const auto signal : {&TaskList::added, &TaskList::changed, &TaskList::ended})
        connect(&services.tasks, signal, this, &TransferBar::refresh);
    hide();
}

void TransferBar::setContainer(const ContainerId &container)
{
    m_container = container;
    refresh();
}

void TransferBar::refresh()
{
    const Task *newest = nullptr;
    int running = 0;
    for (const Task &task : m_services.tasks.tasks()) {
        const bool copy = task.kind == TaskKind::CopyIn || task.kind == TaskKind::CopyOut;
        if (!copy || task.state != TaskState::Running || task.container != m_container || m_container.empty())
            continue;
        ++running;
        if (!newest)
            newest = &task;
    }
    setVisible(newest != nullptr);
    if (!newest)
        return;
    m_shown = newest->id;
    m_text->setFullText(running > 1 ? tr("%1, and %n more", nullptr, running - 1).arg(newest->title) : newest->title);
    const Progress &progress = newest->progress;
    if (progress.total && *progress.total > 0) {
        m_progress->setRange(0, 1000);
        m_progress->setValue(static_cast<int>(1000.0 * static_cast<double>(progress.done) / static_cast<double>(*progress.total)));
        m_numbers->setText(tr("%1 of %2").arg(formatSize(progress.done), formatSize(*progress.total)));
    } else {
        m_progress->setRange(0, 0);
        m_numbers->setText(progress.done ? formatSize(progress.done) : QString());
    }
}

} // namespace firkin::ui
