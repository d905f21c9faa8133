// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/engine/client/container_view.h"

namespace firkin::engine {

ContainerView toView(const store::ContainerRecord &record, const LiveStatus &live)
{
    ContainerView view{
        .id = record.id,
        .name = record.name,
        .image = record.spec.image,
        .imageDigest = record.imageDigest,
        .spec = record.spec,
        .resolvedCommand = record.process.command,
        .state = record.state,
        .pending = live.pending,
        .pendingSince = live.pendingSince,
        .exit = record.exit,
        .createdAt = record.createdAt,
        .startedAt = record.startedAt,
        .ports = store::isLive(record.state) ? record.boundPorts : record.spec.ports,
        .accelerator = store::isLive(record.state) ? record.accelerator : std::string(),
        .machineVcpus = record.machineVcpus,
        .machineMemory = record.machineMemory,
        .startPhases = record.startPhases,
        .silentSince = live.silentSince,
        .generation = record.generation,
    };
    view.spec.name = record.name;
    return view;
}

} // namespace firkin::engine
