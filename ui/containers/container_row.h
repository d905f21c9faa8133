#pragma once

#include "runtime/engine/types.h"
#include "ui/style/colors.h"

#include <QList>
#include <QString>

#include <optional>

namespace firkin::ui {

class ContainersService;
class StatisticsService;

/// What a container is right now, with its intended change: one glyph, one tone, one word.
enum class Condition : std::uint8_t { Created, Running, Paused, Exited, Failed, Changing, Silent, Unhealthy };

/// One row of the list, a value; all text is safe to show.
struct ContainerRow {
    ContainerId id;
    QString group; ///< its pod; empty: none
    PodId pod;     ///< of a group: the pod that it is
    QString podState;
    QString name;
    QString image;
    Condition condition = Condition::Created;
    std::optional<engine::PendingVerb> pending;
    engine::WallTime pendingSince;
    bool cancellable = false;
    bool gone = false; ///< deleted; keeps its place for a moment
    QString phase;   ///< of a start: "Booting the kernel…"
    QString failure; ///< of the last action, kept until the next
    std::optional<engine::WallTime> silentSince;
    std::optional<engine::ExitInfo> exit;
    std::optional<engine::HealthStatus> health;
    std::optional<engine::WallTime> restartAt;
    bool lookedInto = false;
    std::optional<engine::WallTime> startedAt;
    engine::WallTime createdAt;
    std::vector<engine::PortMapping> ports;

    // Live: they change every second and alone.
    bool live = false;
    double cpu = 0; ///< share of its own limit
    QList<float> cpuHistory;
    std::uint64_t memory = 0;
    std::uint64_t memoryLimit = 0;
    double networkReceived = 0; ///< bytes per second
    double networkSent = 0;
    double blockRead = 0;
    double blockWritten = 0;

    [[nodiscard]] bool sameButLive(const ContainerRow &other) const;
};

[[nodiscard]] ContainerRow makeRow(const engine::ContainerView &view, const ContainersService &containers, const StatisticsService &statistics);

/// "Running", "Stopping… 4 s", "Exited (137), out of memory", "No answer for 14 s"
[[nodiscard]] QString stateText(const ContainerRow &row, engine::WallTime now);
[[nodiscard]] QString uptimeText(const ContainerRow &row, engine::WallTime now);
/// Whether `stateText` or `uptimeText` change by time alone, each second.
[[nodiscard]] bool changesWithTime(const ContainerRow &row);
[[nodiscard]] QLatin1StringView conditionIcon(Condition condition);
[[nodiscard]] Tone conditionTone(Condition condition);
[[nodiscard]] QString exitText(const engine::ExitInfo &exit);
/// "Stopping…"
[[nodiscard]] QString pendingText(engine::PendingVerb verb);

} // namespace firkin::ui
