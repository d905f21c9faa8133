#pragma once

#include "ui/stats/sample_charts.h"

#include <QFrame>

namespace firkin::ui {

namespace chart {
class ChartView;
}

/// One metric: title, the newest figures, a meter against the limit, and its chart. The head is painted, not made of
/// labels, so that a new figure lays nothing out.
class StatCard : public QFrame {
    Q_OBJECT
public:
    explicit StatCard(Metric metric, QWidget *parent = nullptr);

    [[nodiscard]] Metric metric() const { return m_metric; }
    [[nodiscard]] chart::ChartView &chart() { return *m_chart; }
    /// Empty: nothing is known now, dashes.
    void setFigures(std::vector<Figure> figures, std::optional<double> share);

protected:
    void paintEvent(QPaintEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    [[nodiscard]] QRect headRect() const;
    void paintFigures(QPainter &painter, const QRect &head) const;
    void paintMeter(QPainter &painter, const QRect &head) const;
    void savePicture();

    Metric m_metric;
    chart::ChartView *m_chart;
    std::vector<Figure> m_figures;
    std::optional<double> m_share;
};

} // namespace firkin::ui
