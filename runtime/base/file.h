// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "runtime/base/result.h"
#include "runtime/base/unique_fd.h"

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <sys/types.h>

/// Small file operations that name their object when they fail. Block; any thread.
namespace firkin {

/// The whole file; an error when it is larger than `limit`.
Result<std::string> readFile(const std::filesystem::path &path, std::size_t limit);

/// Temp file beside it, fsync, rename, fsync of the folder: whole or not at all, after any kill -9.
Status writeFileAtomically(const std::filesystem::path &path, std::string_view content, mode_t mode = 0600);

/// Creates missing folders with 0700; the last one must be ours and 0700, else NoPermission.
Status makePrivateDirectory(const std::filesystem::path &path);

/// All of it, over short writes and EINTR.
Status writeAll(int fd, std::span<const std::byte> bytes, std::string_view object);
Status writeAll(int fd, std::string_view bytes, std::string_view object);

Status syncDirectory(const std::filesystem::path &path);
Status removeTree(const std::filesystem::path &path);
Result<std::uint64_t> freeSpace(const std::filesystem::path &path);

} // namespace firkin
