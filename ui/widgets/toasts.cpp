#include "ui/widgets/toasts.h"

#include "ui/style/colors.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"
#include "ui/widgets/card.h"
#include "ui/widgets/labels.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>

namespace firkin::ui {

using namespace Qt::StringLiterals;

namespace {

/// One notice. Dark on light and light on dark, so that it stands out from what it lies over.
class Toast : public Card {
public:
    Toast(const QString &text, const QString &action, std::function<void()> onAction, int milliseconds)
    {
        setGround([](const QPalette &palette) { return palette.color(QPalette::Button); });
        auto *layout = new QHBoxLayout(this);
        layout->setContentsMargins(metrics::large, metrics::small, metrics::small, metrics::small);
        layout->setSpacing(metrics::medium);
        auto *mark = new IconLabel(metrics::icon);
        mark->setIcon(icon("check-circle"_L1, Tone::Running));
        layout->addWidget(mark);
        auto *label = plainLabel(text);
        label->setMaximumWidth(520);
        label->setWordWrap(label->sizeHint().width() > 520);
        layout->addWidget(label, 1);
        if (!action.isEmpty()) {
            auto *button = new QPushButton(action);
            layout->addWidget(button);
            connect(button, &QPushButton::clicked, this, [this, onAction = std::move(onAction)] {
                deleteLater();
                hide();
                if (onAction)
                    onAction();
            });
        }
        auto *close = new QToolButton;
        close->setIcon(icon("close"_L1));
        close->setAutoRaise(true);
        close->setAccessibleName(Toasts::tr("Dismiss"));
        close->setToolTip(Toasts::tr("Dismiss"));
        layout->addWidget(close);
        connect(close, &QToolButton::clicked, this, [this] { goAway(); });
        setAccessibleName(text);
        m_timer.setSingleShot(true);
        m_timer.setInterval(milliseconds);
        connect(&m_timer, &QTimer::timeout, this, [this] {
            if (underMouse() || isAncestorOf(focusWidget()))
                m_timer.start(2000);
            else
                goAway();
        });
        m_timer.start();
    }

private:
    void goAway()
    {
        hide();
        deleteLater();
    }
    QTimer m_timer;
};

} // namespace

Toasts::Toasts(QWidget *window) : QWidget(window)
{
    m_layout = new QVBoxLayout(this);
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(metrics::small);
    setAccessibleName(tr("Notices"));
    window->installEventFilter(this);
    hide();
}

void Toasts::show(const QString &text, const QString &action, std::function<void()> onAction, int milliseconds)
{
    while (m_layout->count() >= 3)
        delete m_layout->itemAt(0)->widget();
    auto *toast = new Toast(text, action, std::move(onAction), milliseconds);
    connect(toast, &QObject::destroyed, this, [this] { QMetaObject::invokeMethod(this, &Toasts::place, Qt::QueuedConnection); });
    m_layout->addWidget(toast, 0, Qt::AlignHCenter);
    QWidget::show();
    raise();
    place();
}

int Toasts::count() const
{
    return m_layout->count();
}

void Toasts::clear()
{
    while (m_layout->count() > 0)
        delete m_layout->itemAt(0)->widget();
}

void Toasts::place()
{
    if (m_layout->count() == 0) {
        hide();
        return;
    }
    m_layout->activate();
    const QSize size = sizeHint();
    const QRect area = parentWidget()->rect();
    setGeometry(area.center().x() - size.width() / 2, area.bottom() - size.height() - metrics::huge, size.width(), size.height());
}

bool Toasts::eventFilter(QObject *object, QEvent *event)
{
    if (event->type() == QEvent::Resize)
        place();
    return QWidget::eventFilter(object, event);
}

} // namespace firkin::ui
