// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <termios.h>

namespace firkin::cli {

/// While it lives, the terminal passes every key through and draws nothing by itself. Nothing happens to what is no
/// terminal.
class RawTerminal {
public:
    explicit RawTerminal(int fd);
    ~RawTerminal() { restore(); }
    RawTerminal(const RawTerminal &) = delete;
    RawTerminal &operator=(const RawTerminal &) = delete;
    void restore();

private:
    int m_fd;
    bool m_changed = false;
    termios m_before{};
};

} // namespace firkin::cli
