#pragma once

#include <cstddef>
#include <cstdint>

/// Limits against hostile images, all in this one file. Registries and archives are untrusted.
namespace firkin::oci {

inline constexpr std::size_t maxManifestBytes = std::size_t{4} << 20;
inline constexpr std::size_t maxConfigBytes = std::size_t{4} << 20;
inline constexpr std::size_t maxLayers = 128;
inline constexpr std::size_t maxImagesInArchive = 256;
inline constexpr std::size_t maxIndexDepth = 4;
inline constexpr std::size_t maxReferenceBytes = 512;
inline constexpr std::size_t maxPathBytes = 4096;
inline constexpr std::size_t maxNameBytes = 255;       ///< one component, ext4's limit
inline constexpr std::size_t maxArchiveEntries = 100'000; ///< files of an image archive itself
inline constexpr std::uint64_t maxLayerEntries = 10'000'000; ///< over all layers of one image
inline constexpr std::uint64_t maxUnpackedBytes = std::uint64_t{256} << 30; ///< default of the setting
inline constexpr std::size_t maxSymlinkHops = 40;
inline constexpr std::size_t maxXattrBytes = std::size_t{64} << 10; ///< of one entry
inline constexpr std::size_t maxJsonDepth = 64;

} // namespace firkin::oci
