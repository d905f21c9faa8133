#pragma once

#include "ui/places/page_view.h"

class QSortFilterProxyModel;
class QStackedLayout;
class QTreeView;

namespace firkin::ui {

class Banner;
class ImageActions;
class ImageModel;
class Services;
class StatePage;
class Toasts;

/// The images on this computer: pull, run, and what ImageActions does.
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
    void refresh();
    void refreshState();
    void refreshActions();
    /// A toast when the task is done, the banner when it failed.
    void sayEnd(quint64 task, const QString &done);
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
    ImageActions *m_actions;
};

} // namespace firkin::ui
