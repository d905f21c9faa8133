// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace firkin::container {

struct Rlimit {
    std::string kind; ///< "RLIMIT_NOFILE"
    std::uint64_t soft = 0;
    std::uint64_t hard = 0;

    static constexpr std::uint64_t unlimited = UINT64_MAX;
    friend bool operator==(const Rlimit &, const Rlimit &) = default;
};

/// "nofile=1024", "nofile=1024:2048", "core=unlimited"; as `--ulimit`. The hard limit is not below the soft one.
[[nodiscard]] Result<Rlimit> parseRlimit(std::string_view text);
/// "nofile", "RLIMIT_NOFILE" → "RLIMIT_NOFILE"; 16 kinds.
[[nodiscard]] Result<std::string> parseRlimitKind(std::string_view text);

} // namespace firkin::container
