// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

/// The text formats of cgroup v2's files. Pure. What is malformed is passed over: kernels add and drop keys.
namespace firkin::guest {

/// "key value" lines: memory.stat, cpu.stat, memory.events.
[[nodiscard]] std::optional<std::uint64_t> flatKeyedValue(std::string_view text, std::string_view key);

struct BlockIo {
    std::uint64_t major = 0, minor = 0;
    std::uint64_t readBytes = 0, writeBytes = 0;
    std::uint64_t readOperations = 0, writeOperations = 0;
    friend bool operator==(const BlockIo &, const BlockIo &) = default;
};
/// io.stat: "254:0 rbytes=1 wbytes=2 rios=3 wios=4 dbytes=0 dios=0".
[[nodiscard]] std::vector<BlockIo> parseIoStat(std::string_view text);

} // namespace firkin::guest
