// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/file.h"
#include "runtime/engine/client/supervisor_link.h"
#include "runtime/engine/store/recovery.h"
#include "runtime/supervisor/wire/convert.h"

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

    /// One call that answers with progress until it ends.
    template <class Id, class Request, class Response>
    Status withProgress(Operation operation,
                        const Id &id,
                        Absent absent,
                        std::stop_token stop,
                        std::unique_ptr<grpc::ClientReader<Response>> (v1::Supervisor::Stub::*method)(grpc::ClientContext *, const Request &),
                        const Request &request,
                        const ProgressFn &progress)
    {
        return run(operation, id, absent, stop, [&](SupervisorLink &link) -> Status {
            CancellableContext call(stop);
            const auto reader = (link.stub().*method)(&call.context, request);
            Response response;
            while (reader->Read(&response)) {
                if (response.has_progress())
                    report(progress, supervisor::fromWire(response.progress()));
            }
            if (const grpc::Status status = reader->Finish(); !status.ok())
                return fail(supervisor::fromGrpc(status, operation, id.str()));
            return {};
        });
    }

    /// The lock of a machine whose `id` does not run, its supervisor asked to leave. InUse while somebody looks at its
    /// files, unless `force`.
    template <class Id>
    Result<store::StoreLock>
    lock(Operation operation, const Id &id, const MachineId &machine, const std::string &name, std::stop_token stop, bool force = false)
    {
        FIRKIN_TRY(makePrivateDirectory(store().layout().machine(machine))); // a pod's may be gone
        const auto path = store().layout().machineLock(machine);
        if (store::StoreLock::isHeld(path)) {
            v1::LeaveRequest request;
            v1::LeaveResponse response;
            request.set_force(force);
            // Nobody there is what we want.
            const Status asked = unary(operation, id, Absent::Fail, stop, &v1::Supervisor::Stub::Leave, request, response);
            if (!asked && asked.error().rootReason() == Reason::InUse)
                return fail(operation, name, Reason::InUse, asked.error().detail);
        }
        auto held = store::StoreLock::acquire(path, Deadline::after(lockPatience), stop);
        if (!held)
            return fail(wrap(operation, name, held.error()));
        return held;
    }

    /// Unmounting and ending a machine, under load.
    static constexpr std::chrono::seconds lockPatience{40};

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
