// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace firkin::copy {

struct CopyOptions {
    bool keepOwners = false;   ///< -a; else root inside, the caller outside
    bool followLink = false;   ///< -L: the source itself may be a link
    bool sync = true;          ///< return only when it is on disk
    bool contentsOnly = false; ///< of a folder: "SRC/." in Docker's spelling
};

} // namespace firkin::copy
