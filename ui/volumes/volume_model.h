#pragma once

#include "runtime/engine/volumes.h"

#include <QAbstractTableModel>

namespace firkin::ui {

/// One row for each volume. Diffs by name; GUI thread.
class VolumeModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { NameColumn, SizeColumn, DiskColumn, UsersColumn, CreatedColumn, FilesystemColumn, ColumnCount };
    enum Role { SortRole = Qt::UserRole + 1 };

    explicit VolumeModel(QObject *parent = nullptr);
    void setVolumes(const std::vector<engine::VolumeView> &volumes);
    [[nodiscard]] const engine::VolumeView &volumeAt(int row) const { return m_rows.at(static_cast<std::size_t>(row)); }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<engine::VolumeView> m_rows;
};

/// "db, web (in the trash)"; empty where nobody has it.
[[nodiscard]] QString usersText(const engine::VolumeView &volume);
/// Why it cannot be deleted now; empty: it can. The first thing that one has to do about it.
[[nodiscard]] QString deleteHindrance(const engine::VolumeView &volume);

} // namespace firkin::ui
