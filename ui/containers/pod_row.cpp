// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/containers/pod_row.h"

#include "runtime/engine/pods.h"
#include "ui/async/error_text.h"
#include "ui/async/plain_text.h"
#include "ui/services/containers_service.h"
#include "ui/services/statistics_service.h"

#include <QCoreApplication>

namespace firkin::ui {

namespace {

struct PodStates {
    Q_DECLARE_TR_FUNCTIONS(PodStates)
};

Condition conditionOf(const engine::PodView &pod, bool pending, bool failed)
{
    if (pending)
        return Condition::Changing;
    switch (pod.state) {
    case engine::PodState::Stopped: return pod.exit || failed ? Condition::Failed : Condition::Exited;
    case engine::PodState::Running: return Condition::Running;
    case engine::PodState::Starting:
    case engine::PodState::Stopping: return Condition::Changing;
    }
    return Condition::Exited;
}

} // namespace

QString podStateText(const engine::PodView &pod, int running, std::optional<engine::PendingVerb> pending)
{
    if (pending)
        return pendingText(*pending);
    switch (pod.state) {
    case engine::PodState::Starting: return pendingText(engine::PendingVerb::Start);
    case engine::PodState::Stopping: return pendingText(engine::PendingVerb::Stop);
    case engine::PodState::Stopped: return pod.exit ? exitText(*pod.exit) : PodStates::tr("Stopped");
    case engine::PodState::Running: break;
    }
    return pod.containers.empty() ? PodStates::tr("Running, empty")
                                  : PodStates::tr("Running, %1 of %2").arg(running).arg(pod.containers.size());
}

ContainerRow makePodRow(const engine::PodView &pod, const ContainersService &containers, const StatisticsService &statistics)
{
    ContainerRow row;
    row.pod = pod.id;
    row.name = displayText(pod.name);
    int running = 0;
    std::vector<engine::Sample> samples;
    std::vector<double> cpus;
    for (const auto &id : pod.containers) {
        const auto *view = containers.find(id);
        if (!view || view->state == engine::ContainerState::Created || view->state == engine::ContainerState::Exited)
            continue;
        ++running;
        if (const auto *sample = statistics.latest(id)) {
            samples.push_back(*sample);
            cpus.push_back(view->spec.cpus);
        }
    }
    const auto pending = containers.pendingOf(pod.id);
    if (const auto *failure = containers.failureOf(pod.id))
        row.failure = errorText(*failure, row.name).headline;
    row.condition = conditionOf(pod, pending.has_value(), !row.failure.isEmpty());
    row.podState = podStateText(pod, running, pending);
    row.createdAt = pod.createdAt;
    row.startedAt = pod.state == engine::PodState::Running ? pod.startedAt : std::nullopt;
    row.ports = pod.ports;
    row.memoryLimit = pod.spec.memory.bytes;
    if (pod.state == engine::PodState::Running && !samples.empty()) {
        const engine::Sample total = engine::podSample(samples, cpus, pod.spec.cpus, pod.spec.memory);
        row.live = true;
        row.cpu = total.cpu;
        row.memory = total.memoryBytes;
        row.networkReceived = total.networkReceived;
        row.networkSent = total.networkSent;
        row.blockRead = total.blockRead;
        row.blockWritten = total.blockWritten;
    }
    return row;
}

} // namespace firkin::ui
