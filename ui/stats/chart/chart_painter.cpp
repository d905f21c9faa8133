#include "ui/stats/chart/chart_painter.h"

#include "ui/style/format.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace firkin::ui::chart {

namespace {

struct Colors {
    QColor text;
    QColor muted;
    QColor grid;
    QColor zero;
    QColor ground;
};

Colors colorsOf(const QPalette &palette)
{
    Colors colors;
    colors.text = palette.color(QPalette::Text);
    colors.muted = toneColor(Tone::Muted, palette);
    colors.ground = palette.color(QPalette::Base);
    colors.grid = colors.text;
    colors.grid.setAlphaF(isDark(palette) ? 0.10F : 0.08F);
    colors.zero = colors.text;
    colors.zero.setAlphaF(0.30F);
    return colors;
}

double crisp(double coordinate)
{
    return std::floor(coordinate) + 0.5;
}

void paintGrid(QPainter &painter, const ChartData &data, const ChartLayout &layout, const Colors &colors)
{
    const QFontMetricsF metrics(painter.font());
    painter.setRenderHint(QPainter::Antialiasing, false);
    for (int i = -layout.stepsBelow; i <= layout.stepsAbove; ++i) {
        const double y = crisp(std::min(layout.yAt(i * layout.ticks.step), layout.plot.bottom() - 0.5));
        painter.setPen(i == 0 ? colors.zero : colors.grid);
        painter.drawLine(QPointF(layout.plot.left(), y), QPointF(layout.plot.right(), y));
        painter.setPen(colors.muted);
        const QRectF label(layout.frame.left(), y - metrics.height() / 2, layout.plot.left() - layout.frame.left() - 8, metrics.height());
        painter.drawText(label, Qt::AlignRight | Qt::AlignVCenter, tickText(data.unit, std::abs(i) * layout.ticks.step));
    }
    const double labelWidth = metrics.horizontalAdvance(QStringLiteral("00:00:00"));
    const int most = std::max(1, static_cast<int>(layout.plot.width() / (labelWidth * 1.9)));
    for (const TimeTick &tick : timeTicks(layout.window, most)) {
        const double x = crisp(layout.xAt(static_cast<double>(tick.at)));
        painter.setPen(colors.grid);
        painter.drawLine(QPointF(x, layout.plot.top()), QPointF(x, layout.plot.bottom()));
        const double width = metrics.horizontalAdvance(tick.label);
        const double left = x - width / 2;
        if (left < layout.plot.left() - width / 2 || left + width > layout.frame.right() + 2)
            continue; // half a label says the wrong time
        painter.setPen(colors.muted);
        painter.drawText(QPointF(left, layout.plot.bottom() + 4 + metrics.ascent()), tick.label);
    }
}

/// Where nothing is known between two known stretches: a hatch, so that a gap is not taken for zero.
void paintGap(QPainter &painter, const ChartLayout &layout, const Colors &colors, double from, double to)
{
    const QRectF rect = QRectF(layout.xAt(from), layout.plot.top(), layout.xAt(to) - layout.xAt(from), layout.plot.height())
                            .intersected(layout.plot);
    if (rect.width() >= 2)
        painter.fillRect(rect, QBrush(colors.grid, Qt::BDiagPattern));
}

void paintGaps(QPainter &painter, const ChartLayout &layout, const Colors &colors, const std::vector<Run> &runs)
{
    painter.setRenderHint(QPainter::Antialiasing, false);
    for (std::size_t i = 1; i < runs.size(); ++i)
        paintGap(painter, layout, colors, runs[i - 1].back().at, runs[i].front().at);
}

void paintRun(QPainter &painter, const ChartLayout &layout, const Run &run, const QColor &color, double sign)
{
    QPolygonF line;
    QPolygonF band;
    bool spread = false;
    line.reserve(static_cast<qsizetype>(run.size()));
    for (const Column &column : run) {
        const double x = layout.xAt(column.at);
        line << QPointF(x, layout.yAt(sign * column.mean));
        band << QPointF(x, layout.yAt(sign * column.high));
        spread = spread || column.high > column.low;
    }
    const double zero = layout.yAt(0);
    if (line.size() == 1) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(color);
        painter.drawEllipse(line.front(), 1.8, 1.8);
        return;
    }
    // Measured: gradients without antialiasing and pens of width one cost a tenth of what solid antialiased fills and
    // wider pens do. The line lies over the fill's edge; drawn twice, half a pixel apart, it looks as wide as it should.
    const auto fade = [&](float nearZero, float far) {
        QLinearGradient gradient(0, zero, 0, sign > 0 ? layout.plot.top() : layout.plot.bottom());
        QColor tint = color;
        tint.setAlphaF(nearZero);
        gradient.setColorAt(0, tint);
        tint.setAlphaF(far);
        gradient.setColorAt(1, tint);
        return gradient;
    };
    QPolygonF area = line;
    area << QPointF(line.back().x(), zero) << QPointF(line.front().x(), zero);
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(Qt::NoPen);
    painter.setBrush(fade(0.10F, 0.38F));
    painter.drawPolygon(area);
    if (spread) { // several samples in one column: what lay between their extremes
        for (auto it = run.rbegin(); it != run.rend(); ++it)
            band << QPointF(layout.xAt(it->at), layout.yAt(sign * it->low));
        painter.setBrush(fade(0.30F, 0.31F));
        painter.drawPolygon(band);
    }
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(color, 1));
    painter.drawPolyline(line);
    painter.drawPolyline(line.translated(0, 0.5));
}

