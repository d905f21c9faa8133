// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// Small files of /proc, /sys and cgroup: whole reads, single writes.
namespace firkin::guest {

/// Up to 1 MiB; empty when it cannot be read: these files come and go with what they describe.
[[nodiscard]] std::optional<std::string> readKernelFile(const std::string &path);
/// One write(2), as the kernel's files want it.
Status writeKernelFile(const std::string &path, std::string_view value);
/// mkdir -p with 0755.
Status makeDirectories(const std::string &path, mode_t mode = 0755);
[[nodiscard]] std::optional<std::uint64_t> parseNumber(std::string_view text);
/// One number; "max" is UINT64_MAX.
[[nodiscard]] std::optional<std::uint64_t> parseLimit(std::string_view text);

} // namespace firkin::guest
