#include "ui/containers/container_row.h"

#include "ui/async/error_text.h"
#include "ui/async/plain_text.h"
#include "ui/services/containers_service.h"
#include "ui/services/statistics_service.h"
#include "ui/style/format.h"

#include <QCoreApplication>

namespace firkin::ui {

using namespace Qt::StringLiterals;
using engine::ContainerState;
using engine::ExitCause;
using engine::PendingVerb;

namespace {

struct ContainerStates {
    Q_DECLARE_TR_FUNCTIONS(ContainerStates)
};

Condition conditionOf(const engine::ContainerView &view, bool pending, bool failed)
{
    if (pending || view.state == ContainerState::Starting || view.state == ContainerState::Stopping)
        return Condition::Changing;
    switch (view.state) {
    case ContainerState::Created: return failed ? Condition::Failed : Condition::Created;
    case ContainerState::Starting:
    case ContainerState::Stopping: return Condition::Changing;
    case ContainerState::Running:
        if (view.silentSince)
            return Condition::Silent;
        return view.health && view.health->status == engine::HealthStatus::Unhealthy ? Condition::Unhealthy : Condition::Running;
    case ContainerState::Paused: return Condition::Paused;
    case ContainerState::Exited: break;
    }
    if (failed)
        return Condition::Failed;
    if (!view.exit || view.exit->cause == ExitCause::StoppedByUser)
        return Condition::Exited;
    return view.exit->cause == ExitCause::Exited && view.exit->code == 0 ? Condition::Exited : Condition::Failed;
}

} // namespace

bool ContainerRow::sameButLive(const ContainerRow &o) const
{
    const auto sameExit = [](const std::optional<engine::ExitInfo> &a, const std::optional<engine::ExitInfo> &b) {
        return a.has_value() == b.has_value() && (!a || (a->cause == b->cause && a->code == b->code && a->at == b->at));
    };
    return id == o.id && group == o.group && pod == o.pod && podState == o.podState && name == o.name && image == o.image && condition == o.condition && pending == o.pending
           && pendingSince == o.pendingSince && cancellable == o.cancellable && gone == o.gone && phase == o.phase && failure == o.failure
           && silentSince == o.silentSince && sameExit(exit, o.exit) && health == o.health && restartAt == o.restartAt
           && lookedInto == o.lookedInto && startedAt == o.startedAt && createdAt == o.createdAt
           && ports == o.ports;
}

ContainerRow makeRow(const engine::ContainerView &view, const ContainersService &containers, const StatisticsService &statistics)
{
    ContainerRow row;
    row.id = view.id;
    if (!view.pod.empty())
        row.group = containers.podNameOf(view.pod);
    row.name = displayText(view.name);
    row.image = displayText(view.image);
    if (const auto pending = containers.pending(view.id)) {
        row.pending = pending->verb;
        row.pendingSince = pending->since;
        row.cancellable = pending->cancellable;
        if (const auto *progress = containers.startProgress(view.id))
            row.phase = phaseText(progress->phase);
    }
    if (const auto *failure = containers.failure(view.id))
        row.failure = errorText(*failure, row.name).headline;
    row.condition = conditionOf(view, row.pending.has_value(), !row.failure.isEmpty());
    row.silentSince = view.silentSince;
    row.exit = view.exit;
    if (view.health)
        row.health = view.health->status;
    row.restartAt = view.restartAt;
    row.lookedInto = view.lookedInto;
    row.startedAt = view.startedAt;
    row.createdAt = view.createdAt;
    row.ports = view.ports;
    const bool runs = view.state == ContainerState::Running || view.state == ContainerState::Stopping;
    row.memoryLimit = view.spec.memory.bytes;
    if (const auto *sample = statistics.latest(view.id); sample && runs) {
        row.live = true;
        row.cpu = sample->cpu;
        row.memory = sample->memoryBytes;
        row.networkReceived = sample->networkReceived;
        row.networkSent = sample->networkSent;
        row.blockRead = sample->blockRead;
        row.blockWritten = sample->blockWritten;
        if (sample->memoryLimit > 0)
            row.memoryLimit = sample->memoryLimit;
        for (const auto &recent : statistics.recent(view.id))
            row.cpuHistory << static_cast<float>(recent.cpu);
    }
    return row;
}

QString pendingText(PendingVerb verb)
{
    switch (verb) {
    case PendingVerb::Start: return ContainerStates::tr("Starting…");
    case PendingVerb::Stop: return ContainerStates::tr("Stopping…");
    case PendingVerb::Kill: return ContainerStates::tr("Killing…");
    case PendingVerb::Restart: return ContainerStates::tr("Restarting…");
    case PendingVerb::Pause: return ContainerStates::tr("Pausing…");
    case PendingVerb::Resume: return ContainerStates::tr("Resuming…");
    case PendingVerb::Remove: return ContainerStates::tr("Deleting…");
    case PendingVerb::Snapshot: return ContainerStates::tr("Saving…");
    }
    return {};
}

QString exitText(const engine::ExitInfo &exit)
{
    switch (exit.cause) {
    case ExitCause::StoppedByUser: return ContainerStates::tr("Stopped");
    case ExitCause::OutOfMemory: return ContainerStates::tr("Out of memory");
    case ExitCause::KernelPanic: return ContainerStates::tr("Kernel panic");
    case ExitCause::MachineDied: return ContainerStates::tr("Machine ended");
    case ExitCause::SupervisorLost: return ContainerStates::tr("Supervisor lost");
    case ExitCause::StartFailed: return ContainerStates::tr("Did not start");
    case ExitCause::Exited: break;
    }
    return exit.code == 0 ? ContainerStates::tr("Exited") : ContainerStates::tr("Exited (%1)").arg(exit.code);
}

QString stateText(const ContainerRow &row, engine::WallTime now)
{
    if (!row.pod.empty())
        return row.podState;
    if (row.gone)
        return ContainerStates::tr("Deleted");
    if (row.pending) {
        const auto elapsed = std::chrono::duration_cast<std::chrono::seconds>(now - row.pendingSince);
        const QString what = *row.pending == PendingVerb::Start && !row.phase.isEmpty() ? row.phase : pendingText(*row.pending);
        return elapsed.count() < 1 ? what : what + u' ' + formatDuration(elapsed);
    }
    switch (row.condition) {
    case Condition::Created: return ContainerStates::tr("Not started");
    case Condition::Running:
        if (row.health == engine::HealthStatus::Starting)
            return ContainerStates::tr("Running, not yet checked");
        return row.health == engine::HealthStatus::Healthy ? ContainerStates::tr("Running, healthy") : ContainerStates::tr("Running");
    case Condition::Unhealthy: return ContainerStates::tr("Running, unhealthy");
    case Condition::Paused: return ContainerStates::tr("Paused");
    case Condition::Silent:
        return ContainerStates::tr("No answer for %1")
            .arg(formatDuration(std::chrono::duration_cast<std::chrono::milliseconds>(now - row.silentSince.value_or(now))));
    case Condition::Changing: return ContainerStates::tr("Changing…");
    case Condition::Exited:
    case Condition::Failed: break;
    }
    if (!row.failure.isEmpty() && !row.exit)
        return ContainerStates::tr("Did not start");
    const QString ended = row.exit ? exitText(*row.exit) : ContainerStates::tr("Stopped");
    if (row.restartAt)
        return ContainerStates::tr("%1, starts again soon").arg(ended);
    return row.lookedInto ? ContainerStates::tr("%1, files open").arg(ended) : ended;
}

QString uptimeText(const ContainerRow &row, engine::WallTime now)
{
    if (row.startedAt && (row.condition == Condition::Running || row.condition == Condition::Paused || row.condition == Condition::Silent
                          || row.condition == Condition::Unhealthy || row.condition == Condition::Changing))
        return formatDuration(std::chrono::duration_cast<std::chrono::milliseconds>(now - *row.startedAt));
    return {};
}

bool changesWithTime(const ContainerRow &row)
{
    return row.pending.has_value() || row.startedAt.has_value() || row.silentSince.has_value();
}

QLatin1StringView conditionIcon(Condition condition)
{
    switch (condition) {
    case Condition::Created: return "state-created"_L1;
    case Condition::Running: return "state-running"_L1;
    case Condition::Paused: return "state-paused"_L1;
    case Condition::Exited: return "state-exited"_L1;
    case Condition::Failed: return "state-failed"_L1;
    case Condition::Changing: return "state-changing"_L1;
    case Condition::Silent: return "state-silent"_L1;
    case Condition::Unhealthy: return "warning"_L1;
    }
    return {};
}

Tone conditionTone(Condition condition)
{
    switch (condition) {
    case Condition::Running: return Tone::Running;
    case Condition::Failed: return Tone::Error;
    case Condition::Changing: return Tone::Info;
    case Condition::Silent:
    case Condition::Unhealthy: return Tone::Warning;
    case Condition::Created:
    case Condition::Paused:
    case Condition::Exited: return Tone::Muted;
    }
    return Tone::Muted;
}

} // namespace firkin::ui
