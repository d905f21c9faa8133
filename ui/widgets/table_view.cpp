// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/table_view.h"

#include "ui/widgets/row_delegate.h"

#include <QHeaderView>
#include <QToolButton>
#include <QTreeView>

#include <algorithm>

namespace firkin::ui {

QTreeView *makeTable(QAbstractItemModel *model, const QString &name, std::initializer_list<int> widths)
{
    auto *view = new QTreeView;
    view->setModel(model);
    view->setItemDelegate(new RowDelegate(view));
    view->setRootIsDecorated(false);
    view->setUniformRowHeights(true);
    view->setAllColumnsShowFocus(true);
    view->setSelectionMode(QAbstractItemView::ExtendedSelection);
    view->setFrameShape(QFrame::NoFrame);
    view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    view->setContextMenuPolicy(Qt::CustomContextMenu);
    view->setAccessibleName(name);
    view->header()->setStretchLastSection(true);
    view->header()->setHighlightSections(false);
    int column = 0;
    for (const int width : widths)
        view->setColumnWidth(column++, width);
    return view;
}

void keepChoice(QTreeView &view, const std::function<void()> &change)
{
    const auto chosen = view.selectionModel()->selectedRows();
    const int at = chosen.isEmpty() ? -1 : std::ranges::min(chosen, {}, &QModelIndex::row).row();
    change();
    if (const int count = view.model()->rowCount(); at >= 0 && count > 0 && !view.selectionModel()->hasSelection())
        view.selectionModel()->setCurrentIndex(view.model()->index(std::min(at, count - 1), 0), QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
}

QToolButton *toolButton(QAction *action)
{
    auto *button = new QToolButton;
    button->setDefaultAction(action);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

} // namespace firkin::ui
