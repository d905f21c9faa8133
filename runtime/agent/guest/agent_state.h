// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/agent/guest/container_registry.h"
#include "runtime/agent/guest/crun.h"
#include "runtime/agent/guest/environment.h"
#include "runtime/agent/guest/event_loop.h"
#include "runtime/agent/guest/process_service.h"
#include "runtime/agent/guest/reaper.h"
#include "runtime/agent/guest/socket_relay.h"
#include "runtime/agent/guest/vsock.h"

namespace firkin::guest {

/// Everything that the two services share, in the order of construction. Lives as long as the machine.
struct AgentState {
    Environment environment;
    Reaper reaper;
    EventLoop stdioLoop;
    EventLoop relayLoop;
    ContainerRegistry containers;
    Crun crun{reaper, environment};
    ProcessService processes{containers, crun, stdioLoop, dialHost};
    SocketRelays socketRelays{relayLoop};
};

} // namespace firkin::guest
