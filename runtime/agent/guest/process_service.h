// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/agent/guest/container_registry.h"
#include "runtime/agent/guest/crun.h"
#include "runtime/agent/guest/event_loop.h"
#include "runtime/agent/guest/process_io.h"

#include <functional>
#include <string>

namespace firkin::guest {

/// The calls about processes, without gRPC: creation (validate, normalise, dial), start (crun), end and removal.
/// Any thread; creation and start block for as long as dialling and crun take.
class ProcessService {
public:
    ProcessService(ContainerRegistry &registry, Crun &crun, EventLoop &loop, HostDialer dialer);

    struct Creation {
        std::string containerId;
        std::string processId;
        std::string specification; ///< JSON
        StdioPlan stdio;           ///< `terminal` is taken from the specification
    };
    Status create(const Creation &creation);
    /// A shell of the agent's own in the container's namespaces.
    struct DebugCreation {
        std::string containerId;
        std::string processId;
        StdioPlan stdio;
        unsigned columns = 0, rows = 0;
    };
    Status createDebug(const DebugCreation &creation);

    Result<pid_t> start(const std::string &containerId, const std::string &processId, const std::function<bool()> &stopped);
    Result<std::shared_ptr<GuestProcess>> find(const std::string &containerId, const std::string &processId) const;
    Status remove(const std::string &containerId, const std::string &processId);
    /// Dials the host and joins the stream.
    Result<std::uint64_t> attach(const std::string &containerId, const std::string &processId, StdStream stream,
                                 std::uint32_t port, std::uint64_t offset);
    /// Of a container that runs.
    Status setHostname(const std::string &containerId, const std::string &hostname);

private:
    Status createContainer(const Creation &creation);
    Status createExec(const Creation &creation, GuestContainer &container);
    Status removeContainer(GuestContainer &container);

    ContainerRegistry &m_registry;
    Crun &m_crun;
    EventLoop &m_loop;
    HostDialer m_dialer;
};

} // namespace firkin::guest
