#include "ui/containers/first_run_page.h"

#include "ui/style/icons.h"
#include "ui/style/metrics.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/labels.h"

#include <QHBoxLayout>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

namespace firkin::ui {

using namespace Qt::StringLiterals;

namespace {

QWidget *point(QLatin1StringView iconName, const QString &title, const QString &text)
{
    auto *widget = new QWidget;
    auto *layout = new QVBoxLayout(widget);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(metrics::tight);
    auto *mark = new IconLabel(20);
    mark->setIcon(icon(iconName, Tone::Info));
    auto *heading = plainLabel(title);
    QFont font = heading->font();
    font.setWeight(QFont::DemiBold);
    heading->setFont(font);
    auto *body = new ToneLabel(Tone::Muted, text);
    body->setWordWrap(true);
    body->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    layout->addWidget(mark);
    layout->addSpacing(metrics::tight);
    layout->addWidget(heading);
    layout->addWidget(body, 1);
    widget->setFixedWidth(196);
    return widget;
}

} // namespace

FirstRunPage::FirstRunPage(QWidget *parent) : QWidget(parent)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metrics::huge, metrics::large, metrics::huge, metrics::huge);
    layout->setSpacing(0);
    m_banner = new Banner;
    layout->addWidget(m_banner);
    layout->addStretch(2);

    auto *mark = new IconLabel(72);
    mark->setIcon(applicationIcon());
    layout->addWidget(mark, 0, Qt::AlignHCenter);
    layout->addSpacing(metrics::large);
    auto *title = titleLabel(tr("Run your first container"));
    QFont font = title->font();
    font.setPointSizeF(font.pointSizeF() * 1.25);
    title->setFont(font);
    layout->addWidget(title, 0, Qt::AlignHCenter);
    layout->addSpacing(metrics::small);
    auto *lead = new ToneLabel(Tone::Muted, tr("Each container gets a small virtual machine of its own. No root, no daemon."));
    layout->addWidget(lead, 0, Qt::AlignHCenter);
    layout->addSpacing(metrics::huge);

    auto *points = new QHBoxLayout;
    points->setSpacing(metrics::huge + metrics::small);
    points->addStretch();
    points->addWidget(point("stats"_L1, tr("See it live"), tr("Processor, memory, network and disk, second by second.")));
    points->addWidget(point("terminal"_L1, tr("Work inside"), tr("Shells in tabs that outlive this window.")));
    points->addWidget(point("drop"_L1, tr("Drop files in"), tr("Drag files onto a container to copy them.")));
    points->addStretch();
    layout->addLayout(points);
    layout->addSpacing(metrics::huge + metrics::small);

    m_run = new QPushButton(tr("Run the Starter Container"));
    m_run->setObjectName(u"firstRun"_s);
    m_run->setProperty("primary", true);
    m_run->setIcon(icon("play"_L1));
    m_run->setDefault(true);
    m_run->setMinimumHeight(36);
    m_new = new QPushButton(tr("New Container…"));
    m_new->setMinimumHeight(36);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(metrics::small);
    buttons->addStretch();
    buttons->addWidget(m_run);
    buttons->addWidget(m_new);
    buttons->addStretch();
    layout->addLayout(buttons);

    auto *running = new QHBoxLayout;
    running->setSpacing(metrics::medium);
    m_progress = new QProgressBar;
    m_progress->setRange(0, 0);
    m_progress->setTextVisible(false);
    m_progress->setFixedWidth(120);
    m_progress->setAccessibleName(tr("Progress of the first run"));
    m_progressText = plainLabel({});
    m_cancel = new QPushButton(tr("Cancel"));
    running->addStretch();
    running->addWidget(m_progress);
    running->addWidget(m_progressText);
    running->addWidget(m_cancel);
    running->addStretch();
    layout->addLayout(running);
    layout->addSpacing(metrics::large);
    auto *note = new ToneLabel(Tone::Muted, tr("The starter image is part of Firkin: the first run needs no network."));
    layout->addWidget(note, 0, Qt::AlignHCenter);
    layout->addStretch(3);

    connect(m_run, &QPushButton::clicked, this, &FirstRunPage::starterRequested);
    connect(m_new, &QPushButton::clicked, this, &FirstRunPage::newRequested);
    connect(m_cancel, &QPushButton::clicked, this, &FirstRunPage::cancelRequested);
    setBusy({});
}

void FirstRunPage::setBusy(const QString &text)
{
    const bool busy = !text.isEmpty();
    m_run->setVisible(!busy);
    m_new->setVisible(!busy);
    m_progress->setVisible(busy);
    m_progressText->setVisible(busy);
    m_cancel->setVisible(busy);
    m_progressText->setText(text);
    if (busy)
        m_banner->clear();
}

void FirstRunPage::focusFirst()
{
    m_run->setFocus(Qt::OtherFocusReason);
}

void FirstRunPage::showError(const Error &error)
{
    setBusy({});
    m_banner->showError(error);
    focusFirst();
}

} // namespace firkin::ui
