// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <termios.h>

namespace firkin::cli {

/// While it lives, a terminal behaves otherwise than usual. Nothing happens to what is no terminal.
class TerminalMode {
public:
    enum class Kind : std::uint8_t {
        Raw,    ///< every key is passed through, and it draws nothing by itself
        Hidden, ///< lines as usual, but what is typed is not shown; what was typed before does not count
    };

    TerminalMode(int fd, Kind kind);
    ~TerminalMode() { restore(); }
    TerminalMode(const TerminalMode &) = delete;
    TerminalMode &operator=(const TerminalMode &) = delete;
    void restore();
    [[nodiscard]] bool changed() const { return m_changed; }

private:
    int m_fd;
    Kind m_kind;
    bool m_changed = false;
    termios m_before{};
};

} // namespace firkin::cli
