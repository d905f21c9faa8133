#include "ui/stats/chart/chart_painter.h"

#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

namespace firkin::ui::chart {

namespace {

/// The widest label that an axis of this unit may get: its width is reserved, so that the plot does not jump when the
/// scale changes.
QString widestLabel(Unit unit)
{
    switch (unit) {
    case Unit::Share:
        return QStringLiteral("100 %");
    case Unit::Bytes:
        return QStringLiteral("1.25 MiB");
    case Unit::BytesPerSecond:
        return QStringLiteral("1.25 MiB/s");
    case Unit::Count:
        return QStringLiteral("10,000");
    }
    return {};
}

double maximumOf(const ChartData &data, const Window &window, bool below)
{
    double maximum = 0;
    for (const Series &series : data.series) {
        if (series.below == below)
            maximum = std::max(maximum, extentOf(series.points, window).high);
    }
    return maximum;
}

} // namespace

double ChartLayout::xAt(double at) const
{
    const double span = static_cast<double>(std::max<Milliseconds>(1, window.span()));
    return plot.left() + (at - static_cast<double>(window.begin)) / span * plot.width();
}

double ChartLayout::yAt(double value) const
{
    const double steps = std::max(1, stepsAbove + stepsBelow);
    const double zero = plot.top() + plot.height() * stepsAbove / steps;
    const double limited = std::clamp(value, -ticks.step * stepsBelow, ticks.step * stepsAbove);
    return zero - limited / ticks.step * plot.height() / steps;
}

Milliseconds ChartLayout::timeAt(double x) const
{
    const double share = plot.width() > 0 ? (x - plot.left()) / plot.width() : 0;
    return window.begin + static_cast<Milliseconds>(share * static_cast<double>(window.span()));
}

ChartLayout layoutChart(const ChartData &data,
                        const QRectF &frame,
                        const QFont &font,
                        Milliseconds now,
                        Milliseconds span,
                        double shownTop)
{
    const QFontMetricsF metrics(font);
    ChartLayout layout;
    layout.frame = frame;
    const double left = std::ceil(metrics.horizontalAdvance(widestLabel(data.unit))) + 10;
    const double bottom = std::ceil(metrics.height()) + 6;
    layout.plot = frame.adjusted(left, std::ceil(metrics.height() / 2), -2, -bottom);
    if (layout.plot.width() < 8 || layout.plot.height() < 8)
        layout.plot = frame;
    layout.window = windowEndingAt(now, span, std::max(1, static_cast<int>(layout.plot.width())));

    const bool mirrored = std::ranges::any_of(data.series, &Series::below);
    const double above = maximumOf(data, layout.window, false);
    const double below = mirrored ? maximumOf(data, layout.window, true) : 0;
    const int room = static_cast<int>(layout.plot.height() / (metrics.height() * 1.9));
    const int most = std::clamp(mirrored ? room / 2 : room, 2, mirrored ? 3 : 5);
    const double maximum = std::max(above, below);
    // The limit belongs into the picture as soon as the values come near it.
    const bool nearLimit = data.limit && data.limit->value > 0 && maximum > 0.4 * data.limit->value;
    const double wanted = nearLimit ? std::max(maximum, data.limit->value) : maximum;
    layout.ticks = valueTicks(data.unit, steadyMaximum(data.unit, shownTop, wanted), most);
    layout.stepsAbove = layout.ticks.count();
    if (mirrored) {
        const auto needed = [&](double value) {
            return std::clamp(static_cast<int>(std::ceil(value / layout.ticks.step - 1e-9)), 1, layout.ticks.count());
        };
        // One scale for both, so that their areas compare; the side with less gets less room, but never none.
        layout.stepsAbove = std::max(needed(above), above >= below ? layout.ticks.count() : 1);
        layout.stepsBelow = std::max(needed(below), below > above ? layout.ticks.count() : 1);
    }
    return layout;
}

} // namespace firkin::ui::chart
