#include "ui/stats/chart/sparkline.h"

#include <QPainter>
#include <QPolygonF>

#include <algorithm>
#include <cmath>

namespace firkin::ui {

namespace {

double topOf(std::span<const float> values, const SparklineStyle &style)
{
    double top = style.maximum;
    if (top <= 0) {
        for (const float value : values) {
            if (std::isfinite(value))
                top = std::max(top, double{value});
        }
    }
    return std::max({top, style.minimumTop, 1e-12});
}

void paintRun(QPainter &painter, const QRectF &rect, const QPolygonF &run, const SparklineStyle &style)
{
    if (run.isEmpty())
        return;
    if (style.fill.isValid() && style.fill.alpha() > 0 && run.size() > 1) {
        QPolygonF area = run;
        area << QPointF(run.back().x(), rect.bottom()) << QPointF(run.front().x(), rect.bottom());
        // A gradient of one colour, without antialiasing, and a pen of width one: the cheap ways (chart_painter.cpp).
        QLinearGradient fill(rect.topLeft(), rect.bottomLeft());
        fill.setColorAt(0, style.fill);
        fill.setColorAt(1, style.fill);
        painter.setRenderHint(QPainter::Antialiasing, false);
        painter.setPen(Qt::NoPen);
        painter.setBrush(fill);
        painter.drawPolygon(area);
        painter.setRenderHint(QPainter::Antialiasing);
    }
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(style.line, 1));
    if (run.size() == 1) // one sample between gaps is still a sample
        painter.drawLine(run.front() - QPointF(1, 0), run.front() + QPointF(1, 0));
    else
        painter.drawPolyline(run);
}

} // namespace

void paintSparkline(QPainter &painter, const QRectF &rect, std::span<const float> values, const SparklineStyle &style)
{
    if (values.empty() || rect.width() < 2 || rect.height() < 2)
        return;
    const auto capacity = std::max<qsizetype>(style.samples, 2);
    if (static_cast<qsizetype>(values.size()) > capacity)
        values = values.last(static_cast<std::size_t>(capacity));
    const double top = topOf(values, style);
    const double step = rect.width() / static_cast<double>(capacity - 1);
    // Half a pen's width inside, so that 0 and the top are whole lines.
    const double low = rect.bottom() - 0.6;
    const double height = rect.height() - 1.2;

    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setClipRect(rect, Qt::IntersectClip);
    QPolygonF run;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (!std::isfinite(values[i])) {
            paintRun(painter, rect, run, style);
            run.clear();
            continue;
        }
        const double share = std::clamp(double{values[i]} / top, 0.0, 1.0);
        const double x = rect.right() - step * static_cast<double>(values.size() - 1 - i);
        run << QPointF(x, low - share * height);
    }
    paintRun(painter, rect, run, style);
    painter.restore();
}

} // namespace firkin::ui
