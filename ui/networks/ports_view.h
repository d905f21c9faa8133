#pragma once

#include "runtime/base/ids.h"
#include "runtime/engine/types.h"

#include <QWidget>

#include <optional>

class QAction;
class QSortFilterProxyModel;
class QStackedLayout;
class QTreeView;

namespace firkin::ui {

class Banner;
class RowTable;
struct TextRow;
class Services;
class StatePage;

/// Published ports: of all containers and pods, or of one container. Open in the browser, publish, take back; also while they run.
class PortsView : public QWidget {
    Q_OBJECT
public:
    /// Without `only`: all containers, and a column for them.
    PortsView(Services &services, std::optional<ContainerId> only, QWidget *parent = nullptr);

    void setSearch(const QString &text);
    void publish();
    [[nodiscard]] int shownCount() const;
    /// "http://127.0.0.1:8080/" for a published TCP port: where a browser on this computer finds it.
    [[nodiscard]] static QString addressOf(const engine::PortMapping &port);

Q_SIGNALS:
    void published(const QString &text);

private:
    struct Published {
        std::string owner; ///< the id of a container or of a pod
        std::optional<ContainerId> container; ///< of a pod: none
        engine::PortMapping port;
        bool running = false;
    };
    void refresh();
    void refreshState();
    void refreshActions();
    void addRows(std::vector<TextRow> &rows, const Published &like, const std::string &name, const std::vector<engine::PortMapping> &ports);
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
    StatePage *m_statePage;
    QStackedLayout *m_stack; ///< of the list
    QAction *m_open;
    QAction *m_copy;
    QAction *m_publish;
    QAction *m_takeBack;
};

/// The ports of one container, in a window of their own.
void showPortsOf(Services &services, const ContainerId &id, QWidget *parent);

} // namespace firkin::ui
