#pragma once

#include <QEvent>
#include <QTimer>
#include <QWidget>

namespace firkin::ui {

/// Ticks while its widget can be seen, and wakes nobody while it cannot.
class VisibleTimer : public QTimer {
    Q_OBJECT
public:
    VisibleTimer(QWidget *widget, int milliseconds) : QTimer(widget)
    {
        setInterval(milliseconds);
        setTimerType(Qt::CoarseTimer);
        widget->installEventFilter(this);
        if (widget->isVisible())
            start();
    }

protected:
    bool eventFilter(QObject *object, QEvent *event) override
    {
        if (event->type() == QEvent::Show)
            start();
        else if (event->type() == QEvent::Hide)
            stop();
        return QTimer::eventFilter(object, event);
    }
};

} // namespace firkin::ui
