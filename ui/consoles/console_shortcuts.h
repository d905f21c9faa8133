// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QKeySequence>
#include <QString>

#include <cstdint>
#include <vector>

namespace firkin::ui {

/// What the Terminal tab does with its consoles.
enum class ConsoleCommand : std::uint8_t {
    NewShell,
    Close,
    NextTab,
    PreviousTab,
    MoveLeft,
    MoveRight,
    Detach, ///< to a window of its own, and back
    SplitRight,
    SplitDown,
    NextPane,
    PreviousPane,
    GoToTab, ///< `number`
};

struct ConsoleShortcut {
    ConsoleCommand command;
    QKeySequence keys;
    QString text;
    int number = 0;
};

/// The one table: shortcuts are made from it, menus show it, a test walks it. No plain Ctrl+key is in it: those belong to the
/// program inside (terminal/terminal_keys.h).
[[nodiscard]] const std::vector<ConsoleShortcut> &consoleShortcuts();
[[nodiscard]] const ConsoleShortcut &shortcutOf(ConsoleCommand command);

} // namespace firkin::ui
