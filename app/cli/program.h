// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/context.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace firkin::cli {

/// What a verb gives back: the program's exit code, or why it could not do it.
using Act = std::function<Result<int>(Context &)>;

/// The command line: verbs that describe themselves, and the one that was chosen. A verb is one file in verbs/, one
/// function below, one line in program.cpp.
class Program {
public:
    Program();
    ~Program();

    /// A new verb of `parent` with help; `act` runs if it is the one that is named.
    CLI::App *verb(CLI::App &parent, const std::string &name, const std::string &help, Act act);
    /// A group: "image", whose own verbs follow.
    CLI::App *group(const std::string &name, const std::string &help);
    CLI::App &root() { return *m_root; }
    /// Words that belong to no option of a verb that takes a command ("IMAGE COMMAND…").
    [[nodiscard]] const std::vector<std::string> &rest() const { return m_rest; }
    /// Errors of this verb end with this code (1 unless it is set; `run` and `exec` have 125, as Docker).
    void failWith(int code) { m_failureCode = code; }

    /// Reads the arguments and acts. Errors become one sentence on standard error.
    int run(const std::vector<std::string> &arguments, const Console &console, const OpenEngine &open, SignalWatch &signals);

private:
    std::unique_ptr<CLI::App> m_root;
    Act m_chosen;
    std::vector<std::string> m_rest;
    int m_failureCode = 1;
};

/// Exit codes that are Docker's.
inline constexpr int exitUsage = 125;
inline constexpr int exitOwnFailure = 125;
inline constexpr int exitNotRunnable = 126;
inline constexpr int exitNotFound = 127;

/// 127 for a missing program, 126 for one that cannot be run, 125 else.
[[nodiscard]] int exitCodeOf(const Error &error);

/// "IMAGE [COMMAND…]" or "CONTAINER COMMAND…": what follows the first word belongs to the command, options too.
/// Fails with a sentence when it begins with an option that the verb does not have.
[[nodiscard]] Status checkRest(const std::vector<std::string> &rest, std::size_t least, const std::string &expected);

} // namespace firkin::cli
