// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/containers/pod_commands.h"

#include "ui/async/plain_text.h"
#include "ui/containers/container_actions.h"
#include "ui/services/services.h"
#include "ui/style/icons.h"
#include "ui/widgets/question.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>

namespace firkin::ui {

PodCommands::PodCommands(Services &services, QWidget *window) : QObject(window), m_services(services), m_window(window) {}

QMenu *PodCommands::makeMenu(const PodId &id, QWidget *parent)
{
    auto *menu = new QMenu(parent);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto *pod = m_services.containers.findPod(id);
    if (!pod)
        return menu;
    const bool busy = m_services.containers.pendingOf(id).has_value() || pod->state == engine::PodState::Starting
                      || pod->state == engine::PodState::Stopping;
    const auto add = [&](ContainerAction like, const QString &text, bool enabled, auto act) {
        auto *action = menu->addAction(icon(actionIcon(like)), text);
        action->setEnabled(enabled);
        connect(action, &QAction::triggered, this, act);
    };
    add(ContainerAction::Start, tr("Start All"), !busy, [this, id] { startAll(id); });
    add(ContainerAction::Stop, tr("Stop All"), !busy && pod->state == engine::PodState::Running, [this, id] { stopAll(id); });
    menu->addSeparator();
    add(ContainerAction::CopyName, tr("Copy Name"), true, [name = pod->name] { QGuiApplication::clipboard()->setText(QString::fromStdString(name)); });
    menu->addSeparator();
    add(ContainerAction::Delete, tr("Delete Pod…"), !busy, [this, id] { remove(id); });
    return menu;
}

void PodCommands::startAll(const PodId &id)
{
    m_services.containers.startPod(id);
}

void PodCommands::stopAll(const PodId &id)
{
    m_services.containers.stopPod(id);
}

void PodCommands::remove(const PodId &id)
{
    const auto *pod = m_services.containers.findPod(id);
    if (!pod)
        return;
    const auto go = [this, id] { m_services.containers.removePod(id); };
    if (pod->containers.empty() && pod->state == engine::PodState::Stopped && pod->spec.volumes.empty()) {
        go();
        return;
    }
    const QString text = pod->containers.empty()
                             ? tr("What its shared volumes hold is lost.")
                             : tr("Its %n container(s) are stopped and move to the trash. What its shared volumes hold is lost.", nullptr,
                                  static_cast<int>(pod->containers.size()));
    askBeforeLoss(m_window, tr("Delete the pod %1?").arg(displayText(pod->name)), text, tr("Delete Pod"), go);
}

} // namespace firkin::ui
