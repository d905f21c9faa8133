#include "ui/containers/container_detail.h"

#include "ui/containers/container_commands.h"
#include "ui/containers/container_delegate.h"
#include "ui/containers/container_row.h"
#include "ui/services/services.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/visible_timer.h"

#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QMenu>
#include <QPushButton>
#include <QStackedWidget>
#include <QTabBar>
#include <QTimer>
#include <QToolButton>

#include <algorithm>

namespace firkin::ui {

using namespace Qt::StringLiterals;

namespace {

QToolButton *actionButton(QAction *action, bool withText)
{
    auto *button = new QToolButton;
    button->setDefaultAction(action);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::TabFocus);
    button->setToolButtonStyle(withText ? Qt::ToolButtonTextBesideIcon : Qt::ToolButtonIconOnly);
    return button;
}

} // namespace

ContainerDetail::ContainerDetail(Services &services, ContainerCommands &commands, QWidget *parent)
    : QWidget(parent), m_services(services), m_commands(commands)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);

    auto *header = new QHBoxLayout;
    header->setContentsMargins(metrics::large, metrics::medium, metrics::medium, metrics::tight);
    header->setSpacing(metrics::small);
    m_glyph = new IconLabel(18);
    header->addWidget(m_glyph);
    auto *names = new QVBoxLayout;
    names->setSpacing(2);
    m_name = new ElidedLabel;
    QFont font = m_name->font();
    font.setPointSizeF(font.pointSizeF() * 1.25);
    font.setWeight(QFont::DemiBold);
    m_name->setFont(font);
    auto *below = new QHBoxLayout;
    below->setSpacing(metrics::small);
    m_state = new ToneLabel(Tone::Muted);
    m_image = new ElidedLabel(Qt::ElideMiddle);
    m_image->setForegroundRole(QPalette::PlaceholderText);
    below->addWidget(m_state);
    below->addWidget(m_image, 1);
    names->addWidget(m_name);
    names->addLayout(below);
    header->addLayout(names, 1);
    header->addSpacing(metrics::small);

    m_cancel = new QPushButton;
    header->addWidget(m_cancel);
    connect(m_cancel, &QPushButton::clicked, this, [this] {
        if (m_cancel->property("forceOff").toBool())
            m_commands.trigger(ContainerAction::ForceOff);
        else
            m_services.containers.cancelPending(m_container);
    });
    for (const auto kind : {ContainerAction::Start, ContainerAction::Stop, ContainerAction::Restart})
        header->addWidget(actionButton(commands.action(kind), false));
    header->addWidget(actionButton(commands.action(ContainerAction::OpenPort), false));
    auto *more = new QToolButton;
    more->setIcon(icon("more"_L1));
    more->setAutoRaise(true);
    more->setFocusPolicy(Qt::TabFocus);
    more->setToolTip(tr("More actions"));
    more->setAccessibleName(tr("More actions"));
    connect(more, &QToolButton::clicked, this, [this, more] {
        m_commands.makeMenu(this)->popup(more->mapToGlobal(QPoint(0, more->height())));
    });
    header->addWidget(more);
    header->addSpacing(metrics::tight);
    m_alone = new QToolButton;
    m_alone->setIcon(icon("expand"_L1));
    m_alone->setAutoRaise(true);
    m_alone->setFocusPolicy(Qt::TabFocus);
    m_alone->setCheckable(true);
    m_alone->setToolTip(tr("Show it alone (Ctrl+Shift+Return)"));
    m_alone->setAccessibleName(tr("Show it alone"));
    connect(m_alone, &QToolButton::clicked, this, &ContainerDetail::aloneRequested);
    auto *close = new QToolButton;
    close->setIcon(icon("close"_L1));
    close->setAutoRaise(true);
    close->setFocusPolicy(Qt::TabFocus);
    close->setToolTip(tr("Back to the list (Esc)"));
    close->setAccessibleName(tr("Back to the list"));
    connect(close, &QToolButton::clicked, this, &ContainerDetail::closeRequested);
    header->addWidget(m_alone);
    header->addWidget(close);
    layout->addLayout(header);

    m_tabs = new QTabBar;
    m_tabs->setExpanding(false);
    m_tabs->setDrawBase(false);
    m_tabs->setAccessibleName(tr("Places of the container"));
    auto *tabRow = new QHBoxLayout;
    tabRow->setContentsMargins(metrics::tight, 0, metrics::tight, 0);
    tabRow->addWidget(m_tabs);
    tabRow->addStretch();
    layout->addLayout(tabRow);
    layout->addWidget(separatorLine());
    m_stack = new QStackedWidget;
    layout->addWidget(m_stack, 1);

    connect(m_tabs, &QTabBar::currentChanged, this, [this](int index) {
        showSlot(index);
        Q_EMIT tabChanged();
    });
    connect(&services.containers, &ContainersService::listChanged, this, &ContainerDetail::refreshHeader);
    connect(&services.containers, &ContainersService::rowChanged, this, [this](const ContainerId &id) {
        if (id == m_container)
            refreshHeader();
    });
    connect(new VisibleTimer(this, 1000), &QTimer::timeout, this, &ContainerDetail::refreshHeader);
}

