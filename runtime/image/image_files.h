// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/progress.h"
#include "runtime/base/result.h"
#include "runtime/image/blob_store.h"
#include "runtime/oci/digest.h"

#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>

namespace firkin::image {

/// The files in which images come, by their names there, whether that is a folder or an archive. One thread.
class ImageFiles {
public:
    virtual ~ImageFiles() = default;
    [[nodiscard]] virtual bool has(std::string_view name) const = 0;
    /// Small ones, whole.
    virtual Result<std::string> read(std::string_view name, std::size_t limit) = 0;
    /// Into the store, digested on the way. With `expected` not empty, anything else is a DigestMismatch. Where the
    /// store has the expected content already it is not read at all.
    struct Taken {
        oci::Digest digest;
        std::uint64_t size = 0;
    };
    virtual Result<Taken> take(std::string_view name, const oci::Digest &expected, BlobStore &store) = 0;
};

/// An archive, unpacked once, in whatever order it is, into files of the store that bear no names of the archive's.
/// Every size is bounded by free space and `maxBytes`.
Result<std::unique_ptr<ImageFiles>> openArchive(const std::filesystem::path &archive,
                                                const BlobStore &store,
                                                std::uint64_t maxBytes,
                                                const ProgressFn &progress,
                                                std::stop_token stop);

/// A folder with an OCI layout. `ours`: its files may be moved away instead of copied (it lies in the store).
Result<std::unique_ptr<ImageFiles>>
openFolder(const std::filesystem::path &folder, bool ours, const ProgressFn &progress, std::stop_token stop);

} // namespace firkin::image
