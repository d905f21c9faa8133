// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/progress.h"
#include "runtime/base/result.h"
#include "runtime/copy/byte_channel.h"
#include "runtime/image/blob_store.h"
#include "runtime/oci/manifest.h"
#include "runtime/oci/reference.h"

#include <stop_token>
#include <vector>

namespace firkin::image {

/// One image of an archive, under these names (none: by its digest only).
struct ArchivedImage {
    oci::Descriptor descriptor;
    std::vector<oci::Reference> names;
};

/// Writes a tar that is an OCI layout and has Docker's manifest.json beside it, as `docker save` writes since 25: every
/// tool reads one or the other. The same images give the same bytes.
Status writeArchive(const std::vector<ArchivedImage> &images,
                    const BlobStore &blobs,
                    const copy::ByteSink &sink,
                    const ProgressFn &progress,
                    std::stop_token stop);

} // namespace firkin::image
