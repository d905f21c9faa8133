// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/client/stdio_port.h"

#include "runtime/agent/client/agent_client.h"
#include "runtime/agent/client/plain_stream.h"
#include "runtime/agent/client/resumable_stream.h"

namespace firkin::agent {

Result<std::unique_ptr<StdioPort>> StdioPort::listen(vmm::VirtualMachine &machine, StreamKind kind)
{
    FIRKIN_ASSIGN(auto listener, machine.listenOnFreePort());
    return std::unique_ptr<StdioPort>(new StdioPort(std::move(listener), kind));
}

Result<std::unique_ptr<OutputStream>> StdioPort::acceptOutput(const StreamContext &context, std::stop_token stop)
{
    FIRKIN_ASSIGN(auto connection, m_listener->accept(Deadline::after(context.client.deadlines().stdioConnect), std::move(stop)));
    if (context.resumable)
        return std::unique_ptr<OutputStream>(std::make_unique<ResumableOutput>(context, m_kind, std::move(connection)));
    return std::unique_ptr<OutputStream>(std::make_unique<PlainOutput>(std::move(connection), context.key.processId));
}

Result<std::unique_ptr<InputStream>> StdioPort::acceptInput(const StreamContext &context, std::stop_token stop)
{
    FIRKIN_ASSIGN(auto connection, m_listener->accept(Deadline::after(context.client.deadlines().stdioConnect), std::move(stop)));
    if (context.resumable)
        return std::unique_ptr<InputStream>(std::make_unique<ResumableInput>(context, std::move(connection)));
    return std::unique_ptr<InputStream>(std::make_unique<PlainInput>(std::move(connection), context.key.processId));
}

} // namespace firkin::agent
