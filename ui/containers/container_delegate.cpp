#include "ui/containers/container_delegate.h"

#include "ui/containers/container_model.h"
#include "ui/stats/chart/sparkline.h"
#include "ui/style/firkin_style.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"

#include <QApplication>
#include <QMouseEvent>
#include <QPainter>

namespace firkin::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int pad = metrics::small;
constexpr int narrowSparkWidth = 44;

QStyle *styleOf(const QStyleOptionViewItem &option)
{
    return option.widget ? option.widget->style() : QApplication::style();
}

void paintGround(QPainter *painter, const QStyleOptionViewItem &option)
{
    styleOf(option)->drawPrimitive(QStyle::PE_PanelItemViewItem, &option, painter, option.widget);
}

QColor textColor(const QStyleOptionViewItem &option)
{
    const bool onAccent = (option.state & QStyle::State_Selected) && !hasSoftSelection();
    const auto group = option.state & QStyle::State_Enabled ? QPalette::Normal : QPalette::Disabled;
    return option.palette.color(group, onAccent ? QPalette::HighlightedText : QPalette::Text);
}

QColor toneText(const QStyleOptionViewItem &option, Tone tone)
{
    const bool onAccent = (option.state & QStyle::State_Selected) && !hasSoftSelection();
    return onAccent ? option.palette.color(QPalette::HighlightedText) : toneColor(tone, option.palette);
}

void drawText(QPainter *painter, const QRect &rect, const QString &text, Qt::Alignment alignment, Qt::TextElideMode elide = Qt::ElideRight)
{
    const QString shown = painter->fontMetrics().elidedText(text, elide, rect.width());
    painter->drawText(rect, static_cast<int>(alignment | Qt::AlignVCenter) | Qt::TextSingleLine, shown);
}

Condition conditionOf(const QModelIndex &index)
{
    return static_cast<Condition>(index.data(ContainerModel::ConditionRole).toInt());
}

void paintSpark(QPainter *painter, const QRectF &rect, const QStyleOptionViewItem &option, const QModelIndex &index)
{
    const auto history = index.data(ContainerModel::HistoryRole).value<QList<float>>();
    if (history.size() < 2)
        return;
    SparklineStyle style;
    style.line = toneText(option, Tone::Series1);
    style.fill = style.line;
    style.fill.setAlphaF(0.18f);
    style.minimumTop = 0.25; // a quarter of the limit fills the height; noise stays noise
    style.samples = 60;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    paintSparkline(*painter, rect, {history.constData(), static_cast<std::size_t>(history.size())}, style);
    painter->restore();
}

} // namespace

QSize ContainerDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QSize size = QStyledItemDelegate::sizeHint(option, index);
    size.setHeight(m_narrow ? metrics::rowHeight + 4 : metrics::rowHeight + 2);
    return size;
}

void ContainerDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    if (!index.data(ContainerModel::ConditionRole).isValid()) { // a pod that nobody described
        QStyledItemDelegate::paint(painter, option, index);
        return;
    }
    painter->save();
    painter->setFont(option.font);
    paintGround(painter, option);
    switch (index.column()) {
    case ContainerModel::NameColumn: paintName(painter, option, index); break;
    case ContainerModel::StateColumn: paintState(painter, option, index); break;
    case ContainerModel::CpuColumn: paintCpu(painter, option, index); break;
    case ContainerModel::MemoryColumn: paintMemory(painter, option, index); break;
    default: {
        const bool right = ContainerModel::isNumber(index.column());
        const bool image = index.column() == ContainerModel::ImageColumn; // its end says more than its registry
        const bool quiet = image || (ContainerModel::isLive(index.column()) && index.data(ContainerModel::SortRole).toDouble() <= 0);
        painter->setPen(quiet ? toneText(option, Tone::Muted) : textColor(option));
        drawText(painter, option.rect.adjusted(pad, 0, -pad, 0), index.data().toString(), right ? Qt::AlignRight : Qt::AlignLeft, image ? Qt::ElideMiddle : Qt::ElideRight);
    }
    }
    painter->restore();
}

void ContainerDelegate::paintName(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QRect r = option.rect.adjusted(pad, 0, -pad, 0);
    const QRect glyph(r.left(), r.center().y() - 7, 14, 14);
    index.data(Qt::DecorationRole).value<QIcon>().paint(painter, glyph);
    r.setLeft(glyph.right() + pad + 1);
    const bool failure = !index.data(ContainerModel::FailureRole).toString().isEmpty();
    if (m_narrow) {
        const QModelIndex cpu = index.siblingAtColumn(ContainerModel::CpuColumn);
        const QString percent = cpu.data().toString();
        if (index.data(ContainerModel::PendingRole).toBool()) {
            // What is happening matters more than the load.
            const QString state = index.siblingAtColumn(ContainerModel::StateColumn).data().toString();
            const int width = std::min(painter->fontMetrics().horizontalAdvance(state), r.width() / 2);
            painter->setPen(toneText(option, Tone::Info));
            drawText(painter, QRect(r.right() - width, r.top(), width + 1, r.height()), state, Qt::AlignRight);
            r.setRight(r.right() - width - pad);
        } else if (!percent.isEmpty()) {
            const int width = painter->fontMetrics().horizontalAdvance(u"100 %"_s);
            painter->setPen(toneText(option, Tone::Muted));
            drawText(painter, QRect(r.right() - width, r.top(), width + 1, r.height()), percent, Qt::AlignRight);
            paintSpark(painter, QRectF(r.right() - width - pad - narrowSparkWidth, r.top() + 10, narrowSparkWidth, r.height() - 20), option, index);
            r.setRight(r.right() - width - narrowSparkWidth - 2 * pad);
        }
    }
    if (failure) {
        const QRect mark(r.right() - 14, r.center().y() - 7, 14, 14);
        icon("warning"_L1, Tone::Error).paint(painter, mark);
        r.setRight(mark.left() - 4);
    }
    QFont font = option.font;
    font.setWeight(QFont::Medium);
    painter->setFont(font);
    painter->setPen(textColor(option));
    drawText(painter, r, index.data().toString(), Qt::AlignLeft);
}

