#pragma once

#include <QWidget>

#include <functional>

namespace firkin::ui {

/// A rounded area with a thin border: a group of things that belong together. With an accent it is a banner's ground.
class Card : public QWidget {
    Q_OBJECT
public:
    explicit Card(QWidget *parent = nullptr);
    /// Ground other than the palette's base.
    void setGround(const std::function<QColor(const QPalette &)> &ground);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    std::function<QColor(const QPalette &)> m_ground;
};

} // namespace firkin::ui
