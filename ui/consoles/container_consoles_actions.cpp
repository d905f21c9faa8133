// What ContainerConsoles does: menus, shortcuts, closing, splitting, moving away.
#include "ui/consoles/container_consoles.h"

#include "ui/async/plain_text.h"
#include "ui/consoles/console.h"
#include "ui/consoles/console_group.h"
#include "ui/consoles/console_tabs.h"
#include "ui/services/services.h"
#include "ui/style/format.h"
#include "ui/style/icons.h"
#include "ui/widgets/question.h"

#include <QAction>
#include <QMenu>
#include <QShortcut>
#include <QStackedLayout>

namespace firkin::ui {

void ContainerConsoles::showTabMenu(const QPoint &position)
{
    const int index = m_tabs->tabAt(position);
    if (index < 0)
        return;
    m_tabs->setCurrentIndex(index);
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto add = [&](ConsoleCommand command) {
        const ConsoleShortcut &shortcut = shortcutOf(command);
        QAction *action = menu->addAction(shortcut.text, this, [this, command] { run(command); });
        action->setShortcut(shortcut.keys);
        action->setShortcutContext(Qt::WidgetShortcut); // shown only
        return action;
    };
    menu->addAction(tr("Rename…"), this, [this] { renameTab(m_tabs->currentIndex()); });
    menu->addAction(tr("Leave Without a Viewer"), this, [this] { removeConsole(current(), false); })->setEnabled(current()->isRunning());
    add(ConsoleCommand::Detach);
    menu->addSeparator();
    add(ConsoleCommand::SplitRight)->setEnabled(isRunning());
    add(ConsoleCommand::SplitDown)->setEnabled(isRunning());
    menu->addSeparator();
    add(ConsoleCommand::MoveLeft)->setEnabled(index > 0);
    add(ConsoleCommand::MoveRight)->setEnabled(index + 1 < count());
    menu->addSeparator();
    add(ConsoleCommand::Close);
    menu->popup(m_tabs->mapToGlobal(position));
}

void ContainerConsoles::buildShortcuts()
{
    for (const ConsoleShortcut &each : consoleShortcuts()) {
        auto *shortcut = new QShortcut(each.keys, this);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, this, [this, command = each.command, number = each.number] { run(command, number); });
    }
}

void ContainerConsoles::run(ConsoleCommand command, int number)
{
    ConsoleGroup *group = m_tabs->groupAt(m_tabs->currentIndex());
    switch (command) {
    case ConsoleCommand::NewShell:
        if (isRunning())
            openShell();
        return;
    case ConsoleCommand::Close:
        closeTab(m_tabs->currentIndex());
        return;
    case ConsoleCommand::NextTab:
        m_tabs->step(1);
        return;
    case ConsoleCommand::PreviousTab:
        m_tabs->step(-1);
        return;
    case ConsoleCommand::MoveLeft:
        m_tabs->moveCurrent(-1);
        return;
    case ConsoleCommand::MoveRight:
        m_tabs->moveCurrent(1);
        return;
    case ConsoleCommand::Detach:
        if (Console *console = current())
            detach(console);
        return;
    case ConsoleCommand::SplitRight:
        split(Qt::Horizontal);
        return;
    case ConsoleCommand::SplitDown:
        split(Qt::Vertical);
        return;
    case ConsoleCommand::NextPane:
    case ConsoleCommand::PreviousPane:
        if (group)
            group->focusNext(command == ConsoleCommand::NextPane ? 1 : -1);
        return;
    case ConsoleCommand::GoToTab:
        if (number >= 1 && number <= count())
            m_tabs->setCurrentIndex(number - 1);
        return;
    }
}

void ContainerConsoles::split(Qt::Orientation orientation)
{
    ConsoleGroup *group = m_tabs->groupAt(m_tabs->currentIndex());
    if (!group || !isRunning())
        return;
    auto *console = new Console(m_services, m_container, engine::SessionSpec{}, m_profile, nullptr);
    follow(console);
    group->add(console, orientation);
    console->setFocus();
    remember();
}

void ContainerConsoles::closeTab(int index)
{
    if (Console *console = at(index))
        closeConsole(console);
}

void ContainerConsoles::closeConsole(Console *console)
{
    if (console->isInit() && console->isRunning()) {
        removeConsole(console, false);
        Q_EMIT noticed(tr("Detached: it is the container's own process and goes on."));
        return;
    }
    if (console->state() != Console::State::Live) {
        // Nobody can say what runs behind a lost connection: that one is only let go.
        removeConsole(console, console->state() != Console::State::Lost);
        return;
    }
    askAndClose(console);
}

