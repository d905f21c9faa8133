// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSplitter>

#include <vector>

namespace firkin::ui {

class Console;

/// What one tab shows: a console, or several side by side.
class ConsoleGroup : public QSplitter {
    Q_OBJECT
public:
    explicit ConsoleGroup(Console *first, QWidget *parent = nullptr);

    /// Beside the current one; with several the direction stays what it is.
    void add(Console *console, Qt::Orientation orientation);
    /// Out of the group, alive; its parent is the caller's to set.
    void take(Console *console);
    [[nodiscard]] std::vector<Console *> consoles() const;
    /// The one that had the focus last.
    [[nodiscard]] Console *current() const;
    void focusNext(int by);

Q_SIGNALS:
    void currentChanged();

private:
    void onFocus(QWidget *now);
    Console *m_current;
};

} // namespace firkin::ui
