// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/base/error.h"

#include <cerrno>
#include <system_error>

namespace firkin {

Reason Error::rootReason() const
{
    Reason found = reason;
    for (const Error *error = cause.get(); error; error = error->cause.get()) {
        if (error->reason != Reason::Unspecified)
            found = error->reason;
    }
    return found;
}

ErrorCode codeFor(Reason reason)
{
    switch (reason) {
    case Reason::BadSyntax:
    case Reason::BadId:
    case Reason::BadName:
    case Reason::BadPath:
    case Reason::BadReference:
    case Reason::BadSize:
    case Reason::OutOfRange:
    case Reason::MissingCommand:
    case Reason::ConflictingOptions:
    case Reason::BelongsToPod:
    case Reason::UnknownUser:
    case Reason::UnknownSignal:
    case Reason::ReservedPort:
    case Reason::NotADirectory:
    case Reason::IsADirectory:
    case Reason::ExecutableNotFound:
    case Reason::ExecutableNotRunnable:
        return ErrorCode::InvalidArgument;
    case Reason::PortTaken:
    case Reason::NameTaken:
        return ErrorCode::AlreadyExists;
    case Reason::NoSuchContainer:
    case Reason::NoSuchImage:
    case Reason::NoSuchPod:
    case Reason::NoSuchSession:
    case Reason::NoSuchFile:
    case Reason::NoSuchVolume:
    case Reason::NoSuchNetwork:
    case Reason::NoSuchSnapshot:
    case Reason::NoSuchProcess:
    case Reason::NotPublished:
    case Reason::NoShell:
    case Reason::NotLoggedIn:
        return ErrorCode::NotFound;
    case Reason::NotRunning:
    case Reason::AlreadyRunning:
    case Reason::StillRunning:
    case Reason::IsPaused:
    case Reason::NotPaused:
    case Reason::IsRestarting:
    case Reason::MachineTooSmall:
    case Reason::InUse:
    case Reason::DirectoryNotEmpty:
    case Reason::FileChanged:
    case Reason::IllegalTransition:
        return ErrorCode::InvalidState;
    case Reason::ReadOnly:
    case Reason::NoPermission:
    case Reason::NeedsLogin:
    case Reason::LoginRefused:
    case Reason::RegistryRefused:
        return ErrorCode::PermissionDenied;
    case Reason::KernelPanic:
    case Reason::MachineExited:
    case Reason::MachineStuck:
    case Reason::AgentSilent:
    case Reason::ConnectionLost:
    case Reason::DeviceLost:
    case Reason::HelperMissing:
    case Reason::HelperFailed:
    case Reason::SupervisorLost:
    case Reason::StoreBusy:
    case Reason::RegistryUnreachable:
    case Reason::NoDisplay:
        return ErrorCode::Unavailable;
    case Reason::TooLarge:
    case Reason::NoSpace:
    case Reason::NoMemory:
    case Reason::LimitExceeded:
        return ErrorCode::ResourceExhausted;
    case Reason::AgentTooOld:
    case Reason::NoKvm:
    case Reason::NoNestedVirtualization:
    case Reason::SupervisorIncompatible:
    case Reason::StoreTooNew:
    case Reason::SnapshotMismatch:
    case Reason::NotSnapshottable:
    case Reason::WrongPlatform:
    case Reason::UnsupportedHere:
        return ErrorCode::Unsupported;
    case Reason::RecordDamaged:
    case Reason::SnapshotDamaged:
    case Reason::SettingsDamaged:
    case Reason::NotAnImage:
    case Reason::Truncated:
    case Reason::DigestMismatch:
    case Reason::ProtocolViolation:
        return ErrorCode::Corrupt;
    case Reason::DeadlineExceeded:
        return ErrorCode::Timeout;
    case Reason::CancelledByCaller:
        return ErrorCode::Cancelled;
    case Reason::Unspecified:
    case Reason::SystemError:
    case Reason::Bug:
        return ErrorCode::Internal;
    }
    return ErrorCode::Internal;
}

Error makeError(Operation operation, std::string_view object, Reason reason, std::string_view detail)
{
    return Error{codeFor(reason), operation, std::string(object), reason, std::string(detail), nullptr};
}

Error systemError(Operation operation, std::string_view object, int errnoValue, std::string_view detail)
{
    std::string text = std::generic_category().message(errnoValue);
    if (!detail.empty())
        text = std::string(detail) + ": " + text;
    const Reason reason = [&] {
        switch (errnoValue) {
        case ENOENT: return Reason::NoSuchFile;
        case EACCES:
        case EPERM: return Reason::NoPermission;
        case EROFS: return Reason::ReadOnly;
        case ENOSPC:
        case EDQUOT: return Reason::NoSpace;
        case ENOMEM: return Reason::NoMemory;
        case ENOTDIR: return Reason::NotADirectory;
        case EISDIR: return Reason::IsADirectory;
        case ENOTEMPTY: return Reason::DirectoryNotEmpty;
        case EADDRINUSE: return Reason::PortTaken;
        case ECONNRESET:
        case EPIPE: return Reason::ConnectionLost;
        case ETIMEDOUT: return Reason::DeadlineExceeded;
        case ECANCELED: return Reason::CancelledByCaller;
        default: return Reason::SystemError;
        }
    }();
    Error error = makeError(operation, object, reason, text);
    if (errnoValue == EEXIST)
        error.code = ErrorCode::AlreadyExists;
    return error;
}

Error wrap(Operation operation, std::string_view object, Error cause)
{
    Error error{cause.code, operation, std::string(object), Reason::Unspecified, {}, nullptr};
    error.cause = std::make_shared<const Error>(std::move(cause));
    return error;
}

Error cancelled(Operation operation, std::string_view object)
{
    return makeError(operation, object, Reason::CancelledByCaller);
}

Error timedOut(Operation operation, std::string_view object, std::string_view detail)
{
    return makeError(operation, object, Reason::DeadlineExceeded, detail);
}

} // namespace firkin
