#include "ui/style/firkin_style.h"

#include "ui/style/colors.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"

#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QApplication>
#include <QComboBox>
#include <QPainter>
#include <QPainterPath>
#include <QPushButton>
#include <QScrollBar>
#include <QStyleFactory>
#include <QStyleOption>

namespace firkin::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr qreal radius = metrics::radius;

bool isPrimary(const QWidget *widget)
{
    return widget && widget->property("primary").toBool();
}

void roundedRect(QPainter *painter, const QRectF &rect, const QBrush &fill, const QColor &border, qreal corner = radius, qreal width = 1)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(border.isValid() ? QPen(border, width) : QPen(Qt::NoPen));
    painter->setBrush(fill);
    const qreal inset = border.isValid() ? width / 2 : 0;
    painter->drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), corner, corner);
    painter->restore();
}

QColor over(const QColor &ground, const QColor &veil)
{
    const auto blend = [&](float a, float b) { return a + (b - a) * veil.alphaF(); };
    return QColor::fromRgbF(blend(ground.redF(), veil.redF()), blend(ground.greenF(), veil.greenF()), blend(ground.blueF(), veil.blueF()));
}

void drawButton(const QStyleOption *option, QPainter *painter, const QWidget *widget)
{
    const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option);
    const QPalette &palette = option->palette;
    const bool enabled = option->state & QStyle::State_Enabled;
    const bool down = option->state & (QStyle::State_Sunken | QStyle::State_On);
    const bool hover = enabled && (option->state & QStyle::State_MouseOver);
    const bool primary = isPrimary(widget) || (button && (button->features & QStyleOptionButton::DefaultButton));
    if (button && (button->features & QStyleOptionButton::Flat) && !hover && !down)
        return;
    if (primary && enabled) {
        const QColor accent = palette.color(QPalette::Accent);
        roundedRect(painter, option->rect, down ? accent.darker(115) : hover ? accent.darker(107) : accent, {});
        return;
    }
    QColor ground = palette.color(QPalette::Button);
    if (down)
        ground = over(over(ground, hoverColor(palette)), hoverColor(palette));
    else if (hover)
        ground = over(ground, hoverColor(palette));
    if (!enabled)
        ground = palette.color(QPalette::Window);
    roundedRect(painter, option->rect, ground, borderColor(palette));
}

void drawField(const QStyleOption *option, QPainter *painter)
{
    const QPalette &palette = option->palette;
    const bool enabled = option->state & QStyle::State_Enabled;
    const bool focus = enabled && (option->state & QStyle::State_HasFocus);
    roundedRect(painter, option->rect, palette.color(enabled ? QPalette::Base : QPalette::Window),
                focus ? palette.color(QPalette::Accent) : borderColor(palette), radius, focus ? 1.6 : 1);
}

void drawChevron(QPainter *painter, const QRect &rect, bool up, const QPalette &palette, bool enabled)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(palette.color(enabled ? QPalette::Normal : QPalette::Disabled, QPalette::ButtonText), 1.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    const QPointF c = QRectF(rect).center();
    const qreal d = up ? -1 : 1;
    painter->drawPolyline(QPolygonF{{c.x() - 3.5, c.y() - 1.7 * d}, {c.x(), c.y() + 1.8 * d}, {c.x() + 3.5, c.y() - 1.7 * d}});
    painter->restore();
}

