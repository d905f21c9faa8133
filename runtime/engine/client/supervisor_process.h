// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/result.h"
#include "runtime/engine/store/store.h"

#include <stop_token>

namespace firkin::engine {

/// Starts a machine's supervisor and returns once it listens. Where there is a user's systemd, in a scope of its own, so
/// that the end of the caller's session does not take it along. If there is one already: fine.
Status startSupervisor(const store::Store &store, const store::SocketLayout &sockets, const MachineId &machine, std::stop_token stop);

} // namespace firkin::engine
