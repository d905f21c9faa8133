// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/agent/client/agent_types.h"
#include "runtime/agent/client/stdio_stream.h"
#include "runtime/base/result.h"
#include "runtime/vmm/virtual_machine.h"

#include <memory>
#include <stop_token>

namespace firkin::agent {

class AgentClient;

/// What a stream needs to find its way back after its connection broke. Both must outlive the stream.
struct StreamContext {
    vmm::VirtualMachine &machine;
    AgentClient &client;
    ProcessKey key;
    bool resumable = false; ///< framed, and attached again; else plain bytes
};

/// A host port on which the guest will connect one standard stream of a process: listen first, then create the
/// process (the guest dials during that call), then accept. Unregistered with this object.
class StdioPort {
public:
    static Result<std::unique_ptr<StdioPort>> listen(vmm::VirtualMachine &machine, StreamKind kind);

    [[nodiscard]] std::uint32_t port() const { return m_listener->port(); }
    Result<std::unique_ptr<OutputStream>> acceptOutput(const StreamContext &context, std::stop_token stop);
    /// Its destructor ends the stream but does not wait until all has arrived: it stops trying. Owners keep it until the
    /// process has ended.
    Result<std::unique_ptr<InputStream>> acceptInput(const StreamContext &context, std::stop_token stop);

private:
    StdioPort(std::unique_ptr<vmm::VsockListener> listener, StreamKind kind) : m_listener(std::move(listener)), m_kind(kind) { }
    std::unique_ptr<vmm::VsockListener> m_listener;
    StreamKind m_kind;
};

} // namespace firkin::agent