void drawIndicator(const QStyleOption *option, QPainter *painter, bool round)
{
    const QPalette &palette = option->palette;
    const bool enabled = option->state & QStyle::State_Enabled;
    const bool on = option->state & QStyle::State_On;
    const bool partly = option->state & QStyle::State_NoChange;
    const QColor accent = palette.color(QPalette::Accent);
    QColor border = palette.color(QPalette::WindowText);
    border.setAlphaF(enabled ? 0.5f : 0.25f);
    if (option->state & QStyle::State_MouseOver)
        border = accent;
    const bool filled = (on || partly) && enabled;
    const QRectF box = QRectF(option->rect).adjusted(0.5, 0.5, -0.5, -0.5);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(filled ? accent : border, 1.2));
    painter->setBrush(filled ? accent : palette.color(enabled ? QPalette::Base : QPalette::Window));
    if (round)
        painter->drawEllipse(box);
    else
        painter->drawRoundedRect(box, 3.5, 3.5);
    const QColor mark = filled ? palette.color(QPalette::HighlightedText) : border;
    const QPointF c = box.center();
    const qreal u = box.width() / 14;
    if (on && round) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(mark);
        painter->drawEllipse(c, 2.7 * u, 2.7 * u);
    } else if (on) {
        painter->setPen(QPen(mark, 1.8, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter->drawPolyline(QPolygonF{{c.x() - 3.2 * u, c.y() + 0.2 * u}, {c.x() - 0.9 * u, c.y() + 2.6 * u}, {c.x() + 3.4 * u, c.y() - 2.6 * u}});
    } else if (partly) {
        painter->setPen(QPen(mark, 1.8, Qt::SolidLine, Qt::RoundCap));
        painter->drawLine(QPointF(c.x() - 3 * u, c.y()), QPointF(c.x() + 3 * u, c.y()));
    }
    painter->restore();
}

constexpr int iconGap = 7;

void drawLabel(QPainter *painter, const QRect &rect, const QIcon &mark, QSize iconSize, QIcon::Mode mode, const QString &text, const QColor &color, Qt::Alignment alignment)
{
    QFontMetrics metrics = painter->fontMetrics();
    const int flags = Qt::TextShowMnemonic | Qt::TextSingleLine | Qt::AlignVCenter;
    const int textWidth = metrics.size(Qt::TextShowMnemonic | Qt::TextSingleLine, text).width();
    const int markWidth = mark.isNull() ? 0 : iconSize.width() + (text.isEmpty() ? 0 : iconGap);
    int x = alignment & Qt::AlignHCenter ? rect.left() + (rect.width() - markWidth - textWidth) / 2 : rect.left();
    x = std::max(x, rect.left());
    if (!mark.isNull()) {
        mark.paint(painter, QRect(x, rect.center().y() - iconSize.height() / 2 + 1, iconSize.width(), iconSize.height()), Qt::AlignCenter, mode);
        x += markWidth;
    }
    painter->setPen(color);
    // The text's width is rounded down: what is a fraction of a pixel wider would lose its end.
    painter->drawText(QRect(x, rect.top(), rect.right() - x + 1, rect.height()), flags | Qt::AlignLeft | Qt::TextDontClip, text);
}

} // namespace

FirkinStyle::FirkinStyle() : QProxyStyle(QStyleFactory::create(u"Fusion"_s)) {}

QColor FirkinStyle::selectionColor(const QPalette &palette, bool active)
{
    QColor color = palette.color(QPalette::Accent);
    color.setAlphaF(isDark(palette) ? (active ? 0.38f : 0.24f) : (active ? 0.15f : 0.09f));
    return color;
}

bool hasSoftSelection()
{
    return qobject_cast<const FirkinStyle *>(QApplication::style()) != nullptr;
}

