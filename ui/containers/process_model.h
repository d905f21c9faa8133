#pragma once

#include "runtime/engine/types.h"

#include <QAbstractTableModel>

#include <vector>

namespace firkin::ui {

/// A container's processes, oldest first: rows come and go by pid, so that selection and scroll stay.
class ProcessModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Pid, User, CpuTime, Memory, Command, ColumnCount };

    explicit ProcessModel(QObject *parent = nullptr) : QAbstractTableModel(parent) {}
    void setProcesses(std::vector<engine::ProcessEntry> processes);
    [[nodiscard]] const std::vector<engine::ProcessEntry> &processes() const { return m_processes; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    std::vector<engine::ProcessEntry> m_processes;
};

} // namespace firkin::ui
