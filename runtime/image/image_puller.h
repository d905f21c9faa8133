// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/process.h"
#include "runtime/base/progress.h"
#include "runtime/base/result.h"
#include "runtime/image/blob_store.h"
#include "runtime/oci/reference.h"

#include <filesystem>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace firkin::image {

/// What skopeo is run with. Pure.
[[nodiscard]] std::vector<std::string>
skopeoInspectArguments(const oci::Reference &reference, const std::filesystem::path &policy);
[[nodiscard]] std::vector<std::string>
skopeoCopyArguments(const oci::Reference &reference, const std::filesystem::path &layout, const std::filesystem::path &policy);

/// What skopeo's words on standard error mean. Its exit code says nothing.
[[nodiscard]] Error skopeoError(const oci::Reference &reference, std::string_view said);

/// Copies the image for this machine into a new OCI layout at `layout` by a child, skopeo. What `store` has already is
/// not fetched again. Progress: bytes of files that grow, against the manifest's sizes.
Status pullInto(const std::filesystem::path &layout,
                const oci::Reference &reference,
                const BlobStore &store,
                const std::filesystem::path &policy,
                const ProgressFn &progress,
                std::stop_token stop);

} // namespace firkin::image
