#pragma once

#include <cstdint>
#include <span>
#include <vector>

/// The arithmetic of charts: plain data and pure functions; no Qt. chart_view.h draws it.
namespace firkin::ui::chart {

using Milliseconds = std::int64_t; ///< wall time since the epoch, or a span of it

/// One value at one time; NaN: known to be unknown.
struct Point {
    Milliseconds at = 0;
    double value = 0;
};

/// What is shown: [begin, end), drawn on so many pixel columns.
struct Window {
    Milliseconds begin = 0;
    Milliseconds end = 0;
    int columns = 0;

    [[nodiscard]] Milliseconds span() const { return end - begin; }
    /// How much time one column stands for; at least 1.
    [[nodiscard]] Milliseconds columnSpan() const;
};

/// A window of `span` that holds `now` and ends at a whole column, so that columns keep their contents while the window
/// moves: nothing shimmers, and nothing is repainted before a whole pixel has passed.
[[nodiscard]] Window windowEndingAt(Milliseconds now, Milliseconds span, int columns);

/// What one pixel column shows: the lowest and highest of its values, and their mean at their mean time.
struct Column {
    double at = 0;
    double low = 0;
    double high = 0;
    double mean = 0;
};

/// A stretch without a gap.
using Run = std::vector<Column>;

/// Buckets `points` (oldest first) to pixel columns. A gap is where neighbours lie further apart than 2.5 × `step`, and
/// where a value is not finite. The nearest point beyond either edge is kept, so that lines reach the edge.
[[nodiscard]] std::vector<Run> toRuns(std::span<const Point> points, const Window &window, Milliseconds step);

struct Extent {
    double low = 0;
    double high = 0;
    bool any = false;
};
[[nodiscard]] Extent extentOf(std::span<const Point> points, const Window &window);

/// The point nearest to `at`, no further away than `reach`; null if there is none.
[[nodiscard]] const Point *nearest(std::span<const Point> points, Milliseconds at, Milliseconds reach);

/// Adds a point, newest last. One that is not later than the last: a little earlier is a repetition and is ignored;
/// much earlier (over `step` × 2.5) means that the clock was set back: what lies after it goes.
void append(std::vector<Point> &points, Point point, Milliseconds step);
/// Forgets what is older, but for one point before, which lines begin at.
void dropBefore(std::vector<Point> &points, Milliseconds begin);

} // namespace firkin::ui::chart
