// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/byte_size.h"
#include "runtime/base/result.h"

#include <filesystem>
#include <stop_token>

namespace firkin::image {

/// Makes a raw, sparse ext4 file of that size for a container's writable layer: whole or not at all. `path` must not
/// exist. Takes some tens of milliseconds, whatever the size.
Status makeUpperDisk(const std::filesystem::path &path, ByteSize size, std::stop_token stop);

} // namespace firkin::image
