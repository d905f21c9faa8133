// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/progress.h"
#include "runtime/copy/tar_reader.h"

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>

namespace firkin::copy {

struct ExtractRequest {
    int folder = -1;         ///< an open directory; nothing outside of it is touched
    std::string object;      ///< its name, for errors
    bool keepOwners = false; ///< else everything is the caller's, without set-id bits
    std::uint64_t mostBytes = UINT64_MAX;
};

/// Unpacks a hostile tar stream below a folder. No entry leads out of it, and no link is followed, be it of the archive or
/// of the folder: a parent that is a link is an error. Symbolic links are made as they are, hard links only to
/// files below the folder, devices, pipes and sockets are refused. What is there is replaced, a folder is kept.
Status extractTree(TarReader &reader, const ExtractRequest &request, const ProgressFn &progress, std::stop_token stop);

} // namespace firkin::copy
