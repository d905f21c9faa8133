// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/result.h"
#include "runtime/oci/digest.h"
#include "runtime/oci/platform.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace firkin::oci {

/// One piece of content: kind, name, size. `annotations` of an index entry carry the image's names.
struct Descriptor {
    std::string mediaType;
    Digest digest;
    std::uint64_t size = 0;
    std::optional<Platform> platform;
    std::map<std::string, std::string> annotations;
    friend bool operator==(const Descriptor &, const Descriptor &) = default;
};

namespace media {
inline constexpr std::string_view ociIndex = "application/vnd.oci.image.index.v1+json";
inline constexpr std::string_view ociManifest = "application/vnd.oci.image.manifest.v1+json";
inline constexpr std::string_view ociConfig = "application/vnd.oci.image.config.v1+json";
inline constexpr std::string_view ociLayer = "application/vnd.oci.image.layer.v1.tar";
inline constexpr std::string_view ociLayerGzip = "application/vnd.oci.image.layer.v1.tar+gzip";
inline constexpr std::string_view ociLayerZstd = "application/vnd.oci.image.layer.v1.tar+zstd";
inline constexpr std::string_view dockerList = "application/vnd.docker.distribution.manifest.list.v2+json";
inline constexpr std::string_view dockerManifest = "application/vnd.docker.distribution.manifest.v2+json";
} // namespace media

[[nodiscard]] bool isIndex(std::string_view mediaType);
[[nodiscard]] bool isManifest(std::string_view mediaType);

/// An OCI image manifest, or Docker's schema 2, which says the same.
struct Manifest {
    Descriptor config;
    std::vector<Descriptor> layers; ///< lowest first
};

/// An OCI index, or Docker's manifest list.
struct Index {
    std::vector<Descriptor> manifests;
};

/// Limits are checked here: size, number of layers, depth of the JSON, every digest's form.
[[nodiscard]] Result<Manifest> parseManifest(std::string_view json);
[[nodiscard]] Result<Index> parseIndex(std::string_view json);

[[nodiscard]] std::string toJson(const Manifest &manifest);
[[nodiscard]] std::string toJson(const Index &index);

/// The entry that runs here; nothing when there is none. Entries without a platform match.
[[nodiscard]] const Descriptor *choosePlatform(const Index &index);

/// Docker's manifest.json of a docker-archive.
struct DockerArchiveImage {
    std::string config;
    std::vector<std::string> repoTags;
    std::vector<std::string> layers;
};
[[nodiscard]] Result<std::vector<DockerArchiveImage>> parseDockerArchive(std::string_view json);
[[nodiscard]] std::string toJson(const std::vector<DockerArchiveImage> &images);

} // namespace firkin::oci
