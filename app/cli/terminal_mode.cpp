// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/terminal_mode.h"

namespace firkin::cli {

TerminalMode::TerminalMode(int fd, Kind kind) : m_fd(fd), m_kind(kind)
{
    if (::tcgetattr(m_fd, &m_before) != 0)
        return;
    termios mode = m_before;
    if (kind == Kind::Raw)
        ::cfmakeraw(&mode);
    else
        mode.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    m_changed = ::tcsetattr(m_fd, kind == Kind::Raw ? TCSANOW : TCSAFLUSH, &mode) == 0;
}

void TerminalMode::restore()
{
    if (m_changed)
        ::tcsetattr(m_fd, m_kind == Kind::Raw ? TCSADRAIN : TCSAFLUSH, &m_before);
    m_changed = false;
}

} // namespace firkin::cli
