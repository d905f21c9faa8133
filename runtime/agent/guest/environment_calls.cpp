// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/guest/binfmt.h"
#include "runtime/agent/guest/grpc_status.h"
#include "runtime/agent/guest/mounter.h"
#include "runtime/agent/guest/sandbox_service.h"

#include <cerrno>
#include <csignal>
#include <sys/time.h>
#include <unistd.h>

namespace firkin::guest {

grpc::Status SandboxService::Setenv(grpc::ServerContext *, const v3::SetenvRequest *request, v3::SetenvResponse *)
{
    return answer("setenv", [&]() -> Status {
        if (request->key().empty() || request->key().contains('='))
            return fail(Operation::ConfigureGuest, request->key(), Reason::BadName);
        m_state.environment.set(request->key(), request->value());
        return {};
    });
}

grpc::Status SandboxService::Getenv(grpc::ServerContext *, const v3::GetenvRequest *request, v3::GetenvResponse *reply)
{
    if (const auto value = m_state.environment.find(request->key()))
        reply->set_value(*value);
    return grpc::Status::OK;
}

grpc::Status SandboxService::Sysctl(grpc::ServerContext *, const v3::SysctlRequest *request, v3::SysctlResponse *)
{
    return answer("sysctl", [&]() -> Status {
        for (const auto &[name, value] : request->settings())
            FIRKIN_TRY(writeSysctl(name, value));
        return {};
    });
}

grpc::Status SandboxService::SetTime(grpc::ServerContext *, const v3::SetTimeRequest *request, v3::SetTimeResponse *)
{
    return answer("setTime", [&]() -> Status {
        const timeval now{.tv_sec = request->sec(), .tv_usec = request->usec()};
        if (::settimeofday(&now, nullptr) != 0)
            return fail(systemError(Operation::ConfigureGuest, {}, errno, "settimeofday"));
        return {};
    });
}

grpc::Status SandboxService::SetupEmulator(grpc::ServerContext *, const v3::SetupEmulatorRequest *request, v3::SetupEmulatorResponse *)
{
    return answer("setupEmulator", [&] {
        return registerEmulator({request->name(), request->type(), request->offset(), request->magic(), request->mask(),
                                 request->binary_path(), request->flags()});
    });
}

grpc::Status SandboxService::Sync(grpc::ServerContext *, const v3::SyncRequest *, v3::SyncResponse *)
{
    ::sync();
    return grpc::Status::OK;
}

grpc::Status SandboxService::Kill(grpc::ServerContext *, const v3::KillRequest *request, v3::KillResponse *reply)
{
    reply->set_result(::kill(request->pid(), request->signal()));
    return grpc::Status::OK;
}

} // namespace firkin::guest
