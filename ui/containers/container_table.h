#pragma once

#include "runtime/base/ids.h"

#include <QPointer>
#include <QTreeView>

#include <optional>
#include <set>
#include <vector>

class QMenu;

namespace firkin::ui {

class ContainerFilter;
class ContainerModel;

/// The list of containers: wide with all columns, or narrow with state, name and CPU. Speaks of containers by id; no
/// index leaves it. Takes dropped files on its rows.
class ContainerTable : public QTreeView {
    Q_OBJECT
public:
    ContainerTable(ContainerModel *model, QWidget *parent = nullptr);

    void setNarrow(bool narrow);
    [[nodiscard]] bool isNarrow() const { return m_narrow; }
    [[nodiscard]] std::vector<ContainerId> selectedIds() const;
    [[nodiscard]] std::optional<ContainerId> currentId() const;
    /// The pod whose row alone is selected.
    [[nodiscard]] std::optional<PodId> selectedPod() const;
    void select(const ContainerId &id);
    [[nodiscard]] ContainerFilter &filter() { return *m_filter; }
    /// When what was chosen is gone, and only keeps its place, its neighbour is chosen.
    void leaveGone();
    /// How many rows the filter lets through.
    [[nodiscard]] int shownCount() const;
    [[nodiscard]] QByteArray saveState() const;
    void restoreState(const QByteArray &state);
    /// Columns to choose: all but the name.
    [[nodiscard]] QMenu *makeColumnMenu(QWidget *parent);
    void showColumn(int column, bool shown);
    [[nodiscard]] bool isColumnShown(int column) const;
    [[nodiscard]] bool isPointerInside() const;
    /// The row under a point of the viewport; for tests and drops.
    [[nodiscard]] std::optional<ContainerId> idAt(const QPoint &point) const;

Q_SIGNALS:
    void opened(const firkin::ContainerId &id);
    void selectedChanged();
    void menuRequested(const QPoint &globalPosition);
    void deleteRequested();
    void renameRequested(const firkin::ContainerId &id);
    void columnsChanged();
    /// `paths` are bytes; `row` is where on the screen it was.
    void filesDropped(const firkin::ContainerId &id, const std::vector<std::string> &paths, const QRect &row);
    void cancelRequested(const firkin::ContainerId &id);
    void forceOffRequested(const firkin::ContainerId &id);
    void pointerLeft();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dragMoveEvent(QDragMoveEvent *event) override;
    void dragLeaveEvent(QDragLeaveEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    bool viewportEvent(QEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void drawBranches(QPainter *painter, const QRect &rect, const QModelIndex &index) const override;

private:
    void hold();
    void fitColumns();
    [[nodiscard]] std::optional<ContainerId> idOf(const QModelIndex &proxyIndex) const;
    [[nodiscard]] std::optional<PodId> podOf(const QModelIndex &proxyIndex) const;

    ContainerModel *m_model;
    ContainerFilter *m_filter;
    QPersistentModelIndex m_dropRow;
    std::set<int> m_hidden; ///< by choice
    bool m_narrow = false;
    bool m_fitted = false;
};

} // namespace firkin::ui
