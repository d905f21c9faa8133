#include "terminal/terminal_profile.h"

#include <QFontDatabase>

#include <algorithm>

namespace firkin::terminal {

TerminalProfile TerminalProfile::standard()
{
    TerminalProfile profile;
    profile.font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    profile.font.setStyleHint(QFont::Monospace);
    if (profile.font.pointSize() < 6)
        profile.font.setPointSize(10);
    return profile;
}

int TerminalProfile::clampedScrollback() const
{
    return std::clamp(scrollbackLines, 0, maxScrollback);
}

} // namespace firkin::terminal
