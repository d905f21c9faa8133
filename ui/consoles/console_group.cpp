// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/consoles/console_group.h"

#include "ui/consoles/console.h"

#include <QApplication>

#include <algorithm>

namespace firkin::ui {

ConsoleGroup::ConsoleGroup(Console *first, QWidget *parent) : QSplitter(parent), m_current(first)
{
    setChildrenCollapsible(false);
    setHandleWidth(3);
    addWidget(first);
    setFocusProxy(first);
    connect(qApp, &QApplication::focusChanged, this, [this](QWidget *, QWidget *now) { onFocus(now); });
}

void ConsoleGroup::onFocus(QWidget *now)
{
    for (Console *console : consoles()) {
        if (console == m_current || !now || !console->isAncestorOf(now))
            continue;
        m_current = console;
        setFocusProxy(console);
        Q_EMIT currentChanged();
    }
}

std::vector<Console *> ConsoleGroup::consoles() const
{
    std::vector<Console *> all;
    for (int i = 0; i < count(); ++i)
        all.push_back(static_cast<Console *>(widget(i)));
    return all;
}

Console *ConsoleGroup::current() const
{
    return m_current;
}

void ConsoleGroup::add(Console *console, Qt::Orientation orientation)
{
    if (count() == 1)
        setOrientation(orientation);
    const int extent = orientation == Qt::Horizontal ? width() : height();
    insertWidget(indexOf(m_current) + 1, console);
    setSizes(QList<int>(count(), std::max(extent, count()) / count()));
    m_current = console;
    setFocusProxy(console);
    console->show();
    Q_EMIT currentChanged();
}

void ConsoleGroup::take(Console *console)
{
    const auto all = consoles();
    const auto at = std::ranges::find(all, console);
    if (at == all.end())
        return;
    if (console == m_current) {
        m_current = all.size() == 1 ? nullptr : at == all.begin() ? all[1] : *(at - 1);
        setFocusProxy(m_current);
    }
    console->setParent(nullptr); // the splitter forgets it
    Q_EMIT currentChanged();
}

void ConsoleGroup::focusNext(int by)
{
    const int places = count();
    if (places > 1)
        widget((indexOf(m_current) + by + places) % places)->setFocus();
}

} // namespace firkin::ui
