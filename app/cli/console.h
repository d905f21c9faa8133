// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/engine/types.h"

#include <string_view>

namespace firkin::cli {

/// The three standard descriptors, whatever they are: a terminal, a pipe, or a test's file. Writing never fails aloud: a
/// reader that has gone away ends the program's interest in its own output, not the container.
struct Console {
    int input = 0;
    int output = 1;
    int error = 2;
    bool inputIsTerminal = false;
    bool outputIsTerminal = false;
    bool errorIsTerminal = false;

    static Console ofProcess();

    void print(std::string_view text) const;
    void printError(std::string_view text) const;
    /// Of the terminal that is there, if any; 80×24 else.
    [[nodiscard]] engine::TerminalSize size() const;
};

} // namespace firkin::cli
