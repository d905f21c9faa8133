// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/result.h"

#include <grpcpp/support/status.h>

#include <exception>
#include <string_view>

namespace firkin::guest {

/// Our errors → gRPC's status: this file alone. The message names the call, the object and errno's text: hosts look for
/// such texts ("failed to find target executable", "No such file or directory").
[[nodiscard]] grpc::Status toGrpc(std::string_view call, const Error &error);

/// The body of a call: what it returns, or throws, as a status. No exception reaches gRPC.
template <class Body>
grpc::Status answer(std::string_view call, Body body)
{
    try {
        if (Status status = body(); !status)
            return toGrpc(call, status.error());
        return grpc::Status::OK;
    } catch (const std::exception &problem) {
        return toGrpc(call, makeError(Operation::ConfigureGuest, {}, Reason::Bug, problem.what()));
    }
}

} // namespace firkin::guest
