#pragma once

#include <QKeySequence>
#include <QString>

#include <vector>

namespace firkin::ui {

/// What keys of the window do; pages are apart: Ctrl and their number.
enum class Shortcut : std::uint8_t { Find, Palette, NewContainer, Quit, Close, Back, Forward, NextArea, PreviousArea, DetailAlone };

struct ShortcutEntry {
    Shortcut shortcut;
    QString text;
    std::vector<QKeySequence> keys;
    /// One of the keys does it in a terminal, too, where plain Ctrl and a key belong to the program inside.
    bool inTerminal = false;
};

/// The one table: the window's shortcuts are made from it, the settings page lists it, a test walks it.
[[nodiscard]] std::vector<ShortcutEntry> shortcutTable();

} // namespace firkin::ui
