// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/agent/guest/event_loop.h"
#include "runtime/agent/guest/rooted_tree.h"
#include "runtime/agent/guest/vsock.h"
#include "runtime/base/result.h"

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <sys/types.h>

namespace firkin::guest {

/// Which socket of the machine stands for which of the host.
struct SocketRelayPlan {
    std::string id;
    bool into = true; ///< a unix socket here leads to a port of the host; else a port here leads to a unix socket
    std::uint32_t port = 0;
    std::string path;
    std::optional<mode_t> mode;
    bool framed = false; ///< connections of the vsock carry a DuplexStream
    /// Out of: where `path` is resolved; none: the agent's own root.
    std::function<Result<RootedTree>()> tree = {};
};

/// Relays of unix sockets through vsock, by id. Owns their listeners, on the loop's thread; a connection, once made, lives
/// until both its ends are through, also after its relay was stopped. Any thread.
///
/// The vsock device carries no half-close: where one side of a raw relay has ended its direction, what it sent is delivered,
/// and the connection ends. A framed relay ends each direction by itself.
class SocketRelays {
public:
    explicit SocketRelays(EventLoop &loop);
    ~SocketRelays();

    Status start(const SocketRelayPlan &plan);
    Status stop(const std::string &id);

    struct Relay;

private:
    EventLoop &m_loop;
    std::mutex m_mutex;
    std::map<std::string, std::unique_ptr<Relay>> m_relays;
};

} // namespace firkin::guest
