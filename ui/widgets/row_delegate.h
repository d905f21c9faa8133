#pragma once

#include "ui/style/metrics.h"

#include <QStyledItemDelegate>

#include <algorithm>

namespace firkin::ui {

/// Rows with the height that all lists of the window have.
class RowDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        QSize size = QStyledItemDelegate::sizeHint(option, index);
        size.setHeight(std::max(size.height(), metrics::rowHeight + 2));
        return size;
    }
};

} // namespace firkin::ui
