#pragma once

#include "ui/stats/chart/series.h"

#include <QString>

namespace firkin::ui::chart {

enum class Unit : std::uint8_t { Share, Bytes, BytesPerSecond, Count };

/// "12 %", "1.5 MiB", "1.5 MiB/s", "12".
[[nodiscard]] QString valueText(Unit unit, double value);
/// The same for an axis, whose values are round: "1.5 MiB", not "1.50 MiB".
[[nodiscard]] QString tickText(Unit unit, double value);

/// Round values from 0 up, and where the axis ends: at a tick.
struct ValueTicks {
    double step = 1;
    double top = 1;
    [[nodiscard]] int count() const; ///< steps from 0 to the top
};

/// At most `most` steps (at least 1) that reach `maximum`: 1, 2, 5 × 10ⁿ; for bytes 1, 2, 4 … 512 of a binary unit.
/// Nonsense (NaN, infinite, negative) is taken as 0; the top is never below the unit's smallest sensible one.
[[nodiscard]] ValueTicks valueTicks(Unit unit, double maximum, int most);

/// The axis should not jump about: it grows at once, and shrinks only when the maximum has fallen below 40 % of it.
[[nodiscard]] double steadyMaximum(Unit unit, double shownTop, double maximum);

struct TimeTick {
    Milliseconds at = 0;
    QString label;
};
/// At round local times ("14:05"), seconds shown where the step is below a minute.
[[nodiscard]] std::vector<TimeTick> timeTicks(const Window &window, int most);

} // namespace firkin::ui::chart
