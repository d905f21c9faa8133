// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/result.h"

#include <filesystem>
#include <stop_token>

namespace firkin {

/// A new file with the content of a sparse one: a reflink where the file system has them, else its data copied and its holes
/// left holes. Not synced. A failed or stopped copy leaves no file; an existing one is an error.
Status copyDisk(const std::filesystem::path &from, const std::filesystem::path &to, std::stop_token stop);

} // namespace firkin