ContainerDelegate::Pill ContainerDelegate::pillOf(const QModelIndex &index)
{
    if (conditionOf(index) == Condition::Silent)
        return Pill::ForceOff;
    if (!index.data(ContainerModel::PendingRole).toBool())
        return Pill::None;
    if (index.data(ContainerModel::PendingMsRole).toLongLong() >= forceOffAfterMs)
        return Pill::ForceOff;
    return index.data(ContainerModel::CancellableRole).toBool() ? Pill::Cancel : Pill::None;
}

QString ContainerDelegate::pillText(Pill pill)
{
    return pill == Pill::Cancel ? tr("Cancel") : pill == Pill::ForceOff ? tr("Force Off") : QString();
}

QRect ContainerDelegate::pillRect(const QStyleOptionViewItem &option, Pill pill)
{
    const int width = option.fontMetrics.horizontalAdvance(pillText(pill)) + 16;
    return {option.rect.right() - width - pad, option.rect.center().y() - 11, width, 22};
}

void ContainerDelegate::paintState(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QRect r = option.rect.adjusted(pad, 0, -pad, 0);
    if (const Pill pill = pillOf(index); pill != Pill::None) {
        const QRect rect = pillRect(option, pill);
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(borderColor(option.palette));
        painter->setBrush(option.palette.color(QPalette::Button));
        painter->drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), metrics::radius, metrics::radius);
        painter->setPen(option.palette.color(QPalette::ButtonText));
        painter->drawText(rect, Qt::AlignCenter, pillText(pill));
        painter->restore();
        r.setRight(rect.left() - pad);
    }
    painter->setPen(toneText(option, conditionTone(conditionOf(index))));
    drawText(painter, r, index.data().toString(), Qt::AlignLeft);
}

void ContainerDelegate::paintCpu(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QString text = index.data().toString();
    if (text.isEmpty())
        return;
    const QRect r = option.rect.adjusted(pad, 0, -pad, 0);
    const int width = painter->fontMetrics().horizontalAdvance(u"100 %"_s) + 2;
    if (r.width() > width + 30)
        paintSpark(painter, QRectF(r.left(), r.top() + 7, r.width() - width - pad, r.height() - 14), option, index);
    painter->setPen(textColor(option));
    painter->drawText(QRect(r.right() - width, r.top(), width + 1, r.height()), static_cast<int>(Qt::AlignRight | Qt::AlignVCenter), text);
}

void ContainerDelegate::paintMemory(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QRect r = option.rect.adjusted(pad, 0, -pad, 0);
    const double share = index.data(ContainerModel::MemoryShareRole).toDouble();
    if (share < 0)
        return;
    painter->setPen(textColor(option));
    drawText(painter, r.adjusted(0, 0, 0, -3), index.data().toString(), Qt::AlignRight);
    QColor ground = option.palette.color(QPalette::Text);
    ground.setAlphaF(0.10f);
    const QRectF bar(r.left(), r.bottom() - 5, r.width(), 2);
    painter->fillRect(bar, ground);
    painter->fillRect(QRectF(bar.left(), bar.top(), bar.width() * std::clamp(share, 0.0, 1.0), bar.height()),
                      toneText(option, share > 0.9 ? Tone::Error : share > 0.75 ? Tone::Warning : Tone::Series2));
}

bool ContainerDelegate::editorEvent(QEvent *event, QAbstractItemModel *model, const QStyleOptionViewItem &option, const QModelIndex &index)
{
    if (index.column() == ContainerModel::StateColumn && event->type() == QEvent::MouseButtonRelease) {
        const Pill pill = pillOf(index);
        const auto *mouse = static_cast<QMouseEvent *>(event);
        if (pill != Pill::None && mouse->button() == Qt::LeftButton && pillRect(option, pill).contains(mouse->position().toPoint())) {
            if (pill == Pill::Cancel)
                Q_EMIT cancelClicked(index);
            else
                Q_EMIT forceOffClicked(index);
            return true;
        }
    }
    return QStyledItemDelegate::editorEvent(event, model, option, index);
}

} // namespace firkin::ui
