// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/guest/filesystem_operation.h"
#include "runtime/agent/guest/grpc_status.h"
#include "runtime/agent/guest/mounter.h"
#include "runtime/agent/guest/sandbox_service.h"

namespace firkin::guest {

grpc::Status SandboxService::Mount(grpc::ServerContext *, const v3::MountRequest *request, v3::MountResponse *)
{
    return answer("mount", [&] {
        return mountAt({request->type(), request->source(), request->destination(),
                        {request->options().begin(), request->options().end()}});
    });
}

grpc::Status SandboxService::Umount(grpc::ServerContext *, const v3::UmountRequest *request, v3::UmountResponse *)
{
    return answer("umount", [&] { return unmount(request->path(), request->flags()); });
}

grpc::Status SandboxService::FilesystemOperation(grpc::ServerContext *, const v3::FilesystemOperationRequest *request,
                                                 v3::FilesystemOperationResponse *reply)
{
    return answer("filesystemOperation", [&]() -> Status {
        switch (request->operation_case()) {
        case v3::FilesystemOperationRequest::kFreeze:
            return operateOnFilesystem(request->path(), FilesystemVerb::Freeze).transform([](std::uint64_t) {});
        case v3::FilesystemOperationRequest::kThaw:
            return operateOnFilesystem(request->path(), FilesystemVerb::Thaw).transform([](std::uint64_t) {});
        case v3::FilesystemOperationRequest::kTrim:
            if (!request->trim().has_one_shot())
                break;
            {
                FIRKIN_ASSIGN(const std::uint64_t bytes, operateOnFilesystem(request->path(), FilesystemVerb::Trim));
                reply->mutable_trim()->set_trimmed_bytes(bytes);
            }
            return {};
        case v3::FilesystemOperationRequest::OPERATION_NOT_SET: break;
        }
        return fail(Operation::ConfigureGuest, request->path(), Reason::BadSyntax, "no operation that is known");
    });
}

} // namespace firkin::guest
