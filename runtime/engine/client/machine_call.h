// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/engine/client/supervisor_link.h"
#include "runtime/engine/store/recovery.h"

namespace firkin::engine {

/// What every call to a container's or a pod's supervisor shares: finding it, forgetting a connection that broke, cleaning up after a
/// supervisor that is gone, and trying once more with the next one when the last is just leaving.
class MachineCalls {
public:
    explicit MachineCalls(SupervisorLinks &links) : m_links(links) {}

    enum class Absent { Fail, Start };
    using Body = std::function<Status(SupervisorLink &)>;

    /// `operation` and the container's name go into the errors. Absent::Fail: NotRunning without a supervisor.
    Status run(Operation operation, const ContainerId &id, Absent absent, std::stop_token stop, const Body &body);

    Status run(Operation operation, const PodId &id, Absent absent, std::stop_token stop, const Body &body);

    /// One unary call: `method` is a member of the stub.
    template <class Id, class Request, class Response>
    Status unary(Operation operation,
                 const Id &id,
                 Absent absent,
                 std::stop_token stop,
                 grpc::Status (v1::Supervisor::Stub::*method)(grpc::ClientContext *, const Request &, Response *),
                 const Request &request,
                 Response &response)
    {
        return run(operation, id, absent, stop, [&](SupervisorLink &link) -> Status {
            CancellableContext call(stop);
            const grpc::Status status = (link.stub().*method)(&call.context, request, &response);
            if (!status.ok())
                return fail(supervisor::fromGrpc(status, operation, id.str()));
            return {};
        });
    }

    [[nodiscard]] SupervisorLinks &links() { return m_links; }
    [[nodiscard]] const store::Store &store() const { return m_links.store(); }

private:
    Status run(Operation operation,
               const MachineId &machine,
               const std::string &name,
               Absent absent,
               std::stop_token stop,
               const std::function<bool()> &isLive,
               const Body &body);

    SupervisorLinks &m_links;
};

} // namespace firkin::engine
