#include "ui/volumes/volume_model.h"

#include "ui/async/plain_text.h"
#include "ui/style/format.h"

#include <algorithm>

namespace firkin::ui {

namespace {

struct VolumeTexts {
    Q_DECLARE_TR_FUNCTIONS(VolumeTexts)
};

bool sameRow(const engine::VolumeView &a, const engine::VolumeView &b)
{
    return a.size == b.size && a.used == b.used && a.filesystem == b.filesystem && a.anonymous == b.anonymous && a.createdAt == b.createdAt && a.usedBy == b.usedBy;
}

bool isNumber(int column)
{
    return column == VolumeModel::SizeColumn || column == VolumeModel::DiskColumn;
}

} // namespace

QString usersText(const engine::VolumeView &volume)
{
    QStringList names;
    for (const auto &user : volume.usedBy) {
        const QString name = displayText(user.name);
        names << (user.inTrash ? VolumeTexts::tr("%1 (in the trash)").arg(name) : name);
    }
    return names.join(QStringLiteral(", "));
}

QString deleteHindrance(const engine::VolumeView &volume)
{
    if (volume.usedBy.empty())
        return {};
    const auto user = std::ranges::find(volume.usedBy, false, &engine::VolumeUser::inTrash);
    if (user == volume.usedBy.end())
        return VolumeTexts::tr("%1 in the trash has this volume. Empty the trash first.").arg(displayText(volume.usedBy.front().name));
    return user->running ? VolumeTexts::tr("%1 is running with this volume.").arg(displayText(user->name))
                         : VolumeTexts::tr("%1 has this volume. Delete that container first.").arg(displayText(user->name));
}

VolumeModel::VolumeModel(QObject *parent) : QAbstractTableModel(parent) {}

void VolumeModel::setVolumes(const std::vector<engine::VolumeView> &volumes)
{
    for (int at = static_cast<int>(m_rows.size()) - 1; at >= 0; --at) {
        if (!std::ranges::contains(volumes, m_rows[static_cast<std::size_t>(at)].name, &engine::VolumeView::name)) {
            beginRemoveRows({}, at, at);
            m_rows.erase(m_rows.begin() + at);
            endRemoveRows();
        }
    }
    for (const auto &volume : volumes) {
        const auto it = std::ranges::find(m_rows, volume.name, &engine::VolumeView::name);
        const int at = static_cast<int>(it - m_rows.begin());
        if (it == m_rows.end()) {
            beginInsertRows({}, at, at);
            m_rows.push_back(volume);
            endInsertRows();
        } else if (!sameRow(*it, volume)) {
            *it = volume;
            Q_EMIT dataChanged(index(at, 0), index(at, ColumnCount - 1));
        }
    }
}

int VolumeModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int VolumeModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant VolumeModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::AlignVCenter | (isNumber(section) ? Qt::AlignRight : Qt::AlignLeft));
    if (role != Qt::DisplayRole)
        return {};
    switch (static_cast<Column>(section)) {
    case NameColumn: return tr("Name");
    case SizeColumn: return tr("Size");
    case DiskColumn: return tr("On disk");
    case UsersColumn: return tr("Used by");
    case CreatedColumn: return tr("Created");
    case FilesystemColumn: return tr("Type");
    case ColumnCount: break;
    }
    return {};
}

QVariant VolumeModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const engine::VolumeView &volume = m_rows[static_cast<std::size_t>(index.row())];
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::AlignVCenter | (isNumber(index.column()) ? Qt::AlignRight : Qt::AlignLeft));
    if (role == Qt::ToolTipRole) {
        if (index.column() == NameColumn)
            return toolTipText(displayText(volume.name));
        return index.column() == UsersColumn && !volume.usedBy.empty() ? toolTipText(usersText(volume)) : QVariant();
    }
    if (role == SortRole) {
        switch (static_cast<Column>(index.column())) {
        case SizeColumn: return static_cast<qulonglong>(volume.size.bytes);
        case DiskColumn: return static_cast<qulonglong>(volume.used.bytes);
        case CreatedColumn: return static_cast<qlonglong>(volume.createdAt.time_since_epoch().count());
        default: return data(index, Qt::DisplayRole).toString().toLower();
        }
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (static_cast<Column>(index.column())) {
    case NameColumn: return displayText(volume.name);
    case SizeColumn: return formatSize(volume.size.bytes);
    case DiskColumn: return formatSize(volume.used.bytes);
    case UsersColumn: return usersText(volume);
    case CreatedColumn: return formatAge(volume.createdAt, std::chrono::system_clock::now());
    case FilesystemColumn: return volume.anonymous ? tr("%1, of one container").arg(displayText(volume.filesystem)) : displayText(volume.filesystem);
    case ColumnCount: break;
    }
    return {};
}

} // namespace firkin::ui
