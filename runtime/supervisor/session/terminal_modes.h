// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <set>
#include <string>

namespace firkin::supervisor {

/// What a program has switched in its terminal and a new viewer has to know before it sees the next byte.
struct TerminalModes {
    bool alternateScreen = false;
    bool applicationCursorKeys = false;
    bool applicationKeypad = false;
    bool bracketedPaste = false;
    bool cursorHidden = false;
    bool focusEvents = false;
    std::set<int> mouse; ///< of 9, 1000, 1002, 1003, and the encodings 1005, 1006, 1015
    std::string title;   ///< bytes, as sent
    friend bool operator==(const TerminalModes &, const TerminalModes &) = default;

    /// Brings a terminal in any state to this one: an unfinished sequence is aborted, attributes reset.
    [[nodiscard]] std::string preamble() const;
};

} // namespace firkin::supervisor
