// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/result.h"

#include <filesystem>

namespace firkin::test {

/// Makes an ext4 image with Debian's static busybox and all of its commands at `image`; the tree is staged in `folder`.
Status makeBusyboxRootfs(const std::filesystem::path &folder, const std::filesystem::path &image);
/// An empty ext4 file system of this size, sparse.
Status makeEmptyExt4(const std::filesystem::path &image, std::uint64_t bytes);

} // namespace firkin::test
