// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/result.h"
#include "runtime/image/blob_store.h"
#include "runtime/image/image_files.h"
#include "runtime/oci/image_config.h"
#include "runtime/oci/manifest.h"

#include <string>
#include <vector>

namespace firkin::image {

/// One image whose blobs are in the store now; no index names it yet.
struct ImportedImage {
    oci::Descriptor descriptor;       ///< of its manifest
    oci::Manifest manifest;
    oci::ImageConfig config;
    std::vector<std::string> names; ///< as the archive has them: "localhost/a:1", "a:1", or only "1"
};

/// Takes every image that runs here, all content checked by digest. OCI layout first (Docker's newer archives have both
/// forms), docker-archive else. NotAnImage when it is neither, WrongPlatform when nothing in it runs here.
Result<std::vector<ImportedImage>> importImages(ImageFiles &files, BlobStore &store, std::string_view object);

} // namespace firkin::image
