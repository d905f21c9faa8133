#include "ui/window/shortcuts.h"

#include <QCoreApplication>

namespace firkin::ui {

namespace {
struct Shortcuts {
    Q_DECLARE_TR_FUNCTIONS(Shortcuts)
};
} // namespace

std::vector<ShortcutEntry> shortcutTable()
{
    using Keys = std::vector<QKeySequence>;
    return {
        {Shortcut::Palette, Shortcuts::tr("Say what to do"), Keys{Qt::CTRL | Qt::Key_K, Qt::CTRL | Qt::SHIFT | Qt::Key_P}, true},
        {Shortcut::Find, Shortcuts::tr("Search"), Keys{Qt::CTRL | Qt::Key_F}},
        {Shortcut::NewContainer, Shortcuts::tr("New container"), Keys{Qt::CTRL | Qt::Key_N, Qt::CTRL | Qt::SHIFT | Qt::Key_N}, true},
        {Shortcut::Back, Shortcuts::tr("Back"), Keys{Qt::ALT | Qt::Key_Left}},
        {Shortcut::Forward, Shortcuts::tr("Forward"), Keys{Qt::ALT | Qt::Key_Right}},
        {Shortcut::NextArea, Shortcuts::tr("Next area of the window"), Keys{Qt::Key_F6}, true},
        {Shortcut::PreviousArea, Shortcuts::tr("Previous area of the window"), Keys{Qt::SHIFT | Qt::Key_F6}, true},
        {Shortcut::DetailAlone, Shortcuts::tr("Show the container alone"), Keys{Qt::CTRL | Qt::SHIFT | Qt::Key_Return}, true},
        {Shortcut::Close, Shortcuts::tr("Close the window"), Keys{Qt::CTRL | Qt::Key_W}},
        {Shortcut::Quit, Shortcuts::tr("Quit"), Keys{Qt::CTRL | Qt::Key_Q, Qt::CTRL | Qt::SHIFT | Qt::Key_Q}, true},
    };
}

} // namespace firkin::ui
