// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/console.h"

#include "runtime/base/file.h"

#include <sys/ioctl.h>
#include <unistd.h>

namespace firkin::cli {

Console Console::ofProcess()
{
    Console console;
    console.inputIsTerminal = ::isatty(console.input) == 1;
    console.outputIsTerminal = ::isatty(console.output) == 1;
    console.errorIsTerminal = ::isatty(console.error) == 1;
    return console;
}

void Console::print(std::string_view text) const { (void)writeAll(output, text, "standard output"); }

void Console::printError(std::string_view text) const { (void)writeAll(error, text, "standard error"); }

engine::TerminalSize Console::size() const
{
    for (const int fd : {output, input, error}) {
        winsize size{};
        if (::ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 && size.ws_row > 0)
            return {size.ws_col, size.ws_row};
    }
    return {};
}

} // namespace firkin::cli
