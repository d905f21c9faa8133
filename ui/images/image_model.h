#pragma once

#include "runtime/engine/images.h"

#include <QAbstractTableModel>

namespace firkin::ui {

/// One row for each name of each image (an untagged image has one without). Diffs by key; GUI thread.
class ImageModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { NameColumn, SizeColumn, CreatedColumn, UsedColumn, DigestColumn, ColumnCount };
    enum Role { SortRole = Qt::UserRole + 1 };

    explicit ImageModel(QObject *parent = nullptr);
    void setImages(const std::vector<engine::ImageView> &images);
    /// What `Images::remove` takes: the reference, or the digest of an untagged one.
    [[nodiscard]] std::string referenceAt(int row) const;
    [[nodiscard]] QString nameAt(int row) const;
    [[nodiscard]] bool isUntagged(int row) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Row {
        std::string reference;
        std::string digest;
        ByteSize size;
        engine::WallTime createdAt;
        int users = 0;
        bool untagged = false;
        friend bool operator==(const Row &, const Row &) = default;
    };
    std::vector<Row> m_rows;
};

} // namespace firkin::ui
