// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/engine/client/containers_client.h"

#include "runtime/engine/store/trash.h"

namespace firkin::engine {

using Absent = MachineCalls::Absent;

Status ContainersClient::remove(const ContainerId &id, bool force, bool now, std::stop_token stop)
{
    FIRKIN_ASSIGN(store::ContainerRecord record, loadTrue(id));
    if (store::isLive(record.state) || record.restartAt) {
        if (!force)
            return fail(Operation::RemoveContainer, record.name, record.restartAt ? Reason::IsRestarting : Reason::StillRunning);
        // Away for good needs no farewell; into the trash it gets its grace.
        FIRKIN_TRY(this->stop(id, now ? std::optional(std::chrono::milliseconds(0)) : std::nullopt, stop));
    }
    if (store::isInPod(record)) {
        // While its pod runs the supervisor has the lock, and does it.
        v1::RemoveRequest request;
        v1::RemoveResponse response;
        request.set_container_id(id.str());
        request.set_now(now);
        const Status asked =
            m_calls.unary(Operation::RemoveContainer, id, Absent::Fail, stop, &v1::Supervisor::Stub::Remove, request, response);
        if (asked || asked.error().rootReason() == Reason::NoSuchContainer) // with --rm it was faster
            return {};
        if (asked.error().rootReason() != Reason::NotRunning && asked.error().rootReason() != Reason::SupervisorLost)
            return asked;
    }
    const auto lock = m_calls.lock(Operation::RemoveContainer, id, record.machine, record.name, stop, force);
    auto latest = store().load(id);
    if (!latest) // with --rm its supervisor has done it
        return latest.error().rootReason() == Reason::NoSuchContainer ? Status() : Status(fail(latest.error()));
    if (!lock)
        return fail(lock.error());
    if (store::isTended(*latest))
        return fail(Operation::RemoveContainer, record.name, Reason::StillRunning);
    if (now)
        return store::removeForGood(store(), *latest);
    FIRKIN_TRY(store::moveToTrash(store(), *latest));
    // What has waited long enough makes room; that it could not is no failure of this removal.
    (void)store::emptyExpired(store(), {}, std::chrono::system_clock::now());
    return {};
}

Result<std::vector<TrashEntry>> ContainersClient::trash(std::stop_token)
{
    (void)store::emptyExpired(store(), {}, std::chrono::system_clock::now());
    FIRKIN_ASSIGN(const std::vector<store::TrashedContainer> trashed, store::listTrash(store()));
    std::vector<TrashEntry> entries;
    for (const store::TrashedContainer &entry : trashed)
        entries.push_back({entry.record.id, entry.record.name, entry.record.removedAt.value_or(entry.record.createdAt), entry.size});
    return entries;
}

Status ContainersClient::restore(const ContainerId &id, std::stop_token)
{
    return store::restoreFromTrash(store(), id);
}

Status ContainersClient::purge(const ContainerId &id, std::stop_token)
{
    return store::purgeFromTrash(store(), id);
}

} // namespace firkin::engine