void ContainerConsoles::askAndClose(Console *console)
{
    m_services.sessions.foreground(m_container, *console->session())
        .then(console, [this, console](const Result<engine::Foreground> &foreground) {
            if (m_tabs->indexOf(console) < 0)
                return;
            // Without an answer there is no reason to hold a tab that the person wants gone.
            if (!foreground || foreground->isShell || foreground->command.empty()) {
                removeConsole(console, true);
                return;
            }
            const QString program = displayText(foreground->command);
            askBeforeLoss(this,
                          tr("Close the terminal?"),
                          tr("“%1” runs in it and will be ended.").arg(program),
                          tr("Close Terminal"),
                          [this, guard = QPointer<Console>(console)] {
                              if (guard)
                                  removeConsole(guard, true);
                          });
        });
}

void ContainerConsoles::removeConsole(Console *console, bool endSession)
{
    if (!console || m_tabs->indexOf(console) < 0)
        return;
    if (endSession && console->session()) {
        m_services.sessions.close(m_container, *console->session()).then(this, [](const Status &) {}); // gone is gone
        std::erase_if(m_sessions, [&](const auto &session) { return session.id == *console->session(); });
    }
    console->hide();
    takeOut(console);
    console->deleteLater();
}

void ContainerConsoles::takeOut(Console *console)
{
    const int index = m_tabs->indexOf(console);
    ConsoleGroup *group = m_tabs->groupAt(index);
    console->disconnect(this);
    group->take(console);
    if (group->count() == 0) {
        m_tabs->remove(index);
        m_groups->removeWidget(group);
        group->hide();
        group->deleteLater();
    } else {
        m_tabs->refresh(index);
    }
    updateState();
    if (count() > 0) {
        select(m_tabs->currentIndex());
        current()->setFocus();
    }
    remember();
}

/// Into a window of its own; its session stays ours.
void ContainerConsoles::detach(Console *console)
{
    const QString name = m_tabs->nameAt(m_tabs->indexOf(console));
    takeOut(console);
    m_elsewhere.emplace_back(console);
    connect(console, &QObject::destroyed, this, [this] {
        std::erase_if(m_elsewhere, [](const QPointer<Console> &each) { return each.isNull(); });
        updateState();
    });
    Q_EMIT detached(console, name);
}

void ContainerConsoles::renameTab(int index)
{
    ConsoleGroup *group = m_tabs->groupAt(index);
    if (!group)
        return;
    askForText(this,
               tr("Rename Terminal"),
               tr("Name (empty: the program's own title)"),
               m_tabs->nameAt(index),
               tr("Rename"),
               [](const QString &) { return QString(); },
               [this, guard = QPointer<ConsoleGroup>(group)](const QString &name) {
                   const int place = guard ? m_tabs->indexOf(guard) : -1;
                   if (place < 0)
                       return;
                   m_tabs->setName(place, displayText(QStringView(name).trimmed()));
                   remember();
               });
}

void ContainerConsoles::fillMenu()
{
    m_menu->clear();
    m_menu->addAction(icon(QLatin1StringView("terminal")), tr("New Shell"), this, [this] { openShell(); });
    m_menu->addAction(tr("New Shell as root"), this, [this] {
        engine::SessionSpec spec;
        spec.user = "0:0";
        openShell(spec);
    });
    m_menu->addAction(tr("Debug Shell"), this, [this] {
              engine::SessionSpec spec;
              spec.debugShell = true;
              openShell(spec);
          })
        ->setToolTip(tr("A shell of our own in the container's namespaces, for images that have none."));
    const auto without = withoutViewer();
    if (without.empty())
        return;
    m_menu->addSection(tr("Without a viewer"));
    const auto now = std::chrono::system_clock::now();
    for (const engine::SessionInfo &session : without) {
        const QString title = displayText(session.title.empty() && !session.command.empty() ? session.command.front() : session.title);
        const QString text = QStringLiteral("%1 — %2").arg(QString(title).replace(u'&', QStringLiteral("&&")), formatAge(session.startedAt, now));
        m_menu->addAction(text, this, [this, session] { addSession(session, {}, true)->setFocus(); });
    }
}

} // namespace firkin::ui
