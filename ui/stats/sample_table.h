#pragma once

#include "runtime/engine/statistics.h"

#include <QAbstractTableModel>

#include <span>
#include <vector>

namespace firkin::ui {

/// The samples as comma-separated values, one a line, oldest first; times in UTC (ISO 8601), numbers with a point
/// whatever the locale: for other programs. Pure.
[[nodiscard]] QByteArray csvOf(std::span<const engine::Sample> samples);

/// The samples as a table for people, newest first. What has no value is empty.
class SampleModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { TimeColumn, CpuColumn, MemoryColumn, ReceivedColumn, SentColumn, ReadColumn, WrittenColumn, ProcessesColumn, HostMemoryColumn, HostCpuColumn, ColumnCount };
    using QAbstractTableModel::QAbstractTableModel;

    void setSamples(std::vector<engine::Sample> samples); ///< oldest first
    void append(const engine::Sample &sample);
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<engine::Sample> m_samples;
};

} // namespace firkin::ui
