// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/engine/client/container_view.h"

#include <algorithm>

namespace firkin::engine {

ContainerView toView(const store::ContainerRecord &record, const LiveStatus &live)
{
    ContainerView view{
        .id = record.id,
        .pod = PodId::parse(record.spec.pod).value_or(PodId()),
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
        .health = record.health,
        .restartCount = record.restartCount,
        .restartAt = record.restartAt,
        .lookedInto = record.lookedInto,
        .generation = record.generation,
    };
    view.spec.name = record.name;
    return view;
}

PodView toView(const store::PodRecord &record, std::vector<ContainerId> containers)
{
    const bool isUp = record.state != PodState::Stopped;
    return {
        .id = record.id,
        .name = record.name,
        .spec = record.spec,
        .state = record.state,
        .exit = record.exit,
        .createdAt = record.createdAt,
        .startedAt = isUp ? record.startedAt : std::nullopt,
        .containers = std::move(containers),
        .ports = isUp ? record.boundPorts : record.spec.ports,
        .accelerator = isUp ? record.accelerator : std::string(),
        .machineVcpus = record.machineVcpus,
        .machineMemory = record.machineMemory,
        .generation = record.generation,
    };
}

std::vector<PodView> podViews(const std::vector<store::PodRecord> &pods, const std::vector<ContainerView> &containers)
{
    std::vector<PodView> views;
    for (const store::PodRecord &pod : pods) {
        std::vector<ContainerId> members;
        for (const ContainerView &container : containers) {
            if (container.pod == pod.id)
                members.push_back(container.id);
        }
        views.push_back(toView(pod, std::move(members)));
    }
    std::ranges::sort(views, {}, &PodView::name);
    return views;
}

} // namespace firkin::engine
