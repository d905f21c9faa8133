#include "ui/containers/container_actions.h"

#include <QCoreApplication>

namespace firkin::ui {

using namespace Qt::StringLiterals;
using engine::ContainerState;

namespace {
struct ContainerActions {
    Q_DECLARE_TR_FUNCTIONS(ContainerActions)
};
} // namespace

ActionTable actionsFor(const engine::ContainerView &view, std::optional<engine::PendingVerb> pending)
{
    const bool running = view.state == ContainerState::Running || view.state == ContainerState::Paused;
    const bool idle = view.state == ContainerState::Created || view.state == ContainerState::Exited;
    const bool busy = pending.has_value() || view.state == ContainerState::Starting || view.state == ContainerState::Stopping;

    ActionTable table{};
    const auto set = [&table](ContainerAction action, ActionObstacle why) { table[static_cast<std::size_t>(action)] = why; };
    const ActionObstacle needsRunning = running ? ActionObstacle::None : busy ? ActionObstacle::Busy : ActionObstacle::NotRunning;
    const ActionObstacle needsQuietRunning = busy ? ActionObstacle::Busy : needsRunning;

    set(ContainerAction::Start, busy ? ActionObstacle::Busy : idle ? ActionObstacle::None : ActionObstacle::AlreadyRunning);
    // One that waits for its restart is stopped by not starting it again.
    set(ContainerAction::Stop, view.restartAt && !busy ? ActionObstacle::None : needsQuietRunning);
    set(ContainerAction::Restart, needsQuietRunning);
    const bool paused = view.state == ContainerState::Paused;
    const ActionObstacle needsAwake = paused ? ActionObstacle::Paused : needsRunning;
    set(ContainerAction::Pause, needsQuietRunning != ActionObstacle::None ? needsQuietRunning : paused ? ActionObstacle::Paused : ActionObstacle::None);
    set(ContainerAction::Resume,
        needsQuietRunning != ActionObstacle::None ? needsQuietRunning : paused ? ActionObstacle::None : ActionObstacle::NotPaused);
    // A stop that takes its time may be overtaken.
    set(ContainerAction::Kill, running || view.state == ContainerState::Stopping ? ActionObstacle::None : ActionObstacle::NotRunning);
    set(ContainerAction::ForceOff, idle && !busy ? ActionObstacle::NothingRuns : ActionObstacle::None);
    set(ContainerAction::Shell, needsAwake);
    set(ContainerAction::Files, paused ? ActionObstacle::Paused : ActionObstacle::None);
    set(ContainerAction::Snapshot, busy ? ActionObstacle::Busy : needsAwake);
    set(ContainerAction::OpenPort, !running ? needsRunning : view.ports.empty() ? ActionObstacle::NoPorts : ActionObstacle::None);
    return table;
}

QString obstacleText(ActionObstacle obstacle)
{
    switch (obstacle) {
    case ActionObstacle::None: return {};
    case ActionObstacle::NotRunning: return ContainerActions::tr("The container is not running");
    case ActionObstacle::AlreadyRunning: return ContainerActions::tr("The container is already running");
    case ActionObstacle::Busy: return ContainerActions::tr("Another action is under way");
    case ActionObstacle::Paused: return ContainerActions::tr("The container is paused");
    case ActionObstacle::NotPaused: return ContainerActions::tr("The container is not paused");
    case ActionObstacle::NoPorts: return ContainerActions::tr("The container publishes no ports");
    case ActionObstacle::NothingRuns: return ContainerActions::tr("Nothing of it is running");
    }
    return {};
}

QString actionText(ContainerAction action)
{
    switch (action) {
    case ContainerAction::Open: return ContainerActions::tr("Open");
    case ContainerAction::Start: return ContainerActions::tr("Start");
    case ContainerAction::Stop: return ContainerActions::tr("Stop");
    case ContainerAction::Restart: return ContainerActions::tr("Restart");
    case ContainerAction::Pause: return ContainerActions::tr("Pause");
    case ContainerAction::Resume: return ContainerActions::tr("Resume");
    case ContainerAction::Kill: return ContainerActions::tr("Kill");
    case ContainerAction::ForceOff: return ContainerActions::tr("Force Off");
    case ContainerAction::Shell: return ContainerActions::tr("Open Shell");
    case ContainerAction::Logs: return ContainerActions::tr("Show Logs");
    case ContainerAction::Files: return ContainerActions::tr("Browse Files");
    case ContainerAction::Statistics: return ContainerActions::tr("Show Statistics");
    case ContainerAction::Snapshot: return ContainerActions::tr("Take Snapshot…");
    case ContainerAction::OpenPort: return ContainerActions::tr("Open in Browser");
    case ContainerAction::CopyName: return ContainerActions::tr("Copy Name");
    case ContainerAction::CopyId: return ContainerActions::tr("Copy ID");
    case ContainerAction::CopyCommand: return ContainerActions::tr("Copy fk Command");
    case ContainerAction::Duplicate: return ContainerActions::tr("Duplicate…");
    case ContainerAction::Recreate: return ContainerActions::tr("Edit and Recreate…");
    case ContainerAction::Rename: return ContainerActions::tr("Rename…");
    case ContainerAction::Delete: return ContainerActions::tr("Delete");
    }
    return {};
}

QLatin1StringView actionIcon(ContainerAction action)
{
    switch (action) {
    case ContainerAction::Open: return "split"_L1;
    case ContainerAction::Start: return "play"_L1;
    case ContainerAction::Stop: return "stop"_L1;
    case ContainerAction::Restart: return "restart"_L1;
    case ContainerAction::Pause: return "pause"_L1;
    case ContainerAction::Resume: return "play"_L1;
    case ContainerAction::Kill: return "kill"_L1;
    case ContainerAction::ForceOff: return "power"_L1;
    case ContainerAction::Shell: return "terminal"_L1;
    case ContainerAction::Logs: return "logs"_L1;
    case ContainerAction::Files: return "files"_L1;
    case ContainerAction::Statistics: return "stats"_L1;
    case ContainerAction::Snapshot: return "snapshot"_L1;
    case ContainerAction::OpenPort: return "globe"_L1;
    case ContainerAction::CopyName:
    case ContainerAction::CopyId:
    case ContainerAction::CopyCommand: return "copy"_L1;
    case ContainerAction::Duplicate: return "plus"_L1;
    case ContainerAction::Recreate: return "settings"_L1;
    case ContainerAction::Rename: return "rename"_L1;
    case ContainerAction::Delete: return "trash"_L1;
    }
    return {};
}

} // namespace firkin::ui
