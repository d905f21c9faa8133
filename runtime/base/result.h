// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "runtime/base/error.h"

#include <expected>
#include <utility>

namespace firkin {

template <class T>
using Result = std::expected<T, Error>;
using Status = Result<void>;

[[nodiscard]] inline std::unexpected<Error> fail(Error error)
{
    return std::unexpected<Error>(std::move(error));
}

[[nodiscard]] inline std::unexpected<Error> fail(Operation operation,
                                                 std::string_view object,
                                                 Reason reason,
                                                 std::string_view detail = {})
{
    return fail(makeError(operation, object, reason, detail));
}

} // namespace firkin

/// Returns the error of a Result from the enclosing function, else goes on.
#define FIRKIN_TRY(expression)                                                                    \
    do {                                                                                          \
        if (auto firkinTried = (expression); !firkinTried)                                        \
            return std::unexpected<::firkin::Error>(std::move(firkinTried).error());              \
    } while (false)

#define FIRKIN_CONCAT_INNER(a, b) a##b
#define FIRKIN_CONCAT(a, b) FIRKIN_CONCAT_INNER(a, b)

/// `FIRKIN_ASSIGN(auto fd, openThing());` — the value of a Result, or return its error.
#define FIRKIN_ASSIGN(declaration, expression)                                                    \
    auto FIRKIN_CONCAT(firkinResult, __LINE__) = (expression);                                    \
    if (!FIRKIN_CONCAT(firkinResult, __LINE__))                                                   \
        return std::unexpected<::firkin::Error>(                                                  \
            std::move(FIRKIN_CONCAT(firkinResult, __LINE__)).error());                            \
    declaration = std::move(*FIRKIN_CONCAT(firkinResult, __LINE__))