void FirkinStyle::drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter, const QWidget *widget) const
{
    const QPalette &palette = option->palette;
    switch (element) {
    case PE_PanelButtonCommand: drawButton(option, painter, widget); return;
    case PE_FrameDefaultButton: return;
    case PE_PanelButtonTool: {
        const bool enabled = option->state & State_Enabled;
        const bool on = option->state & (State_Sunken | State_On);
        if (!enabled || !(on || (option->state & State_MouseOver)))
            return;
        QColor fill = hoverColor(palette);
        if (on)
            fill.setAlphaF(fill.alphaF() * 1.9f);
        roundedRect(painter, option->rect, fill, {});
        return;
    }
    case PE_FrameFocusRect: {
        const QColor accent = palette.color(QPalette::Accent);
        if (!widget || qobject_cast<const QAbstractItemView *>(widget)) // a tree draws its row's frame without saying who it is
            // A mark at the row's edge: visible on a selected row and on any other, without a box around it.
            painter->fillRect(QRect(option->rect.left(), option->rect.top(), 3, option->rect.height()), accent);
        else
            roundedRect(painter, QRectF(option->rect).adjusted(0.5, 0.5, -0.5, -0.5), Qt::NoBrush, accent, radius - 1, 1.6);
        return;
    }
    case PE_PanelLineEdit:
        if (const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option)) {
            if (frame->lineWidth > 0)
                drawField(option, painter);
            else
                painter->fillRect(option->rect, palette.brush(QPalette::Base));
        }
        return;
    case PE_FrameLineEdit: return;
    case PE_Frame:
        if (const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option); frame && frame->lineWidth > 0)
            roundedRect(painter, option->rect, Qt::NoBrush, borderColor(palette));
        return;
    case PE_FrameTabWidget: return;
    case PE_FrameTabBarBase:
        painter->fillRect(QRect(option->rect.left(), option->rect.bottom(), option->rect.width(), 1), borderColor(palette));
        return;
    case PE_PanelItemViewRow: return; // the items paint the whole row
    case PE_PanelItemViewItem:
        if (const auto *item = qstyleoption_cast<const QStyleOptionViewItem *>(option)) {
            if (item->backgroundBrush.style() != Qt::NoBrush)
                painter->fillRect(item->rect, item->backgroundBrush);
            if (item->state & State_Selected)
                painter->fillRect(item->rect, selectionColor(palette, item->state & State_Active));
            else if (item->state & State_MouseOver)
                painter->fillRect(item->rect, hoverColor(palette));
        }
        return;
    case PE_IndicatorCheckBox:
    case PE_IndicatorRadioButton: drawIndicator(option, painter, element == PE_IndicatorRadioButton); return;
    case PE_IndicatorHeaderArrow:
        if (const auto *header = qstyleoption_cast<const QStyleOptionHeader *>(option)) {
            QRect arrow = option->rect; // the base style has it near the top
            if (widget)
                arrow.moveCenter({arrow.center().x(), widget->rect().center().y()});
            drawChevron(painter, arrow, header->sortIndicator == QStyleOptionHeader::SortUp, palette, true);
        }
        return;
    case PE_IndicatorTabClose: {
        const bool hover = option->state & State_MouseOver;
        if (hover)
            roundedRect(painter, option->rect, hoverColor(option->palette), {}, 4);
        const bool current = option->state & State_Selected;
        icon("close"_L1).paint(painter, option->rect.adjusted(2, 2, -2, -2), Qt::AlignCenter,
                               hover || current ? QIcon::Normal : QIcon::Disabled);
        return;
    }
    case PE_PanelStatusBar:
    case PE_FrameStatusBarItem: return;
    case PE_IndicatorToolBarSeparator: {
        const QRect &r = option->rect;
        painter->fillRect(QRect(r.center().x(), r.top() + 5, 1, r.height() - 10), borderColor(palette));
        return;
    }
    default: QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

