#include "ui/snapshots/snapshot_model.h"

#include "ui/async/error_text.h"
#include "ui/async/plain_text.h"
#include "ui/style/format.h"
#include "ui/style/icons.h"

#include <algorithm>

namespace firkin::ui {

using namespace Qt::StringLiterals;

SnapshotModel::SnapshotModel(QObject *parent)
    : RowListModel({tr("Snapshot"), tr("Note"), tr("Taken"), tr("Size"), tr("Stood still")}, parent)
{
}

void SnapshotModel::setSnapshots(std::vector<engine::SnapshotView> snapshots)
{
    std::ranges::sort(snapshots, std::ranges::greater(), &engine::SnapshotView::takenAt);
    replaceRows(std::move(snapshots), [](const auto &a, const auto &b) { return a.name == b.name && a.takenAt == b.takenAt; });
}

void SnapshotModel::refreshAges()
{
    cellsChanged(TakenColumn, TakenColumn);
}

QVariant SnapshotModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const auto &snapshot = rows()[static_cast<std::size_t>(index.row())];
    const auto column = static_cast<Column>(index.column());
    if (role == Qt::DecorationRole && column == NameColumn)
        return snapshot.problem ? icon("error"_L1, Tone::Error) : icon("snapshot"_L1);
    if (role == Qt::ToolTipRole) {
        if (snapshot.problem && column == NameColumn)
            return toolTipText(errorText(*snapshot.problem, displayText(snapshot.name)).headline);
        if (column == NoteColumn && !snapshot.note.empty())
            return toolTipText(displayText(snapshot.note));
        return column == TakenColumn ? QVariant(formatDateTime(snapshot.takenAt)) : QVariant();
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case NameColumn: return displayText(snapshot.name);
    case NoteColumn: return snapshot.problem ? tr("Cannot be restored: a file is missing or damaged") : displayText(snapshot.note);
    case TakenColumn: return formatAge(snapshot.takenAt, std::chrono::system_clock::now());
    case SizeColumn: return formatSize(snapshot.size.bytes);
    case StillColumn: return formatShortDuration(snapshot.saveTime);
    case ColumnCount: break;
    }
    return {};
}

} // namespace firkin::ui
