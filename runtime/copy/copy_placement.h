// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/result.h"

#include <string>
#include <string_view>

/// Where a copy goes: Docker's rules, the same for both directions. Pure.
namespace firkin::copy {

enum class TargetKind : std::uint8_t { Missing, File, Directory };

struct CopySource {
    std::string name; ///< its last component
    bool isDirectory = false;
    bool contentsOnly = false; ///< "SRC/."
};

struct Placement {
    std::string path;            ///< of the file, or of the folder that the source's content goes into
    bool existingFolder = false; ///< the content goes into a folder that was there
};

/// `target` as typed; a trailing slash says that it is a folder. `kind` is what is there, links followed.
///   file  onto missing: that name · onto missing with "/": an error · onto a file: replaced · onto a folder: below it
///   folder onto missing: made, and filled · onto a file: an error · onto a folder: below it, or into it with "SRC/."
[[nodiscard]] Result<Placement>
placeCopy(Operation operation, const CopySource &source, std::string_view target, TargetKind kind);

/// The last component of a path as typed: "" for "/", ".", ".." and what ends in them.
[[nodiscard]] std::string lastComponent(std::string_view path);

/// "SRC/." → {"SRC", contents only}; else the path without trailing slashes.
struct TypedSource {
    std::string path;
    bool contentsOnly = false;
    bool mustBeDirectory = false; ///< "SRC/"
};
[[nodiscard]] TypedSource readSource(std::string_view path);

} // namespace firkin::copy
