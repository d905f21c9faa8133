// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/progress.h"
#include "runtime/copy/copy_options.h"
#include "runtime/copy/tar_writer.h"

#include <filesystem>
#include <stop_token>
#include <string>

namespace firkin::copy {

struct ArchiveRequest {
    std::filesystem::path source; ///< a folder, a file or a link of the host
    std::string prefix;           ///< what the source is called in the archive; "" for a folder: its content, "./" first
    bool withRoot = true;         ///< of a folder: an entry for itself
    bool keepOwners = false;      ///< else everything belongs to root
    bool followLink = false;      ///< only of the source itself
    std::optional<Owner> owner{}; ///< instead of root
};

/// How much there is, for a progress bar: a walk without reading. Stops early at `stop`.
struct TreeSize {
    std::uint64_t bytes = 0;
    std::uint64_t entries = 0;
};
Result<TreeSize> measureTree(const std::filesystem::path &source, std::stop_token stop);

/// Writes files, folders and links of the host into the tar stream, folders before what is in them, names in order.
/// Links are kept as links. Sockets, pipes and devices are left out. A file that shrinks meanwhile is an
/// error (FileChanged). Calls `progress` with bytes.
Status archiveTree(TarWriter &writer, const ArchiveRequest &request, std::optional<std::uint64_t> total, const ProgressFn &progress, std::stop_token stop);

} // namespace firkin::copy