void FirkinStyle::drawControl(ControlElement element, const QStyleOption *option, QPainter *painter, const QWidget *widget) const
{
    const QPalette &palette = option->palette;
    switch (element) {
    case CE_PushButtonBevel:
        if (const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option)) {
            drawButton(option, painter, widget);
            if (button->features & QStyleOptionButton::HasMenu)
                drawChevron(painter, QRect(option->rect.right() - 22, option->rect.top(), 16, option->rect.height()), false, palette,
                            option->state & State_Enabled);
        }
        return;
    case CE_PushButtonLabel:
        if (const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option)) {
            const bool enabled = button->state & State_Enabled;
            const bool primary = enabled && (isPrimary(widget) || (button->features & QStyleOptionButton::DefaultButton));
            const QColor color = palette.color(enabled ? QPalette::Normal : QPalette::Disabled, primary ? QPalette::HighlightedText : QPalette::ButtonText);
            QRect area = button->rect;
            if (button->features & QStyleOptionButton::HasMenu)
                area.setRight(area.right() - 18);
            // Selected stands for "on the accent": the icon is tinted by its mode.
            drawLabel(painter, area, button->icon, button->iconSize, enabled ? primary ? QIcon::Selected : QIcon::Normal : QIcon::Disabled, button->text, color, Qt::AlignHCenter);
        }
        return;
    case CE_ToolButtonLabel:
        if (const auto *button = qstyleoption_cast<const QStyleOptionToolButton *>(option);
            button && button->toolButtonStyle == Qt::ToolButtonTextBesideIcon && !button->text.isEmpty()) {
            const bool enabled = button->state & State_Enabled;
            drawLabel(painter, button->rect.adjusted(8, 0, -8, 0), button->icon, button->iconSize, enabled ? QIcon::Normal : QIcon::Disabled, button->text,
                      palette.color(enabled ? QPalette::Normal : QPalette::Disabled, QPalette::ButtonText), Qt::AlignLeft);
            return;
        }
        break;
    case CE_TabBarTabShape:
        if (const auto *tab = qstyleoption_cast<const QStyleOptionTab *>(option)) {
            const QRect r = tab->rect;
            if ((tab->state & State_MouseOver) && !(tab->state & State_Selected))
                roundedRect(painter, r.adjusted(2, 3, -2, -4), hoverColor(palette), {});
            if (tab->state & State_Selected)
                roundedRect(painter, QRectF(r.left() + 8, r.bottom() - 1.5, r.width() - 16, 2.5), palette.color(QPalette::Accent), {}, 1);
        }
        return;
    case CE_TabBarTabLabel:
        if (const auto *tab = qstyleoption_cast<const QStyleOptionTab *>(option)) {
            QStyleOptionTab copy = *tab;
            if (!(tab->state & State_Selected) && (tab->state & State_Enabled))
                copy.palette.setColor(QPalette::WindowText, toneColor(Tone::Muted, palette));
            QProxyStyle::drawControl(element, &copy, painter, widget);
        }
        return;
    case CE_HeaderSection:
    case CE_HeaderEmptyArea: {
        painter->fillRect(option->rect, palette.color(QPalette::Base));
        painter->fillRect(QRect(option->rect.left(), option->rect.bottom(), option->rect.width(), 1), borderColor(palette));
        return;
    }
    case CE_HeaderLabel:
        if (const auto *header = qstyleoption_cast<const QStyleOptionHeader *>(option)) {
            auto copy = *header;
            copy.palette.setColor(QPalette::ButtonText, toneColor(Tone::Muted, palette));
            QProxyStyle::drawControl(element, &copy, painter, widget);
        }
        return;
    case CE_ItemViewItem:
        if (const auto *item = qstyleoption_cast<const QStyleOptionViewItem *>(option)) {
            QStyleOptionViewItem copy = *item;
            copy.palette.setColor(QPalette::HighlightedText, palette.color(QPalette::Text));
            copy.state &= ~State_HasFocus; // one frame around a cell says less than the row's ground
            QProxyStyle::drawControl(element, &copy, painter, widget);
        }
        return;
    case CE_MenuItem:
        if (const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(option)) {
            QStyleOptionMenuItem copy = *item;
            copy.palette.setColor(QPalette::Highlight, over(palette.color(QPalette::Base), selectionColor(palette, true)));
            copy.palette.setColor(QPalette::HighlightedText, palette.color(QPalette::Text));
            QProxyStyle::drawControl(element, &copy, painter, widget);
        }
        return;
    case CE_Splitter: {
        const QRect &r = option->rect;
        const QColor line = borderColor(palette);
        if (option->state & State_Horizontal)
            painter->fillRect(QRect(r.center().x(), r.top(), 1, r.height()), line);
        else
            painter->fillRect(QRect(r.left(), r.center().y(), r.width(), 1), line);
        return;
    }
    case CE_ProgressBarGroove: {
        QColor fill = palette.color(QPalette::WindowText);
        fill.setAlphaF(0.12f);
        roundedRect(painter, option->rect, fill, {}, option->rect.height() / 2.0);
        return;
    }
    case CE_ProgressBarLabel: return;
    case CE_ProgressBarContents:
        if (const auto *bar = qstyleoption_cast<const QStyleOptionProgressBar *>(option)) {
            QRectF r = option->rect;
            const qreal corner = r.height() / 2;
            if (bar->maximum > bar->minimum) {
                const qreal share = std::clamp<qreal>(qreal(bar->progress - bar->minimum) / qreal(bar->maximum - bar->minimum), 0, 1);
                r.setWidth(std::max(r.height(), r.width() * share));
                if (share > 0)
                    roundedRect(painter, r, palette.color(QPalette::Accent), {}, corner);
            } else {
                // Not known how much: a calm half-filled pill instead of a moving one; the text beside it says what.
                QColor fill = palette.color(QPalette::Accent);
                fill.setAlphaF(0.45f);
                roundedRect(painter, r, fill, {}, corner);
            }
        }
        return;
    default: break;
    }
    QProxyStyle::drawControl(element, option, painter, widget);
}

void FirkinStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex *option, QPainter *painter, const QWidget *widget) const
{
    const QPalette &palette = option->palette;
    switch (control) {
    case CC_ScrollBar:
        if (const auto *bar = qstyleoption_cast<const QStyleOptionSlider *>(option)) {
            painter->fillRect(option->rect, palette.color(QPalette::Base));
            if (bar->maximum <= bar->minimum)
                return;
            QRectF handle = subControlRect(CC_ScrollBar, option, SC_ScrollBarSlider, widget);
            handle.adjust(3, 3, -3, -3);
            QColor fill = palette.color(QPalette::WindowText);
            const bool hot = (option->activeSubControls & SC_ScrollBarSlider) && (option->state & (State_MouseOver | State_Sunken));
            fill.setAlphaF(hot ? 0.42f : 0.24f);
            roundedRect(painter, handle, fill, {}, std::min(handle.width(), handle.height()) / 2);
        }
        return;
    case CC_ComboBox:
        if (const auto *box = qstyleoption_cast<const QStyleOptionComboBox *>(option)) {
            if (box->frame || !box->editable) {
                drawField(option, painter);
                drawChevron(painter, subControlRect(CC_ComboBox, option, SC_ComboBoxArrow, widget), false, palette, option->state & State_Enabled);
            }
        }
        return;
    case CC_SpinBox:
        if (const auto *spin = qstyleoption_cast<const QStyleOptionSpinBox *>(option)) {
            if (spin->frame)
                drawField(option, painter);
            if (spin->buttonSymbols != QAbstractSpinBox::NoButtons) {
                drawChevron(painter, subControlRect(CC_SpinBox, option, SC_SpinBoxUp, widget), true, palette, spin->stepEnabled & QAbstractSpinBox::StepUpEnabled);
                drawChevron(painter, subControlRect(CC_SpinBox, option, SC_SpinBoxDown, widget), false, palette, spin->stepEnabled & QAbstractSpinBox::StepDownEnabled);
            }
        }
        return;
    default: QProxyStyle::drawComplexControl(control, option, painter, widget);
    }
}

QRect FirkinStyle::subControlRect(ComplexControl control, const QStyleOptionComplex *option, SubControl sub, const QWidget *widget) const
{
    if (control == CC_ScrollBar) {
        const auto *bar = qstyleoption_cast<const QStyleOptionSlider *>(option);
        if (!bar)
            return {};
        const QRect r = option->rect;
        const bool horizontal = bar->orientation == Qt::Horizontal;
        const int length = horizontal ? r.width() : r.height();
        const int range = bar->maximum - bar->minimum;
        int handle = length;
        if (range > 0)
            handle = std::clamp(static_cast<int>(qint64(bar->pageStep) * length / std::max<qint64>(1, qint64(range) + bar->pageStep)), std::min(36, length), length);
        const int start = sliderPositionFromValue(bar->minimum, bar->maximum, bar->sliderPosition, length - handle, bar->upsideDown);
        const auto slice = [&](int from, int size) {
            return visualRect(bar->direction, r, horizontal ? QRect(r.left() + from, r.top(), size, r.height()) : QRect(r.left(), r.top() + from, r.width(), size));
        };
        switch (sub) {
        case SC_ScrollBarSlider: return slice(start, handle);
        case SC_ScrollBarGroove: return r;
        case SC_ScrollBarSubPage: return slice(0, start);
        case SC_ScrollBarAddPage: return slice(start + handle, length - start - handle);
        default: return {};
        }
    }
    return QProxyStyle::subControlRect(control, option, sub, widget);
}

QRect FirkinStyle::subElementRect(SubElement element, const QStyleOption *option, const QWidget *widget) const
{
    switch (element) {
    case SE_ProgressBarContents:
    case SE_ProgressBarGroove: {
        QRect r = option->rect;
        const int height = std::min(6, r.height());
        return {r.left(), r.center().y() - height / 2 + 1, r.width(), height};
    }
    case SE_LineEditContents: {
        // Its text begins where that of combo and spin boxes does.
        const QRect r = QProxyStyle::subElementRect(element, option, widget);
        const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option);
        return frame && frame->lineWidth > 0 ? r.adjusted(2, 0, -2, 0) : r;
    }
    default: return QProxyStyle::subElementRect(element, option, widget);
    }
}

