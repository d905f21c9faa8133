#include "ui/containers/process_model.h"

#include "ui/async/plain_text.h"
#include "ui/style/format.h"

#include <algorithm>

namespace firkin::ui {

namespace {

bool isSame(const engine::ProcessEntry &a, const engine::ProcessEntry &b) { return a.pid == b.pid; }

} // namespace

void ProcessModel::setProcesses(std::vector<engine::ProcessEntry> processes)
{
    // What has ended goes.
    for (int row = static_cast<int>(m_processes.size()) - 1; row >= 0; --row) {
        const auto &old = m_processes[static_cast<std::size_t>(row)];
        if (std::ranges::any_of(processes, [&](const auto &now) { return isSame(old, now); }))
            continue;
        beginRemoveRows({}, row, row);
        m_processes.erase(m_processes.begin() + row);
        endRemoveRows();
    }
    // What is there stays in its order; what is new comes last.
    bool changed = false;
    for (auto &old : m_processes) {
        const auto now = std::ranges::find_if(processes, [&](const auto &one) { return isSame(old, one); });
        old = std::move(*now);
        processes.erase(now);
        changed = true;
    }
    if (changed)
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    if (processes.empty())
        return;
    beginInsertRows({}, rowCount(), rowCount() + static_cast<int>(processes.size()) - 1);
    std::ranges::move(processes, std::back_inserter(m_processes));
    endInsertRows();
}

int ProcessModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_processes.size());
}

int ProcessModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ProcessModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto &process = m_processes[static_cast<std::size_t>(index.row())];
    if (role == Qt::TextAlignmentRole)
        return index.column() == Command || index.column() == User ? QVariant() : QVariant(Qt::AlignRight | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole && index.column() == Command)
        return displayText(process.command);
    if (role != Qt::DisplayRole)
        return {};
    switch (static_cast<Column>(index.column())) {
    case Pid: return QString::number(process.pid);
    case User: return displayText(process.user);
    case CpuTime: return formatShortDuration(process.cpuTime);
    case Memory: return formatSize(process.memoryBytes);
    case Command: return displayText(process.command);
    case ColumnCount: break;
    }
    return {};
}

QVariant ProcessModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return section == Command || section == User ? QVariant(Qt::AlignLeft | Qt::AlignVCenter) : QVariant(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (static_cast<Column>(section)) {
    case Pid: return tr("PID");
    case User: return tr("User");
    case CpuTime: return tr("CPU Time");
    case Memory: return tr("Memory");
    case Command: return tr("Command");
    case ColumnCount: break;
    }
    return {};
}

} // namespace firkin::ui
