#pragma once

#include "runtime/engine/snapshots.h"
#include "ui/widgets/row_list_model.h"

namespace firkin::ui {

/// A container's snapshots, newest first.
class SnapshotModel : public RowListModel<engine::SnapshotView> {
    Q_OBJECT
public:
    enum Column { NameColumn, NoteColumn, TakenColumn, SizeColumn, StillColumn, ColumnCount };
    explicit SnapshotModel(QObject *parent = nullptr);

    void setSnapshots(std::vector<engine::SnapshotView> snapshots);
    /// Their ages grow.
    void refreshAges();
    QVariant data(const QModelIndex &index, int role) const override;
};

} // namespace firkin::ui
