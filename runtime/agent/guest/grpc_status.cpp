// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/guest/grpc_status.h"

#include "runtime/base/error_text.h"

#include <string>

namespace firkin::guest {

namespace {

grpc::StatusCode codeOf(ErrorCode code)
{
    switch (code) {
    case ErrorCode::InvalidArgument: return grpc::StatusCode::INVALID_ARGUMENT;
    case ErrorCode::NotFound: return grpc::StatusCode::NOT_FOUND;
    case ErrorCode::AlreadyExists: return grpc::StatusCode::ALREADY_EXISTS;
    case ErrorCode::InvalidState: return grpc::StatusCode::FAILED_PRECONDITION;
    case ErrorCode::PermissionDenied: return grpc::StatusCode::PERMISSION_DENIED;
    case ErrorCode::ResourceExhausted: return grpc::StatusCode::RESOURCE_EXHAUSTED;
    case ErrorCode::Unsupported: return grpc::StatusCode::UNIMPLEMENTED;
    case ErrorCode::Cancelled: return grpc::StatusCode::CANCELLED;
    // Unavailable, timeout and the like would say to the host that the agent is, not what it was asked about.
    case ErrorCode::Unavailable:
    case ErrorCode::Timeout:
    case ErrorCode::Corrupt:
    case ErrorCode::Internal: break;
    }
    return grpc::StatusCode::INTERNAL;
}

} // namespace

grpc::Status toGrpc(std::string_view call, const Error &error)
{
    // The host says what it was doing; from here come the cause and its object.
    std::string message(call);
    for (const Error *each = &error; each; each = each->cause.get()) {
        if (!each->object.empty())
            message += ": " + each->object;
        if (!each->detail.empty())
            message += ": " + each->detail;
        if (const std::string_view reason = text(each->reason); !reason.empty() && each->reason != Reason::SystemError)
            message += " (" + std::string(reason) + ")";
    }
    return {codeOf(error.code), message};
}

} // namespace firkin::guest
