// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/result.h"

#include <string>

namespace firkin::guest {

/// A handler for a foreign program format, as binfmt_misc reads it.
struct Emulator {
    std::string name, type, offset, magic, mask, interpreter, flags;
};
/// ":name:type:offset:magic:mask:interpreter:flags". BadSyntax for a field with a colon or a line's end. Pure.
[[nodiscard]] Result<std::string> binfmtLine(const Emulator &emulator);
/// Mounts binfmt_misc at its first use.
Status registerEmulator(const Emulator &emulator);

} // namespace firkin::guest
