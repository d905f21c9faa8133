// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/files/transfer_panel.h"

#include "ui/files/transfer_row.h"
#include "ui/services/services.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"
#include "ui/widgets/labels.h"

#include <QHBoxLayout>
#include <QProgressBar>
#include <QScrollArea>
#include <QToolButton>

#include <algorithm>

namespace firkin::ui {

using namespace Qt::StringLiterals;

namespace {
/// Widgets are for what a person can look through; the rest is a number.
constexpr std::size_t mostRows = 200;
constexpr int unfoldedHeight = 150;
} // namespace

TransferPanel::TransferPanel(Services &services, QWidget *parent)
    : QWidget(parent)
    , m_services(services)
    , m_fold(new QToolButton(this))
    , m_text(new ElidedLabel(Qt::ElideMiddle, this))
    , m_numbers(new ToneLabel(Tone::Muted, {}, this))
    , m_progress(new QProgressBar(this))
    , m_cancel(new QToolButton(this))
    , m_scroll(new QScrollArea(this))
    , m_rows(new QVBoxLayout)
{
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(metrics::large, metrics::small, metrics::large, metrics::small);
    outer->setSpacing(metrics::tight);
    auto *layout = new QHBoxLayout;
    layout->setSpacing(metrics::small);
    layout->addWidget(m_fold);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_numbers);
    layout->addWidget(m_progress);
    layout->addWidget(m_cancel);
    outer->addLayout(layout);
    outer->addWidget(m_scroll);
    auto *inner = new QWidget(m_scroll);
    inner->setLayout(m_rows);
    m_rows->setContentsMargins(metrics::huge, 0, 0, 0);
    m_rows->setSpacing(0);
    m_rows->addStretch(1);
    m_scroll->setWidget(inner);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFixedHeight(unfoldedHeight);
    m_progress->setFixedWidth(160);
    m_progress->setTextVisible(false);
    m_cancel->setIcon(icon("close"_L1));
    m_cancel->setAutoRaise(true);
    m_fold->setAutoRaise(true);
    m_fold->setCheckable(true);
    m_fold->setToolTip(tr("Show each file"));
    m_fold->setAccessibleName(tr("Show each file"));
    connect(m_fold, &QToolButton::toggled, this, &TransferPanel::setUnfolded);
    connect(m_cancel, &QToolButton::clicked, this, [this] {
        m_services.tasks.cancel(m_shown);
        m_services.files.transfers().forget(m_shown);
    });
    for (const auto signal : {&TaskList::added, &TaskList::changed, &TaskList::ended})
        connect(&services.tasks, signal, this, &TransferPanel::refresh);
    connect(&services.files.transfers(), &Transfers::changed, this, &TransferPanel::refresh);
    setUnfolded(false);
    hide();
}

void TransferPanel::setContainer(const ContainerId &container)
{
    m_container = container;
    refresh();
}

void TransferPanel::setUnfolded(bool unfolded)
{
    m_fold->setChecked(unfolded);
    m_fold->setIcon(icon(unfolded ? "chevron-down"_L1 : "chevron-up"_L1));
    m_scroll->setVisible(unfolded);
    showRows();
}

bool TransferPanel::isShown(const Task &task) const
{
    const bool copy = task.kind == TaskKind::CopyIn || task.kind == TaskKind::CopyOut;
    return copy && task.container == m_container && !m_container.empty()
           && (task.state == TaskState::Running || m_services.files.transfers().find(task.id) != nullptr);
}

void TransferPanel::refresh()
{
    const Task *newest = nullptr;
    int more = 0;
    for (const Task &task : m_services.tasks.tasks()) {
        if (!isShown(task))
            continue;
        if (!newest)
            newest = &task;
        else if (task.state == TaskState::Running)
            ++more;
    }
    setVisible(newest != nullptr);
    m_shown = newest ? newest->id : 0;
    if (!newest) {
        showRows();
        return;
    }
    const bool running = newest->state == TaskState::Running;
    m_text->setFullText(more > 0 ? tr("%1, and %n more", nullptr, more).arg(newest->title) : newest->title);
    m_cancel->setToolTip(running ? tr("Cancel") : tr("Close"));
    m_cancel->setAccessibleName(running ? tr("Cancel the copy") : tr("Close"));
    m_progress->setVisible(running);
    const Transfer *transfer = m_services.files.transfers().find(m_shown);
    if (!running) {
        const auto failures = transfer ? std::ranges::count(transfer->items, ItemState::Failed, &TransferItem::state) : 0;
        m_numbers->setText(tr("%n could not be copied", nullptr, static_cast<int>(failures)));
    } else {
        const Progress &progress = newest->progress;
        QString text = transferNumbers(progress, newest->bytesPerSecond);
        if (transfer && transfer->items.size() > 1) {
            const auto over = std::ranges::count_if(transfer->items, [](const TransferItem &item) {
                return item.state != ItemState::Waiting && item.state != ItemState::Copying;
            });
            text = tr("%1 of %2 items").arg(over).arg(transfer->items.size()) + (text.isEmpty() ? QString() : u" · "_s + text);
        }
        m_numbers->setText(text);
        if (progress.total && *progress.total > 0) {
            m_progress->setRange(0, 1000);
            m_progress->setValue(static_cast<int>(1000.0 * static_cast<double>(progress.done) / static_cast<double>(*progress.total)));
        } else {
            m_progress->setRange(0, 0);
        }
    }
    showRows();
}

void TransferPanel::showRows()
{
    const Transfer *transfer = m_services.files.transfers().find(m_shown);
    const std::size_t wanted = transfer && m_fold->isChecked() ? std::min(transfer->items.size(), mostRows) : 0;
    while (m_items.size() > wanted) {
        delete m_items.back();
        m_items.pop_back();
    }
    while (m_items.size() < wanted) {
        auto *row = new TransferRow(m_scroll->widget());
        connect(row, &TransferRow::skipRequested, this,
                [this, item = m_items.size()] { m_services.files.transfers().skip(m_shown, item); });
        m_rows->insertWidget(static_cast<int>(m_items.size()), row);
        m_items.push_back(row);
    }
    for (std::size_t i = 0; i < wanted; ++i)
        m_items[i]->show(transfer->items[i]);
}

} // namespace firkin::ui
