#pragma once

#include <QProxyStyle>

namespace firkin::ui {

/// Fusion without its gradients: flat rounded controls, underlined tabs, a soft selection in lists, thin scroll bars.
/// A push button with the property "primary" is filled with the accent. Colours come from the option's palette only,
/// so that light and dark are the same code.
class FirkinStyle : public QProxyStyle {
    Q_OBJECT
public:
    FirkinStyle();

    void drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter, const QWidget *widget) const override;
    void drawControl(ControlElement element, const QStyleOption *option, QPainter *painter, const QWidget *widget) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex *option, QPainter *painter, const QWidget *widget) const override;
    QRect subControlRect(ComplexControl control, const QStyleOptionComplex *option, SubControl sub, const QWidget *widget) const override;
    QRect subElementRect(SubElement element, const QStyleOption *option, const QWidget *widget) const override;
    QSize sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &size, const QWidget *widget) const override;
    int pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const override;
    int styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget, QStyleHintReturn *data) const override;
    void polish(QWidget *widget) override;
    using QProxyStyle::polish;

    /// The ground of a selected or hovered row.
    static QColor selectionColor(const QPalette &palette, bool active);
};

/// Whether selected rows keep the normal text colour (our style) or use HighlightedText (a platform's).
[[nodiscard]] bool hasSoftSelection();

} // namespace firkin::ui
