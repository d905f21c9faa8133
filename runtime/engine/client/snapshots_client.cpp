// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/engine/client/snapshots_client.h"

#include "runtime/base/disk_copy.h"
#include "runtime/engine/store/new_container.h"
#include "runtime/engine/store/snapshot_store.h"
#include "runtime/supervisor/wire/convert.h"

#include <algorithm>

namespace firkin::engine {

using Absent = MachineCalls::Absent;

namespace {

constexpr std::size_t longestNote = 4096;

SnapshotView toView(const ContainerId &container, const store::SnapshotRecord &record, const std::filesystem::path &folder)
{
    SnapshotView view;
    view.container = container;
    view.name = record.name;
    view.note = record.note;
    view.takenAt = record.takenAt;
    view.size = record.size;
    view.saveTime = record.stoodStill;
    view.outputOffset = record.outputOffset;
    if (const Status files = store::checkFiles(record, folder); !files)
        view.problem = files.error();
    return view;
}

/// What a container is that goes on from a snapshot: the same but for what must be its own.
store::ContainerRecord forkedRecord(const store::SnapshotRecord &snapshot, const ContainerId &id)
{
    store::ContainerRecord record = snapshot.container;
    record.createdAt = std::chrono::system_clock::now();
    record.state = ContainerState::Created;
    record.exit.reset();
    record.startedAt.reset();
    record.removedAt.reset();
    record.boundPorts.clear();
    record.startPhases.clear();
    record.health.reset();
    record.restartCount = 0;
    record.restartAt.reset();
    // A name that was its id becomes the new one's.
    const std::string then = snapshot.container.id.str();
    if (record.process.hostname == then)
        record.process.hostname = id.str();
    std::ranges::replace(record.process.environment, "HOSTNAME=" + then, "HOSTNAME=" + id.str());
    // The original has them.
    for (PortMapping &port : record.spec.ports)
        port.hostPort = 0;
    return record;
}

} // namespace

Result<std::vector<SnapshotView>> SnapshotsClient::list(const ContainerId &container, std::stop_token)
{
    const store::Store &store = m_calls.store();
    if (auto known = store.load(container); !known)
        return fail(wrap(Operation::ListSnapshots, container.str(), std::move(known).error()));
    FIRKIN_ASSIGN(const auto records, store::listSnapshots(store, container));
    std::vector<SnapshotView> views;
    for (const store::SnapshotRecord &record : records)
        views.push_back(toView(container, record, store::snapshotFolder(store.layout().container(container), record.name)));
    return views;
}

Result<SnapshotView>
SnapshotsClient::take(const ContainerId &container, const SnapshotSpec &spec, const ProgressFn &progress, std::stop_token stop)
{
    if (spec.note.size() > longestNote)
        return fail(Operation::SaveSnapshot, spec.name, Reason::TooLarge, "the note");
    v1::TakeSnapshotRequest request;
    request.set_container_id(container.str());
    request.set_name(spec.name);
    request.set_note(spec.note);
    std::string name;
    FIRKIN_TRY(m_calls.run(Operation::SaveSnapshot, container, Absent::Fail, stop, [&](SupervisorLink &link) -> Status {
        CancellableContext call(stop);
        const auto reader = link.stub().TakeSnapshot(&call.context, request);
        v1::TakeSnapshotResponse response;
        while (reader->Read(&response)) {
            if (response.has_progress())
                report(progress, supervisor::fromWire(response.progress()));
            else
                name = response.name();
        }
        const grpc::Status status = reader->Finish();
        if (!status.ok())
            return fail(supervisor::fromGrpc(status, Operation::SaveSnapshot, container.str()));
        return {};
    }));
    FIRKIN_ASSIGN(const store::SnapshotRecord record, store::loadSnapshot(m_calls.store(), container, name));
    return toView(container, record, store::snapshotFolder(m_calls.store().layout().container(container), name));
}

Status SnapshotsClient::restore(const ContainerId &container, const std::string &name, bool force, const ProgressFn &progress, std::stop_token stop)
{
    // Before a supervisor is started for nothing.
    FIRKIN_TRY(store::loadSnapshot(m_calls.store(), container, name));
    v1::RestoreSnapshotRequest request;
    request.set_container_id(container.str());
    request.set_source_container_id(container.str());
    request.set_name(name);
    request.set_force(force);
    return m_calls.withProgress(
        Operation::RestoreSnapshot, container, Absent::Start, stop, &v1::Supervisor::Stub::RestoreSnapshot, request, progress);
}

Status SnapshotsClient::remove(const ContainerId &container, const std::string &name, std::stop_token)
{
    if (auto known = m_calls.store().load(container); !known)
        return fail(wrap(Operation::RemoveSnapshot, name, std::move(known).error()));
    if (Status removed = store::removeSnapshot(m_calls.store(), container, name); !removed)
        return fail(wrap(Operation::RemoveSnapshot, name, std::move(removed).error()));
    return {};
}

Result<ContainerId>
SnapshotsClient::fork(const ContainerId &container, const std::string &name, const std::string &newName, const ProgressFn &progress, std::stop_token stop)
{
    const store::Store &store = m_calls.store();
    const auto failed = [&](Error error) { return fail(wrap(Operation::ForkSnapshot, name, std::move(error))); };
    auto snapshot = store::loadSnapshot(store, container, name);
    if (!snapshot)
        return failed(std::move(snapshot).error());
    const std::filesystem::path folder = store::snapshotFolder(store.layout().container(container), name);
    if (Status files = store::checkFiles(*snapshot, folder); !files)
        return failed(std::move(files).error());

    ContainerId id;
    {
        FIRKIN_ASSIGN(const FileLock reading, store::lockSnapshot(folder, FileLock::Kind::Shared));
        auto made = store::NewContainer::begin(store, newName);
        if (!made)
            return failed(std::move(made).error());
        id = (*made)->id();
        report(progress, {.phase = Phase::Copying, .done = 0, .total = {}, .item = name});
        if (Status copied = copyDisk(store::Layout::upperDisk(folder), store::Layout::upperDisk((*made)->folder()), stop); !copied)
            return failed(std::move(copied).error());
        if (Status committed = (*made)->commit(forkedRecord(*snapshot, id)); !committed)
            return failed(std::move(committed).error());
    }
    v1::RestoreSnapshotRequest request;
    request.set_container_id(id.str());
    request.set_source_container_id(container.str());
    request.set_name(name);
    Status restored = m_calls.withProgress(
        Operation::ForkSnapshot, id, Absent::Start, stop, &v1::Supervisor::Stub::RestoreSnapshot, request, progress);
    if (!restored) {
        (void)m_discard(id);
        return failed(std::move(restored).error());
    }
    return id;
}

} // namespace firkin::engine
