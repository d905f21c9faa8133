#include "ui/widgets/banner.h"

#include "ui/style/icons.h"
#include "ui/style/metrics.h"
#include "ui/widgets/error_details.h"
#include "ui/widgets/labels.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QToolButton>

namespace firkin::ui {

using namespace Qt::StringLiterals;

Banner::Banner(QWidget *parent) : Card(parent)
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(metrics::medium, metrics::small, metrics::small, metrics::small);
    layout->setSpacing(metrics::small);
    m_icon = new IconLabel(metrics::icon);
    m_text = plainLabel({});
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_action = new QPushButton;
    m_details = new QPushButton(tr("Details"));
    // Enter in a dialog is the dialog's verb.
    m_action->setAutoDefault(false);
    m_details->setAutoDefault(false);
    m_close = new QToolButton;
    m_close->setIcon(icon("close"_L1));
    m_close->setAutoRaise(true);
    m_close->setAccessibleName(tr("Dismiss"));
    m_close->setToolTip(tr("Dismiss"));
    layout->addWidget(m_icon, 0, Qt::AlignTop);
    layout->setAlignment(m_icon, Qt::AlignVCenter);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_action);
    layout->addWidget(m_details);
    layout->addWidget(m_close);
    m_action->hide();
    connect(m_action, &QPushButton::clicked, this, &Banner::actionTriggered);
    connect(m_details, &QPushButton::clicked, this, [this] { showErrorDetails(window(), m_error); });
    connect(m_close, &QToolButton::clicked, this, [this] {
        clear();
        Q_EMIT dismissed();
    });
    hide();
}

void Banner::showError(const Error &error, const QString &name)
{
    if (error.isCancelled())
        return;
    m_error = errorText(error, name);
    m_icon->setIcon(icon("error"_L1, Tone::Error));
    m_text->setText(m_error.remedy.isEmpty() ? m_error.headline : m_error.headline + u' ' + m_error.remedy);
    setAccessibleName(m_text->text());
    m_details->show();
    setGround([](const QPalette &palette) { return tintColor(Tone::Error, palette); });
    show();
}

void Banner::showNotice(const QString &text)
{
    m_icon->setIcon(icon("overview"_L1, Tone::Info));
    m_text->setText(text);
    setAccessibleName(text);
    m_details->hide();
    setGround([](const QPalette &palette) { return tintColor(Tone::Info, palette); });
    show();
}

void Banner::setAction(const QString &text)
{
    m_action->setText(text);
    m_action->setVisible(!text.isEmpty());
}

QString Banner::text() const
{
    return m_text->text();
}

void Banner::clear()
{
    hide();
    m_text->clear();
}

} // namespace firkin::ui
