// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/result.h"

#include <filesystem>
#include <string_view>

namespace firkin::fuse {

/// Unmounts what a file server has left at the folder, and removes the (empty) folder. Never looks into it: that would hang.
Status clearStale(const std::filesystem::path &folder);
/// Whether the text of /proc/self/mountinfo names a mount at that folder.
[[nodiscard]] bool isMounted(std::string_view mountinfo, const std::filesystem::path &folder);

} // namespace firkin::fuse
