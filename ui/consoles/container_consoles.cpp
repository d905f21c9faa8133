#include "ui/consoles/container_consoles.h"

#include "terminal/terminal_view.h"
#include "ui/consoles/console.h"
#include "ui/consoles/console_group.h"
#include "ui/consoles/console_tabs.h"
#include "ui/services/services.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/state_page.h"

#include <QHBoxLayout>
#include <QMenu>
#include <QStackedLayout>
#include <QToolButton>

#include <algorithm>

namespace firkin::ui {

ContainerConsoles::ContainerConsoles(Services &services, ContainerId container, ConsoleMemory memory, QWidget *parent)
    : QWidget(parent)
    , m_services(services)
    , m_container(std::move(container))
    , m_memory(std::move(memory))
    , m_profile(terminal::TerminalProfile::standard())
    , m_bar(new QWidget(this))
    , m_tabs(new ConsoleTabs(m_bar))
    , m_add(new QToolButton(m_bar))
    , m_menu(new QMenu(this))
    , m_page(new StatePage(this))
    , m_area(new QWidget(this))
    , m_groups(new QStackedLayout(m_area))
    , m_stack(new QStackedLayout)
{
    buildBar();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_bar);
    layout->addWidget(separatorLine(this));
    m_groups->addWidget(new QWidget(m_area)); // else the first console to come would be shown, and so attached
    m_stack->addWidget(m_page);
    m_stack->addWidget(m_area);
    layout->addLayout(m_stack, 1);
    buildShortcuts();

    connect(m_page, &StatePage::actionTriggered, this, [this] {
        if (isRunning())
            openShell();
        else
            m_services.containers.startContainer(m_container);
    });
    connect(m_page, &StatePage::secondaryTriggered, this, [this] {
        for (const auto &session : withoutViewer())
            addSession(session, {}, false);
        select(0);
    });
    connect(&m_services.containers, &ContainersService::listChanged, this, &ContainerConsoles::updateRunning);
    m_wasRunning = isRunning();
    updateState();
}

ContainerConsoles::~ContainerConsoles()
{
    // The consoles die with m_area, before the services' lanes; what they show is the supervisor's and stays.
    m_tabs->disconnect(this);
}

void ContainerConsoles::buildBar()
{
    auto *bar = new QHBoxLayout(m_bar);
    bar->setContentsMargins(metrics::small, metrics::tight, metrics::small, 0);
    bar->setSpacing(metrics::tight);
    bar->addWidget(m_tabs, 0);
    m_add->setIcon(icon(QLatin1StringView("plus")));
    m_add->setAutoRaise(true);
    m_add->setPopupMode(QToolButton::MenuButtonPopup);
    m_add->setMenu(m_menu);
    m_add->setToolTip(tr("New Shell (%1)").arg(shortcutOf(ConsoleCommand::NewShell).keys.toString(QKeySequence::NativeText)));
    m_add->setAccessibleName(tr("New Shell"));
    bar->addWidget(m_add);
    bar->addStretch(1);

    connect(m_add, &QToolButton::clicked, this, [this] { openShell(); });
    connect(m_menu, &QMenu::aboutToShow, this, [this] {
        fillMenu();
        m_services.sessions.list(m_container).then(this, [this](const Result<std::vector<engine::SessionInfo>> &sessions) {
            if (!sessions)
                return;
            m_sessions = *sessions;
            if (m_menu->isVisible())
                fillMenu();
        });
    });
    connect(m_tabs, &QTabBar::currentChanged, this, &ContainerConsoles::select);
    connect(m_tabs, &QTabBar::tabCloseRequested, this, &ContainerConsoles::closeTab);
    connect(m_tabs, &QTabBar::tabMoved, this, &ContainerConsoles::remember);
    connect(m_tabs, &QTabBar::tabBarDoubleClicked, this, [this](int index) {
        if (index >= 0)
            renameTab(index);
        else
            openShell();
    });
    connect(m_tabs, &QTabBar::customContextMenuRequested, this, &ContainerConsoles::showTabMenu);
}

int ContainerConsoles::count() const
{
    return m_tabs->count();
}

Console *ContainerConsoles::at(int index) const
{
    const ConsoleGroup *group = m_tabs->groupAt(index);
    return group ? group->current() : nullptr;
}

