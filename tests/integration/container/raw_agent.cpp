// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/container/raw_agent.h"

#include "runtime/base/socket.h"
#include "runtime/vmm/virtual_machine.h"

#include <grpcpp/create_channel_posix.h>

namespace firkin::test {

namespace v3 = com::apple::containerization::sandbox::v3;

Result<RawAgent> RawAgent::connect(container::Machine &machine)
{
    FIRKIN_ASSIGN(UniqueFd connection, machine.vm().dial(vmm::agentPort, Deadline::after(std::chrono::seconds(20)), {}));
    FIRKIN_TRY(setNonBlocking(connection.get(), true));
    return RawAgent(Service::NewStub(grpc::CreateInsecureChannelFromFd("agent", connection.release())));
}

std::optional<RawAgent::Stat> RawAgent::stat(const std::string &path)
{
    grpc::ClientContext context;
    v3::StatRequest request;
    request.set_path(path);
    v3::StatResponse reply;
    if (!m_stub->Stat(&context, request, &reply).ok())
        return std::nullopt;
    return reply.stat();
}

std::optional<std::size_t> RawAgent::descriptorsOf(const std::string &process)
{
    const auto found = stat(process + "/fd");
    return found ? std::optional(static_cast<std::size_t>(found->size())) : std::nullopt;
}

} // namespace firkin::test
