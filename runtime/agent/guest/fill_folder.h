// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/result.h"

#include <string>
#include <string_view>

namespace firkin::guest {

/// Gives an empty folder of the machine (a new volume, mounted) what lies at `source` in a root file system: owners, modes
/// and times, those of the folder itself, too. Nothing happens where there is no such folder, or the target holds
/// anything.
Status fillFolder(const std::string &rootfs, std::string_view source, const std::string &target);

} // namespace firkin::guest
