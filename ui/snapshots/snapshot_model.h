#pragma once

#include "runtime/engine/snapshots.h"

#include <QAbstractTableModel>

namespace firkin::ui {

/// A container's snapshots, newest first.
class SnapshotModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { NameColumn, NoteColumn, TakenColumn, SizeColumn, StillColumn, ColumnCount };
    explicit SnapshotModel(QObject *parent = nullptr) : QAbstractTableModel(parent) {}

    void setSnapshots(std::vector<engine::SnapshotView> snapshots);
    /// Their ages grow.
    void refreshAges();
    [[nodiscard]] const std::vector<engine::SnapshotView> &snapshots() const { return m_snapshots; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<engine::SnapshotView> m_snapshots;
};

} // namespace firkin::ui