Console *ContainerConsoles::current() const
{
    return at(m_tabs->currentIndex());
}

std::vector<Console *> ContainerConsoles::all() const
{
    std::vector<Console *> consoles;
    for (int i = 0; i < count(); ++i) {
        for (Console *console : m_tabs->groupAt(i)->consoles())
            consoles.push_back(console);
    }
    for (const QPointer<Console> &console : m_elsewhere) {
        if (console)
            consoles.push_back(console);
    }
    return consoles;
}

bool ContainerConsoles::isRunning() const
{
    const auto *view = m_services.containers.find(m_container);
    return view && (view->state == engine::ContainerState::Running || view->state == engine::ContainerState::Paused);
}

void ContainerConsoles::setProfile(const terminal::TerminalProfile &profile)
{
    m_profile = profile;
    for (Console *console : all())
        console->view().setProfile(profile);
}

void ContainerConsoles::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    restore();
}

/// At the first sight of a running container: the tabs that there were; with neither tabs nor sessions, a shell.
void ContainerConsoles::restore()
{
    if (m_restored || m_restoring || !isRunning())
        return;
    m_restoring = true;
    updateState();
    m_services.sessions.list(m_container).then(this, [this](const Result<std::vector<engine::SessionInfo>> &sessions) {
        m_restoring = false;
        m_restored = true;
        if (sessions)
            takeSessions(*sessions);
        else if (!sessions.error().isCancelled())
            openShell(); // its own failure, if it is the same one, is told in its tab
        updateState();
    });
}

void ContainerConsoles::takeSessions(const std::vector<engine::SessionInfo> &sessions)
{
    m_sessions = sessions;
    const RememberedTabs remembered = readTabs(m_memory.load ? m_memory.load(tabsKey(m_container)) : QByteArray());
    int wanted = -1;
    for (const RememberedTab &tab : remembered.tabs) {
        ConsoleGroup *group = nullptr;
        for (const QString &id : tab.sessions) {
            const auto found = std::ranges::find_if(sessions, [&](const auto &session) { return session.id.str() == id.toStdString(); });
            if (found == sessions.end())
                continue;
            if (!group) {
                group = m_tabs->groupAt(m_tabs->indexOf(addSession(*found, tab.name, false)));
            } else {
                auto *console = new Console(m_services, *found, m_profile, nullptr);
                follow(console);
                group->add(console, tab.isColumn ? Qt::Vertical : Qt::Horizontal);
            }
            if (id == remembered.current)
                wanted = count() - 1;
        }
    }
    // The container's own terminal belongs here whether or not it was ever shown.
    for (const auto &session : withoutViewer()) {
        if (session.isInit)
            addSession(session, {}, false);
    }
    if (count() > 0)
        m_tabs->setCurrentIndex(std::max(0, wanted));
    else if (withoutViewer().empty() && isVisible())
        openShell();
    select(m_tabs->currentIndex());
}

std::vector<engine::SessionInfo> ContainerConsoles::withoutViewer() const
{
    std::vector<engine::SessionInfo> without;
    const auto consoles = all();
    for (const engine::SessionInfo &session : m_sessions) {
        const bool here = std::ranges::any_of(consoles, [&](const Console *console) { return console->session() == session.id; });
        if (!here && !session.ended)
            without.push_back(session);
    }
    return without;
}

Console *ContainerConsoles::openShell(engine::SessionSpec spec)
{
    auto *console = new Console(m_services, m_container, std::move(spec), m_profile, m_area);
    addTab(console, {}, true);
    console->setFocus();
    return console;
}

Console *ContainerConsoles::addSession(const engine::SessionInfo &session, const QString &name, bool show)
{
    auto *console = new Console(m_services, session, m_profile, m_area);
    addTab(console, name, show);
    return console;
}

void ContainerConsoles::adopt(Console *console, const QString &name)
{
    std::erase(m_elsewhere, console);
    console->disconnect(this);
    addTab(console, name, true);
    console->setFocus();
}

