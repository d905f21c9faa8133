#include "ui/dashboard/top_list.h"

#include "ui/style/colors.h"
#include "ui/style/metrics.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

namespace firkin::ui {

TopList::TopList(const QString &title, QWidget *parent) : QWidget(parent), m_title(title)
{
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(title);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void TopList::setRows(std::vector<Row> rows)
{
    m_rows = std::move(rows);
    m_current = std::clamp(m_current, 0, std::max(0, static_cast<int>(m_rows.size()) - 1));
    QStringList spoken;
    for (const auto &row : m_rows)
        spoken << row.name + u' ' + row.value;
    setAccessibleDescription(spoken.join(QStringLiteral(", ")));
    update();
}

int TopList::lineHeight() const
{
    return fontMetrics().height() + metrics::small;
}

QSize TopList::sizeHint() const
{
    return {320, 2 * metrics::medium + (rowCount + 1) * lineHeight()};
}

QRect TopList::rowRect(int row) const
{
    return {metrics::medium, metrics::medium + (row + 1) * lineHeight(), width() - 2 * metrics::medium, lineHeight()};
}

void TopList::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(borderColor(palette()));
    painter.setBrush(palette().color(QPalette::Base));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), metrics::radius, metrics::radius);
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    painter.setFont(bold);
    painter.setPen(toneColor(Tone::Muted, palette()));
    painter.drawText(rowRect(-1), Qt::AlignLeft | Qt::AlignTop, m_title);
    painter.setFont(font());
    if (m_rows.empty()) {
        painter.drawText(rowRect(0), Qt::AlignLeft | Qt::AlignVCenter, tr("Nothing to show"));
        return;
    }
    int valueWidth = 0;
    for (const auto &row : m_rows)
        valueWidth = std::max(valueWidth, fontMetrics().horizontalAdvance(row.value));
    QColor ground = palette().color(QPalette::Text);
    ground.setAlphaF(0.10F);
    for (int i = 0; i < static_cast<int>(m_rows.size()); ++i) {
        const auto &row = m_rows[static_cast<std::size_t>(i)];
        QRect r = rowRect(i);
        if (hasFocus() && i == m_current) {
            painter.setPen(QPen(palette().color(QPalette::Accent), 1.5));
            painter.setBrush(Qt::NoBrush);
            painter.drawRoundedRect(QRectF(r).adjusted(-4, 0.5, 4, -0.5), metrics::radius, metrics::radius);
        }
        painter.setPen(palette().color(QPalette::Text));
        painter.drawText(r, static_cast<int>(Qt::AlignRight | Qt::AlignVCenter), row.value);
        r.setRight(r.right() - valueWidth - metrics::medium);
        const int nameWidth = r.width() * 45 / 100;
        painter.drawText(QRect(r.left(), r.top(), nameWidth, r.height()), static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter),
                         fontMetrics().elidedText(row.name, Qt::ElideRight, nameWidth));
        const QRectF rail(r.left() + nameWidth + metrics::small, r.center().y() - 2, r.width() - nameWidth - metrics::small, 5);
        painter.setPen(Qt::NoPen);
        painter.setBrush(ground);
        painter.drawRoundedRect(rail, 2.5, 2.5);
        painter.setBrush(toneColor(Tone::Series1, palette()));
        painter.drawRoundedRect(QRectF(rail.left(), rail.top(), std::max(5.0, rail.width() * row.share), rail.height()), 2.5, 2.5);
    }
}

void TopList::keyPressEvent(QKeyEvent *event)
{
    const int last = static_cast<int>(m_rows.size()) - 1;
    switch (event->key()) {
    case Qt::Key_Up: m_current = std::max(0, m_current - 1); break;
    case Qt::Key_Down: m_current = std::min(std::max(0, last), m_current + 1); break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_current <= last)
            Q_EMIT opened(m_rows[static_cast<std::size_t>(m_current)].id);
        return;
    default: QWidget::keyPressEvent(event); return;
    }
    update();
}

void TopList::mouseReleaseEvent(QMouseEvent *event)
{
    for (int i = 0; i < static_cast<int>(m_rows.size()); ++i)
        if (event->button() == Qt::LeftButton && rowRect(i).contains(event->position().toPoint())) {
            Q_EMIT opened(m_rows[static_cast<std::size_t>(i)].id);
            return;
        }
}

} // namespace firkin::ui
