#pragma once

#include "runtime/engine/snapshots.h"

#include <QWidget>

#include <optional>
#include <vector>

class QAction;
class QLabel;
class QPushButton;
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

/// The Snapshots tab of a container: take one with a note, go on from one, make a new container from one, delete.
class SnapshotsView : public QWidget {
    Q_OBJECT
public:
    SnapshotsView(Services &services, Toasts &toasts, QWidget *parent = nullptr);
    void setContainer(const ContainerId &id);

protected:
    void showEvent(QShowEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void fitTools();
    void build();
    void refresh();
    void refreshActions();
    void showWork();
    void showList(std::vector<engine::SnapshotView> snapshots);
    void take();
    void restore();
    void fork();
    void remove();
    [[nodiscard]] std::optional<engine::SnapshotView> selected() const;
    [[nodiscard]] bool isRunning() const;
    [[nodiscard]] QString containerName() const;

    Services &m_services;
    Toasts &m_toasts;
    ContainerId m_container;
    SnapshotModel *m_model;
    QTreeView *m_view;
    Banner *m_banner;
    StatePage *m_statePage;
    QStackedLayout *m_stack;
    ElidedLabel *m_work;
    std::vector<QToolButton *> m_shrinking;
    QToolButton *m_cancel;
    QAction *m_take;
    QAction *m_restore;
    QAction *m_fork;
    QAction *m_remove;
};

} // namespace firkin::ui
