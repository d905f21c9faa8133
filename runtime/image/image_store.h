// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/progress.h"
#include "runtime/base/result.h"
#include "runtime/copy/byte_channel.h"
#include "runtime/oci/image_config.h"
#include "runtime/oci/manifest.h"
#include "runtime/oci/reference.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace firkin::image {

/// One image of the store, as a value.
struct StoredImage {
    oci::Digest digest;                    ///< of its manifest: what a container's record keeps
    std::vector<oci::Reference> references; ///< sorted; empty: untagged
    oci::ImageConfig config;
    std::vector<oci::Descriptor> layers; ///< lowest first, sizes as stored
    oci::Digest chainId;                 ///< names the root file system
    std::uint64_t blobBytes = 0;
    std::uint64_t rootfsBytes = 0; ///< allocated on disk; 0: not built yet
};

/// Keeps an image from being removed while a container's record is made that names it.
class ImageLease {
public:
    virtual ~ImageLease() = default;
};

/// Names of containers (also of those in the trash) by the digest of the image that they use.
using UsedByFn = std::function<std::vector<std::string>(const oci::Digest &)>;

struct ImageStoreOptions {
    UsedByFn usedBy; ///< called while the store's index is locked: must not call back into the store
    std::uint64_t maxUnpackedBytes = 0; ///< 0: limits::unpackedImage
    std::filesystem::path policyFile;   ///< skopeo's; empty: the system's, or none where there is none
    std::filesystem::path authFile;     ///< logins to registries (registry_login.h); empty: skopeo's own only
};

/// The images on this host: an OCI layout (index.json, blobs/) with one read-only ext4 root file system per stack of
/// layers beside it. Every call blocks, any thread; several processes may have the same store open: the index is
/// changed under a lock and written whole, content appears by rename, and what nobody refers to is swept by the next
/// one who finds nobody adding. Holds no state of its own but paths.
class ImageStore {
public:
    /// `directory`: the store's images folder; made if it is missing.
    static Result<std::unique_ptr<ImageStore>> open(const std::filesystem::path &directory, ImageStoreOptions options = {});
    ~ImageStore();

    [[nodiscard]] Result<std::vector<StoredImage>> list() const;
    /// By reference, digest, or unique prefix of at least 4 digits of the digest. NoSuchImage when there is none.
    [[nodiscard]] Result<StoredImage> find(std::string_view nameOrDigest) const;

    /// docker-archive, OCI archive (both plain or compressed) or folder with an OCI layout. `tag` names the (only)
    /// image in it. Returns all images it held.
    Result<std::vector<StoredImage>> load(const std::filesystem::path &source,
                                          const std::optional<std::string> &tag,
                                          const ProgressFn &progress,
                                          std::stop_token stop);
    /// Through skopeo, a child of the caller.
    Result<StoredImage> pull(std::string_view reference, const ProgressFn &progress, std::stop_token stop);
    /// To its registry, or to that of `target` if given. Through skopeo.
    Status push(std::string_view nameOrDigest, const std::optional<std::string> &target, const ProgressFn &progress, std::stop_token stop);
    /// One archive of all of them (image_archive.h), each under the name that was said, or under all of its own.
    Status save(const std::vector<std::string> &namesOrDigests, const copy::ByteSink &sink, const ProgressFn &progress, std::stop_token stop);
    Status tag(std::string_view nameOrDigest, std::string_view reference);
    /// Untags; the last tag's going removes the image, which fails with InUse while a container uses it. With `force`
    /// the name goes and the content stays, untagged, as long as it is used.
    Status remove(std::string_view nameOrDigest, bool force);
    /// Sweeps what neither a name nor a container refers to; false when somebody is adding just now (they sweep when
    /// done). Every load, pull and remove ends with it.
    Result<bool> collectGarbage();

    /// The read-only ext4 image of the root file system, built if it is not there. Builders of the same one wait for
    /// the first.
    Result<std::filesystem::path>
    rootfs(const oci::Digest &image, const ProgressFn &progress, std::stop_token stop);
    /// Its path, if it is built.
    [[nodiscard]] std::optional<std::filesystem::path> builtRootfs(const StoredImage &image) const;

    /// Hold it from find() until the container's record is on disk.
    Result<std::unique_ptr<ImageLease>> lease(std::stop_token stop);

    [[nodiscard]] Result<std::string> manifestJson(const oci::Digest &image) const;
    [[nodiscard]] Result<std::string> configJson(const oci::Digest &image) const;

private:
    struct State;
    explicit ImageStore(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace firkin::image
