// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string_view>

/// What libFuzzer calls, and our own driver (smoke_main.cpp). A target throws nothing and aborts where a promise is broken.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size);

namespace firkin::fuzz {

inline std::string_view asText(const std::uint8_t *data, std::size_t size) { return {reinterpret_cast<const char *>(data), size}; }
inline std::span<const std::byte> asBytes(const std::uint8_t *data, std::size_t size) { return std::as_bytes(std::span(data, size)); }
/// A broken promise, in every build.
inline void expect(bool holds)
{
    if (!holds)
        std::abort();
}

} // namespace firkin::fuzz
