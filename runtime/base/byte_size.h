// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "runtime/base/result.h"

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace firkin {

/// A number of bytes; binary units. Arithmetic saturates.
struct ByteSize {
    std::uint64_t bytes = 0;

    static constexpr ByteSize ofBytes(std::uint64_t n) { return {n}; }
    static constexpr ByteSize ofKiB(std::uint64_t n) { return {n << 10}; }
    static constexpr ByteSize ofMiB(std::uint64_t n) { return {n << 20}; }
    static constexpr ByteSize ofGiB(std::uint64_t n) { return {n << 30}; }

    friend constexpr auto operator<=>(ByteSize, ByteSize) = default;
};

/// "512m", "1.5g", "250000000", "64KiB"; as Docker reads it: units are powers of 1024.
[[nodiscard]] Result<ByteSize> parseByteSize(std::string_view text);

/// "1.5 GiB": three significant digits, IEC units, '.' as decimal point.
[[nodiscard]] std::string toString(ByteSize size);

} // namespace firkin
