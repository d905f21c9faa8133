// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/engine/client/supervisor_link.h"

#include "runtime/base/limits.h"
#include "runtime/base/socket.h"
#include "runtime/supervisor/launch/launch.h"
#include "runtime/supervisor/wire/convert.h"

#include <grpcpp/create_channel_posix.h>

namespace firkin::engine {

namespace {

constexpr std::chrono::seconds connectPatience{5};
constexpr std::chrono::seconds helloPatience{10};

} // namespace

Result<std::shared_ptr<SupervisorLink>> SupervisorLinks::connect(const MachineId &machine, std::stop_token stop)
{
    auto connection =
        connectTo(m_sockets.supervisor(machine), Deadline::after(connectPatience), stop, Operation::ContactSupervisor);
    if (!connection) {
        if (connection.error().isCancelled())
            return fail(connection.error());
        return fail(Operation::ContactSupervisor, machine.str(), Reason::NotRunning);
    }
    const auto peer = peerOf(connection->get());
    if (!peer || peer->uid != ::geteuid())
        return fail(Operation::ContactSupervisor, machine.str(), Reason::NoPermission, "the socket is another user's");
    FIRKIN_TRY(setNonBlocking(connection->get(), true));
    grpc::ChannelArguments arguments;
    arguments.SetMaxReceiveMessageSize(static_cast<int>(limits::grpcMessage));
    // Each such channel has its own connection; nothing of it may be shared with another machine's.
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    auto link = std::make_shared<SupervisorLink>(
        grpc::CreateCustomInsecureChannelFromFd("firkin", connection->release(), arguments));

    CancellableContext call(stop);
    call.context.set_deadline(std::chrono::system_clock::now() + helloPatience);
    v1::HelloRequest request;
    v1::HelloResponse response;
    request.set_major_version(supervisor::protocolVersion);
    request.set_client("engine " FIRKIN_VERSION);
    if (const grpc::Status status = link->stub().Hello(&call.context, request, &response); !status.ok())
        return fail(supervisor::fromGrpc(status, Operation::ContactSupervisor, machine.str()));
    if (response.major_version() != supervisor::protocolVersion || response.machine_id() != machine.str())
        return fail(Operation::ContactSupervisor, machine.str(), Reason::SupervisorIncompatible, response.supervisor_version());
    return link;
}

Result<std::shared_ptr<SupervisorLink>> SupervisorLinks::find(const MachineId &machine, std::stop_token stop)
{
    {
        const std::lock_guard lock(m_mutex);
        if (const auto found = m_links.find(machine); found != m_links.end())
            return found->second;
    }
    FIRKIN_ASSIGN(std::shared_ptr<SupervisorLink> link, connect(machine, stop));
    const std::lock_guard lock(m_mutex);
    m_links[machine] = link;
    return link;
}

Result<std::shared_ptr<SupervisorLink>> SupervisorLinks::findOrStart(const MachineId &machine, std::stop_token stop)
{
    auto link = find(machine, stop);
    if (link || link.error().reason != Reason::NotRunning)
        return link;
    FIRKIN_TRY(supervisor::launchForMachine(m_store, m_sockets, machine, stop));
    return find(machine, stop);
}

void SupervisorLinks::forget(const MachineId &machine, const std::shared_ptr<SupervisorLink> &link)
{
    const std::lock_guard lock(m_mutex);
    if (const auto found = m_links.find(machine); found != m_links.end() && found->second == link)
        m_links.erase(found);
}

} // namespace firkin::engine
