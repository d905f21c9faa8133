#pragma once

#include "ui/places/page_view.h"

class QAction;
class QSortFilterProxyModel;
class QStackedLayout;
class QTreeView;

namespace firkin::ui {

class Banner;
class PortsView;
class RowTable;
class Services;
class StatePage;
class ToneLabel;
class Toasts;

/// Named networks with their members, and the published ports of all containers.
class NetworksPage : public PageView {
    Q_OBJECT
public:
    NetworksPage(Services &services, Toasts &toasts, QWidget *parent = nullptr);
    ~NetworksPage() override;
    QString searchHint() const override;
    void setSearch(const QString &text) override;
    Primary primary() const override;
    void runPrimary() override { create(); }
    void create();

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    QWidget *makeNetworks();
    QWidget *makeMembers();
    void refresh();
    void refreshMembers();
    void refreshState();
    void removeSelected();
    [[nodiscard]] QStringList selectedNames() const;

    Services &m_services;
    Toasts &m_toasts;
    RowTable *m_model;
    QSortFilterProxyModel *m_filter;
    QTreeView *m_view;
    RowTable *m_memberModel;
    QTreeView *m_members;
    ToneLabel *m_membersTitle;
    PortsView *m_ports;
    Banner *m_banner;
    StatePage *m_statePage;
    QStackedLayout *m_stack; ///< of the upper half
    QWidget *m_content;
    QAction *m_delete;
    QAction *m_copy;
};

} // namespace firkin::ui
