#include "ui/images/image_model.h"

#include "ui/async/plain_text.h"
#include "ui/style/format.h"

#include <algorithm>

namespace firkin::ui {

ImageModel::ImageModel(QObject *parent) : QAbstractTableModel(parent) {}

void ImageModel::setImages(const std::vector<engine::ImageView> &images)
{
    std::vector<Row> wanted;
    for (const auto &image : images) {
        Row row{{}, image.digest, image.size, image.createdAt, static_cast<int>(image.usedBy.size()), image.references.empty()};
        if (row.untagged) {
            row.reference = image.digest;
            wanted.push_back(row);
        }
        for (const auto &reference : image.references) {
            row.reference = reference;
            wanted.push_back(row);
        }
    }
    for (int at = static_cast<int>(m_rows.size()) - 1; at >= 0; --at) {
        if (!std::ranges::contains(wanted, m_rows[static_cast<std::size_t>(at)].reference, &Row::reference)) {
            beginRemoveRows({}, at, at);
            m_rows.erase(m_rows.begin() + at);
            endRemoveRows();
        }
    }
    for (auto &row : wanted) {
        const auto it = std::ranges::find(m_rows, row.reference, &Row::reference);
        const int at = static_cast<int>(it - m_rows.begin());
        if (it == m_rows.end()) {
            beginInsertRows({}, at, at);
            m_rows.push_back(std::move(row));
            endInsertRows();
        } else if (*it != row) {
            *it = std::move(row);
            Q_EMIT dataChanged(index(at, 0), index(at, ColumnCount - 1));
        }
    }
}

std::string ImageModel::referenceAt(int row) const
{
    return m_rows.at(static_cast<std::size_t>(row)).reference;
}

QString ImageModel::nameAt(int row) const
{
    return index(row, NameColumn).data().toString();
}

bool ImageModel::isUntagged(int row) const
{
    return m_rows.at(static_cast<std::size_t>(row)).untagged;
}

int ImageModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int ImageModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ImageModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::AlignVCenter | (section == SizeColumn ? Qt::AlignRight : Qt::AlignLeft));
    if (role != Qt::DisplayRole)
        return {};
    switch (static_cast<Column>(section)) {
    case NameColumn: return tr("Name");
    case SizeColumn: return tr("Size");
    case CreatedColumn: return tr("Created");
    case UsedColumn: return tr("Used by");
    case DigestColumn: return tr("Digest");
    case ColumnCount: break;
    }
    return {};
}

QVariant ImageModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const Row &row = m_rows[static_cast<std::size_t>(index.row())];
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::AlignVCenter | (index.column() == SizeColumn ? Qt::AlignRight : Qt::AlignLeft));
    if (role == Qt::ToolTipRole)
        return index.column() == NameColumn || index.column() == DigestColumn ? toolTipText(index.column() == NameColumn ? data(index, Qt::DisplayRole).toString() : displayText(row.digest))
                                                                             : QVariant();
    if (role == SortRole) {
        switch (static_cast<Column>(index.column())) {
        case SizeColumn: return static_cast<qulonglong>(row.size.bytes);
        case CreatedColumn: return static_cast<qlonglong>(row.createdAt.time_since_epoch().count());
        case UsedColumn: return row.users;
        default: return data(index, Qt::DisplayRole).toString().toLower();
        }
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (static_cast<Column>(index.column())) {
    case NameColumn: return row.untagged ? tr("(no name)") : displayText(row.reference);
    case SizeColumn: return formatSize(row.size.bytes);
    case CreatedColumn: return formatAge(row.createdAt, std::chrono::system_clock::now());
    case UsedColumn: return row.users == 0 ? QString() : tr("%n container(s)", nullptr, row.users);
    case DigestColumn: return displayText(std::string_view(row.digest).substr(row.digest.starts_with("sha256:") ? 7 : 0, 12));
    case ColumnCount: break;
    }
    return {};
}

} // namespace firkin::ui
