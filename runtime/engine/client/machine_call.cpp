// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/engine/client/machine_call.h"

namespace firkin::engine {

namespace {

constexpr std::chrono::seconds leavePatience{15};
constexpr int attempts = 4;

} // namespace

Status MachineCalls::run(Operation operation, const ContainerId &id, Absent absent, std::stop_token stop, const Body &body)
{
    FIRKIN_ASSIGN(const store::ContainerRecord record, store().load(id));
    for (int attempt = 1;; ++attempt) {
        auto link = absent == Absent::Start ? m_links.findOrStart(record.machine, stop) : m_links.find(record.machine, stop);
        if (!link) {
            if (link.error().reason != Reason::NotRunning)
                return fail(wrap(operation, record.name, link.error()));
            FIRKIN_ASSIGN(const bool wasLost, store::recoverLost(store(), m_links.sockets(), id));
            return fail(operation, record.name, wasLost ? Reason::SupervisorLost : Reason::NotRunning);
        }
        const Status done = body(**link);
        if (done)
            return done;
        const Reason reason = done.error().reason;
        if (reason != Reason::StoreBusy && reason != Reason::SupervisorLost)
            return done;
        m_links.forget(record.machine, *link);
        const bool isLeaving = reason == Reason::StoreBusy;
        if (!isLeaving) {
            // A connection that broke because the last supervisor left in good order looks the same as one that was killed:
            // the record tells.
            FIRKIN_ASSIGN(const bool wasLost, store::recoverLost(store(), m_links.sockets(), id));
            const auto now = store().load(id);
            if (wasLost || !now || store::isLive(now->state) || attempt > 1)
                return done;
        }
        if (attempt == attempts)
            return done;
        // It goes: wait for its lock, then begin anew.
        const auto free = store::StoreLock::acquire(
            store().layout().machineLock(record.machine), Deadline::after(leavePatience), stop);
        if (!free)
            return fail(wrap(operation, record.name, free.error()));
    }
}

} // namespace firkin::engine
