// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/result.h"
#include "runtime/engine/types.h"

#include <filesystem>
#include <string_view>

/// Texts of the mount options, read. Pure but for the present folder, which is given; errors are of
/// Operation::ParseOptions and name the text.
namespace firkin::cli {

/// `-v`: "name:/in", "/host:/in:ro", "./host:/in", "/in" (a volume of the container's own). Options: ro, rw, nocopy; z and Z
/// (of SELinux) mean nothing here. A path with a colon in it is `--mount`'s.
Result<engine::MountSpec> parseVolume(std::string_view text, const std::filesystem::path &here);
/// `--mount`: "type=bind,src=/host,dst=/in,readonly", "type=volume,src=name,dst=/in,volume-opt=size=1g",
/// "type=tmpfs,dst=/in,tmpfs-size=64m,tmpfs-mode=1770". A path with a comma cannot be told.
Result<engine::MountSpec> parseMount(std::string_view text, const std::filesystem::path &here);
/// `--tmpfs`: "/in", "/in:size=64m,mode=1770".
Result<engine::MountSpec> parseTmpfs(std::string_view text);

} // namespace firkin::cli
