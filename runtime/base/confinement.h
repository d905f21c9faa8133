// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "runtime/base/unique_fd.h"

#include <filesystem>
#include <optional>
#include <vector>

namespace firkin {

/// What a child cannot do beyond its user's rights, nor its own children: for helpers that read what a guest sends. Where
/// the kernel has Landlock; an older one restricts less or nothing. A confined child has no new privileges (no set-id).
/// It can neither listen on TCP nor connect by it, nor signal others or reach their abstract sockets.
struct Confinement {
    /// Folders with all below, or files. What every program needs to run (/usr, /lib, its own folder) is readable anyway.
    struct Files {
        std::vector<std::filesystem::path> readable;
        std::vector<std::filesystem::path> writable; ///< made and removed, too
    };
    std::optional<Files> files; ///< none: any file
};

/// The kernel's rules, for landlock_restrict_self; no descriptor where there is no Landlock. What does not exist is left out.
[[nodiscard]] UniqueFd makeLandlockRules(const Confinement &confinement, const std::filesystem::path &program);

} // namespace firkin
