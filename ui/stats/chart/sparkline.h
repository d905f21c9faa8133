#pragma once

#include <QColor>
#include <QRectF>

#include <span>

class QPainter;

namespace firkin::ui {

struct SparklineStyle {
    QColor line;
    QColor fill;            ///< below the line; transparent: none
    double maximum = 0;     ///< value at the top; 0: the largest of the values
    double minimumTop = 0;  ///< never scale up noise below this
    qsizetype samples = 60;   ///< width in samples; fewer values are drawn flush right
};

/// Draws values oldest first, evenly spaced, the newest at the right edge. NaN is a gap: nothing is drawn there.
/// Values beyond the top are clipped to it. Pure drawing: for item delegates and cards alike.
void paintSparkline(QPainter &painter, const QRectF &rect, std::span<const float> values, const SparklineStyle &style);

} // namespace firkin::ui
