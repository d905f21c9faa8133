// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/raw_terminal.h"

namespace firkin::cli {

RawTerminal::RawTerminal(int fd) : m_fd(fd)
{
    if (::tcgetattr(m_fd, &m_before) != 0)
        return;
    termios raw = m_before;
    ::cfmakeraw(&raw);
    m_changed = ::tcsetattr(m_fd, TCSANOW, &raw) == 0;
}

void RawTerminal::restore()
{
    if (m_changed)
        ::tcsetattr(m_fd, TCSADRAIN, &m_before);
    m_changed = false;
}

} // namespace firkin::cli
