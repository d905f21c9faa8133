// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/progress.h"
#include "runtime/base/result.h"
#include "runtime/image/layer_tree.h"
#include "runtime/oci/digest.h"

#include <filesystem>
#include <stop_token>
#include <vector>

namespace firkin::image {

/// One layer on disk, with the digest that its unpacked bytes must have (empty: not checked).
struct LayerFile {
    std::filesystem::path path;
    oci::Digest diffId;
    std::uint64_t packedBytes = 0;
};

/// First pass: reads every layer, checks its digest, and stacks the names.
Status indexLayers(const std::vector<LayerFile> &layers,
                   LayerTree &tree,
                   std::uint64_t maxUnpackedBytes,
                   const ProgressFn &progress,
                   std::stop_token stop);

/// Second pass: writes what is left as one PAX tar, in the order that `mke2fs -d -` needs: directories first, parents
/// before children; then files as their layers have them; then further names of files that have several.
Status writeMergedTar(const std::vector<LayerFile> &layers,
                      const LayerTree &tree,
                      int fd,
                      std::uint64_t maxUnpackedBytes,
                      const ProgressFn &progress,
                      std::stop_token stop);

} // namespace firkin::image