void ContainerDetail::addTab(DetailTabEntry entry)
{
    // The slot before the tab: adding the first tab selects it.
    const QString title = entry.title;
    const QIcon mark = icon(entry.iconName);
    m_slots.push_back({std::move(entry), nullptr, {}});
    m_tabs->addTab(mark, title);
    m_tabs->updateGeometry(); // an invisible tab bar does not say that it has grown
}

void ContainerDetail::setContainer(const ContainerId &id)
{
    m_container = id;
    m_commands.setTargets({id});
    refreshHeader();
    showSlot(m_tabs->currentIndex());
}

void ContainerDetail::setTab(DetailTab tab)
{
    const auto it = std::ranges::find(m_slots, tab, [](const Slot &slot) { return slot.entry.tab; });
    if (it != m_slots.end())
        m_tabs->setCurrentIndex(static_cast<int>(it - m_slots.begin()));
}

DetailTab ContainerDetail::tab() const
{
    const int index = m_tabs->currentIndex();
    return index < 0 ? DetailTab::Overview : m_slots[static_cast<std::size_t>(index)].entry.tab;
}

QWidget *ContainerDetail::tabWidget() const
{
    return m_stack->currentWidget();
}

void ContainerDetail::showSlot(int index)
{
    if (index < 0 || m_container.empty())
        return;
    auto &slot = m_slots[static_cast<std::size_t>(index)];
    if (!slot.widget) {
        slot.widget = slot.entry.make(m_stack);
        m_stack->addWidget(slot.widget);
    }
    if (slot.shown != m_container) {
        slot.shown = m_container;
        slot.entry.setContainer(slot.widget, m_container);
    }
    m_stack->setCurrentWidget(slot.widget);
}

void ContainerDetail::setAlone(bool alone)
{
    m_isAlone = alone;
    m_alone->setChecked(alone);
}

void ContainerDetail::refreshHeader()
{
    const auto *view = m_services.containers.find(m_container);
    if (!view)
        return;
    const ContainerRow row = makeRow(*view, m_services.containers, m_services.statistics);
    const auto now = std::chrono::system_clock::now();
    m_glyph->setIcon(icon(conditionIcon(row.condition), conditionTone(row.condition)));
    if (m_name->fullText() != row.name)
        m_name->setFullText(row.name);
    if (m_image->fullText() != row.image)
        m_image->setFullText(row.image);
    m_state->setTone(conditionTone(row.condition));
    QString state = stateText(row, now);
    if (const QString up = uptimeText(row, now); !up.isEmpty() && row.condition == Condition::Running)
        state += u' ' + tr("for %1").arg(up);
    m_state->setText(state);

    const qint64 pendingMs = row.pending ? std::chrono::duration_cast<std::chrono::milliseconds>(now - row.pendingSince).count() : 0;
    const bool forceOff = row.condition == Condition::Silent || pendingMs >= ContainerDelegate::forceOffAfterMs;
    m_cancel->setVisible(forceOff || (row.pending && row.cancellable));
    m_cancel->setProperty("forceOff", forceOff);
    m_cancel->setText(forceOff ? tr("Force Off") : tr("Cancel"));
}


} // namespace firkin::ui
