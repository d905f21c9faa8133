// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/progress.h"
#include "runtime/base/result.h"
#include "runtime/image/skopeo.h"
#include "runtime/oci/manifest.h"

#include <filesystem>
#include <stop_token>

namespace firkin::image {

/// Copies an image to a registry by a child, skopeo. `staging`: a new folder of ours, where a layout of this one image is
/// made whose content is `blobs`, the store's.
Status pushFrom(const std::filesystem::path &staging,
                const std::filesystem::path &blobs,
                const oci::Descriptor &image,
                const oci::Reference &target,
                const SkopeoAccess &access,
                const ProgressFn &progress,
                std::stop_token stop);

} // namespace firkin::image
