#include "ui/widgets/labels.h"

#include "ui/async/plain_text.h"

#include <QEvent>
#include <QIcon>
#include <QPainter>

namespace firkin::ui {

QLabel *plainLabel(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText);
    return label;
}

QLabel *titleLabel(const QString &text, QWidget *parent)
{
    auto *label = plainLabel(text, parent);
    QFont font = label->font();
    font.setPointSizeF(font.pointSizeF() * 1.3);
    font.setWeight(QFont::DemiBold);
    label->setFont(font);
    return label;
}

ToneLabel::ToneLabel(Tone tone, const QString &text, QWidget *parent) : QLabel(text, parent), m_tone(tone)
{
    setTextFormat(Qt::PlainText);
    tint();
}

void ToneLabel::setTone(Tone tone)
{
    m_tone = tone;
    tint();
}

void ToneLabel::tint()
{
    m_tinting = true;
    QPalette own;
    // Both roles: a label on a base-coloured ground writes with Text.
    const QColor color = toneColor(m_tone, parentWidget() ? parentWidget()->palette() : palette());
    own.setColor(QPalette::WindowText, color);
    own.setColor(QPalette::Text, color);
    setPalette(own);
    m_tinting = false;
}

void ToneLabel::changeEvent(QEvent *event)
{
    QLabel::changeEvent(event);
    if (!m_tinting && (event->type() == QEvent::PaletteChange || event->type() == QEvent::ParentChange))
        tint();
}

ElidedLabel::ElidedLabel(Qt::TextElideMode mode, QWidget *parent) : QLabel(parent), m_mode(mode)
{
    setTextFormat(Qt::PlainText);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void ElidedLabel::setFullText(const QString &text)
{
    m_text = text;
    setAccessibleName(text);
    updateGeometry();
    update();
}

QSize ElidedLabel::minimumSizeHint() const
{
    return {fontMetrics().horizontalAdvance(QStringLiteral("MMM…")), fontMetrics().height()};
}

QSize ElidedLabel::sizeHint() const
{
    return {fontMetrics().horizontalAdvance(m_text) + 2, fontMetrics().height()};
}

void ElidedLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const QString shown = fontMetrics().elidedText(m_text, m_mode, width());
    setToolTip(shown == m_text ? QString() : toolTipText(m_text));
    painter.setPen(palette().color(isEnabled() ? QPalette::Normal : QPalette::Disabled, foregroundRole()));
    painter.drawText(rect(), static_cast<int>(Qt::AlignVCenter | Qt::AlignLeft) | Qt::TextSingleLine, shown);
}

IconLabel::IconLabel(int side, QWidget *parent) : QWidget(parent), m_side(side)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void IconLabel::setIcon(const QIcon &icon)
{
    m_icon = icon;
    update();
}

void IconLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    m_icon.paint(&painter, rect());
}

QWidget *separatorLine(QWidget *parent)
{
    class Line : public QWidget {
    public:
        explicit Line(QWidget *owner) : QWidget(owner) { setFixedHeight(1); }

    protected:
        void paintEvent(QPaintEvent *) override { QPainter(this).fillRect(rect(), borderColor(palette())); }
    };
    return new Line(parent);
}

} // namespace firkin::ui
