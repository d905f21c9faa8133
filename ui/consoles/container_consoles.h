#pragma once

#include "runtime/engine/sessions.h"
#include "terminal/terminal_profile.h"
#include "ui/consoles/console_memory.h"
#include "ui/consoles/console_shortcuts.h"

#include <QPointer>
#include <QWidget>

class QMenu;
class QStackedLayout;
class QToolButton;

namespace firkin::ui {

class Console;
class ConsoleGroup;
class ConsoleTabs;
class Services;
class StatePage;

/// All terminals of one container: a tab each, or several side by side in one; a + with the sessions that have no viewer.
/// Tabs of an earlier run come back as tabs; only the visible one is attached.
class ContainerConsoles : public QWidget {
    Q_OBJECT
public:
    ContainerConsoles(Services &services, ContainerId container, ConsoleMemory memory, QWidget *parent = nullptr);
    ~ContainerConsoles() override;

    [[nodiscard]] const ContainerId &container() const { return m_container; }
    [[nodiscard]] int count() const;
    [[nodiscard]] Console *current() const;
    [[nodiscard]] Console *at(int index) const;
    void setProfile(const terminal::TerminalProfile &profile);

    Console *openShell(engine::SessionSpec spec = {});
    /// Ends the session; asks, by name, when another program than its shell runs. The container's own process is only
    /// detached.
    void closeTab(int index);
    void renameTab(int index);
    /// What the shortcuts and menus do; `number` is the tab's, from 1.
    void run(ConsoleCommand command, int number = 0);
    /// A console that comes back from a window of its own.
    void adopt(Console *console, const QString &name);

Q_SIGNALS:
    void noticed(const QString &text);
    /// It has no place here any more and is whoever's takes it.
    void detached(firkin::ui::Console *console, const QString &name);
    void fullOutputRequested();

protected:
    void showEvent(QShowEvent *event) override;

private:
    void buildBar();
    void buildShortcuts();
    void showTabMenu(const QPoint &position);
    void restore();
    void takeSessions(const std::vector<engine::SessionInfo> &sessions);
    Console *addSession(const engine::SessionInfo &session, const QString &name, bool show);
    void addTab(Console *console, const QString &name, bool show);
    void split(Qt::Orientation orientation);
    void follow(Console *console);
    void closeConsole(Console *console);
    void askAndClose(Console *console);
    void removeConsole(Console *console, bool endSession);
    /// Out of its tab, alive; the tab goes with its last one.
    void takeOut(Console *console);
    void detach(Console *console);
    void select(int index);
    void refresh(const Console *console);
    void updateState();
    void updateRunning();
    void fillMenu();
    void remember();
    [[nodiscard]] bool isRunning() const;
    [[nodiscard]] std::vector<Console *> all() const;
    [[nodiscard]] std::vector<engine::SessionInfo> withoutViewer() const;

    Services &m_services;
    ContainerId m_container;
    ConsoleMemory m_memory;
    terminal::TerminalProfile m_profile;
    QWidget *m_bar;
    ConsoleTabs *m_tabs;
    QToolButton *m_add;
    QMenu *m_menu;
    StatePage *m_page;
    QWidget *m_area;
    QStackedLayout *m_groups; ///< in the order in which they were made
    QStackedLayout *m_stack;
    std::vector<engine::SessionInfo> m_sessions;
    std::vector<QPointer<Console>> m_elsewhere; ///< in windows of their own
    bool m_restored = false;
    bool m_restoring = false;
    bool m_wasRunning = false;
};

} // namespace firkin::ui
