// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/consoles/console_shortcuts.h"

#include <QCoreApplication>

#include <algorithm>

namespace firkin::ui {

namespace {
struct ConsoleShortcuts {
    Q_DECLARE_TR_FUNCTIONS(ConsoleShortcuts)
};

std::vector<ConsoleShortcut> makeTable()
{
    using Command = ConsoleCommand;
    const auto keys = [](const char *text) { return QKeySequence(QString::fromLatin1(text)); };
    std::vector<ConsoleShortcut> table{
        {Command::NewShell, keys("Ctrl+Shift+T"), ConsoleShortcuts::tr("New Shell")},
        {Command::Close, keys("Ctrl+Shift+W"), ConsoleShortcuts::tr("Close")},
        {Command::NextTab, keys("Ctrl+Tab"), ConsoleShortcuts::tr("Next Terminal")},
        {Command::PreviousTab, keys("Ctrl+Shift+Tab"), ConsoleShortcuts::tr("Previous Terminal")},
        {Command::MoveLeft, keys("Ctrl+Alt+Left"), ConsoleShortcuts::tr("Move to the Left")},
        {Command::MoveRight, keys("Ctrl+Alt+Right"), ConsoleShortcuts::tr("Move to the Right")},
        {Command::Detach, keys("Ctrl+Shift+D"), ConsoleShortcuts::tr("Move to a Window")},
        {Command::SplitRight, keys("Ctrl+Shift+E"), ConsoleShortcuts::tr("Split Side by Side")},
        {Command::SplitDown, keys("Ctrl+Shift+O"), ConsoleShortcuts::tr("Split Top and Bottom")},
        {Command::NextPane, keys("Ctrl+Shift+Right"), ConsoleShortcuts::tr("Next Pane")},
        {Command::PreviousPane, keys("Ctrl+Shift+Left"), ConsoleShortcuts::tr("Previous Pane")},
    };
    for (int i = 1; i <= 9; ++i)
        table.push_back({Command::GoToTab, QKeySequence(Qt::ALT | static_cast<Qt::Key>(Qt::Key_0 + i)), ConsoleShortcuts::tr("Terminal %1").arg(i), i});
    return table;
}
} // namespace

const std::vector<ConsoleShortcut> &consoleShortcuts()
{
    static const std::vector<ConsoleShortcut> table = makeTable(); // after the translator is there
    return table;
}

const ConsoleShortcut &shortcutOf(ConsoleCommand command)
{
    return *std::ranges::find(consoleShortcuts(), command, &ConsoleShortcut::command);
}

} // namespace firkin::ui
