#pragma once

#include "ui/consoles/container_consoles.h"

#include <QPointer>
#include <QWidget>

#include <list>
#include <vector>

class QStackedLayout;

namespace firkin::ui {

class Console;
class ConsoleWindow;

/// The Terminal tab: shows one container's terminals and keeps those of the containers shown before, so that going
/// there and back attaches nothing anew. Of too many the one that was left longest ago is detached.
class ConsolesView : public QWidget {
    Q_OBJECT
public:
    static constexpr std::size_t kept = 6;

    explicit ConsolesView(Services &services, ConsoleMemory memory = {}, QWidget *parent = nullptr);
    ~ConsolesView() override;

    /// Empty: none.
    void setContainer(const ContainerId &container);
    [[nodiscard]] ContainerConsoles *consoles() const { return m_current; }
    void setProfile(const terminal::TerminalProfile &profile);

Q_SIGNALS:
    /// For a toast: short, plain text.
    void noticed(const QString &text);
    /// The log view has what no scrollback holds.
    void logsRequested(const firkin::ContainerId &container);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void add(ContainerConsoles *consoles);
    void openWindow(Console *console, const QString &name, const ContainerId &container);

    Services &m_services;
    ConsoleMemory m_memory;
    terminal::TerminalProfile m_profile;
    QStackedLayout *m_stack;
    QWidget *m_nothing;
    ContainerConsoles *m_current = nullptr;
    std::list<ContainerConsoles *> m_all; ///< the last shown first
    std::vector<QPointer<ConsoleWindow>> m_windows; ///< no children: they stay when this window is closed
};

} // namespace firkin::ui
