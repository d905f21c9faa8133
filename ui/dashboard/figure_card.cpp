#include "ui/dashboard/figure_card.h"

#include "ui/style/colors.h"
#include "ui/style/metrics.h"

#include <QPainter>

namespace firkin::ui {

namespace {
QFont scaled(QFont font, double factor, QFont::Weight weight)
{
    font.setPointSizeF(font.pointSizeF() * factor);
    font.setWeight(weight);
    return font;
}
} // namespace

FigureCard::FigureCard(const QString &title, QWidget *parent) : QWidget(parent), m_title(title), m_value(QStringLiteral("–"))
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(title);
}

void FigureCard::setFigure(const QString &value, const QString &note)
{
    if (value == m_value && note == m_note)
        return;
    m_value = value;
    m_note = note;
    setAccessibleDescription(note.isEmpty() ? value : value + QStringLiteral(", ") + note);
    setToolTip(note);
    update();
}

QSize FigureCard::sizeHint() const
{
    const int lines = fontMetrics().height() * 2 + QFontMetrics(scaled(font(), 1.5, QFont::Medium)).height();
    return {220, lines + 2 * metrics::medium + metrics::tight};
}

void FigureCard::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(borderColor(palette()));
    painter.setBrush(palette().color(QPalette::Base));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), metrics::radius, metrics::radius);
    QRect inner = rect().adjusted(metrics::medium, metrics::medium, -metrics::medium, -metrics::medium);
    const auto line = [&](const QFont &font, const QColor &color, const QString &text) {
        painter.setFont(font);
        painter.setPen(color);
        const QFontMetrics fm(font);
        painter.drawText(inner.left(), inner.top() + fm.ascent(), fm.elidedText(text, Qt::ElideRight, inner.width()));
        inner.setTop(inner.top() + fm.height());
    };
    line(scaled(font(), 1, QFont::DemiBold), toneColor(Tone::Muted, palette()), m_title);
    inner.setTop(inner.top() + 2);
    line(scaled(font(), 1.5, QFont::Medium), palette().color(QPalette::Text), m_value);
    inner.setTop(inner.top() + 2);
    line(font(), toneColor(Tone::Muted, palette()), m_note);
}

} // namespace firkin::ui
