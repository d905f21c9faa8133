// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/consoles/console_bar.h"

#include "ui/style/icons.h"
#include "ui/style/metrics.h"
#include "ui/widgets/labels.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace firkin::ui {

ConsoleBar::ConsoleBar(QWidget *parent)
    : QWidget(parent)
    , m_icon(new IconLabel(16, this))
    , m_text(plainLabel({}, this))
    , m_second(new QPushButton(this))
    , m_action(new QPushButton(this))
    , m_close(new QPushButton(tr("Close"), this))
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(metrics::medium, metrics::small, metrics::medium, metrics::small);
    layout->addWidget(m_icon);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_second);
    layout->addWidget(m_action);
    layout->addWidget(m_close);
    m_text->setWordWrap(true);
    connect(m_close, &QPushButton::clicked, this, &ConsoleBar::closeRequested);
    hide();
}

void ConsoleBar::offer(QPushButton *button, const std::optional<Offer> &offer)
{
    button->disconnect(this);
    button->setVisible(offer.has_value());
    if (!offer)
        return;
    button->setText(offer->text);
    button->setEnabled(offer->enabled);
    connect(button, &QPushButton::clicked, this, offer->action);
}

void ConsoleBar::show(const std::optional<Content> &content)
{
    setVisible(content.has_value());
    if (!content)
        return;
    m_icon->setIcon(icon(content->iconName, content->tone));
    m_text->setText(content->text);
    offer(m_action, content->action);
    offer(m_second, content->second);
    m_close->setVisible(content->closable);
}

} // namespace firkin::ui
