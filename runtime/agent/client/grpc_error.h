// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/error.h"

namespace grpc {
class Status;
}

namespace firkin::agent {

/// The one place that translates a gRPC status of the agent. What the agent says in words (strerror texts, the
/// protocol's agreed phrases) picks the reason where the code alone does not tell.
[[nodiscard]] Error fromGrpc(const grpc::Status &status, Operation operation, std::string_view object);

} // namespace firkin::agent