QSize FirkinStyle::sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &size, const QWidget *widget) const
{
    QSize result = QProxyStyle::sizeFromContents(type, option, size, widget);
    switch (type) {
    case CT_PushButton: {
        const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option);
        if (button && !button->text.isEmpty()) {
            const int text = button->fontMetrics.size(Qt::TextShowMnemonic | Qt::TextSingleLine, button->text).width();
            const int mark = button->icon.isNull() ? 0 : button->iconSize.width() + iconGap;
            result.setWidth(text + mark + 28 + (button->features & QStyleOptionButton::HasMenu ? 18 : 0));
        }
        result.setHeight(std::max(result.height(), 30));
        break;
    }
    case CT_ToolButton:
        if (const auto *button = qstyleoption_cast<const QStyleOptionToolButton *>(option);
            button && button->toolButtonStyle == Qt::ToolButtonTextBesideIcon && !button->text.isEmpty())
            result.setWidth(button->fontMetrics.size(Qt::TextShowMnemonic | Qt::TextSingleLine, button->text).width() + button->iconSize.width() + iconGap + 16);
        result = result.expandedTo({28, 28});
        break;
    case CT_LineEdit:
    case CT_ComboBox:
    case CT_SpinBox: result.setHeight(std::max(result.height(), 30)); break;
    case CT_HeaderSection: result.setHeight(std::max(result.height(), 30)); break;
    case CT_MenuItem:
        if (const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(option); item && item->menuItemType != QStyleOptionMenuItem::Separator)
            result.setHeight(std::max(result.height(), 28));
        break;
    case CT_TabBarTab: result.setHeight(std::max(result.height(), 36)); break;
    default: break;
    }
    return result;
}

int FirkinStyle::pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const
{
    switch (metric) {
    case PM_ScrollBarExtent: return 13;
    case PM_ScrollView_ScrollBarSpacing: return 0;
    case PM_SplitterWidth: return 5;
    case PM_TabBarTabHSpace: return 28;
    case PM_TabBarTabVSpace: return 14;
    case PM_TabBarTabShiftVertical:
    case PM_TabBarTabShiftHorizontal:
    case PM_TabBarTabOverlap:
    case PM_TabBarBaseOverlap: return 0;
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical: return 0;
    case PM_SmallIconSize:
    case PM_ButtonIconSize:
    case PM_ListViewIconSize:
    case PM_TabBarIconSize:
    case PM_ToolBarIconSize: return 16;
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight: return 16;
    case PM_CheckBoxLabelSpacing:
    case PM_RadioButtonLabelSpacing: return 8;
    case PM_HeaderMargin: return 8;
    case PM_FocusFrameHMargin: return widget && widget->inherits("QAbstractItemView") ? 7 : QProxyStyle::pixelMetric(metric, option, widget);
    case PM_ToolBarItemSpacing: return 2;
    case PM_LayoutLeftMargin:
    case PM_LayoutRightMargin:
    case PM_LayoutTopMargin:
    case PM_LayoutBottomMargin: return metrics::medium;
    case PM_LayoutHorizontalSpacing:
    case PM_LayoutVerticalSpacing: return metrics::small;
    default: return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int FirkinStyle::styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget, QStyleHintReturn *data) const
{
    switch (hint) {
    case SH_ItemView_ShowDecorationSelected: return 1;
    case SH_TabBar_ElideMode: return Qt::ElideRight;
    case SH_EtchDisabledText: return 0;
    case SH_ComboBox_Popup: return 0;
    case SH_ToolTip_WakeUpDelay: return 500;
    case SH_Widget_Animation_Duration: return 0; // software rendering: movement costs more than it says
    default: return QProxyStyle::styleHint(hint, option, widget, data);
    }
}

void FirkinStyle::polish(QWidget *widget)
{
    QProxyStyle::polish(widget);
    if (qobject_cast<QAbstractItemView *>(widget) || qobject_cast<QComboBox *>(widget) || qobject_cast<QScrollBar *>(widget))
        widget->setAttribute(Qt::WA_Hover);
}

} // namespace firkin::ui
