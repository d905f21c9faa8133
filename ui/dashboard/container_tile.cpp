#include "ui/dashboard/container_tile.h"

#include "ui/stats/sample_charts.h"
#include "ui/style/colors.h"
#include "ui/style/format.h"
#include "ui/style/metrics.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace firkin::ui {

namespace {

constexpr chart::Milliseconds step = 1000;
constexpr int plotHeight = 56;
/// A quarter of the limit fills the height at least: noise stays noise.
constexpr double smallestTop = 0.25;

} // namespace

ContainerTile::ContainerTile(ContainerId id, QWidget *parent) : QWidget(parent), m_id(std::move(id))
{
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void ContainerTile::setName(const QString &name, const QString &image)
{
    if (m_name == name && m_image == image)
        return;
    m_name = name;
    m_image = image;
    setAccessibleName(name);
    update();
}

void ContainerTile::setRemark(const QString &remark)
{
    if (m_remark == remark)
        return;
    m_remark = remark;
    update(headRect());
}

void ContainerTile::setHistory(std::span<const engine::Sample> samples)
{
    m_points.clear();
    for (const auto &sample : samples)
        chart::append(m_points, {timeOf(sample), sample.cpu}, step);
    m_known = !samples.empty();
    if (m_known)
        m_newest = samples.back();
    bucket();
    update();
}

void ContainerTile::append(const engine::Sample &sample)
{
    m_newest = sample;
    m_known = true;
    chart::append(m_points, {timeOf(sample), sample.cpu}, step);
    const auto window = m_window;
    const double top = m_top;
    bucket();
    setAccessibleDescription(tr("CPU %1, memory %2").arg(formatPercent(sample.cpu), formatSize(sample.memoryBytes)));
    if (!isVisible())
        return;
    update(headRect());
    // The columns keep their contents while the window moves: only the newest ones have changed.
    QRect changed = plotRect();
    if (window.begin == m_window.begin && window.columns == m_window.columns && top == m_top)
        changed.setLeft(changed.right() - 12);
    update(changed);
}

void ContainerTile::bucket()
{
    if (m_points.empty()) {
        m_runs.clear();
        return;
    }
    m_window = chart::windowEndingAt(m_points.back().at, span, std::max(1, plotRect().width()));
    chart::dropBefore(m_points, m_window.begin);
    m_runs = chart::toRuns(m_points, m_window, step);
    const double highest = chart::extentOf(m_points, m_window).high;
    m_top = highest > m_top || highest < 0.4 * m_top ? std::max(smallestTop, highest * 1.1) : m_top;
}

QSize ContainerTile::sizeHint() const
{
    return {260, 2 * metrics::medium + 2 * fontMetrics().height() + 2 * metrics::small + plotHeight};
}

QRect ContainerTile::headRect() const
{
    return {metrics::medium, metrics::medium, width() - 2 * metrics::medium, 2 * fontMetrics().height() + metrics::tight};
}

QRect ContainerTile::plotRect() const
{
    return {metrics::medium, height() - metrics::medium - plotHeight, width() - 2 * metrics::medium, plotHeight};
}

void ContainerTile::paintEvent(QPaintEvent *event)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(hasFocus() ? QPen(palette().color(QPalette::Accent), 1.5) : QPen(borderColor(palette())));
    painter.setBrush(underMouse() ? hoverColor(palette()) : palette().color(QPalette::Base));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.75, 0.75, -0.75, -0.75), metrics::radius, metrics::radius);
    if (event->rect().intersects(headRect()))
        paintHead(painter);
    if (event->rect().intersects(plotRect()))
        paintPlot(painter);
}

