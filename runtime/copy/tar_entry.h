// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/result.h"

#include <cstdint>
#include <ctime>
#include <string>
#include <string_view>

namespace firkin::copy {

enum class EntryKind : std::uint8_t { Regular, Directory, Symlink, HardLink, Fifo, Socket, Device };

/// One entry of a tar stream. Names are bytes.
struct TarEntry {
    std::string path;
    EntryKind kind = EntryKind::Regular;
    std::uint32_t mode = 0644; ///< permission bits
    std::uint32_t uid = 0;
    std::uint32_t gid = 0;
    std::uint64_t size = 0;
    timespec modified{};
    std::string linkTarget;
};

/// The path of a foreign entry below the folder that it is unpacked into: "./" and doubled or trailing slashes
/// gone, "" for the folder itself. An error for what leads out of it: absolute, "..", too long.
[[nodiscard]] Result<std::string> safeEntryPath(std::string_view path);

} // namespace firkin::copy
