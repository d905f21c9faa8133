// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/agent/guest/event_loop.h"
#include "runtime/agent/guest/vsock.h"
#include "runtime/base/result.h"

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
};

/// Relays of unix sockets through vsock, by id. Owns their listeners, on the loop's thread; a connection, once made, lives
/// until both its ends are through, also after its relay was stopped. Any thread.
///
/// The vsock device carries no half-close: where one side has ended its direction, what it sent is delivered, and
/// the connection ends. A protocol in which the other side still answers then needs something better than this.
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
