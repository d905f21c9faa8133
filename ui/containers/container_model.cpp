#include "ui/containers/container_model.h"

#include "ui/async/plain_text.h"
#include "ui/style/format.h"
#include "ui/style/icons.h"

#include <algorithm>

namespace firkin::ui {

using namespace Qt::StringLiterals;

/// A container, or a group: a pod, or only the name of one that nobody described.
struct ContainerModel::Node {
    Node *parent = nullptr;
    bool group = false;
    ContainerRow row;
    std::vector<std::unique_ptr<Node>> children;

    [[nodiscard]] bool same(const Node &other) const
    {
        if (group != other.group)
            return false;
        if (!group)
            return row.id == other.row.id;
        return row.pod == other.row.pod && (!row.pod.empty() || row.name == other.row.name);
    }
    [[nodiscard]] int position() const
    {
        const auto it = std::ranges::find(parent->children, this, [](const auto &child) { return child.get(); });
        return static_cast<int>(it - parent->children.begin());
    }
};

ContainerModel::ContainerModel(QObject *parent, Clock clock)
    : QAbstractItemModel(parent), m_root(std::make_unique<Node>()), m_clock(clock ? std::move(clock) : Clock([] { return std::chrono::system_clock::now(); }))
{
}

ContainerModel::~ContainerModel() = default;

void ContainerModel::setRows(std::vector<ContainerRow> rows, std::vector<ContainerRow> pods)
{
    std::vector<std::unique_ptr<Node>> wanted;
    for (auto &pod : pods) {
        auto node = std::make_unique<Node>();
        node->group = true;
        node->row = std::move(pod);
        wanted.push_back(std::move(node));
    }
    for (auto &row : rows) {
        auto node = std::make_unique<Node>();
        node->row = std::move(row);
        if (node->row.group.isEmpty()) {
            wanted.push_back(std::move(node));
            continue;
        }
        auto group = std::ranges::find_if(wanted, [&](const auto &other) { return other->group && other->row.name == node->row.group; });
        if (group == wanted.end()) {
            auto made = std::make_unique<Node>();
            made->group = true;
            made->row.name = node->row.group;
            wanted.push_back(std::move(made));
            group = std::prev(wanted.end());
        }
        (*group)->children.push_back(std::move(node));
    }
    sync(m_root.get(), std::move(wanted));
}

void ContainerModel::sync(Node *parent, std::vector<std::unique_ptr<Node>> wanted)
{
    const QModelIndex at = parent == m_root.get() ? QModelIndex() : indexOf(parent, 0);
    auto &have = parent->children;
    // Removals first, in runs, from the end.
    for (int last = static_cast<int>(have.size()) - 1; last >= 0;) {
        const auto gone = [&](int row) {
            return std::ranges::none_of(wanted, [&](const auto &other) { return other->same(*have[static_cast<std::size_t>(row)]); });
        };
        if (!gone(last)) {
            --last;
            continue;
        }
        int first = last;
        while (first > 0 && gone(first - 1))
            --first;
        beginRemoveRows(at, first, last);
        have.erase(have.begin() + first, have.begin() + last + 1);
        endRemoveRows();
        last = first - 1;
    }
    // New rows go to the end, together: the order on the screen is the view's matter.
    std::vector<std::unique_ptr<Node>> fresh;
    for (auto &node : wanted) {
        const auto it = std::ranges::find_if(have, [&](const auto &other) { return other->same(*node); });
        if (it == have.end()) {
            node->parent = parent;
            for (auto &child : node->children)
                child->parent = node.get();
            fresh.push_back(std::move(node));
        } else if (node->group) {
            sync(it->get(), std::move(node->children));
            replace(it->get(), std::move(node->row));
        } else {
            replace(it->get(), std::move(node->row));
        }
    }
    if (!fresh.empty()) {
        const int first = static_cast<int>(have.size());
        beginInsertRows(at, first, first + static_cast<int>(fresh.size()) - 1);
        std::ranges::move(fresh, std::back_inserter(have));
        endInsertRows();
    }
}

void ContainerModel::replace(Node *node, ContainerRow row)
{
    const bool fixedSame = node->row.sameButLive(row);
    const bool cpuSame = node->row.live == row.live && node->row.cpu == row.cpu && node->row.cpuHistory == row.cpuHistory;
    const bool memorySame = node->row.live == row.live && node->row.memory == row.memory && node->row.memoryLimit == row.memoryLimit;
    const bool trafficSame = node->row.networkReceived == row.networkReceived && node->row.networkSent == row.networkSent && node->row.blockRead == row.blockRead
                             && node->row.blockWritten == row.blockWritten;
    node->row = std::move(row);
    if (!fixedSame)
        changedCells(node, 0, ColumnCount - 1);
    else if (!cpuSame || !memorySame || !trafficSame)
        changedCells(node, !cpuSame ? CpuColumn : !memorySame ? MemoryColumn : NetworkColumn, !trafficSame ? DiskColumn : !memorySame ? MemoryColumn : CpuColumn);
}

void ContainerModel::updateRow(const ContainerRow &row)
{
    if (auto *node = nodeAt(indexOf(row.id)))
        replace(node, row);
}

void ContainerModel::updatePod(const ContainerRow &pod)
{
    const auto found = std::ranges::find_if(m_root->children, [&](const auto &node) { return node->group && node->row.pod == pod.pod; });
    if (found != m_root->children.end())
        replace(found->get(), pod);
}

std::optional<PodId> ContainerModel::podAt(const QModelIndex &index) const
{
    const auto *node = nodeAt(index);
    return node && node->group && !node->row.pod.empty() ? std::optional(node->row.pod) : std::nullopt;
}

void ContainerModel::changedCells(const Node *node, int first, int last)
{
    Q_EMIT dataChanged(indexOf(node, first), indexOf(node, last));
}

void ContainerModel::tick()
{
    const auto visit = [this](const auto &self, const Node *node) -> void {
        for (const auto &child : node->children) {
            if (child->group) {
                self(self, child.get());
                if (child->row.startedAt)
                    changedCells(child.get(), UptimeColumn, UptimeColumn);
            }
            else if (child->row.pending || child->row.silentSince)
                changedCells(child.get(), 0, UptimeColumn); // the name's row carries the state in the narrow list
            else if (changesWithTime(child->row))
                changedCells(child.get(), UptimeColumn, UptimeColumn);
        }
    };
    visit(visit, m_root.get());
}

const ContainerRow *ContainerModel::row(const ContainerId &id) const
{
    const auto *node = nodeAt(indexOf(id));
    return node ? &node->row : nullptr;
}

QModelIndex ContainerModel::indexOf(const ContainerId &id) const
{
    for (const auto &top : m_root->children) {
        if (!top->group && top->row.id == id)
            return indexOf(top.get(), 0);
        for (const auto &child : top->children)
            if (child->row.id == id)
                return indexOf(child.get(), 0);
    }
    return {};
}

std::optional<ContainerId> ContainerModel::idAt(const QModelIndex &index) const
{
    const auto *node = nodeAt(index);
    return node && !node->group ? std::optional(node->row.id) : std::nullopt;
}

std::vector<ContainerId> ContainerModel::ids() const
{
    std::vector<ContainerId> ids;
    for (const auto &top : m_root->children) {
        if (!top->group)
            ids.push_back(top->row.id);
        for (const auto &child : top->children)
            ids.push_back(child->row.id);
    }
    return ids;
}

bool ContainerModel::hasGroups() const
{
    return std::ranges::any_of(m_root->children, [](const auto &node) { return node->group; });
}

ContainerModel::Node *ContainerModel::nodeAt(const QModelIndex &index) const
{
    return index.isValid() ? static_cast<Node *>(index.internalPointer()) : nullptr;
}

QModelIndex ContainerModel::indexOf(const Node *node, int column) const
{
    return createIndex(node->position(), column, const_cast<Node *>(node));
}

QModelIndex ContainerModel::index(int row, int column, const QModelIndex &parent) const
{
    const Node *node = parent.isValid() ? nodeAt(parent) : m_root.get();
    if (row < 0 || column < 0 || column >= ColumnCount || row >= static_cast<int>(node->children.size()) || parent.column() > 0)
        return {};
    return createIndex(row, column, node->children[static_cast<std::size_t>(row)].get());
}

QModelIndex ContainerModel::parent(const QModelIndex &index) const
{
    const Node *node = nodeAt(index);
    if (!node || node->parent == m_root.get())
        return {};
    return indexOf(node->parent, 0);
}

int ContainerModel::rowCount(const QModelIndex &parent) const
{
    if (parent.column() > 0)
        return 0;
    const Node *node = parent.isValid() ? nodeAt(parent) : m_root.get();
    return static_cast<int>(node->children.size());
}

int ContainerModel::columnCount(const QModelIndex &) const
{
    return ColumnCount;
}

Qt::ItemFlags ContainerModel::flags(const QModelIndex &index) const
{
    const auto *node = nodeAt(index);
    if (!node || node->row.gone)
        return Qt::NoItemFlags;
    return node->group ? Qt::ItemIsEnabled | Qt::ItemIsSelectable : Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsDropEnabled;
}

QVariant ContainerModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::AlignVCenter | (isNumber(section) ? Qt::AlignRight : Qt::AlignLeft));
    if (role == Qt::ToolTipRole && section == CpuColumn)
        return tr("Processor time as a share of the container’s own limit");
    if (role == Qt::ToolTipRole && section == MemoryColumn)
        return tr("Memory in use without cache that can be given back, and the container’s limit");
    if (role == Qt::ToolTipRole && section == NetworkColumn)
        return tr("Received and sent, bytes a second together");
    if (role == Qt::ToolTipRole && section == DiskColumn)
        return tr("Read and written, bytes a second together");
    return role == Qt::DisplayRole ? columnTitle(section) : QVariant();
}