void paintLimit(QPainter &painter, const ChartData &data, const ChartLayout &layout, const QPalette &palette)
{
    if (!data.limit || data.limit->value <= 0 || data.limit->value > layout.ticks.step * layout.stepsAbove * (1 + 1e-9))
        return;
    const QFontMetricsF metrics(painter.font());
    const double y = crisp(layout.yAt(data.limit->value));
    const QColor color = toneColor(Tone::Warning, palette);
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(QPen(color, 1, Qt::DashLine));
    painter.drawLine(QPointF(layout.plot.left(), y), QPointF(layout.plot.right(), y));
    const double width = metrics.horizontalAdvance(data.limit->label);
    // Below the line: above it would leave the plot when the limit is the top.
    painter.setPen(color);
    painter.drawText(QPointF(layout.plot.right() - width - 4, y + metrics.ascent() + 2), data.limit->label);
}

void paintMarkers(QPainter &painter, const ChartData &data, const ChartLayout &layout, const QPalette &palette)
{
    const QFontMetricsF metrics(painter.font());
    for (const Marker &marker : data.markers) {
        if (marker.at < layout.window.begin || marker.at >= layout.window.end)
            continue;
        const double x = crisp(layout.xAt(static_cast<double>(marker.at)));
        const QColor color = toneColor(marker.tone, palette);
        painter.setRenderHint(QPainter::Antialiasing, false);
        painter.setPen(QPen(color, 1, Qt::DotLine));
        painter.drawLine(QPointF(x, layout.plot.top()), QPointF(x, layout.plot.bottom()));
        const double width = metrics.horizontalAdvance(marker.label);
        const bool right = x + 4 + width < layout.plot.right();
        painter.setPen(color);
        painter.drawText(QPointF(right ? x + 4 : x - 4 - width, layout.plot.top() + metrics.ascent()), marker.label);
    }
}

struct ReadOutLine {
    QColor color;
    QString name;
    QString value;
};

