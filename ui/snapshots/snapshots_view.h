#pragma once

#include "runtime/engine/snapshots.h"

#include <QWidget>

#include <optional>

class QAction;
class QStackedLayout;
class QToolButton;
class QTreeView;

namespace firkin::ui {

class Banner;
class ElidedLabel;
class Services;
class SnapshotModel;
class StatePage;
class Toasts;
class ToolRow;

/// The Snapshots tab of a container: take one with a note, go on from one, make a new container from one, delete.
class SnapshotsView : public QWidget {
    Q_OBJECT
public:
    SnapshotsView(Services &services, Toasts &toasts, QWidget *parent = nullptr);
    void setContainer(const ContainerId &id);
    /// Asks for a note first.
    void take();

protected:
    void showEvent(QShowEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void build();
    void refresh();
    void refreshActions();
    void showWork();
    void showState();
    void restore();
    void fork();
    void remove();
    [[nodiscard]] std::optional<engine::SnapshotView> selected() const;
    [[nodiscard]] bool isRunning() const;
    [[nodiscard]] QString containerName() const;

    Services &m_services;
    Toasts &m_toasts;
    ContainerId m_container;
    bool m_isListed = false;
    std::optional<Error> m_failure; ///< of the last listing
    SnapshotModel *m_model;
    QTreeView *m_view;
    Banner *m_banner;
    StatePage *m_statePage;
    QStackedLayout *m_stack;
    ToolRow *m_tools;
    ElidedLabel *m_work;
    QToolButton *m_cancel;
    QAction *m_take;
    QAction *m_restore;
    QAction *m_fork;
    QAction *m_remove;
};

} // namespace firkin::ui
