// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/copy/byte_channel.h"

#include <string>

namespace firkin::guest {

/// Writes what lies in an open folder as PAX tar in gzip's stored blocks: "./" first, then names relative to it, folders
/// before what is in them. Files, folders, symbolic links, and hard links as such; modes, owners, times. Sockets, pipes and
/// devices are left out. The tree may be changed by hostile hands meanwhile: every step opens by name below a folder
/// that is held open, follows nothing, and looks at what it has opened. What vanishes is left out, a file that shrinks is
/// filled with zeros.
Status packTree(int folder, const std::string &object, const copy::ByteSink &sink);

} // namespace firkin::guest
