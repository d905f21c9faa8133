// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/ids.h"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

/// Which folders of this computer are trees of containers (Files::serve). Pure: looks at no disk, since what lies there may
/// hang.
namespace firkin {

/// Below the runtime directory.
[[nodiscard]] std::filesystem::path servedFolder(const std::filesystem::path &runtimeDirectory, const ContainerId &container);

struct ServedPath {
    ContainerId container;
    std::string path; ///< in the container, absolute
};
/// Which file of which container a path of this computer means; nothing for all others, and for paths with "..".
[[nodiscard]] std::optional<ServedPath> servedPath(const std::filesystem::path &runtimeDirectory, std::string_view path);

} // namespace firkin
