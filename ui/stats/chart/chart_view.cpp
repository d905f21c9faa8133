#include "ui/stats/chart/chart_view.h"

#include <QDateTime>
#include <QImage>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <limits>

namespace firkin::ui::chart {

ChartView::ChartView(QWidget *parent)
    : QWidget(parent)
{
    setMouseTracking(true);
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_OpaquePaintEvent, false);
    QFont small = font();
    small.setPointSizeF(std::max(7.0, small.pointSizeF() * 0.85));
    setFont(small);
}

void ChartView::setData(ChartData data)
{
    m_data = std::move(data);
    m_shownTop = 0;
    relayout();
    update();
}

void ChartView::append(Milliseconds at, std::span<const double> values)
{
    for (std::size_t i = 0; i < m_data.series.size(); ++i) {
        const double value = i < values.size() ? values[i] : std::numeric_limits<double>::quiet_NaN();
        chart::append(m_data.series[i].points, {at, value}, m_data.step);
        dropBefore(m_data.series[i].points, m_now - m_span - m_span / 8);
    }
    if (!isVisible())
        return;
    const ChartLayout before = m_layout;
    relayout();
    const bool sameScale = before.ticks.step == m_layout.ticks.step && before.stepsAbove == m_layout.stepsAbove
                           && before.stepsBelow == m_layout.stepsBelow;
    if (!sameScale || before.window.end != m_layout.window.end || m_hover) {
        update();
        return;
    }
    // Only the newest columns are other than before: back to the neighbour that the new line begins at.
    const double left = m_layout.xAt(static_cast<double>(at - m_data.step * 3)) - 4;
    update(QRectF(left, 0, width() - left, height()).toAlignedRect().intersected(rect()));
}

void ChartView::setLimit(std::optional<Limit> limit)
{
    if (limit.has_value() == m_data.limit.has_value()
        && (!limit || (limit->value == m_data.limit->value && limit->label == m_data.limit->label)))
        return;
    m_data.limit = std::move(limit);
    relayout();
    update();
}

void ChartView::setMarkers(std::vector<Marker> markers)
{
    m_data.markers = std::move(markers);
    update();
}

void ChartView::setWindow(Milliseconds now, Milliseconds span)
{
    const bool spanChanged = span != m_span;
    m_now = now;
    m_span = span;
    if (!isVisible())
        return;
    const Milliseconds end = m_layout.window.end;
    relayout();
    if (spanChanged || m_layout.window.end != end)
        update();
}

void ChartView::setPlaceholder(const QString &text)
{
    if (m_placeholder == text)
        return;
    m_placeholder = text;
    update();
}

void ChartView::setHover(std::optional<Milliseconds> at)
{
    if (m_hover == at)
        return;
    m_hover = at;
    update();
}

bool ChartView::hasData() const
{
    return std::ranges::any_of(m_data.series, [&](const Series &series) { return extentOf(series.points, m_layout.window).any; });
}

QImage ChartView::toImage(const QString &title) const
{
    const int heading = fontMetrics().height() + 16;
    const QSize size(width() + 24, height() + heading + 12);
    const qreal ratio = std::max(2.0, devicePixelRatioF());
    QImage image(size * ratio, QImage::Format_RGB32);
    image.setDevicePixelRatio(ratio);
    image.fill(palette().color(QPalette::Base));
    QPainter painter(&image);
    painter.setFont(font());
    painter.setPen(palette().color(QPalette::Text));
    painter.drawText(QRect(12, 0, size.width() - 24, heading), Qt::AlignVCenter | Qt::AlignLeft, title);
    painter.translate(12, heading);
    paintChart(painter, m_data, m_layout, palette(), std::nullopt);
    return image;
}

QString ChartView::toTable() const
{
    QString table = tr("Time");
    for (const Series &series : m_data.series)
        table += u'\t' + series.name;
    table += u'\n';
    if (m_data.series.empty())
        return table;
    const std::vector<Point> &lead = m_data.series.front().points;
    for (std::size_t i = 0; i < lead.size(); ++i) {
        if (lead[i].at < m_layout.window.begin || lead[i].at >= m_layout.window.end)
            continue;
        table += QDateTime::fromMSecsSinceEpoch(lead[i].at).toString(Qt::ISODateWithMs);
        for (const Series &series : m_data.series)
            table += u'\t' + (i < series.points.size() ? QString::number(series.points[i].value, 'g', 10) : QString());
        table += u'\n';
    }
    return table;
}

QSize ChartView::sizeHint() const
{
    return {420, 180};
}

QSize ChartView::minimumSizeHint() const
{
    return {180, 96};
}

void ChartView::relayout()
{
    const double top = m_shownTop;
    m_layout = layoutChart(m_data, QRectF(rect()), font(), m_now, m_span, top);
    m_shownTop = m_layout.ticks.top;
}

void ChartView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setFont(font());
    const bool any = hasData();
    paintChart(painter, m_data, m_layout, palette(), any ? m_hover : std::nullopt);
    if (!any && !m_placeholder.isEmpty()) {
        painter.setPen(toneColor(Tone::Muted, palette()));
        painter.drawText(m_layout.plot, Qt::AlignCenter | Qt::TextWordWrap, m_placeholder);
    }
    if (hasFocus()) {
        QColor ring = palette().color(QPalette::Highlight);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(ring, 1));
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
    }
}

void ChartView::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    relayout();
}

void ChartView::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_shownTop = 0; // what the axis was when it was last seen is no reason to keep it
    relayout();
}

void ChartView::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        relayout();
}

void ChartView::mouseMoveEvent(QMouseEvent *event)
{
    const QPointF place = event->position();
    std::optional<Milliseconds> at;
    if (place.x() >= m_layout.plot.left() && place.x() <= m_layout.plot.right())
        at = m_layout.timeAt(place.x());
    Q_EMIT hovered(at);
}

void ChartView::leaveEvent(QEvent *event)
{
    QWidget::leaveEvent(event);
    Q_EMIT hovered(std::nullopt);
}

void ChartView::focusOutEvent(QFocusEvent *event)
{
    QWidget::focusOutEvent(event);
    Q_EMIT hovered(std::nullopt);
}

void ChartView::keyPressEvent(QKeyEvent *event)
{
    const Milliseconds unit = std::max(m_data.step, m_layout.window.columnSpan());
    const Milliseconds step = event->modifiers() & Qt::ControlModifier ? unit * 10 : unit;
    const Milliseconds from = m_hover.value_or(m_layout.window.end - unit);
    switch (event->key()) {
    case Qt::Key_Left:
        Q_EMIT hovered(std::max(m_layout.window.begin, from - step));
        break;
    case Qt::Key_Right:
        Q_EMIT hovered(std::min(m_layout.window.end - 1, from + step));
        break;
    case Qt::Key_Escape:
        if (m_hover) {
            Q_EMIT hovered(std::nullopt);
            break;
        }
        [[fallthrough]];
    default:
        QWidget::keyPressEvent(event);
    }
}

} // namespace firkin::ui::chart
