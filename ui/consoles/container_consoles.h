#pragma once

#include "runtime/engine/sessions.h"
#include "terminal/terminal_profile.h"

#include <QByteArray>
#include <QWidget>

#include <functional>

class QMenu;
class QStackedLayout;
class QTabBar;
class QToolButton;

namespace firkin::ui {

class Console;
class Services;
class StatePage;

/// What is remembered between two runs of the application: keys and bytes, kept by whoever made this.
struct ConsoleMemory {
    std::function<QByteArray(const QString &key)> load;
    std::function<void(const QString &key, const QByteArray &value)> save;
};

/// All terminals of one container: a tab each, a + with the sessions that have no viewer. Tabs of an earlier run come
/// back as tabs; only the visible one is attached.
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

Q_SIGNALS:
    void noticed(const QString &text);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void buildBar();
    void buildShortcuts();
    void restore();
    void takeSessions(const std::vector<engine::SessionInfo> &sessions);
    Console *addSession(const engine::SessionInfo &session, const QString &name, bool show);
    void addConsole(Console *console, const QString &name, bool show);
    void removeTab(int index, bool endSession);
    void askAndClose(Console *console);
    void select(int index);
    void updateTab(Console *console);
    void updateState();
    void updateRunning();
    void fillMenu();
    void remember();
    [[nodiscard]] int indexOf(const Console *console) const;
    [[nodiscard]] bool isRunning() const;
    [[nodiscard]] std::vector<engine::SessionInfo> detached() const;

    Services &m_services;
    ContainerId m_container;
    ConsoleMemory m_memory;
    terminal::TerminalProfile m_profile;
    QWidget *m_bar;
    QTabBar *m_tabs;
    QToolButton *m_add;
    QMenu *m_menu;
    StatePage *m_page;
    QWidget *m_area;
    QStackedLayout *m_consoles; ///< same order as they were made; a tab's data is its console
    QStackedLayout *m_stack;
    std::vector<engine::SessionInfo> m_sessions;
    bool m_restored = false;
    bool m_restoring = false;
    bool m_wasRunning = false;
};

} // namespace firkin::ui
