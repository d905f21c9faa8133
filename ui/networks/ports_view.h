#pragma once

#include "runtime/base/ids.h"
#include "runtime/engine/types.h"

#include <QWidget>

#include <optional>

class QAction;
class QSortFilterProxyModel;
class QTreeView;

namespace firkin::ui {

class Banner;
class RowTable;
class Services;
class Toasts;

/// Published ports: of all containers, or of one. Open in the browser, publish, take back; also while they run.
class PortsView : public QWidget {
    Q_OBJECT
public:
    /// Without `only`: all containers, and a column for them.
    PortsView(Services &services, std::optional<ContainerId> only, QWidget *parent = nullptr);

    void setSearch(const QString &text);
    void publish();
    [[nodiscard]] int shownCount() const;
    /// "http://127.0.0.1:8080/" for a published TCP port.
    [[nodiscard]] static QString addressOf(const engine::PortMapping &port);

Q_SIGNALS:
    void published(const QString &text);

private:
    struct Published {
        ContainerId container;
        engine::PortMapping port;
        bool running = false;
    };
    void refresh();
    void refreshActions();
    void open();
    void copy();
    void takeBack();
    [[nodiscard]] std::vector<Published> selected() const;

    Services &m_services;
    const std::optional<ContainerId> m_only;
    std::vector<Published> m_ports;
    RowTable *m_model;
    QSortFilterProxyModel *m_filter;
    QTreeView *m_view;
    Banner *m_banner;
    QAction *m_open;
    QAction *m_copy;
    QAction *m_publish;
    QAction *m_takeBack;
};

/// The ports of one container, in a window of their own.
void showPortsOf(Services &services, const ContainerId &id, QWidget *parent);

} // namespace firkin::ui
