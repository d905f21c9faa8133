// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/result.h"

namespace grpc {
class Status;
}

namespace firkin::supervisor {

/// The error whole, in the status' details.
[[nodiscard]] grpc::Status toGrpc(const Error &error);
/// Back again; a failure of the connection itself becomes SupervisorLost, a cancelled call Cancelled.
[[nodiscard]] Error fromGrpc(const grpc::Status &status, Operation operation, std::string_view object);

} // namespace firkin::supervisor
