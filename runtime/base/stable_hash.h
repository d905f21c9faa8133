// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstdint>
#include <string_view>

namespace firkin {

/// FNV-1a: the same in every process and version, so that what is derived from a name (an address, a serial) stays. No
/// guard against malice. `salt` makes another one.
[[nodiscard]] constexpr std::uint64_t stableHash(std::string_view text, std::uint64_t salt = 0)
{
    std::uint64_t value = 0xcbf29ce484222325 ^ salt;
    for (const char c : text)
        value = (value ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    return value;
}

} // namespace firkin
