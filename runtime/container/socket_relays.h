// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/ids.h"
#include "runtime/base/result.h"
#include "runtime/container/socket_config.h"

#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace firkin::container {

class Machine;

/// The host's side of a container's sockets, from before its start to after its end. Each relay accepts on a thread of its
/// own, each connection has one while it lasts; the destructor ends them all, tells the guest, and removes the sockets
/// that were made on the host.
///
/// With our agent each direction ends by itself. A foreign one knows raw bytes only: the first end of either side ends the
/// connection, once what was sent before it is through; and since a vsock connection that is full in both directions may
/// stall for good, one that moves nothing for as long as a copy may, while it is full, is given up.
class SocketRelays {
public:
    /// All or none.
    static Result<std::unique_ptr<SocketRelays>>
    start(Machine &machine, const ContainerId &container, const std::string &rootfs, const std::vector<SocketConfig> &sockets, std::stop_token stop);
    ~SocketRelays();
    SocketRelays(const SocketRelays &) = delete;
    SocketRelays &operator=(const SocketRelays &) = delete;

    struct Relay;

private:
    SocketRelays();
    std::vector<std::unique_ptr<Relay>> m_relays;
};

} // namespace firkin::container
