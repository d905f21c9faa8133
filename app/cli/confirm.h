// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/context.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace firkin::cli {

enum class Echo : std::uint8_t { On, Off };

/// One line from standard input, without its end; Ctrl+C ends the wait. With Off a terminal shows nothing of it.
Result<std::string> readAnswer(Context &context, std::string_view question, Echo echo);

/// Shows what will go and asks "Go on? [y/N]". Where nobody can be asked that is an error that names --force.
Result<bool> confirm(Context &context, std::string_view what);

} // namespace firkin::cli
