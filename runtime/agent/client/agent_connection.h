// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/agent/client/agent_types.h"
#include "runtime/base/deadline.h"
#include "runtime/base/result.h"
#include "runtime/base/unique_fd.h"
#include "runtime/vmm/virtual_machine.h"

#include "agent.grpc.pb.h"
#include "sandbox_context.grpc.pb.h"

#include <grpcpp/channel.h>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>

/// Internal: public headers of this folder are free of gRPC.
namespace firkin::agent {

namespace v3 = com::apple::containerization::sandbox::v3;

/// One connection to the agent: a channel on a dialled descriptor. Such a channel never reconnects.
class Link {
public:
    static Result<std::shared_ptr<Link>> make(UniqueFd connection);

    /// The peer has hung up: what was called on it may or may not have arrived.
    [[nodiscard]] bool isBroken() const;

    template <class Stub>
    Stub &stub()
    {
        if constexpr (std::same_as<Stub, v3::SandboxContext::StubInterface>)
            return *m_sandbox;
        else
            return *m_agent;
    }
    v1::Agent::Stub &agent() { return *m_agent; }
    v3::SandboxContext::Stub &sandbox() { return *m_sandbox; }

private:
    UniqueFd m_watch; ///< a duplicate: gRPC tells nothing about the state of such a channel
    std::shared_ptr<grpc::Channel> m_channel;
    std::unique_ptr<v3::SandboxContext::Stub> m_sandbox;
    std::unique_ptr<v1::Agent::Stub> m_agent;
};

/// Owns the link to a machine's agent and makes a new one when it broke; the only class that dials the agent.
/// Any thread; one dials, the others wait for it. A thread of its own waits for the machine's end and then stops
/// whatever is under way, since a dead machine's helper may keep its sockets open.
class AgentConnection {
public:
    /// Until the agent has answered; see AgentClient::connect.
    static Result<std::unique_ptr<AgentConnection>>
    open(vmm::VirtualMachine &machine, const Deadlines &deadlines, std::stop_token stop);
    AgentConnection(const AgentConnection &) = delete;
    AgentConnection &operator=(const AgentConnection &) = delete;
    ~AgentConnection();

    /// The present link, or a new one, dialled until `deadline` at most.
    Result<std::shared_ptr<Link>> link(Deadline deadline, std::stop_token stop);
    /// Stopped once the machine has ended.
    [[nodiscard]] std::stop_token ended() const { return m_ended.get_token(); }
    [[nodiscard]] bool hasEnded() const { return m_ended.stop_requested(); }
    /// Why nothing works any more.
    [[nodiscard]] Error machineEnded(Operation operation, std::string_view object) const;

    [[nodiscard]] const AgentInfo &info() const { return m_info; }
    [[nodiscard]] const Deadlines &deadlines() const { return m_deadlines; }
    [[nodiscard]] vmm::VirtualMachine &machine() { return m_machine; }

private:
    AgentConnection(vmm::VirtualMachine &machine, const Deadlines &deadlines);
    Status waitForAgent(std::stop_token stop);
    Result<std::shared_ptr<Link>> dial(Deadline deadline, std::stop_token stop);
    Status greet(std::stop_token stop);

    vmm::VirtualMachine &m_machine;
    const Deadlines m_deadlines;
    AgentInfo m_info;
    std::stop_source m_ended;

    std::mutex m_mutex;
    std::condition_variable_any m_dialled;
    std::shared_ptr<Link> m_link; ///< guarded
    bool m_dialling = false;      ///< guarded

    std::jthread m_endWatch; // last: it uses the rest
};

} // namespace firkin::agent
