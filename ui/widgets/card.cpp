#include "ui/widgets/card.h"

#include "ui/style/colors.h"
#include "ui/style/metrics.h"

#include <QPainter>

namespace firkin::ui {

Card::Card(QWidget *parent) : QWidget(parent)
{
    setAttribute(Qt::WA_OpaquePaintEvent, false);
}

void Card::setGround(const std::function<QColor(const QPalette &)> &ground)
{
    m_ground = ground;
    update();
}

void Card::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(borderColor(palette()));
    painter.setBrush(m_ground ? m_ground(palette()) : palette().color(QPalette::Base));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), metrics::radius + 2, metrics::radius + 2);
}

} // namespace firkin::ui
