// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/byte_size.h"
#include "runtime/base/result.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

namespace firkin::image {

enum class DiskFilesystem : std::uint8_t { Ext4, Xfs, Btrfs };
/// "ext4", "xfs", "btrfs"; BadSyntax for anything else.
[[nodiscard]] Result<DiskFilesystem> parseDiskFilesystem(std::string_view text);

/// What ext4 keeps in its journal; data=…, written into the file system as its default.
enum class Ext4Journal : std::uint8_t { Default, Ordered, Writeback, Data };
/// "", "ordered", "writeback", "data" ("journal" is the same).
[[nodiscard]] Result<Ext4Journal> parseExt4Journal(std::string_view text);

struct DiskOptions {
    ByteSize size;
    DiskFilesystem filesystem = DiskFilesystem::Ext4;
    Ext4Journal journal = Ext4Journal::Default;
    bool emptyRoot = false; ///< without ext4's lost+found
};

/// What such a file system needs at least: below, its mkfs refuses.
[[nodiscard]] ByteSize leastDiskSize(DiskFilesystem filesystem);

/// Makes a raw, sparse file of that size with an empty file system: whole or not at all. `path` must not exist. Takes some
/// tens of milliseconds, whatever the size.
Status makeDisk(const std::filesystem::path &path, const DiskOptions &options, std::stop_token stop);

/// A container's writable layer.
Status makeUpperDisk(const std::filesystem::path &path, ByteSize size, std::stop_token stop);

} // namespace firkin::image
