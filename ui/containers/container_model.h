#pragma once

#include "ui/containers/container_row.h"

#include <QAbstractItemModel>

#include <functional>

namespace firkin::ui {

/// The containers as a tree of two levels: containers without a pod at the top, pods as groups with theirs below. Rows
/// are values with a stable id. `setRows` finds the differences and says them as inserts, removals, moves between
/// levels and changed cells: selection and scroll position survive. GUI thread.
class ContainerModel : public QAbstractItemModel {
    Q_OBJECT
public:
    enum Column { NameColumn, ImageColumn, StateColumn, CpuColumn, MemoryColumn, NetworkColumn, DiskColumn, UptimeColumn, PortsColumn, ColumnCount };
    enum Role {
        IdRole = Qt::UserRole + 1, ///< QString; empty for a group
        SortRole,
        ConditionRole,
        HistoryRole,   ///< QList<float>
        FilterRole,    ///< all that the search looks at, one string
        FailureRole,
        PendingRole,   ///< bool
        PendingMsRole, ///< how long
        CancellableRole,
        MemoryShareRole,
    };
    /// Tests set the clock.
    using Clock = std::function<engine::WallTime()>;

    explicit ContainerModel(QObject *parent = nullptr, Clock clock = {});
    ~ContainerModel() override;

    /// `pods`: the groups themselves, those without a container included.
    void setRows(std::vector<ContainerRow> rows, std::vector<ContainerRow> pods = {});
    /// New live values of some rows; only their cells change.
    void updateRow(const ContainerRow &row);
    void updatePod(const ContainerRow &pod);
    /// Once a second: what counts seconds.
    void tick();
    [[nodiscard]] const ContainerRow *row(const ContainerId &id) const;
    [[nodiscard]] QModelIndex indexOf(const ContainerId &id) const;
    [[nodiscard]] std::optional<ContainerId> idAt(const QModelIndex &index) const;
    /// Of a group.
    [[nodiscard]] std::optional<PodId> podAt(const QModelIndex &index) const;
    [[nodiscard]] std::vector<ContainerId> ids() const;
    [[nodiscard]] bool hasGroups() const;

    /// Numbers stand at the right.
    [[nodiscard]] static bool isNumber(int column) { return column >= CpuColumn && column <= UptimeColumn; }
    [[nodiscard]] static QString columnTitle(int column);
    [[nodiscard]] static bool isLive(int column) { return column >= CpuColumn && column <= DiskColumn; }

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &index) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

private:
    struct Node;
    [[nodiscard]] Node *nodeAt(const QModelIndex &index) const;
    [[nodiscard]] QModelIndex indexOf(const Node *node, int column) const;
    void sync(Node *parent, std::vector<std::unique_ptr<Node>> wanted);
    void replace(Node *node, ContainerRow row);
    void changedCells(const Node *node, int first, int last);
    [[nodiscard]] QVariant cell(const ContainerRow &row, int column, int role) const;

    std::unique_ptr<Node> m_root;
    Clock m_clock;
};

} // namespace firkin::ui
