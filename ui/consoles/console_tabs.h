// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointer>
#include <QTabBar>

namespace firkin::ui {

class Console;
class ConsoleGroup;

/// The tab bar of a container's terminals: titles, what a tab is marked with, names that the person gave.
class ConsoleTabs : public QTabBar {
    Q_OBJECT
public:
    enum class Mark : int { None, Activity, Bell };

    explicit ConsoleTabs(QWidget *parent = nullptr);

    /// Without selecting it.
    int add(ConsoleGroup *group, const QString &name);
    void remove(int index);
    [[nodiscard]] ConsoleGroup *groupAt(int index) const;
    [[nodiscard]] int indexOf(const ConsoleGroup *group) const;
    [[nodiscard]] int indexOf(const Console *console) const;
    [[nodiscard]] QString nameAt(int index) const;
    void setName(int index, const QString &name);
    /// The stronger mark stays.
    void mark(int index, Mark mark);
    void clearMark(int index);
    /// Title and icon from the group's current console.
    void refresh(int index);
    void step(int by);
    void moveCurrent(int by);
};

} // namespace firkin::ui
