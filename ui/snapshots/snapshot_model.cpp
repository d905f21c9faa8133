#include "ui/snapshots/snapshot_model.h"

#include "ui/async/error_text.h"
#include "ui/async/plain_text.h"
#include "ui/style/format.h"
#include "ui/style/icons.h"

#include <algorithm>

namespace firkin::ui {

using namespace Qt::StringLiterals;

void SnapshotModel::setSnapshots(std::vector<engine::SnapshotView> snapshots)
{
    std::ranges::sort(snapshots, std::ranges::greater(), &engine::SnapshotView::takenAt);
    const auto isSame = [](const engine::SnapshotView &a, const engine::SnapshotView &b) { return a.name == b.name && a.takenAt == b.takenAt; };
    for (int at = rowCount() - 1; at >= 0; --at) {
        const auto &old = m_snapshots[static_cast<std::size_t>(at)];
        if (std::ranges::none_of(snapshots, [&](const auto &one) { return isSame(one, old); })) {
            beginRemoveRows({}, at, at);
            m_snapshots.erase(m_snapshots.begin() + at);
            endRemoveRows();
        }
    }
    for (std::size_t at = 0; at < snapshots.size(); ++at) {
        if (at < m_snapshots.size() && isSame(m_snapshots[at], snapshots[at])) {
            m_snapshots[at] = snapshots[at]; // its files may have been damaged
            continue;
        }
        beginInsertRows({}, static_cast<int>(at), static_cast<int>(at));
        m_snapshots.insert(m_snapshots.begin() + static_cast<std::ptrdiff_t>(at), snapshots[at]);
        endInsertRows();
    }
    if (!m_snapshots.empty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

void SnapshotModel::refreshAges()
{
    if (!m_snapshots.empty())
        Q_EMIT dataChanged(index(0, TakenColumn), index(rowCount() - 1, TakenColumn));
}

int SnapshotModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_snapshots.size());
}

int SnapshotModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant SnapshotModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::AlignVCenter | Qt::AlignLeft);
    if (role != Qt::DisplayRole)
        return {};
    switch (static_cast<Column>(section)) {
    case NameColumn: return tr("Snapshot");
    case NoteColumn: return tr("Note");
    case TakenColumn: return tr("Taken");
    case SizeColumn: return tr("Size");
    case StillColumn: return tr("Stood still");
    case ColumnCount: break;
    }
    return {};
}

QVariant SnapshotModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const auto &snapshot = m_snapshots[static_cast<std::size_t>(index.row())];
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
