// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace firkin::guest {

struct AgentState;

/// Serves both protocols on a vsock port, one gRPC channel per accepted connection. Returns only when it cannot go on.
void serve(AgentState &state, std::uint32_t port);

} // namespace firkin::guest
