// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/engine/client/machine_call.h"

namespace firkin::engine {

namespace {

constexpr std::chrono::seconds leavePatience{15};
constexpr int attempts = 4;

/// gRPC answers CANCELLED, with no details of ours, to a call that reaches a server which is shutting down. Nobody has
/// begun it: whom a supervisor has admitted, it waits for. A cancel that somebody asked for is wrapped, or our own.
bool wasNeverBegun(const Error &error, const std::stop_token &stop)
{
    return error.reason == Reason::CancelledByCaller && !error.cause && !stop.stop_requested();
}

} // namespace

Status MachineCalls::run(Operation operation, const ContainerId &id, Absent absent, std::stop_token stop, const Body &body)
{
    FIRKIN_ASSIGN(const store::ContainerRecord record, store().load(id));
    const auto isLive = [&] {
        const auto now = store().load(id);
        return !now || store::isLive(now->state);
    };
    return run(operation, record.machine, record.name, absent, stop, isLive, body);
}

Status MachineCalls::run(Operation operation, const PodId &id, Absent absent, std::stop_token stop, const Body &body)
{
    FIRKIN_ASSIGN(const store::PodRecord record, store().load(id));
    const auto isLive = [&] {
        const auto now = store().load(id);
        return !now || now->state != PodState::Stopped;
    };
    return run(operation, record.machine(), record.name, absent, stop, isLive, body);
}

Status MachineCalls::run(Operation operation,
                         const MachineId &machine,
                         const std::string &name,
                         Absent absent,
                         std::stop_token stop,
                         const std::function<bool()> &isLive,
                         const Body &body)
{
    for (int attempt = 1;; ++attempt) {
        auto link = absent == Absent::Start ? m_links.findOrStart(machine, stop) : m_links.find(machine, stop);
        if (!link && link.error().reason == Reason::NotRunning) {
            FIRKIN_ASSIGN(const bool wasLost, store::recoverLost(store(), m_links.sockets(), machine));
            return fail(operation, name, wasLost ? Reason::SupervisorLost : Reason::NotRunning);
        }
        const Status done = link ? body(**link) : Status(fail(link.error()));
        if (done)
            return done;
        const Reason reason = done.error().reason;
        const bool neverBegun = wasNeverBegun(done.error(), stop);
        // Without a link, StoreBusy is the launch's own and has been waited for.
        const bool isLeaving = neverBegun || (link && reason == Reason::StoreBusy);
        if (!isLeaving && reason != Reason::SupervisorLost)
            return link ? done : Status(fail(wrap(operation, name, done.error())));
        if (link)
            m_links.forget(machine, *link);
        if (!isLeaving) {
            // A connection that broke because the last supervisor left in good order looks the same as one that was killed:
            // the record tells.
            FIRKIN_ASSIGN(const bool wasLost, store::recoverLost(store(), m_links.sockets(), machine));
            if (wasLost || isLive() || attempt > 1)
                return done;
        }
        if (attempt == attempts)
            return neverBegun ? Status(fail(operation, name, Reason::StoreBusy)) : done;
        // It goes: wait for its lock, then begin anew.
        const auto free = store::StoreLock::acquire(store().layout().machineLock(machine), Deadline::after(leavePatience), stop);
        if (!free)
            return fail(wrap(operation, name, free.error()));
    }
}

} // namespace firkin::engine
