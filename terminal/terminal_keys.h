#pragma once

#include <Qt>

namespace firkin::terminal {

/// Who gets a key while a terminal has the focus.
enum class KeyOwner {
    Program,  ///< goes to the program inside, whatever shortcuts the window has
    Terminal, ///< the view does it itself: see TerminalCommand
    Window,   ///< the window's shortcuts may take it; never reaches the program
};

enum class TerminalCommand { None, Copy, Paste, PasteSelection, Find, ZoomIn, ZoomOut, ZoomReset, SelectAll };

struct KeyRule {
    KeyOwner owner = KeyOwner::Program;
    TerminalCommand command = TerminalCommand::None;
    friend bool operator==(KeyRule, KeyRule) = default;
};

/// The one rule for keys in a terminal; pure. Plain Ctrl+key is the program's; Ctrl+Shift+key, Alt+1…9, Ctrl+Tab and F6
/// are the window's or the view's.
[[nodiscard]] KeyRule ruleFor(int key, Qt::KeyboardModifiers modifiers);

} // namespace firkin::terminal
