#pragma once

#include <QWidget>

namespace firkin::ui {

/// A title, a large number and a note. Painted, not made of labels: a new number lays nothing out.
class FigureCard : public QWidget {
    Q_OBJECT
public:
    explicit FigureCard(const QString &title, QWidget *parent = nullptr);
    void setFigure(const QString &value, const QString &note);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {140, sizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_title;
    QString m_value;
    QString m_note;
};

} // namespace firkin::ui
