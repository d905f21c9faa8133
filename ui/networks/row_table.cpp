#include "ui/networks/row_table.h"

#include "ui/async/plain_text.h"

#include <QGuiApplication>
#include <QPalette>

#include <algorithm>

namespace firkin::ui {

RowTable::RowTable(QStringList headings, QObject *parent) : QAbstractTableModel(parent), m_headings(std::move(headings)) {}

void RowTable::setRows(const std::vector<TextRow> &rows)
{
    for (int at = static_cast<int>(m_rows.size()) - 1; at >= 0; --at) {
        if (!std::ranges::contains(rows, m_rows[static_cast<std::size_t>(at)].key, &TextRow::key)) {
            beginRemoveRows({}, at, at);
            m_rows.erase(m_rows.begin() + at);
            endRemoveRows();
        }
    }
    for (const TextRow &row : rows) {
        const auto it = std::ranges::find(m_rows, row.key, &TextRow::key);
        const int at = static_cast<int>(it - m_rows.begin());
        if (it == m_rows.end()) {
            beginInsertRows({}, at, at);
            m_rows.push_back(row);
            endInsertRows();
        } else if (*it != row) {
            *it = row;
            Q_EMIT dataChanged(index(at, 0), index(at, columnCount() - 1));
        }
    }
}

int RowTable::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int RowTable::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_headings.size());
}

QVariant RowTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::AlignVCenter | Qt::AlignLeft);
    return role == Qt::DisplayRole ? m_headings.value(section) : QVariant();
}

QVariant RowTable::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const TextRow &row = m_rows[static_cast<std::size_t>(index.row())];
    const QString text = row.cells.value(index.column());
    switch (role) {
    case Qt::DisplayRole: return text;
    case Qt::ToolTipRole: return text.isEmpty() ? QVariant() : toolTipText(text);
    case Qt::ForegroundRole: return row.muted ? QVariant(QGuiApplication::palette().color(QPalette::PlaceholderText)) : QVariant();
    case SortRole: {
        const QVariant sort = row.sort.value(index.column());
        return sort.isValid() ? sort : QVariant(text.toLower());
    }
    default: return {};
    }
}

} // namespace firkin::ui
