#pragma once

#include "runtime/engine/types.h"

#include <QString>

#include <array>
#include <optional>

namespace firkin::ui {

/// What one can do with a container, in the order in which menus show it.
enum class ContainerAction : std::uint8_t {
    Open,
    Start,
    Stop,
    Restart,
    Pause,
    Resume,
    Kill,
    ForceOff,
    Shell,
    Logs,
    Files,
    Statistics,
    Snapshot,
    OpenPort,
    CopyName,
    CopyId,
    CopyCommand,
    Duplicate,
    Recreate,
    Rename,
    Delete,
};
inline constexpr std::size_t containerActionCount = static_cast<std::size_t>(ContainerAction::Delete) + 1;

/// Why an action is not possible now; its text is the disabled item's tooltip.
enum class ActionObstacle : std::uint8_t { None, NotRunning, AlreadyRunning, Busy, Paused, NotPaused, NoPorts, NothingRuns };

/// Enabled or the reason, of every action, from the container alone. Pure. Force off and delete are enabled in every
/// state that has something to end or to delete.
using ActionTable = std::array<ActionObstacle, containerActionCount>;
[[nodiscard]] ActionTable actionsFor(const engine::ContainerView &view, std::optional<engine::PendingVerb> pending);

[[nodiscard]] inline ActionObstacle obstacle(const ActionTable &table, ContainerAction action)
{
    return table[static_cast<std::size_t>(action)];
}

[[nodiscard]] QString obstacleText(ActionObstacle obstacle);
/// For menus ("Stop"), with ellipsis where a dialog follows.
[[nodiscard]] QString actionText(ContainerAction action);
[[nodiscard]] QLatin1StringView actionIcon(ContainerAction action);

} // namespace firkin::ui
