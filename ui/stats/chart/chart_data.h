#pragma once

#include "ui/stats/chart/series.h"
#include "ui/stats/chart/ticks.h"
#include "ui/style/colors.h"

#include <QString>

#include <optional>

namespace firkin::ui::chart {

/// One line of a chart.
struct Series {
    QString name; ///< plain text
    Tone tone = Tone::Series1;
    bool below = false; ///< mirrored: drawn downwards from zero
    std::vector<Point> points;
};

/// A horizontal line to compare with.
struct Limit {
    double value = 0;
    QString label;
};

/// Something that happened: a vertical line.
struct Marker {
    Milliseconds at = 0;
    QString label;
    Tone tone = Tone::Muted;
};

/// Everything that a chart draws, as a value.
struct ChartData {
    Unit unit = Unit::Share;
    Milliseconds step = 1000; ///< between samples: further apart is a gap
    std::vector<Series> series;
    std::optional<Limit> limit;
    std::vector<Marker> markers;
};

} // namespace firkin::ui::chart
