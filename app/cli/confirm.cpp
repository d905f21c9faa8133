// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/confirm.h"

#include "app/cli/terminal_mode.h"
#include "runtime/base/stop_fd.h"

#include <cerrno>
#include <poll.h>
#include <unistd.h>

namespace firkin::cli {

namespace {

constexpr std::size_t maxAnswer = 4096;

Result<std::string> readLine(int fd, std::stop_token stop)
{
    const StopFd stopped(stop);
    std::string line;
    for (;;) {
        // Signals are taken by a thread of their own: they do not interrupt a read.
        FIRKIN_TRY(waitReady(fd, POLLIN, Deadline::never(), stopped, Operation::ParseOptions, "standard input"));
        char c = 0;
        const ssize_t got = ::read(fd, &c, 1); // not a byte more: what follows may be meant for somebody else
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return fail(systemError(Operation::ParseOptions, "standard input", errno, "read"));
        if (got == 0 || c == '\n')
            return line;
        if (line.size() == maxAnswer)
            return fail(Operation::ParseOptions, "standard input", Reason::TooLarge);
        line += c;
    }
}

} // namespace

Result<std::string> readAnswer(Context &context, std::string_view question, Echo echo)
{
    if (context.console.inputIsTerminal)
        context.console.printError(question);
    if (echo == Echo::On || !context.console.inputIsTerminal)
        return readLine(context.console.input, context.stop());
    const TerminalMode hidden(context.console.input, TerminalMode::Kind::Hidden);
    auto line = readLine(context.console.input, context.stop());
    if (hidden.changed())
        context.console.printError("\n");
    return line;
}

Result<bool> confirm(Context &context, std::string_view what)
{
    if (!context.console.inputIsTerminal)
        return fail(Operation::ParseOptions, "--force", Reason::ConflictingOptions, "there is no terminal to ask at");
    context.console.printError(std::string(what) + "\n");
    FIRKIN_ASSIGN(const std::string answer, readAnswer(context, "Go on? [y/N] ", Echo::On));
    return answer == "y" || answer == "Y" || answer == "yes";
}

} // namespace firkin::cli
