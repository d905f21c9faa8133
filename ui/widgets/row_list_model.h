// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>
#include <QStringList>

#include <algorithm>
#include <vector>

namespace firkin::ui {

/// A table of values that have an order of their own, one a row. What a column shows is the derived model's `data()`.
template <class Row>
class RowListModel : public QAbstractTableModel {
public:
    [[nodiscard]] const std::vector<Row> &rows() const { return m_rows; }

    int rowCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : static_cast<int>(m_rows.size()); }
    int columnCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : static_cast<int>(m_headings.size()); }
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override
    {
        if (orientation != Qt::Horizontal)
            return {};
        if (role == Qt::TextAlignmentRole)
            return QVariant::fromValue(Qt::AlignVCenter | Qt::AlignLeft);
        return role == Qt::DisplayRole ? QVariant(m_headings.value(section)) : QVariant();
    }

protected:
    RowListModel(QStringList headings, QObject *parent) : QAbstractTableModel(parent), m_headings(std::move(headings)) {}

    /// Differences only, so that choice and scroll stay. `fresh` is in order; of two rows that are the same thing by `same`
    /// the order never changes.
    template <class Same>
    void replaceRows(std::vector<Row> fresh, Same same)
    {
        for (int at = rowCount() - 1; at >= 0; --at) {
            const auto place = m_rows.begin() + at;
            if (std::ranges::any_of(fresh, [&](const Row &row) { return same(row, *place); }))
                continue;
            beginRemoveRows({}, at, at);
            m_rows.erase(place);
            endRemoveRows();
        }
        for (std::size_t i = 0; i < fresh.size(); ++i) {
            const int at = static_cast<int>(i);
            if (i < m_rows.size() && same(m_rows[i], fresh[i])) {
                m_rows[i] = std::move(fresh[i]);
                continue;
            }
            beginInsertRows({}, at, at);
            m_rows.insert(m_rows.begin() + at, std::move(fresh[i]));
            endInsertRows();
        }
        cellsChanged(0, columnCount() - 1);
    }
    void cellsChanged(int firstColumn, int lastColumn)
    {
        if (!m_rows.empty())
            Q_EMIT dataChanged(index(0, firstColumn), index(rowCount() - 1, lastColumn));
    }

private:
    QStringList m_headings;
    std::vector<Row> m_rows;
};

} // namespace firkin::ui
