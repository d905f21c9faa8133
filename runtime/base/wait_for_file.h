// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "runtime/base/deadline.h"
#include "runtime/base/process.h"
#include "runtime/base/result.h"

#include <filesystem>
#include <stop_token>

namespace firkin {

/// Blocks until `path` exists: how helpers show that they are ready. HelperFailed, with what it said, when `maker`
/// ends before. Its folder must exist.
Status waitForFile(const std::filesystem::path &path, Process &maker, Deadline deadline, std::stop_token stop);

} // namespace firkin
