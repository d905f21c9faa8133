// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/result.h"

#include <cstddef>
#include <functional>
#include <span>

namespace firkin::copy {

/// Takes all of the bytes, or fails.
using ByteSink = std::function<Status(std::span<const std::byte>)>;
/// Gives at least one byte, or 0 at the end.
using ByteSource = std::function<Result<std::size_t>(std::span<std::byte>)>;

} // namespace firkin::copy
