// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/engine/types.h"

#include <stop_token>

namespace firkin::engine {

/// The published ports of containers, while they run and while they do not. The record follows: what is published stays so
/// over restarts. Calls block; any thread.
class Ports {
public:
    virtual ~Ports() = default;
    /// All of them or none; a running container's are bound when it returns. How they are bound (a chosen number in place
    /// of 0). PortTaken.
    virtual Result<std::vector<PortMapping>>
    publish(const ContainerId &id, const std::vector<PortMapping> &ports, std::stop_token stop) = 0;
    /// Each is matched by container port and transport, and by host port and address where they are said (0 and empty are
    /// any). NotFound when nothing matches.
    virtual Status unpublish(const ContainerId &id, const std::vector<PortMapping> &ports, std::stop_token stop) = 0;
};

/// Whether `wanted` means `port`, as unpublish() sees it. Pure.
[[nodiscard]] inline bool means(const PortMapping &wanted, const PortMapping &port)
{
    return wanted.containerPort == port.containerPort && wanted.transport == port.transport
        && (wanted.hostPort == 0 || wanted.hostPort == port.hostPort)
        && (wanted.hostAddress.empty() || wanted.hostAddress == port.hostAddress);
}

} // namespace firkin::engine
