#include "ui/containers/container_commands.h"

#include "runtime/engine/settings.h"
#include "ui/async/plain_text.h"
#include "ui/containers/fk_command.h"
#include "ui/networks/ports_view.h"
#include "ui/services/services.h"
#include "ui/style/icons.h"
#include "ui/widgets/question.h"
#include "ui/widgets/toasts.h"

#include <QAction>
#include <QClipboard>
#include <QDesktopServices>
#include <QGuiApplication>
#include <QMenu>
#include <QUrl>

#include <algorithm>

namespace firkin::ui {

using namespace Qt::StringLiterals;

ContainerCommands::ContainerCommands(Services &services, Toasts &toasts, QWidget *window)
    : QObject(window), m_services(services), m_toasts(toasts), m_window(window)
{
    for (std::size_t i = 0; i < containerActionCount; ++i) {
        const auto kind = static_cast<ContainerAction>(i);
        auto *made = new QAction(icon(actionIcon(kind)), actionText(kind), this);
        connect(made, &QAction::triggered, this, [this, kind] { trigger(kind); });
        m_actions.emplace(kind, made);
    }
    connect(&services.containers, &ContainersService::listChanged, this, &ContainerCommands::refresh);
    connect(&services.containers, &ContainersService::rowChanged, this, [this](const ContainerId &id) {
        if (std::ranges::contains(m_targets, id))
            refresh();
    });
    refresh();
}

void ContainerCommands::setTargets(std::vector<ContainerId> targets)
{
    m_targets = std::move(targets);
    refresh();
}

QAction *ContainerCommands::action(ContainerAction action) const
{
    return m_actions.at(action);
}

void ContainerCommands::refresh()
{
    std::vector<ActionTable> tables;
    for (const auto &id : m_targets)
        if (const auto table = tableOf(id))
            tables.push_back(*table);
    for (const auto &[kind, qaction] : m_actions) {
        const auto why = [kind](const ActionTable &table) { return obstacle(table, kind); };
        const bool any = std::ranges::contains(tables, ActionObstacle::None, why);
        qaction->setEnabled(any);
        // The reason stands where the pointer is.
        qaction->setToolTip(any || tables.empty() ? actionText(kind) : actionText(kind) + u"\n"_s + obstacleText(why(tables.back())));
    }
    // Two names of one place: what is possible shows.
    QAction *const resume = m_actions.at(ContainerAction::Resume);
    resume->setVisible(resume->isEnabled());
    m_actions.at(ContainerAction::Pause)->setVisible(!resume->isEnabled() || m_actions.at(ContainerAction::Pause)->isEnabled());
    const bool one = m_targets.size() == 1;
    for (const auto kind : {ContainerAction::Open, ContainerAction::Shell, ContainerAction::Logs, ContainerAction::Files,
                            ContainerAction::Statistics, ContainerAction::Snapshot, ContainerAction::OpenPort, ContainerAction::Rename, ContainerAction::Duplicate, ContainerAction::Recreate})
        if (!one)
            m_actions.at(kind)->setEnabled(false);
}

std::optional<ActionTable> ContainerCommands::tableOf(const ContainerId &id) const
{
    const auto *view = m_services.containers.find(id);
    if (!view)
        return std::nullopt;
    const auto pending = m_services.containers.pending(id);
    return actionsFor(*view, pending ? std::optional(pending->verb) : std::nullopt);
}

std::vector<ContainerId> ContainerCommands::able(ContainerAction action) const
{
    std::vector<ContainerId> ids;
    std::ranges::copy_if(m_targets, std::back_inserter(ids), [&](const ContainerId &id) {
        const auto table = tableOf(id);
        return table && obstacle(*table, action) == ActionObstacle::None;
    });
    return ids;
}

void ContainerCommands::trigger(ContainerAction action)
{
    const auto ids = able(action);
    if (ids.empty())
        return;
    auto &containers = m_services.containers;
    switch (action) {
    case ContainerAction::Open:
    case ContainerAction::Shell:
    case ContainerAction::Logs:
    case ContainerAction::Files:
    case ContainerAction::Statistics:
    case ContainerAction::Snapshot:
    case ContainerAction::Duplicate:
    case ContainerAction::Recreate: Q_EMIT placeRequested(ids.front(), action); return;
    case ContainerAction::Start:
        for (const auto &id : ids)
            containers.startContainer(id);
        return;
    case ContainerAction::Stop:
        for (const auto &id : ids)
            containers.stop(id);
        return;
    case ContainerAction::Restart:
        for (const auto &id : ids)
            containers.restart(id);
        return;
    case ContainerAction::Pause:
        for (const auto &id : ids)
            containers.pause(id);
        return;
    case ContainerAction::Resume:
        for (const auto &id : ids)
            containers.resume(id);
        return;
    case ContainerAction::Kill:
        for (const auto &id : ids)
            containers.kill(id);
        return;
    case ContainerAction::ForceOff: {
        QString text = tr("The machine ends at once, as if its power were cut. What programs have not written to disk is lost.");
        for (QStringList pods; const auto &id : ids) {
            const auto *view = containers.find(id);
            const QString pod = view && !view->pod.empty() ? containers.podNameOf(view->pod) : QString();
            if (pod.isEmpty() || pods.contains(pod))
                continue;
            pods << pod;
            text += u"\n\n"_s + tr("The pod %1 ends as a whole, with all of its containers.").arg(pod);
        }
        askBeforeLoss(m_window, ids.size() == 1 ? tr("Force off %1?").arg(containers.nameOf(ids.front())) : tr("Force off %n containers?", nullptr, static_cast<int>(ids.size())),
                      text, tr("Force Off"), [this, ids] {
                          for (const auto &id : ids)
                              m_services.containers.forceOff(id);
                      });
        return;
    }
    case ContainerAction::OpenPort: openPort(ids.front()); return;
    case ContainerAction::CopyName:
    case ContainerAction::CopyId: {
        QStringList names;
        for (const auto &id : ids)
            names << (action == ContainerAction::CopyId ? QString::fromStdString(id.str()) : containers.nameOf(id));
        QGuiApplication::clipboard()->setText(names.join(u'\n'));
        return;
    }
    case ContainerAction::CopyCommand: copyCommand(ids); return;
    case ContainerAction::Rename: rename(ids.front()); return;
    case ContainerAction::Delete: remove(ids); return;
    }
}

void ContainerCommands::remove(const std::vector<ContainerId> &ids)
{
    std::vector<ContainerId> running;
    for (const auto &id : ids) {
        const auto *view = m_services.containers.find(id);
        if (view && view->state != engine::ContainerState::Exited && view->state != engine::ContainerState::Created)
            running.push_back(id);
    }
    const auto go = [this, ids, running] {
        for (const auto &id : ids)
            m_services.containers.remove(id, std::ranges::contains(running, id));
    };
    // Into the trash, with undo: a question is due only for what runs.
    if (running.empty()) {
        go();
        return;
    }
    const QString title = ids.size() == 1 ? tr("Stop and delete %1?").arg(m_services.containers.nameOf(ids.front()))
                                          : tr("Stop and delete %n containers?", nullptr, static_cast<int>(ids.size()));
    askBeforeLoss(m_window, title, tr("Its programs are stopped. The container moves to the trash and can be restored from there."),
                  tr("Stop and Delete"), go);
}

void ContainerCommands::openPort(const ContainerId &id)
{
    const auto *view = m_services.containers.find(id);
    if (!view)
        return;
    const auto port = std::ranges::find(view->ports, engine::Transport::Tcp, &engine::PortMapping::transport);
    if (port != view->ports.end())
        QDesktopServices::openUrl(QUrl(PortsView::addressOf(*port), QUrl::StrictMode));
}

void ContainerCommands::copyCommand(const std::vector<ContainerId> &ids)
{
    QStringList lines;
    const engine::ContainerSpec defaults = engine::newContainerSpec();
    for (const auto &id : ids)
        if (const auto *view = m_services.containers.find(id))
            lines << QString::fromStdString(fkRunCommand(view->spec, defaults));
    QGuiApplication::clipboard()->setText(lines.join(u'\n'));
    m_toasts.show(tr("Copied %1").arg(lines.size() == 1 ? displayText(lines.front()) : tr("%n commands", nullptr, static_cast<int>(lines.size()))));
}

void ContainerCommands::rename(const ContainerId &id)
{
    const auto *view = m_services.containers.find(id);
    if (!view)
        return;
    const QString now = QString::fromStdString(view->name);
    askForText(
        m_window, tr("Rename %1").arg(m_services.containers.nameOf(id)), tr("New name:"), now, tr("Rename"),
        [this, id](const QString &text) {
            if (!text.isEmpty() && !isValidId(toBytes(text)))
                return tr("A name has 1 to 64 letters, digits, “_”, “.” or “-”.");
            for (const auto &other : m_services.containers.containers())
                if (other.id != id && other.name == toBytes(text))
                    return tr("That name is already taken.");
            return QString();
        },
        [this, id, now](const QString &text) {
            if (text == now)
                return;
            m_services.containers.rename(id, text);
        });
}

QMenu *ContainerCommands::makeMenu(QWidget *parent) const
{
    auto *menu = new QMenu(parent);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setToolTipsVisible(true);
    const auto add = [&](std::initializer_list<ContainerAction> kinds) {
        for (const auto kind : kinds)
            menu->addAction(action(kind));
        menu->addSeparator();
    };
    if (m_targets.size() == 1)
        add({ContainerAction::Open});
    add({ContainerAction::Start, ContainerAction::Stop, ContainerAction::Restart, ContainerAction::Pause,
         ContainerAction::Resume, ContainerAction::Kill, ContainerAction::ForceOff});
    if (m_targets.size() == 1)
        add({ContainerAction::Shell, ContainerAction::Logs, ContainerAction::Files, ContainerAction::Statistics, ContainerAction::Snapshot, ContainerAction::OpenPort});
    if (m_targets.size() == 1) {
        auto *ports = menu->addAction(icon("networks"_L1), tr("Ports…"));
        connect(ports, &QAction::triggered, this, [this, id = m_targets.front(), parent] { showPortsOf(m_services, id, parent->window()); });
    }
    add({ContainerAction::CopyName, ContainerAction::CopyId, ContainerAction::CopyCommand});
    if (m_targets.size() == 1)
        add({ContainerAction::Duplicate, ContainerAction::Recreate, ContainerAction::Rename});
    menu->addAction(action(ContainerAction::Delete));
    return menu;
}

} // namespace firkin::ui