void paintReadOutBox(QPainter &painter,
                     const ChartLayout &layout,
                     const Colors &colors,
                     const QPalette &palette,
                     const QString &title,
                     const std::vector<ReadOutLine> &lines,
                     double x)
{
    const QFontMetricsF metrics(painter.font());
    constexpr double pad = 8, swatch = 14, space = 12;
    double names = 0, values = 0;
    for (const ReadOutLine &line : lines) {
        names = std::max(names, metrics.horizontalAdvance(line.name));
        values = std::max(values, metrics.horizontalAdvance(line.value));
    }
    const double width = 2 * pad + std::max(metrics.horizontalAdvance(title), swatch + names + space + values);
    const double height = 2 * pad - 4 + metrics.height() * static_cast<double>(1 + lines.size());
    double left = x + 10;
    if (left + width > layout.frame.right())
        left = std::max(layout.frame.left(), x - 10 - width);
    const QRectF box(std::round(left), layout.plot.top() + 2, std::ceil(width), std::ceil(height));
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(borderColor(palette));
    QColor ground = palette.color(QPalette::ToolTipBase);
    ground.setAlphaF(0.96F);
    painter.setBrush(ground);
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    double y = box.top() + pad - 2 + metrics.ascent();
    painter.setPen(colors.muted);
    painter.drawText(QPointF(box.left() + pad, y), title);
    for (const ReadOutLine &line : lines) {
        y += metrics.height();
        painter.setPen(Qt::NoPen);
        painter.setBrush(line.color);
        painter.drawEllipse(QPointF(box.left() + pad + 4, y - metrics.ascent() / 2 + 1), 3.5, 3.5);
        painter.setPen(palette.color(QPalette::ToolTipText));
        painter.drawText(QPointF(box.left() + pad + swatch, y), line.name);
        painter.drawText(QPointF(box.right() - pad - metrics.horizontalAdvance(line.value), y), line.value);
    }
}

void paintReadOut(QPainter &painter, const ChartData &data, const ChartLayout &layout, const QPalette &palette, const Colors &colors, Milliseconds at)
{
    const Milliseconds reach = std::max(data.step * 5 / 2, layout.window.columnSpan() * 3);
    std::vector<ReadOutLine> lines;
    std::optional<Milliseconds> when;
    std::vector<std::pair<QPointF, QColor>> dots;
    for (const Series &series : data.series) {
        const Point *point = nearest(series.points, at, reach);
        if (!point || point->at < layout.window.begin || point->at >= layout.window.end)
            continue;
        when = when.value_or(point->at);
        const QColor color = toneColor(series.tone, palette);
        lines.push_back({color, series.name, valueText(data.unit, point->value)});
        dots.emplace_back(QPointF(layout.xAt(static_cast<double>(point->at)), layout.yAt(series.below ? -point->value : point->value)), color);
    }
    if (!when)
        return;
    const double x = layout.xAt(static_cast<double>(*when));
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(colors.zero);
    painter.drawLine(QPointF(crisp(x), layout.plot.top()), QPointF(crisp(x), layout.plot.bottom()));
    painter.setRenderHint(QPainter::Antialiasing);
    for (const auto &[place, color] : dots) {
        painter.setPen(QPen(colors.ground, 1.5));
        painter.setBrush(color);
        painter.drawEllipse(place, 3.5, 3.5);
    }
    const engine::WallTime time{std::chrono::milliseconds(*when)};
    paintReadOutBox(painter, layout, colors, palette, formatTime(time), lines, x);
}

} // namespace

void paintChart(QPainter &painter,
                const ChartData &data,
                const ChartLayout &layout,
                const QPalette &palette,
                std::optional<Milliseconds> hover)
{
    const Colors colors = colorsOf(palette);
    painter.save();
    paintGrid(painter, data, layout, colors);
    painter.save();
    painter.setClipRect(layout.plot.adjusted(0, -2, 0, 2));
    bool gapsPainted = false;
    for (const Series &series : data.series) {
        const std::vector<Run> runs = toRuns(series.points, layout.window, data.step);
        if (!gapsPainted) // all series of a chart come from the same samples
            paintGaps(painter, layout, colors, runs);
        gapsPainted = true;
        painter.setRenderHint(QPainter::Antialiasing);
        for (const Run &run : runs)
            paintRun(painter, layout, run, toneColor(series.tone, palette), series.below ? -1 : 1);
    }
    painter.restore();
    paintLimit(painter, data, layout, palette);
    paintMarkers(painter, data, layout, palette);
    if (hover)
        paintReadOut(painter, data, layout, palette, colors, *hover);
    painter.restore();
}

} // namespace firkin::ui::chart
