// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/result.h"
#include "runtime/copy/byte_channel.h"
#include "runtime/copy/tar_writer.h"

#include <stop_token>
#include <string>
#include <string_view>

/// Internal: paths of a container as the machine has them, and small parts that both directions of a copy share.
namespace firkin::container {

class MountedContainer;

/// A path as typed, made absolute; NUL and overlong ones are errors. A trailing slash stays: it means something.
[[nodiscard]] Result<std::string> absoluteTarget(Operation operation, std::string_view path);
/// Below the rootfs, in the machine. ".." is taken out of it here; links are resolved inside the root by the agent.
[[nodiscard]] std::string guestPath(const MountedContainer &container, std::string_view path);

/// `text`: the longest leading part that is UTF-8 and ends at a component; `rest`: what follows, without a slash.
struct SplitPath {
    std::string text;
    std::string rest;
};
[[nodiscard]] SplitPath splitAtText(std::string_view path);
[[nodiscard]] bool isUtf8(std::string_view text);

/// Blocks on the descriptor until the stop.
[[nodiscard]] copy::ByteSource readFrom(int fd, Operation operation, std::stop_token stop);
[[nodiscard]] copy::ByteSink writeTo(int fd, Operation operation, std::stop_token stop);
Status writeZeros(copy::TarWriter &writer, std::uint64_t count);

} // namespace firkin::container
