#include "terminal/terminal_keys.h"

namespace firkin::terminal {

namespace {

constexpr KeyRule program{KeyOwner::Program, TerminalCommand::None};
constexpr KeyRule window{KeyOwner::Window, TerminalCommand::None};

constexpr KeyRule own(TerminalCommand command)
{
    return {KeyOwner::Terminal, command};
}

KeyRule controlShift(int key)
{
    switch (key) {
    case Qt::Key_C:
    case Qt::Key_Insert:
        return own(key == Qt::Key_C ? TerminalCommand::Copy : TerminalCommand::PasteSelection);
    case Qt::Key_V:
        return own(TerminalCommand::Paste);
    case Qt::Key_F:
        return own(TerminalCommand::Find);
    case Qt::Key_A:
        return own(TerminalCommand::SelectAll);
    case Qt::Key_Plus:  // where + is on Shift
    case Qt::Key_Equal:
        return own(TerminalCommand::ZoomIn);
    case Qt::Key_Minus:
    case Qt::Key_Underscore: // Shift and the minus key, on many layouts: the program's undo
        return key == Qt::Key_Minus ? own(TerminalCommand::ZoomOut) : program;
    case Qt::Key_At:          // Ctrl+@, Ctrl+^ and Ctrl+? need Shift on many layouts and are control characters
    case Qt::Key_AsciiCircum:
    case Qt::Key_Question:
    case Qt::Key_Space:
        return program;
    default:
        return window;
    }
}

KeyRule control(int key)
{
    switch (key) {
    case Qt::Key_Plus:
        return own(TerminalCommand::ZoomIn);
    case Qt::Key_Minus:
        return own(TerminalCommand::ZoomOut);
    case Qt::Key_0:
        return own(TerminalCommand::ZoomReset);
    case Qt::Key_Insert:
        return own(TerminalCommand::Copy);
    case Qt::Key_Tab:
    case Qt::Key_Backtab:
        return window;
    default:
        return program;
    }
}

} // namespace

KeyRule ruleFor(int key, Qt::KeyboardModifiers modifiers)
{
    const Qt::KeyboardModifiers plain = modifiers & ~(Qt::KeypadModifier | Qt::GroupSwitchModifier);
    if (key == Qt::Key_F6 && !(plain & Qt::AltModifier))
        return window;
    if (plain == Qt::NoModifier)
        return program;
    if (plain == Qt::ShiftModifier)
        return key == Qt::Key_Insert ? own(TerminalCommand::Paste) : program;
    if (plain == Qt::ControlModifier)
        return control(key);
    if (plain == (Qt::ControlModifier | Qt::ShiftModifier))
        return key == Qt::Key_Tab || key == Qt::Key_Backtab ? window : controlShift(key);
    if (plain == Qt::AltModifier)
        return key >= Qt::Key_1 && key <= Qt::Key_9 ? window : program;
    if (plain & Qt::MetaModifier)
        return window;
    if (plain == (Qt::ControlModifier | Qt::AltModifier))
        return key == Qt::Key_Left || key == Qt::Key_Right ? window : program; // moves a tab
    return program;
}

} // namespace firkin::terminal
