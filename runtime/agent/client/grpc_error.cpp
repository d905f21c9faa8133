// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/client/grpc_error.h"

#include "runtime/base/error_text.h"

#include <grpcpp/support/status.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <string>

namespace firkin::agent {
namespace {

struct Phrase {
    std::string_view text; ///< lower case
    Reason reason;
};

/// First hit counts: the more particular before the general.
constexpr std::array phrases{
    Phrase{"failed to find target executable", Reason::ExecutableNotFound},
    Phrase{"exec format error", Reason::ExecutableNotRunnable},
    Phrase{"no space left on device", Reason::NoSpace},
    Phrase{"disk quota exceeded", Reason::NoSpace},
    Phrase{"read-only file system", Reason::ReadOnly},
    Phrase{"directory not empty", Reason::DirectoryNotEmpty},
    Phrase{"not a directory", Reason::NotADirectory},
    Phrase{"is a directory", Reason::IsADirectory},
    Phrase{"no such file or directory", Reason::NoSuchFile},
    Phrase{"operation not permitted", Reason::NoPermission},
    Phrase{"permission denied", Reason::NoPermission},
    Phrase{"device or resource busy", Reason::InUse},
    Phrase{"file name too long", Reason::BadPath},
    Phrase{"too many levels of symbolic links", Reason::BadPath},
    Phrase{"cannot allocate memory", Reason::NoMemory},
    Phrase{"unknown user", Reason::UnknownUser},
    Phrase{"nopasswdentries", Reason::UnknownUser},
    Phrase{"no matching entries in passwd", Reason::UnknownUser},
    Phrase{"unable to find user", Reason::UnknownUser},
};

bool isAboutFiles(Operation operation)
{
    switch (operation) {
    case Operation::CopyIn:
    case Operation::CopyOut:
    case Operation::ListDirectory:
    case Operation::StatFile:
    case Operation::RenameFile:
    case Operation::RemoveFile:
    case Operation::MakeDirectory:
    case Operation::MountFileSystem:
    case Operation::UnmountFileSystem:
        return true;
    default:
        return false;
    }
}

/// Our own agent ends each cause with its reason in words, in brackets; the innermost comes last.
std::optional<Reason> reasonInBrackets(const std::string &message)
{
    std::optional<Reason> found;
    std::size_t best = 0;
    for (int value = 0; value <= static_cast<int>(Reason::Bug); ++value) {
        const auto reason = static_cast<Reason>(value);
        const std::string_view words = text(reason);
        if (words.empty())
            continue;
        const std::size_t at = message.rfind("(" + std::string(words) + ")");
        if (at != std::string::npos && at >= best) {
            best = at;
            found = reason;
        }
    }
    return found;
}

std::optional<Reason> reasonFromText(const std::string &message, Operation operation)
{
    std::string lower = message;
    std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    for (const Phrase &phrase : phrases) {
        if (!lower.contains(phrase.text))
            continue;
        // A program that may not be executed is not the caller's missing permission.
        if (phrase.reason == Reason::NoPermission && operation == Operation::StartProcess)
            return Reason::ExecutableNotRunnable;
        return phrase.reason;
    }
    return std::nullopt;
}

} // namespace

Error fromGrpc(const grpc::Status &status, Operation operation, std::string_view object)
{
    const std::string &message = status.error_message();
    auto told = reasonInBrackets(message);
    if (!told)
        told = reasonFromText(message, operation);
    const auto make = [&](ErrorCode code, Reason fallback) {
        Error error = makeError(operation, object, told.value_or(fallback), message);
        error.code = code;
        return error;
    };
    const auto byReason = [&](ErrorCode code, Reason fallback) {
        return told ? makeError(operation, object, *told, message) : make(code, fallback);
    };
    switch (status.error_code()) {
    case grpc::StatusCode::CANCELLED:
        return cancelled(operation, object);
    case grpc::StatusCode::DEADLINE_EXCEEDED:
        return timedOut(operation, object, message);
    case grpc::StatusCode::INVALID_ARGUMENT:
        return make(ErrorCode::InvalidArgument, Reason::Unspecified);
    case grpc::StatusCode::NOT_FOUND:
        return make(ErrorCode::NotFound, isAboutFiles(operation) ? Reason::NoSuchFile : Reason::NoSuchProcess);
    case grpc::StatusCode::ALREADY_EXISTS:
        return make(ErrorCode::AlreadyExists, isAboutFiles(operation) ? Reason::NameTaken : Reason::Unspecified);
    case grpc::StatusCode::PERMISSION_DENIED:
    case grpc::StatusCode::UNAUTHENTICATED:
        return make(ErrorCode::PermissionDenied, Reason::NoPermission);
    case grpc::StatusCode::RESOURCE_EXHAUSTED:
        return make(ErrorCode::ResourceExhausted, Reason::LimitExceeded);
    case grpc::StatusCode::FAILED_PRECONDITION:
    case grpc::StatusCode::ABORTED:
        return make(ErrorCode::InvalidState, Reason::Unspecified);
    case grpc::StatusCode::OUT_OF_RANGE:
        return make(ErrorCode::InvalidArgument, Reason::OutOfRange);
    case grpc::StatusCode::UNIMPLEMENTED:
        return make(ErrorCode::Unsupported, Reason::AgentTooOld);
    case grpc::StatusCode::UNAVAILABLE:
        return make(ErrorCode::Unavailable, Reason::ConnectionLost);
    case grpc::StatusCode::DATA_LOSS:
        return make(ErrorCode::Corrupt, Reason::ProtocolViolation);
    case grpc::StatusCode::OK:
    case grpc::StatusCode::UNKNOWN:
    case grpc::StatusCode::INTERNAL:
    case grpc::StatusCode::DO_NOT_USE:
        break;
    }
    return byReason(ErrorCode::Internal, Reason::Unspecified);
}

} // namespace firkin::agent
