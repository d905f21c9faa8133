#pragma once

#include "ui/stats/chart/chart_painter.h"

#include <QWidget>

#include <optional>

namespace firkin::ui::chart {

/// A chart over time. Its owner feeds points and says what time it is; it repaints when a pixel has changed and never
/// while it is hidden. The time under the pointer is told (`hovered`) and can be set, so that several charts read out
/// the same moment; Left and Right move it by keyboard.
class ChartView : public QWidget {
    Q_OBJECT
public:
    explicit ChartView(QWidget *parent = nullptr);

    /// Replaces everything.
    void setData(ChartData data);
    [[nodiscard]] const ChartData &data() const { return m_data; }
    /// One value for each series, in their order.
    void append(Milliseconds at, std::span<const double> values);
    void setLimit(std::optional<Limit> limit);
    void setMarkers(std::vector<Marker> markers);
    /// Shows [now − span, now).
    void setWindow(Milliseconds now, Milliseconds span);
    /// In place of the lines, while there are none: "Loading…", "No data yet".
    void setPlaceholder(const QString &text);
    void setHover(std::optional<Milliseconds> at);

    [[nodiscard]] bool hasData() const;
    /// The picture as it is shown, on the palette's base.
    [[nodiscard]] QImage toImage(const QString &title) const;
    /// For assistive technology and the clipboard: a heading, then one line a sample; tabs between.
    [[nodiscard]] QString toTable() const;

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    void hovered(std::optional<firkin::ui::chart::Milliseconds> at);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    void relayout();

    ChartData m_data;
    ChartLayout m_layout;
    Milliseconds m_now = 0;
    Milliseconds m_span = 15 * 60 * 1000;
    double m_shownTop = 0;
    QString m_placeholder;
    std::optional<Milliseconds> m_hover;
};

} // namespace firkin::ui::chart
