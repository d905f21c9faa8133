#include "ui/consoles/consoles_view.h"

#include "terminal/terminal_view.h"
#include "ui/consoles/console.h"
#include "ui/consoles/console_window.h"
#include "ui/services/services.h"

#include <QStackedLayout>

#include <algorithm>

namespace firkin::ui {

ConsolesView::ConsolesView(Services &services, ConsoleMemory memory, QWidget *parent)
    : QWidget(parent)
    , m_services(services)
    , m_memory(std::move(memory))
    , m_profile(terminal::TerminalProfile::standard())
    , m_stack(new QStackedLayout(this))
    , m_nothing(new QWidget(this))
{
    m_stack->addWidget(m_nothing);
    // A container that is gone takes its terminals along.
    connect(&m_services.containers, &ContainersService::listChanged, this, [this] {
        std::erase_if(m_all, [this](ContainerConsoles *consoles) {
            if (consoles == m_current || m_services.containers.find(consoles->container()))
                return false;
            delete consoles;
            return true;
        });
    });
}

ConsolesView::~ConsolesView()
{
    for (const QPointer<ConsoleWindow> &window : m_windows)
        delete window.data(); // their consoles need the services, which go after us
}

/// The settings may have changed since it was seen last.
void ConsolesView::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_memory.load)
        setProfile(terminal::TerminalProfile::load(m_memory.load(QStringLiteral("terminal"))));
}

void ConsolesView::add(ContainerConsoles *consoles)
{
    const ContainerId container = consoles->container();
    consoles->setProfile(m_profile);
    connect(consoles, &ContainerConsoles::noticed, this, &ConsolesView::noticed);
    connect(consoles, &ContainerConsoles::fullOutputRequested, this, [this, container] { Q_EMIT logsRequested(container); });
    connect(consoles, &ContainerConsoles::detached, this,
            [this, container](Console *console, const QString &name) { openWindow(console, name, container); });
}

void ConsolesView::openWindow(Console *console, const QString &name, const ContainerId &container)
{
    auto *window = new ConsoleWindow(console, m_services.containers.nameOf(container));
    std::erase_if(m_windows, [](const auto &each) { return each.isNull(); });
    m_windows.emplace_back(window);
    connect(console, &Console::noticed, this, &ConsolesView::noticed);
    connect(window, &ConsoleWindow::attachRequested, this, [this, window, name, container] {
        setContainer(container);
        Console *back = window->release();
        back->disconnect(this);
        m_current->adopt(back, name);
        m_current->window()->activateWindow();
    });
    window->show();
    window->activateWindow();
    console->setFocus();
}

void ConsolesView::setContainer(const ContainerId &container)
{
    if (m_current && m_current->container() == container)
        return;
    const auto found = std::ranges::find(m_all, container, &ContainerConsoles::container);
    if (container.empty()) {
        m_current = nullptr;
        m_stack->setCurrentWidget(m_nothing);
        return;
    }
    if (found != m_all.end()) {
        m_current = *found;
        m_all.erase(found);
    } else {
        m_current = new ContainerConsoles(m_services, container, m_memory, this);
        add(m_current);
        m_stack->addWidget(m_current);
    }
    m_all.push_front(m_current);
    m_stack->setCurrentWidget(m_current);
    setFocusProxy(m_current);
    while (m_all.size() > kept) {
        m_all.back()->deleteLater();
        m_stack->removeWidget(m_all.back());
        m_all.pop_back();
    }
}

void ConsolesView::setProfile(const terminal::TerminalProfile &profile)
{
    m_profile = profile;
    for (ContainerConsoles *consoles : m_all)
        consoles->setProfile(profile);
    for (const QPointer<ConsoleWindow> &window : m_windows) {
        if (window)
            window->console()->view().setProfile(profile);
    }
}

} // namespace firkin::ui
