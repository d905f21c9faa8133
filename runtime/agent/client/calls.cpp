// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/client/calls.h"

namespace firkin::agent {

CallContext::CallContext(const AgentConnection &connection, Deadline deadline, std::stop_token stop)
    : m_byCaller(std::move(stop), Cancel{&m_context}), m_byEnd(connection.ended(), Cancel{&m_context})
{
    if (!deadline.isNever()) {
        const auto left = deadline.timePoint() - Deadline::Clock::now();
        m_context.set_deadline(std::chrono::system_clock::now()
                               + std::chrono::duration_cast<std::chrono::system_clock::duration>(left));
    }
}

Verdict judge(AgentConnection &connection, const Link &link, const grpc::Status &status, const CallSpec &spec, const std::stop_token &stop)
{
    if (status.ok())
        return {};
    if (stop.stop_requested())
        return {false, cancelled(spec.operation, spec.object)};
    if (connection.hasEnded() || connection.machine().end())
        return {false, connection.machineEnded(spec.operation, spec.object)};
    if (status.error_code() == grpc::StatusCode::UNAVAILABLE && link.isBroken()) {
        if (spec.repeat == Repeat::Yes && !spec.deadline.passed())
            return {true, std::nullopt};
        return {false, makeError(spec.operation, spec.object, Reason::ConnectionLost, status.error_message())};
    }
    return {false, fromGrpc(status, spec.operation, spec.object)};
}

} // namespace firkin::agent
