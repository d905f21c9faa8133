#pragma once

#include <QAbstractTableModel>

#include <string>
#include <vector>

namespace firkin::ui {

/// One row of plain text; `key` says which thing it is.
struct TextRow {
    std::string key;
    QStringList cells;
    bool muted = false;      ///< not alive now
    QVariantList sort = {};  ///< by column; an invalid one: the cell's text
    friend bool operator==(const TextRow &, const TextRow &) = default;
};

/// A table of such rows. setRows() diffs by key, so that selection and scroll survive a refresh. GUI thread.
class RowTable : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Role { SortRole = Qt::UserRole + 1 };
    explicit RowTable(QStringList headings, QObject *parent = nullptr);

    void setRows(const std::vector<TextRow> &rows);
    [[nodiscard]] const std::string &keyAt(int row) const { return m_rows.at(static_cast<std::size_t>(row)).key; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QStringList m_headings;
    std::vector<TextRow> m_rows;
};

} // namespace firkin::ui
