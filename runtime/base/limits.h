// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "runtime/base/byte_size.h"

#include <cstddef>
#include <cstdint>

/// What hostile input may cost at most: the guest, registries and archives are not trusted. One file, so
/// that every bound can be read at a glance.
namespace firkin::limits {

constexpr std::size_t grpcMessage = std::size_t{4} << 20;
constexpr std::size_t manifest = std::size_t{4} << 20;
constexpr std::size_t imageConfig = std::size_t{4} << 20;
constexpr std::size_t layers = 128;
constexpr std::size_t imagesInArchive = 256;
constexpr std::size_t indexDepth = 4;   ///< an index of indexes of …
constexpr std::size_t jsonDepth = 64;
constexpr std::size_t referenceBytes = 512;
constexpr std::size_t pathBytes = 4096;
constexpr std::size_t fileNameBytes = 255; ///< one component of a path: ext4's limit
constexpr std::size_t symlinkHops = 40;
constexpr std::uint64_t archiveEntries = 10'000'000; ///< of an image: over all its layers
constexpr std::uint64_t imageArchiveFiles = 100'000; ///< of the archive that images come in
constexpr ByteSize unpackedImage = ByteSize::ofGiB(256);
constexpr std::size_t extendedAttributesBytes = std::size_t{1} << 20; ///< of one archive entry
/// A file may grow while it is copied out, but not for ever.
constexpr ByteSize copiedFileGrowth = ByteSize::ofMiB(64);
/// Entries of one folder that a guest may list.
constexpr std::size_t listedEntries = 1'000'000;
/// Connections of a stream that break in a row, each within seconds: a guest could make new ones for ever.
constexpr int shortAttachments = 8;
/// A start is refused below this much free disk.
constexpr ByteSize freeDiskForStart = ByteSize::ofGiB(1);
/// One reply of QEMU's monitor; ours are some kilobytes.
constexpr std::size_t qmpLine = std::size_t{1} << 20;
constexpr std::size_t qmpDepth = 32;
/// Connections of the guest that wait to be accepted, each port.
constexpr int vsockBacklog = 16;
/// The console is the guest's to fill: the log is cut to its newest half beyond this.
constexpr ByteSize consoleLog = ByteSize::ofMiB(16);

} // namespace firkin::limits
