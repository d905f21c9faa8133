#pragma once

#include "runtime/engine/statistics.h"
#include "ui/stats/chart/series.h"

#include <QWidget>

#include <span>

namespace firkin::ui {

/// A running container: its name, its newest figures, its CPU of the last 15 minutes and its memory against the limit.
/// Enter or click opens it.
class ContainerTile : public QWidget {
    Q_OBJECT
public:
    static constexpr chart::Milliseconds span = 15 * 60 * 1000;

    explicit ContainerTile(ContainerId id, QWidget *parent = nullptr);

    [[nodiscard]] const ContainerId &id() const { return m_id; }
    void setName(const QString &name, const QString &image);
    /// Not answering, paused: in place of the figures.
    void setRemark(const QString &remark);
    /// Replaces what was there.
    void setHistory(std::span<const engine::Sample> samples);
    void append(const engine::Sample &sample);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {200, sizeHint().height()}; }

Q_SIGNALS:
    void opened(const firkin::ContainerId &id);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    void bucket();
    [[nodiscard]] QRect headRect() const;
    [[nodiscard]] QRect plotRect() const;
    void paintHead(QPainter &painter) const;
    void paintPlot(QPainter &painter) const;

    ContainerId m_id;
    QString m_name;
    QString m_image;
    QString m_remark;
    engine::Sample m_newest;
    bool m_known = false;
    std::vector<chart::Point> m_points;
    chart::Window m_window;
    std::vector<chart::Run> m_runs;
    double m_top = 0.25;
};

} // namespace firkin::ui
