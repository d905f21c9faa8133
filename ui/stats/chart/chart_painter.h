#pragma once

#include "ui/stats/chart/chart_data.h"

#include <QFont>
#include <QPalette>
#include <QRectF>

class QPainter;

namespace firkin::ui::chart {

/// Where everything lies and which scale holds; made once a change, used by painting and by the mouse alike.
struct ChartLayout {
    QRectF frame; ///< the whole
    QRectF plot;  ///< the lines
    Window window;
    ValueTicks ticks;
    int stepsAbove = 1; ///< of ticks.step, above zero
    int stepsBelow = 0; ///< mirrored series

    [[nodiscard]] double xAt(double at) const;
    [[nodiscard]] double yAt(double value) const; ///< negative: below zero
    [[nodiscard]] Milliseconds timeAt(double x) const;
};

/// `shownTop`: the maximum that the last layout showed, so that the axis stays calm.
[[nodiscard]] ChartLayout layoutChart(const ChartData &data,
                                      const QRectF &frame,
                                      const QFont &font,
                                      Milliseconds now,
                                      Milliseconds span,
                                      double shownTop);

/// Grid, axes, lines, limit, markers and, with a time, the read-out. No background.
void paintChart(QPainter &painter,
                const ChartData &data,
                const ChartLayout &layout,
                const QPalette &palette,
                std::optional<Milliseconds> hover);

} // namespace firkin::ui::chart
