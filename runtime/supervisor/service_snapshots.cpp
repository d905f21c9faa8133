// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/supervisor/service.h"

#include "runtime/engine/store/snapshot_store.h"
#include "runtime/supervisor/rpc/progress_to.h"
#include "runtime/supervisor/snapshot_host.h"
#include "runtime/supervisor/wire/convert.h"
#include "runtime/supervisor/wire/grpc_status.h"

namespace firkin::supervisor {

Service::Writer<v1::TakeSnapshotResponse> *Service::TakeSnapshot(Context *, const v1::TakeSnapshotRequest *request)
{
    return ServerStreamCall<v1::TakeSnapshotResponse>::start(m_threads, [this, request = *request](auto &call, std::stop_token stop) {
        const Lookers::Visit visit(m_lookers);
        return toGrpcStatus([&]() -> Status {
            FIRKIN_ASSIGN(const auto host, enter(visit, request.container_id()));
            FIRKIN_ASSIGN(const store::SnapshotHost here, describeHost(stop));
            FIRKIN_ASSIGN(const std::string name, host->takeSnapshot({request.name(), request.note()}, here, progressTo(call), stop));
            v1::TakeSnapshotResponse response;
            response.set_name(name);
            (void)call.write(response);
            return {};
        }());
    });
}

Service::Writer<v1::RestoreSnapshotResponse> *Service::RestoreSnapshot(Context *, const v1::RestoreSnapshotRequest *request)
{
    return ServerStreamCall<v1::RestoreSnapshotResponse>::start(m_threads, [this, request = *request](auto &call, std::stop_token stop) {
        const Lookers::Visit visit(m_lookers);
        return toGrpcStatus([&]() -> Status {
            FIRKIN_ASSIGN(const auto host, enter(visit, request.container_id()));
            FIRKIN_ASSIGN(const ContainerId source, ContainerId::parse(request.source_container_id()));
            // Everything that can be wrong with it, before anything is thrown away.
            Restoration from;
            FIRKIN_ASSIGN(from.snapshot, store::loadSnapshot(host->store(), source, request.name()));
            from.folder = store::snapshotFolder(host->store().layout().container(source), request.name());
            from.isFork = source != host->id();
            FIRKIN_ASSIGN(const FileLock reading, store::lockSnapshot(from.folder, FileLock::Kind::Shared));
            FIRKIN_TRY(store::checkFiles(from.snapshot, from.folder));
            FIRKIN_ASSIGN(const store::SnapshotHost here, describeHost(stop));
            FIRKIN_TRY(store::checkHost(from.snapshot, here));
            return host->restore(from, request.force(), progressTo(call), stop);
        }());
    });
}

} // namespace firkin::supervisor
