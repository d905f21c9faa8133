#include "ui/stats/stat_card.h"

#include "ui/stats/chart/chart_view.h"
#include "ui/style/colors.h"
#include "ui/style/metrics.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QFileDialog>
#include <QGuiApplication>
#include <QImage>
#include <QMenu>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>

namespace firkin::ui {

namespace {

QFont titleFont(const QFont &base)
{
    QFont font = base;
    font.setWeight(QFont::DemiBold);
    return font;
}

QFont figureFont(const QFont &base)
{
    QFont font = base;
    font.setPointSizeF(base.pointSizeF() * 1.45);
    font.setWeight(QFont::Medium);
    return font;
}

} // namespace

StatCard::StatCard(Metric metric, QWidget *parent)
    : QFrame(parent)
    , m_metric(metric)
    , m_chart(new chart::ChartView(this))
{
    auto *layout = new QVBoxLayout(this);
    const int head = QFontMetrics(titleFont(font())).height() + QFontMetrics(figureFont(font())).height() + metrics::small;
    layout->setContentsMargins(metrics::medium, metrics::medium + head, metrics::medium, metrics::small);
    layout->addWidget(m_chart);
    m_chart->setAccessibleName(metricTitle(metric));
    setAccessibleName(metricTitle(metric));
}

void StatCard::setFigures(std::vector<Figure> figures, std::optional<double> share)
{
    m_figures = std::move(figures);
    m_share = share;
    QStringList spoken;
    for (const Figure &figure : m_figures)
        spoken << figure.value + u' ' + figure.label;
    m_chart->setAccessibleDescription(spoken.join(QStringLiteral(", ")));
    update(headRect());
}

QRect StatCard::headRect() const
{
    return {metrics::medium, metrics::small, width() - 2 * metrics::medium, layout()->contentsMargins().top() - metrics::small};
}

void StatCard::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(borderColor(palette()));
    painter.setBrush(palette().color(QPalette::Base));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), metrics::radius, metrics::radius);
    const QRect head = headRect();
    painter.setFont(titleFont(font()));
    painter.setPen(toneColor(Tone::Muted, palette()));
    painter.drawText(head, Qt::AlignTop | Qt::AlignLeft, metricTitle(m_metric));
    paintMeter(painter, head);
    paintFigures(painter, head);
}

void StatCard::paintMeter(QPainter &painter, const QRect &head) const
{
    if (!m_share)
        return;
    const int titleHeight = QFontMetrics(titleFont(font())).height();
    const double width = std::min(120.0, head.width() / 3.0);
    const QRectF rail(head.right() + 1 - width, head.top() + (titleHeight - 6) / 2.0, width, 6);
    const double share = std::clamp(*m_share, 0.0, 1.0);
    QColor ground = palette().color(QPalette::Text);
    ground.setAlphaF(0.12F);
    painter.setPen(Qt::NoPen);
    painter.setBrush(ground);
    painter.drawRoundedRect(rail, 3, 3);
    const Tone tone = share > 0.9 ? Tone::Warning : m_metric == Metric::Cpu ? Tone::Series1 : Tone::Series2;
    painter.setBrush(toneColor(tone, palette()));
    painter.drawRoundedRect(QRectF(rail.left(), rail.top(), std::max(share > 0 ? 4.0 : 0.0, rail.width() * share), rail.height()), 3, 3);
}

void StatCard::paintFigures(QPainter &painter, const QRect &head) const
{
    const QFont large = figureFont(font());
    const QFontMetrics largeMetrics(large);
    const QFontMetrics smallMetrics(font());
    const int baseline = head.top() + QFontMetrics(titleFont(font())).height() + 2 + largeMetrics.ascent();
    if (m_figures.empty()) {
        painter.setFont(large);
        painter.setPen(toneColor(Tone::Muted, palette()));
        painter.drawText(head.left(), baseline, QStringLiteral("–"));
        return;
    }
    // Equal columns: a number that grows moves nothing.
    const int column = head.width() / static_cast<int>(m_figures.size());
    int x = head.left();
    for (const Figure &figure : m_figures) {
        int left = x;
        if (m_figures.size() > 1) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(toneColor(figure.tone, palette()));
            painter.drawEllipse(QPointF(left + 4.0, baseline - largeMetrics.ascent() * 0.36), 4, 4);
            left += metrics::large;
        }
        painter.setFont(large);
        painter.setPen(palette().color(QPalette::Text));
        painter.drawText(left, baseline, figure.value);
        left += largeMetrics.horizontalAdvance(figure.value) + 6;
        painter.setFont(font());
        painter.setPen(toneColor(Tone::Muted, palette()));
        painter.drawText(left, baseline, smallMetrics.elidedText(figure.label, Qt::ElideRight, x + column - left));
        x += column;
    }
}

void StatCard::contextMenuEvent(QContextMenuEvent *event)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Copy Picture"), this, [this] { QGuiApplication::clipboard()->setImage(m_chart->toImage(metricTitle(m_metric))); });
    menu->addAction(tr("Copy Values"), this, [this] { QGuiApplication::clipboard()->setText(m_chart->toTable()); });
    menu->addAction(tr("Save Picture As…"), this, &StatCard::savePicture);
    menu->popup(event->globalPos());
}

void StatCard::savePicture()
{
    // The picture of now, not of when the dialog is done with.
    const QImage image = m_chart->toImage(metricTitle(m_metric));
    auto *dialog = new QFileDialog(this, tr("Save Picture"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters({tr("PNG picture (*.png)")});
    dialog->setDefaultSuffix(QStringLiteral("png"));
    dialog->selectFile(metricTitle(m_metric).toLower() + QStringLiteral(".png"));
    connect(dialog, &QFileDialog::fileSelected, this, [image](const QString &path) { image.save(path, "PNG"); });
    dialog->open();
}

} // namespace firkin::ui
