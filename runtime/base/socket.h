// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "runtime/base/deadline.h"
#include "runtime/base/result.h"
#include "runtime/base/unique_fd.h"

#include <filesystem>
#include <stop_token>
#include <string_view>
#include <sys/types.h>

/// Unix stream sockets: calls block, obey deadline and stop token, and give blocking, close-on-exec descriptors.
namespace firkin {

/// A unix socket's path fits in so many bytes, its terminating zero not counted.
constexpr std::size_t longestSocketPath = 107;

/// Listens at `path`, mode 0600. Whatever lay at the path is replaced: the folder is ours alone (0700).
Result<UniqueFd> listenAt(const std::filesystem::path &path, int backlog, Operation operation);
/// Unavailable when nobody listens.
Result<UniqueFd> connectTo(const std::filesystem::path &path, Deadline deadline, std::stop_token stop, Operation operation);
Result<UniqueFd> acceptFrom(int listener, Deadline deadline, std::stop_token stop, Operation operation, std::string_view object);

/// The process at the other end, as the kernel knows it (SO_PEERCRED).
struct Peer {
    pid_t pid = 0;
    uid_t uid = 0;
    gid_t gid = 0;
};
Result<Peer> peerOf(int socket);

Status setNonBlocking(int fd, bool on);

} // namespace firkin
