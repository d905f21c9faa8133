// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/files/transfer_row.h"

#include "ui/async/error_text.h"
#include "ui/async/plain_text.h"
#include "ui/style/format.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"
#include "ui/widgets/labels.h"

#include <QHBoxLayout>
#include <QProgressBar>
#include <QToolButton>

namespace firkin::ui {

using namespace Qt::StringLiterals;

QString transferNumbers(const Progress &progress, double bytesPerSecond)
{
    QString text;
    if (progress.total && *progress.total > 0)
        text = TransferRow::tr("%1 of %2").arg(formatSize(progress.done), formatSize(*progress.total));
    else if (progress.done > 0)
        text = formatSize(progress.done);
    if (bytesPerSecond >= 1)
        text += (text.isEmpty() ? QString() : u" · "_s) + TransferRow::tr("%1/s").arg(formatSize(static_cast<std::uint64_t>(bytesPerSecond)));
    return text;
}

TransferRow::TransferRow(QWidget *parent)
    : QWidget(parent)
    , m_icon(new IconLabel(16, this))
    , m_name(new ElidedLabel(Qt::ElideMiddle, this))
    , m_numbers(new ToneLabel(Tone::Muted, {}, this))
    , m_progress(new QProgressBar(this))
    , m_skip(new QToolButton(this))
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(metrics::small);
    layout->addWidget(m_icon);
    layout->addWidget(m_name, 1);
    layout->addWidget(m_numbers);
    layout->addWidget(m_progress);
    layout->addWidget(m_skip);
    m_progress->setFixedWidth(120);
    m_progress->setTextVisible(false);
    m_skip->setText(tr("Skip"));
    m_skip->setAutoRaise(true);
    connect(m_skip, &QToolButton::clicked, this, &TransferRow::skipRequested);
}

void TransferRow::show(const TransferItem &item)
{
    m_name->setFullText(item.name);
    m_skip->setAccessibleName(tr("Skip %1").arg(item.name));
    const bool copying = item.state == ItemState::Copying;
    m_progress->setVisible(copying);
    m_skip->setVisible(copying || item.state == ItemState::Waiting);
    QString text;
    QString tip;
    switch (item.state) {
    case ItemState::Waiting:
        m_icon->setIcon(icon("state-created"_L1, Tone::Muted));
        text = tr("Waiting");
        break;
    case ItemState::Copying:
        m_icon->setIcon(icon("download"_L1, Tone::Info));
        text = transferNumbers(item.progress, item.bytesPerSecond);
        if (item.progress.phase == Phase::Syncing)
            text = tr("Writing to disk…");
        break;
    case ItemState::Done:
        m_icon->setIcon(icon("check"_L1, Tone::Running));
        text = item.progress.done ? formatSize(item.progress.done) : tr("Done");
        break;
    case ItemState::Skipped:
        m_icon->setIcon(icon("close"_L1, Tone::Muted));
        text = tr("Skipped");
        break;
    case ItemState::Failed: {
        m_icon->setIcon(icon("error"_L1, Tone::Error));
        const ErrorText why = errorText(*item.error);
        text = reasonText(item.error->rootReason());
        if (text.isEmpty())
            text = tr("Failed");
        tip = why.headline;
        break;
    }
    }
    m_numbers->setText(text);
    m_numbers->setToolTip(toolTipText(tip));
    if (copying && item.progress.total && *item.progress.total > 0) {
        m_progress->setRange(0, 1000);
        m_progress->setValue(static_cast<int>(1000.0 * static_cast<double>(item.progress.done) / static_cast<double>(*item.progress.total)));
    } else {
        m_progress->setRange(0, 0);
    }
}

} // namespace firkin::ui
