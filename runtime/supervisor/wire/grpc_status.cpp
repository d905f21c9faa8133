// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/supervisor/wire/grpc_status.h"

#include "runtime/supervisor/wire/convert.h"

#include "supervisor.pb.h"

#include <grpcpp/support/status.h>

namespace firkin::supervisor {

namespace {

/// Only a hint for people with other clients: ours reads the details.
grpc::StatusCode codeOf(ErrorCode code)
{
    switch (code) {
    case ErrorCode::InvalidArgument: return grpc::StatusCode::INVALID_ARGUMENT;
    case ErrorCode::NotFound: return grpc::StatusCode::NOT_FOUND;
    case ErrorCode::AlreadyExists: return grpc::StatusCode::ALREADY_EXISTS;
    case ErrorCode::InvalidState: return grpc::StatusCode::FAILED_PRECONDITION;
    case ErrorCode::PermissionDenied: return grpc::StatusCode::PERMISSION_DENIED;
    case ErrorCode::Unavailable: return grpc::StatusCode::FAILED_PRECONDITION; // UNAVAILABLE is the connection's own
    case ErrorCode::Timeout: return grpc::StatusCode::DEADLINE_EXCEEDED;
    case ErrorCode::Cancelled: return grpc::StatusCode::CANCELLED;
    case ErrorCode::ResourceExhausted: return grpc::StatusCode::RESOURCE_EXHAUSTED;
    case ErrorCode::Unsupported: return grpc::StatusCode::UNIMPLEMENTED;
    case ErrorCode::Corrupt: return grpc::StatusCode::DATA_LOSS;
    case ErrorCode::Internal: return grpc::StatusCode::INTERNAL;
    }
    return grpc::StatusCode::INTERNAL;
}

/// HTTP/2 headers have a limit of some kilobytes, and details travel in one.
constexpr std::size_t detailLimit = 2000;

void shorten(v1::ErrorInfo &info)
{
    if (info.detail().size() > detailLimit)
        info.set_detail(info.detail().substr(0, detailLimit));
    if (info.has_cause())
        shorten(*info.mutable_cause());
}

} // namespace

grpc::Status toGrpc(const Error &error)
{
    v1::ErrorInfo info;
    toWire(error, info);
    shorten(info);
    return {codeOf(error.code), "", info.SerializeAsString()};
}

Error fromGrpc(const grpc::Status &status, Operation operation, std::string_view object)
{
    v1::ErrorInfo info;
    if (!status.error_details().empty() && info.ParseFromString(status.error_details()))
        return fromWire(info);
    switch (status.error_code()) {
    case grpc::StatusCode::CANCELLED: return cancelled(operation, object);
    case grpc::StatusCode::DEADLINE_EXCEEDED: return timedOut(operation, object, status.error_message());
    case grpc::StatusCode::UNIMPLEMENTED:
        return makeError(operation, object, Reason::SupervisorIncompatible, status.error_message());
    default: return makeError(operation, object, Reason::SupervisorLost, status.error_message());
    }
}

} // namespace firkin::supervisor