void ContainerTile::paintHead(QPainter &painter) const
{
    const QRect head = headRect();
    const int line = fontMetrics().height();
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    const QString cpu = m_known && m_remark.isEmpty() ? formatPercent(m_newest.cpu) : QString();
    const int cpuWidth = cpu.isEmpty() ? 0 : QFontMetrics(bold).horizontalAdvance(cpu) + metrics::small;
    painter.setFont(bold);
    painter.setPen(palette().color(QPalette::Text));
    painter.drawText(QRect(head.left(), head.top(), head.width() - cpuWidth, line), static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter),
                     QFontMetrics(bold).elidedText(m_name, Qt::ElideRight, head.width() - cpuWidth));
    painter.drawText(QRect(head.left(), head.top(), head.width(), line), static_cast<int>(Qt::AlignRight | Qt::AlignVCenter), cpu);
    painter.setFont(font());
    const QRect second(head.left(), head.top() + line + metrics::tight, head.width(), line);
    if (!m_remark.isEmpty()) {
        painter.setPen(toneColor(Tone::Warning, palette()));
        painter.drawText(second, static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter), fontMetrics().elidedText(m_remark, Qt::ElideRight, second.width()));
        return;
    }
    const QString memory = m_known ? formatSize(m_newest.memoryBytes) : QString();
    const int memoryWidth = memory.isEmpty() ? 0 : fontMetrics().horizontalAdvance(memory) + metrics::small;
    painter.setPen(toneColor(Tone::Muted, palette()));
    painter.drawText(second, static_cast<int>(Qt::AlignRight | Qt::AlignVCenter), memory);
    painter.drawText(QRect(second.left(), second.top(), second.width() - memoryWidth, line), static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter),
                     fontMetrics().elidedText(m_image, Qt::ElideMiddle, second.width() - memoryWidth));
}

void ContainerTile::paintPlot(QPainter &painter) const
{
    const QRectF plot = plotRect();
    const QColor line = toneColor(Tone::Series1, palette());
    QColor fill = line;
    fill.setAlphaF(0.18F);
    const double bottom = plot.bottom() - 5; // the memory's bar is below
    const auto x = [&](double at) { return plot.left() + (at - static_cast<double>(m_window.begin)) / static_cast<double>(std::max<chart::Milliseconds>(1, m_window.span())) * plot.width(); };
    const auto y = [&](double value) { return bottom - std::clamp(value / m_top, 0.0, 1.0) * (bottom - plot.top() - 1); };
    painter.save();
    painter.setClipRect(plot.adjusted(0, -1, 0, 0), Qt::IntersectClip);
    for (const auto &run : m_runs) {
        QPolygonF points;
        points.reserve(static_cast<qsizetype>(run.size()) + 2);
        for (const auto &column : run)
            points << QPointF(x(column.at), y(column.mean));
        painter.setPen(QPen(line, 1.25));
        painter.setBrush(Qt::NoBrush);
        if (points.size() == 1)
            painter.drawPoint(points.first());
        else
            painter.drawPolyline(points);
        const double right = points.last().x();
        const double left = points.first().x();
        points << QPointF(right, bottom) << QPointF(left, bottom);
        painter.setPen(Qt::NoPen);
        painter.setBrush(fill);
        painter.drawPolygon(points);
    }
    painter.restore();
    if (!m_known || m_newest.memoryLimit == 0)
        return;
    const double share = std::clamp(static_cast<double>(m_newest.memoryBytes) / static_cast<double>(m_newest.memoryLimit), 0.0, 1.0);
    QColor ground = palette().color(QPalette::Text);
    ground.setAlphaF(0.10F);
    const QRectF rail(plot.left(), plot.bottom() - 2, plot.width(), 3);
    painter.fillRect(rail, ground);
    painter.fillRect(QRectF(rail.left(), rail.top(), rail.width() * share, rail.height()), toneColor(share > 0.9 ? Tone::Error : share > 0.75 ? Tone::Warning : Tone::Series2, palette()));
}

void ContainerTile::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    bucket();
}

void ContainerTile::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter || event->key() == Qt::Key_Space)
        Q_EMIT opened(m_id);
    else
        QWidget::keyPressEvent(event);
}

void ContainerTile::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && rect().contains(event->position().toPoint()))
        Q_EMIT opened(m_id);
}

void ContainerTile::focusInEvent(QFocusEvent *event)
{
    QWidget::focusInEvent(event);
    update();
}

void ContainerTile::focusOutEvent(QFocusEvent *event)
{
    QWidget::focusOutEvent(event);
    update();
}

void ContainerTile::enterEvent(QEnterEvent *event)
{
    QWidget::enterEvent(event);
    update();
}

void ContainerTile::leaveEvent(QEvent *event)
{
    QWidget::leaveEvent(event);
    update();
}

} // namespace firkin::ui
