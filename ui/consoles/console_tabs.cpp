// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/consoles/console_tabs.h"

#include "ui/async/plain_text.h"
#include "ui/consoles/console.h"
#include "ui/consoles/console_group.h"
#include "ui/style/icons.h"

#include <QSignalBlocker>

namespace firkin::ui {

namespace {

using namespace Qt::StringLiterals;

constexpr int titleLimit = 40;

struct TabInfo {
    QPointer<ConsoleGroup> group;
    QString name; ///< given by the person; empty: the title
    ConsoleTabs::Mark mark = ConsoleTabs::Mark::None;
};

} // namespace

} // namespace firkin::ui

Q_DECLARE_METATYPE(firkin::ui::TabInfo)

namespace firkin::ui {

namespace {
TabInfo infoOf(const ConsoleTabs &tabs, int index)
{
    return tabs.tabData(index).value<TabInfo>();
}
} // namespace

ConsoleTabs::ConsoleTabs(QWidget *parent) : QTabBar(parent)
{
    setMovable(true);
    setTabsClosable(true);
    setExpanding(false);
    setDrawBase(false);
    setUsesScrollButtons(true);
    setElideMode(Qt::ElideRight);
    setSelectionBehaviorOnRemove(QTabBar::SelectPreviousTab);
    setContextMenuPolicy(Qt::CustomContextMenu);
    setAccessibleName(tr("Terminals"));
}

int ConsoleTabs::add(ConsoleGroup *group, const QString &name)
{
    const QSignalBlocker quiet(this); // adding the first tab would select, and so attach, it
    const int index = addTab(QString());
    setTabData(index, QVariant::fromValue(TabInfo{group, name, Mark::None}));
    refresh(index);
    return index;
}

void ConsoleTabs::remove(int index)
{
    const QSignalBlocker quiet(this);
    removeTab(index);
}

ConsoleGroup *ConsoleTabs::groupAt(int index) const
{
    return index >= 0 && index < count() ? infoOf(*this, index).group.data() : nullptr;
}

int ConsoleTabs::indexOf(const ConsoleGroup *group) const
{
    for (int i = 0; i < count(); ++i) {
        if (group && groupAt(i) == group)
            return i;
    }
    return -1;
}

int ConsoleTabs::indexOf(const Console *console) const
{
    for (int i = 0; i < count(); ++i) {
        for (const Console *each : groupAt(i)->consoles()) {
            if (each == console)
                return i;
        }
    }
    return -1;
}

QString ConsoleTabs::nameAt(int index) const
{
    return infoOf(*this, index).name;
}

void ConsoleTabs::setName(int index, const QString &name)
{
    TabInfo info = infoOf(*this, index);
    info.name = name;
    setTabData(index, QVariant::fromValue(info));
    refresh(index);
}

void ConsoleTabs::mark(int index, Mark mark)
{
    TabInfo info = infoOf(*this, index);
    if (info.mark >= mark)
        return;
    info.mark = mark;
    setTabData(index, QVariant::fromValue(info));
    refresh(index);
}

void ConsoleTabs::clearMark(int index)
{
    TabInfo info = infoOf(*this, index);
    info.mark = Mark::None;
    setTabData(index, QVariant::fromValue(info));
    refresh(index);
}

void ConsoleTabs::refresh(int index)
{
    const ConsoleGroup *group = groupAt(index);
    const Console *console = group ? group->current() : nullptr;
    if (!console)
        return;
    const TabInfo info = infoOf(*this, index);
    QString text = info.name.isEmpty() ? console->title() : info.name;
    setTabToolTip(index, toolTipText(text));
    if (text.size() > titleLimit)
        text = text.left(titleLimit - 1) + u'…';
    setTabText(index, QString(text).replace(u'&', u"&&"_s));
    using State = Console::State;
    switch (console->state()) {
    case State::Lost:
    case State::Failed:
        setTabIcon(index, icon("warning"_L1, Tone::Warning));
        break;
    case State::Ended:
    case State::Gone:
        setTabIcon(index, icon("stop"_L1, Tone::Muted));
        break;
    default:
        if (info.mark == Mark::Bell)
            setTabIcon(index, icon("warning"_L1, Tone::Info));
        else if (info.mark == Mark::Activity)
            setTabIcon(index, icon("state-running"_L1, Tone::Info));
        else
            setTabIcon(index, icon(group->count() > 1 ? "split"_L1 : "terminal"_L1));
    }
}

void ConsoleTabs::step(int by)
{
    if (count() > 0)
        setCurrentIndex((currentIndex() + by + count()) % count());
}

void ConsoleTabs::moveCurrent(int by)
{
    const int from = currentIndex();
    const int to = from + by;
    if (from >= 0 && to >= 0 && to < count())
        moveTab(from, to);
}

} // namespace firkin::ui