QString ContainerModel::columnTitle(int column)
{
    switch (static_cast<Column>(column)) {
    case NameColumn: return tr("Name");
    case ImageColumn: return tr("Image");
    case StateColumn: return tr("State");
    case CpuColumn: return tr("CPU");
    case MemoryColumn: return tr("Memory");
    case NetworkColumn: return tr("Network");
    case DiskColumn: return tr("Disk");
    case UptimeColumn: return tr("Uptime");
    case PortsColumn: return tr("Ports");
    case ColumnCount: break;
    }
    return {};
}

QVariant ContainerModel::data(const QModelIndex &index, int role) const
{
    const Node *node = nodeAt(index);
    if (!node)
        return {};
    if (node->group && node->row.pod.empty()) { // a pod that nobody described
        if (index.column() == NameColumn && (role == Qt::DisplayRole || role == SortRole || role == FilterRole))
            return node->row.name;
        return {};
    }
    return cell(node->row, index.column(), role);
}

QVariant ContainerModel::cell(const ContainerRow &row, int column, int role) const
{
    const auto now = m_clock();
    switch (role) {
    case IdRole: return QString::fromStdString(row.id.str());
    case ConditionRole: return static_cast<int>(row.condition);
    case HistoryRole: return QVariant::fromValue(row.cpuHistory);
    case FailureRole: return row.failure;
    case PendingRole: return row.pending.has_value();
    case PendingMsRole:
        return row.pending ? qint64(std::chrono::duration_cast<std::chrono::milliseconds>(now - row.pendingSince).count()) : qint64(0);
    case CancellableRole: return row.cancellable;
    case MemoryShareRole:
        return row.live && row.memoryLimit > 0 ? double(row.memory) / double(row.memoryLimit) : -1.0;
    case FilterRole: return row.name + u'\n' + row.image + u'\n' + formatPorts(row.ports);
    case Qt::DecorationRole:
        if (column == StateColumn || column == NameColumn)
            return icon(conditionIcon(row.condition), conditionTone(row.condition));
        return {};
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::AlignVCenter | (isNumber(column) ? Qt::AlignRight : Qt::AlignLeft));
    case Qt::AccessibleTextRole:
        // A screen reader hears the state with the name; the glyph alone says nothing to it.
        if (column == NameColumn)
            return tr("%1, %2").arg(row.name, stateText(row, now));
        break;
    case Qt::ToolTipRole:
        if (!row.failure.isEmpty() && (column == NameColumn || column == StateColumn))
            return toolTipText(row.failure);
        if (column == NameColumn || column == ImageColumn)
            return toolTipText(column == NameColumn ? row.name : row.image);
        if (column == PortsColumn && !row.ports.empty()) {
            QStringList lines;
            for (const auto &port : row.ports)
                lines << formatPort(port);
            return toolTipText(lines.join(u'\n'));
        }
        if (column == NetworkColumn && row.live)
            return toolTipText(tr("received %1\nsent %2").arg(formatRate(row.networkReceived), formatRate(row.networkSent)));
        if (column == DiskColumn && row.live)
            return toolTipText(tr("read %1\nwritten %2").arg(formatRate(row.blockRead), formatRate(row.blockWritten)));
        if (column == StateColumn)
            return toolTipText(stateText(row, now));
        return {};
    case SortRole:
        switch (static_cast<Column>(column)) {
        case CpuColumn: return row.live ? row.cpu : -1.0;
        case MemoryColumn: return row.live ? qulonglong(row.memory) : qulonglong(0);
        case NetworkColumn: return row.live ? row.networkReceived + row.networkSent : -1.0;
        case DiskColumn: return row.live ? row.blockRead + row.blockWritten : -1.0;
        case UptimeColumn: return row.startedAt ? qint64((now - *row.startedAt).count()) : qint64(-1);
        case StateColumn: return static_cast<int>(row.condition);
        default: return cell(row, column, Qt::DisplayRole);
        }
    case Qt::DisplayRole:
        break;
    default: return {};
    }
    switch (static_cast<Column>(column)) {
    case NameColumn: return row.name;
    case ImageColumn: return row.image;
    case StateColumn: return stateText(row, now);
    case CpuColumn: return row.live ? formatPercent(row.cpu) : QString();
    case MemoryColumn: return row.live ? tr("%1 / %2").arg(formatSize(row.memory), formatSize(row.memoryLimit)) : QString();
    case NetworkColumn: return row.live ? formatRate(row.networkReceived + row.networkSent) : QString();
    case DiskColumn: return row.live ? formatRate(row.blockRead + row.blockWritten) : QString();
    case UptimeColumn: return uptimeText(row, now);
    case PortsColumn: return formatPorts(row.ports);
    case ColumnCount: break;
    }
    return {};
}

} // namespace firkin::ui
