// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/tool_row.h"

#include "ui/style/metrics.h"
#include "ui/widgets/table_view.h"

#include <QAction>
#include <QHBoxLayout>
#include <QToolButton>

namespace firkin::ui {

ToolRow::ToolRow(QWidget *parent) : QWidget(parent), m_row(new QHBoxLayout(this))
{
    m_row->setContentsMargins(metrics::small, metrics::tight, metrics::medium, metrics::tight);
    m_row->setSpacing(2);
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred); // the names do not hold a window wide
}

QToolButton *ToolRow::addButton(QAction *action, Name name)
{
    QToolButton *button = toolButton(action);
    m_row->addWidget(button);
    if (name == Name::Yields)
        m_yielding.push_back(button);
    button->setVisible(action->isVisible());
    connect(action, &QAction::visibleChanged, button, [this, button, action] {
        button->setVisible(action->isVisible());
        fit();
    });
    return button;
}

void ToolRow::fit()
{
    for (QToolButton *button : m_yielding)
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    if (m_row->sizeHint().width() <= width())
        return;
    for (QToolButton *button : m_yielding)
        button->setToolButtonStyle(Qt::ToolButtonIconOnly);
}

void ToolRow::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fit();
}

} // namespace firkin::ui
