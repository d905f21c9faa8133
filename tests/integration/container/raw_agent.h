// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/container/machine.h"

#include "sandbox_context.grpc.pb.h"

#include <memory>

namespace firkin::test {

/// A connection to the agent as a host that knows nothing of ours makes it: SandboxContext, and any path of the machine.
class RawAgent {
public:
    using Service = com::apple::containerization::sandbox::v3::SandboxContext;
    using Stat = com::apple::containerization::sandbox::v3::Stat;

    static Result<RawAgent> connect(container::Machine &machine);

    [[nodiscard]] Service::Stub &stub() { return *m_stub; }
    [[nodiscard]] std::optional<Stat> stat(const std::string &path);
    /// How many descriptors the process of this /proc folder has open: the kernel tells it as the folder's size.
    [[nodiscard]] std::optional<std::size_t> descriptorsOf(const std::string &process);

private:
    explicit RawAgent(std::unique_ptr<Service::Stub> stub) : m_stub(std::move(stub)) {}
    std::unique_ptr<Service::Stub> m_stub;
};

} // namespace firkin::test
