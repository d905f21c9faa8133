#pragma once

#include "runtime/base/ids.h"

#include <QWidget>

#include <vector>

namespace firkin::ui {

/// A few containers with a bar each. Enter, click: opened; Up and Down walk.
class TopList : public QWidget {
    Q_OBJECT
public:
    struct Row {
        ContainerId id;
        QString name;
        QString value;
        double share = 0;
    };
    static constexpr int rowCount = 5;

    explicit TopList(const QString &title, QWidget *parent = nullptr);
    void setRows(std::vector<Row> rows);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {180, sizeHint().height()}; }

Q_SIGNALS:
    void opened(const firkin::ContainerId &id);

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;

private:
    [[nodiscard]] QRect rowRect(int row) const;
    [[nodiscard]] int lineHeight() const;
    QString m_title;
    std::vector<Row> m_rows;
    int m_current = 0;
};

} // namespace firkin::ui
