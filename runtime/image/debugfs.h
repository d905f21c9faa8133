// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/result.h"

#include <filesystem>
#include <stop_token>
#include <string>

namespace firkin::image {

/// One command of debugfs, which changes the ext4 file system in `image`. A command that failed is an error, although
/// debugfs itself ends well then.
Status runDebugfs(std::string command, const std::filesystem::path &image, std::stop_token stop);

} // namespace firkin::image
