// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/process.h"
#include "runtime/base/progress.h"
#include "runtime/base/result.h"
#include "runtime/image/blob_store.h"
#include "runtime/image/skopeo.h"
#include "runtime/oci/reference.h"

#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

namespace firkin::image {

/// What skopeo is run with. Pure.
[[nodiscard]] std::vector<std::string>
skopeoInspectArguments(const oci::Reference &reference, const SkopeoAccess &access);
[[nodiscard]] std::vector<std::string>
skopeoCopyArguments(const oci::Reference &reference, const std::filesystem::path &layout, const SkopeoAccess &access);

/// Copies the image for this machine into a new OCI layout at `layout` by a child, skopeo. What `store` has already is
/// not fetched again. Progress: bytes of files that grow, against the manifest's sizes.
Status pullInto(const std::filesystem::path &layout,
                const oci::Reference &reference,
                const BlobStore &store,
                const SkopeoAccess &access,
                const ProgressFn &progress,
                std::stop_token stop);

} // namespace firkin::image
