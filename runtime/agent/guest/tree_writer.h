// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/agent/guest/rooted_tree.h"
#include "runtime/copy/byte_channel.h"

#include <string>

namespace firkin::guest {

/// Unpacks a tar stream, plain or gzip, into a folder of a tree. Links that were there are followed, inside the tree, as a
/// program in the container would (/lib may be one); one that the archive itself has made is not. Owners, modes and times
/// are the archive's; those of the folder itself only when it is new. Files are replaced, folders kept. Devices,
/// pipes and sockets are refused. An empty stream is an error: it looks like a broken one.
Status unpackTree(const RootedTree &tree, const std::string &folder, bool folderIsNew, const copy::ByteSource &source);

} // namespace firkin::guest
