#pragma once

#include "ui/places/page_view.h"

class QAction;
class QSortFilterProxyModel;
class QStackedLayout;
class QTreeView;

namespace firkin::ui {

class Banner;
class ImageModel;
class Services;
class StatePage;
class Toasts;

/// The images on this computer: pull, load an archive, run, delete.
class ImagesPage : public PageView {
    Q_OBJECT
public:
    ImagesPage(Services &services, Toasts &toasts, QWidget *parent = nullptr);
    QString searchHint() const override;
    void setSearch(const QString &text) override;
    Primary primary() const override;
    void runPrimary() override { pull(); }
    void pull();
    void load();

protected:
    void showEvent(QShowEvent *event) override;

private:
    void refreshState();
    void refreshActions();
    void removeSelected();
    [[nodiscard]] std::vector<int> selectedRows() const;

    Services &m_services;
    Toasts &m_toasts;
    ImageModel *m_model;
    QSortFilterProxyModel *m_filter;
    QTreeView *m_view;
    Banner *m_banner;
    StatePage *m_statePage;
    QStackedLayout *m_stack;
    QWidget *m_content;
    QAction *m_run;
    QAction *m_delete;
    QAction *m_copy;
};

} // namespace firkin::ui
