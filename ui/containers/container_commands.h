#pragma once

#include "ui/containers/container_actions.h"

#include <QObject>

#include <map>
#include <optional>
#include <vector>

class QAction;
class QMenu;
class QWidget;

namespace firkin::ui {

class Services;
class Toasts;

/// QActions for the containers that a toolbar or menu is about. Applies `actionsFor`, calls the service; asks before a
/// loss. An action on several containers is enabled when it is for at least one, and then acts on those.
class ContainerCommands : public QObject {
    Q_OBJECT
public:
    ContainerCommands(Services &services, Toasts &toasts, QWidget *window);

    void setTargets(std::vector<ContainerId> targets);
    [[nodiscard]] const std::vector<ContainerId> &targets() const { return m_targets; }
    [[nodiscard]] QAction *action(ContainerAction action) const;
    /// Of the verbs that make sense for one or several; the caller pops it up.
    [[nodiscard]] QMenu *makeMenu(QWidget *parent) const;
    void trigger(ContainerAction action);
    void rename(const ContainerId &id);

Q_SIGNALS:
    /// Open, Shell, Logs, Files, Statistics: places of the detail.
    void placeRequested(const firkin::ContainerId &id, firkin::ui::ContainerAction action);

private:
    void refresh();
    [[nodiscard]] std::optional<ActionTable> tableOf(const ContainerId &id) const;
    [[nodiscard]] std::vector<ContainerId> able(ContainerAction action) const;
    void remove(const std::vector<ContainerId> &ids);
    void openPort(const ContainerId &id);
    void copyCommand(const std::vector<ContainerId> &ids);

    Services &m_services;
    Toasts &m_toasts;
    QWidget *m_window;
    std::vector<ContainerId> m_targets;
    std::map<ContainerAction, QAction *> m_actions;
};

} // namespace firkin::ui
