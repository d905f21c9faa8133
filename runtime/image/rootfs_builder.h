// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/progress.h"
#include "runtime/base/result.h"
#include "runtime/image/merged_tar.h"

#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

namespace firkin::image {

/// The arguments of mke2fs for a read-only root file system that holds that much, fed with a tar on standard input.
[[nodiscard]] std::vector<std::string>
mke2fsArguments(const std::filesystem::path &image, const LayerTree::Totals &totals, const oci::Digest &chainId);

/// Merges the layers into a new raw ext4 file at `image`, which is synced before the return and absent after a failure.
/// Children: mke2fs and debugfs.
Status buildRootfs(const std::vector<LayerFile> &layers,
                   const oci::Digest &chainId,
                   const std::filesystem::path &image,
                   std::uint64_t maxUnpackedBytes,
                   const ProgressFn &progress,
                   std::stop_token stop);

} // namespace firkin::image
