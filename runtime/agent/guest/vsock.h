// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/result.h"
#include "runtime/base/unique_fd.h"

#include <cstdint>

namespace firkin::guest {

/// A listening AF_VSOCK socket on every address, close-on-exec.
Result<UniqueFd> listenOnVsock(std::uint32_t port);
/// Blocks until the host connects; who is not the host is turned away. Blocking, close-on-exec.
Result<UniqueFd> acceptFromHost(int listener);
/// Connects to a port of the host. Blocks for at most 10 s: a port without a listener is not refused at once.
Result<UniqueFd> dialHost(std::uint32_t port);

/// How the agent reaches the host; tests have another.
using HostDialer = Result<UniqueFd> (*)(std::uint32_t port);

} // namespace firkin::guest
