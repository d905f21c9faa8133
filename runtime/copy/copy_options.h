// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>

namespace firkin::copy {

struct Owner {
    std::uint32_t uid = 0;
    std::uint32_t gid = 0;
};

struct CopyOptions {
    bool keepOwners = false;   ///< -a; else root inside, the caller outside
    bool followLink = false;   ///< -L: the source itself may be a link
    bool sync = true;          ///< return only when it is on disk
    bool contentsOnly = false; ///< of a folder: "SRC/." in Docker's spelling
    std::optional<Owner> owner{}; ///< in: to whom it belongs instead of root; keepOwners goes before it
};

} // namespace firkin::copy
