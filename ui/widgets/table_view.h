// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <initializer_list>

class QAbstractItemModel;
class QAction;
class QString;
class QToolButton;
class QTreeView;

namespace firkin::ui {

/// A list of rows as every page has it; `widths` of the first columns. Several rows can be chosen; its menu is its
/// `customContextMenuRequested`.
[[nodiscard]] QTreeView *makeTable(QAbstractItemModel *model, const QString &name, std::initializer_list<int> widths);

/// `change` changes the rows below: when all that was chosen goes with it, its neighbour is chosen.
void keepChoice(QTreeView &view, const std::function<void()> &change);

/// An action's button in the tools above a list.
[[nodiscard]] QToolButton *toolButton(QAction *action);

} // namespace firkin::ui
