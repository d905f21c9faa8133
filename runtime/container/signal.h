// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/result.h"

#include <string>

#include <compare>
#include <string_view>

namespace firkin::container {

/// A Linux signal's number.
struct Signal {
    int number = 0;
    friend constexpr auto operator<=>(Signal, Signal) = default;
};

constexpr Signal sigHup{1};
constexpr Signal sigInt{2};
constexpr Signal sigKill{9};
constexpr Signal sigTerm{15};

/// "TERM", "SIGTERM", "term", "15", "RTMIN+3"; as Docker reads it.
[[nodiscard]] Result<Signal> parseSignal(std::string_view text);
/// "SIGTERM"; the number as text where there is no name.
[[nodiscard]] std::string toString(Signal signal);

} // namespace firkin::container
