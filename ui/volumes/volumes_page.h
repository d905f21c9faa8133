#pragma once

#include "ui/places/page_view.h"

class QAction;
class QSortFilterProxyModel;
class QStackedLayout;
class QTreeView;

namespace firkin::ui {

class Banner;
class Services;
class StatePage;
class Toasts;
class VolumeModel;

/// The volumes on this computer: who has them; make, delete.
class VolumesPage : public PageView {
    Q_OBJECT
public:
    VolumesPage(Services &services, Toasts &toasts, QWidget *parent = nullptr);
    QString searchHint() const override;
    void setSearch(const QString &text) override;
    Primary primary() const override;
    void runPrimary() override { create(); }
    void create();

protected:
    void showEvent(QShowEvent *event) override;

private:
    QWidget *makeTools();
    void makeView();
    void refreshState();
    void refreshActions();
    void removeSelected();
    [[nodiscard]] std::vector<int> selectedRows() const;

    Services &m_services;
    Toasts &m_toasts;
    VolumeModel *m_model;
    QSortFilterProxyModel *m_filter;
    QTreeView *m_view;
    Banner *m_banner;
    StatePage *m_statePage;
    QStackedLayout *m_stack;
    QWidget *m_content;
    QAction *m_open;
    QAction *m_copy;
    QAction *m_delete;
};

} // namespace firkin::ui
