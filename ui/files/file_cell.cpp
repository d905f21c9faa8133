// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/files/file_cell.h"

#include "ui/async/error_text.h"
#include "ui/async/plain_text.h"
#include "ui/files/file_text.h"
#include "ui/style/format.h"
#include "ui/style/icons.h"

#include <QCoreApplication>
#include <QGuiApplication>
#include <QPalette>

namespace firkin::ui {

namespace {
/// The texts have been the model's.
struct Cell {
    Q_DECLARE_TR_FUNCTIONS(firkin::ui::FileTreeModel)
};
} // namespace

QString cellText(const FileNode &node, FileColumn column)
{
    switch (column) {
    case FileColumn::Name:
        return displayText(node.entry.name);
    case FileColumn::Size:
        return node.entry.type == engine::FileType::Regular ? formatSize(node.entry.size) : QString();
    case FileColumn::Mode:
        return modeText(node.entry.type, node.entry.mode);
    case FileColumn::Owner:
        return ownerText(node.entry);
    case FileColumn::Modified:
        return formatDateTime(node.entry.modified);
    case FileColumn::Target:
        if (node.load == FileNode::Load::Failed && node.error) {
            const QString reason = reasonText(node.error->rootReason());
            return reason.isEmpty() ? Cell::tr("Could not be listed") : Cell::tr("Could not be listed: %1").arg(reason);
        }
        if (node.load == FileNode::Load::Loading && node.children.empty())
            return Cell::tr("Listing…");
        if (node.entry.type != engine::FileType::Symlink)
            return {};
        return node.entry.targetType == engine::FileType::Unknown ? Cell::tr("→ %1 (missing)").arg(displayText(node.entry.linkTarget))
                                                                  : QStringLiteral("→ ") + displayText(node.entry.linkTarget);
    }
    return {};
}

QVariant cellData(const FileNode &node, FileColumn column, int role)
{
    switch (role) {
    case Qt::DisplayRole:
        return cellText(node, column);
    case Qt::EditRole:
        return column == FileColumn::Name ? QVariant(displayText(node.entry.name)) : QVariant();
    case Qt::DecorationRole:
        if (column != FileColumn::Name)
            return {};
        if (node.load == FileNode::Load::Failed)
            return icon(QLatin1StringView("error"), Tone::Error);
        if (node.entry.type == engine::FileType::Symlink)
            return icon(QLatin1StringView("link"), node.entry.targetType == engine::FileType::Unknown ? Tone::Error : Tone::Muted);
        return leadsToFolder(node.entry) ? icon(QLatin1StringView("folder"), Tone::Series1) : icon(QLatin1StringView("file"), Tone::Muted);
    case Qt::ForegroundRole:
        if (column == FileColumn::Target && node.load == FileNode::Load::Failed)
            return toneColor(Tone::Error, QGuiApplication::palette());
        if (column != FileColumn::Name)
            return toneColor(Tone::Muted, QGuiApplication::palette());
        return {};
    case Qt::TextAlignmentRole:
        return column == FileColumn::Size ? QVariant(Qt::AlignRight | Qt::AlignVCenter) : QVariant();
    case Qt::ToolTipRole:
        if (node.error)
            return toolTipText(errorText(*node.error).headline);
        if (column == FileColumn::Name || column == FileColumn::Target)
            return toolTipText(QStringLiteral("%1: %2").arg(typeText(node.entry.type), cellText(node, column)));
        return {};
    case Qt::AccessibleTextRole:
        return column == FileColumn::Name ? QVariant(typeText(node.entry.type) + u' ' + displayText(node.entry.name)) : QVariant();
    default:
        return {};
    }
}

QString columnTitle(FileColumn column)
{
    switch (column) {
    case FileColumn::Name:
        return Cell::tr("Name");
    case FileColumn::Size:
        return Cell::tr("Size");
    case FileColumn::Mode:
        return Cell::tr("Mode");
    case FileColumn::Owner:
        return Cell::tr("Owner");
    case FileColumn::Modified:
        return Cell::tr("Modified");
    case FileColumn::Target:
        return Cell::tr("Link target");
    }
    return {};
}

} // namespace firkin::ui
