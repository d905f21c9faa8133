// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "runtime/base/error.h"

#include <optional>
#include <string>
#include <string_view>

/// English for fk and for logs. The window renders through tr() in ui/async/error_text.cpp.
namespace firkin {

/// "start container": completes "cannot …".
[[nodiscard]] std::string_view text(Operation operation);
/// "the name is already taken"; empty for Unspecified.
[[nodiscard]] std::string_view text(Reason reason);
/// A sentence that says what to do about it, where there is one.
[[nodiscard]] std::optional<std::string_view> remedy(Reason reason);

/// Text of unknown origin, safe for a terminal and for one line: controls and bytes that are no UTF-8 as \xNN.
[[nodiscard]] std::string escaped(std::string_view text);

/// "cannot start container web: cannot start machine web: the kernel panicked (detail). Remedy."
/// The chain once, one line; control characters of objects and details are escaped.
[[nodiscard]] std::string render(const Error &error);

} // namespace firkin
