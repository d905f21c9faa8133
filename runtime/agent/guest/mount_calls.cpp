// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
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

grpc::Status SandboxService::FilesystemOperation(grpc::ServerContext *, const v3::FilesystemOperationRequest *,
                                                 v3::FilesystemOperationResponse *)
{
    return answer("filesystemOperation", []() -> Status { return fail(Operation::ConfigureGuest, {}, Reason::UnsupportedHere); });
}

} // namespace firkin::guest