/// What a console tells, wherever it is shown.
void ContainerConsoles::follow(Console *console)
{
    console->setContainerRunning(isRunning());
    connect(console, &Console::stateChanged, this, [this, console] {
        refresh(console);
        remember();
    });
    connect(console, &Console::titleChanged, this, [this, console] { refresh(console); });
    connect(console, &Console::noticed, this, &ContainerConsoles::noticed);
    connect(console, &Console::fullOutputRequested, this, &ContainerConsoles::fullOutputRequested);
    connect(console, &Console::closeRequested, this, [this, console] { closeConsole(console); });
    const auto mark = [this, console](ConsoleTabs::Mark kind) {
        const int index = m_tabs->indexOf(console);
        if (index >= 0 && !console->isVisible())
            m_tabs->mark(index, kind);
    };
    connect(console, &Console::activity, this, [mark] { mark(ConsoleTabs::Mark::Activity); });
    connect(console, &Console::bell, this, [mark] { mark(ConsoleTabs::Mark::Bell); });
}

void ContainerConsoles::addTab(Console *console, const QString &name, bool show)
{
    follow(console);
    auto *group = new ConsoleGroup(console, m_area);
    connect(group, &ConsoleGroup::currentChanged, this, [this, group] {
        if (const int index = m_tabs->indexOf(group); index >= 0)
            m_tabs->refresh(index);
    });
    m_groups->addWidget(group);
    const int index = m_tabs->add(group, name);
    if (show) {
        m_tabs->setCurrentIndex(index);
        select(index);
    }
    updateState();
    remember();
}

void ContainerConsoles::select(int index)
{
    ConsoleGroup *group = m_tabs->groupAt(index);
    if (!group)
        return;
    m_tabs->clearMark(index);
    m_stack->setCurrentWidget(m_area);
    const bool focused = m_area->isAncestorOf(focusWidget()) || m_tabs->hasFocus();
    m_groups->setCurrentWidget(group);
    if (focused)
        group->current()->setFocus();
    remember();
}

void ContainerConsoles::refresh(const Console *console)
{
    if (const int index = m_tabs->indexOf(console); index >= 0)
        m_tabs->refresh(index);
}

void ContainerConsoles::updateRunning()
{
    const bool running = isRunning();
    for (Console *console : all())
        console->setContainerRunning(running);
    if (running && !m_wasRunning) {
        m_sessions.clear();
        if (count() == 0)
            m_restored = false; // a new run has new sessions
    }
    m_wasRunning = running;
    if (isVisible())
        restore();
    updateState();
}

void ContainerConsoles::updateState()
{
    const bool running = isRunning();
    m_add->setEnabled(running);
    m_bar->setVisible(running || count() > 0);
    if (count() > 0) {
        m_stack->setCurrentWidget(m_area);
        return;
    }
    m_stack->setCurrentWidget(m_page);
    const QLatin1StringView mark("terminal");
    if (!running) {
        m_page->showText(mark, tr("It is not running"), tr("A terminal needs a running container."), tr("Start"));
    } else if (!m_restored) {
        m_page->showLoading(false);
    } else if (const auto without = withoutViewer(); !without.empty()) {
        m_page->showText(mark,
                         tr("%n session(s) without a viewer", nullptr, static_cast<int>(without.size())),
                         tr("They go on running. Attach to see their text again."),
                         tr("New Shell"),
                         tr("Attach"));
    } else {
        m_page->showText(mark, tr("No terminal"), tr("Several shells can be open side by side, and they outlive this window."), tr("New Shell"));
    }
}

void ContainerConsoles::remember()
{
    if (!m_memory.save || !m_restored)
        return;
    RememberedTabs tabs;
    for (int i = 0; i < count(); ++i) {
        const ConsoleGroup *group = m_tabs->groupAt(i);
        RememberedTab tab{{}, m_tabs->nameAt(i), group->orientation() == Qt::Vertical && group->count() > 1};
        for (const Console *console : group->consoles()) {
            if (console->session())
                tab.sessions << QString::fromStdString(console->session()->str());
        }
        if (i == m_tabs->currentIndex() && group->current() && group->current()->session())
            tabs.current = QString::fromStdString(group->current()->session()->str());
        if (!tab.sessions.isEmpty())
            tabs.tabs.push_back(std::move(tab));
    }
    m_memory.save(tabsKey(m_container), writeTabs(tabs));
}

} // namespace firkin::ui
