// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

/// The agent's own words, on the machine's console (standard error). Sparse: a serial console costs time, and what
/// it prints counts as a sign of life. Any thread.
namespace firkin::guest {

void logInfo(std::string_view message);
/// Odd or failed; `message` names operation and object.
void logWarning(std::string_view message);

} // namespace firkin::guest
