// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/result.h"

#include <cstdint>
#include <string>

namespace firkin::guest {

enum class FilesystemVerb { Freeze, Thaw, Trim };

/// On the file system that a folder of the machine lies on: the root's of a container, never what is mounted in its own
/// namespace. Returns the bytes trimmed.
Result<std::uint64_t> operateOnFilesystem(const std::string &path, FilesystemVerb verb);

} // namespace firkin::guest
