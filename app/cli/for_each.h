// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/context.h"
#include "runtime/base/error_text.h"

#include <string>
#include <vector>

namespace firkin::cli {

/// Does one thing to each of several names. A failure is told and does not keep the others from their turn; the exit code
/// is 1 if there was one. `act` returns what is printed for the name, nothing when empty.
template <class Operation>
Result<int> forEach(Context &context, const std::vector<std::string> &names, const Operation &act)
{
    int code = 0;
    for (const std::string &name : names) {
        if (context.stop().stop_requested())
            return fail(cancelled(firkin::Operation::ParseOptions, name));
        Result<std::string> done = act(name);
        if (!done && done.error().isCancelled())
            return fail(std::move(done).error());
        if (!done) {
            context.console.printError("fk: " + render(done.error()) + "\n");
            code = 1;
        } else if (!done->empty()) {
            context.console.print(*done + "\n");
        }
    }
    return code;
}

} // namespace firkin::cli
