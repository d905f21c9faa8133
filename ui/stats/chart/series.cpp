#include "ui/stats/chart/series.h"

#include <algorithm>
#include <cmath>

namespace firkin::ui::chart {

namespace {

constexpr Milliseconds gapSpan(Milliseconds step)
{
    return std::max<Milliseconds>(step, 1) * 5 / 2;
}

Milliseconds floorTo(Milliseconds value, Milliseconds unit)
{
    Milliseconds rest = value % unit;
    if (rest < 0)
        rest += unit;
    return value - rest;
}

auto firstAt(std::span<const Point> points, Milliseconds at)
{
    return std::ranges::lower_bound(points, at, {}, &Point::at);
}

/// One column while its points come in. The mean is weighted by points, which come evenly.
struct Bucket {
    Milliseconds start = 0;
    double low = 0, high = 0, sum = 0, time = 0;
    int count = 0;

    void add(const Point &point)
    {
        low = count ? std::min(low, point.value) : point.value;
        high = count ? std::max(high, point.value) : point.value;
        sum += point.value;
        time += static_cast<double>(point.at - start);
        ++count;
    }
    [[nodiscard]] Column column() const
    {
        const double n = count;
        return {static_cast<double>(start) + time / n, low, high, sum / n};
    }
};

} // namespace

Milliseconds Window::columnSpan() const
{
    if (columns <= 0 || span() <= 0)
        return 1;
    return std::max<Milliseconds>(1, (span() + columns - 1) / columns);
}

Window windowEndingAt(Milliseconds now, Milliseconds span, int columns)
{
    Window window{0, span, columns};
    const Milliseconds unit = window.columnSpan();
    window.end = floorTo(now, unit) + unit;
    window.begin = window.end - span;
    return window;
}

std::vector<Run> toRuns(std::span<const Point> points, const Window &window, Milliseconds step)
{
    std::vector<Run> runs;
    if (window.columns <= 0 || window.span() <= 0 || points.empty())
        return runs;
    auto first = firstAt(points, window.begin);
    if (first != points.begin())
        --first;
    auto last = firstAt(points, window.end);
    if (last != points.end())
        ++last;

    const Milliseconds unit = window.columnSpan();
    const Milliseconds gap = gapSpan(step);
    Run run;
    Bucket bucket;
    const Point *previous = nullptr;
    const auto closeBucket = [&] {
        if (bucket.count)
            run.push_back(bucket.column());
        bucket = {};
    };
    const auto closeRun = [&] {
        closeBucket();
        if (!run.empty())
            runs.push_back(std::move(run));
        run.clear();
    };
    for (auto it = first; it != last; ++it) {
        if (!std::isfinite(it->value)) {
            closeRun();
            previous = nullptr;
            continue;
        }
        if (previous && it->at - previous->at > gap)
            closeRun();
        const Milliseconds start = floorTo(it->at, unit);
        if (bucket.count && start != bucket.start)
            closeBucket();
        bucket.start = start;
        bucket.add(*it);
        previous = &*it;
    }
    closeRun();
    return runs;
}

Extent extentOf(std::span<const Point> points, const Window &window)
{
    Extent extent;
    for (auto it = firstAt(points, window.begin); it != points.end() && it->at < window.end; ++it) {
        if (!std::isfinite(it->value))
            continue;
        extent.low = extent.any ? std::min(extent.low, it->value) : it->value;
        extent.high = extent.any ? std::max(extent.high, it->value) : it->value;
        extent.any = true;
    }
    return extent;
}

const Point *nearest(std::span<const Point> points, Milliseconds at, Milliseconds reach)
{
    const Point *best = nullptr;
    const auto after = firstAt(points, at);
    const auto consider = [&](const Point &point) {
        const Milliseconds distance = std::abs(point.at - at);
        if (std::isfinite(point.value) && distance <= reach && (!best || distance < std::abs(best->at - at)))
            best = &point;
    };
    if (after != points.end())
        consider(*after);
    if (after != points.begin())
        consider(*(after - 1));
    return best;
}

void append(std::vector<Point> &points, Point point, Milliseconds step)
{
    if (!points.empty() && point.at <= points.back().at) {
        if (points.back().at - point.at <= gapSpan(step))
            return;
        std::erase_if(points, [&](const Point &old) { return old.at >= point.at; });
    }
    points.push_back(point);
}

void dropBefore(std::vector<Point> &points, Milliseconds begin)
{
    auto first = std::ranges::lower_bound(points, begin, {}, &Point::at);
    if (first != points.begin())
        --first;
    // In pieces, so that a live series does not move itself every second.
    if (first - points.begin() > 256)
        points.erase(points.begin(), first);
}

} // namespace firkin::ui::chart
