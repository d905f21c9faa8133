// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/files/file_node.h"
#include "ui/files/file_order.h"

#include <QVariant>

/// How an entry of the tree looks, column by column. Pure but for tr(), palette and icons.
namespace firkin::ui {

[[nodiscard]] QString cellText(const FileNode &node, FileColumn column);
/// For the roles of an item model that only concern looks; invalid for others.
[[nodiscard]] QVariant cellData(const FileNode &node, FileColumn column, int role);
[[nodiscard]] QString columnTitle(FileColumn column);

} // namespace firkin::ui
