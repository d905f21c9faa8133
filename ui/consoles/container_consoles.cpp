#include "ui/consoles/container_consoles.h"

#include "terminal/terminal_view.h"
#include "ui/async/plain_text.h"
#include "ui/consoles/console.h"
#include "ui/services/services.h"
#include "ui/style/format.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/question.h"
#include "ui/widgets/state_page.h"

#include <QAction>
#include <QHBoxLayout>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMenu>
#include <QShortcut>
#include <QStackedLayout>
#include <QTabBar>
#include <QToolButton>

#include <algorithm>

namespace firkin::ui {

namespace {

enum class Mark : int { None, Activity, Bell };

/// Beside the console of a tab.
struct TabInfo {
    QPointer<Console> console;
    QString name; ///< given by the person; empty: the title
    Mark mark = Mark::None;
};

constexpr int titleLimit = 40;

} // namespace

} // namespace firkin::ui

Q_DECLARE_METATYPE(firkin::ui::TabInfo)

namespace firkin::ui {

namespace {

QVariant wrap(const TabInfo &info)
{
    return QVariant::fromValue(info);
}

TabInfo infoOf(const QTabBar &tabs, int index)
{
    return tabs.tabData(index).value<TabInfo>();
}

QString memoryKey(const ContainerId &container)
{
    return QStringLiteral("consoles/") + QString::fromStdString(container.str());
}

} // namespace

ContainerConsoles::ContainerConsoles(Services &services, ContainerId container, ConsoleMemory memory, QWidget *parent)
    : QWidget(parent)
    , m_services(services)
    , m_container(std::move(container))
    , m_memory(std::move(memory))
    , m_profile(terminal::TerminalProfile::standard())
    , m_bar(new QWidget(this))
    , m_tabs(new QTabBar(m_bar))
    , m_add(new QToolButton(m_bar))
    , m_menu(new QMenu(this))
    , m_page(new StatePage(this))
    , m_area(new QWidget(this))
    , m_consoles(new QStackedLayout(m_area))
    , m_stack(new QStackedLayout)
{
    buildBar();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_bar);
    layout->addWidget(separatorLine(this));
    m_consoles->addWidget(new QWidget(m_area)); // else the first console to come would be shown, and so attached
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
        for (const auto &session : detached())
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
    m_tabs->setMovable(true);
    m_tabs->setTabsClosable(true);
    m_tabs->setExpanding(false);
    m_tabs->setDrawBase(false);
    m_tabs->setUsesScrollButtons(true);
    m_tabs->setElideMode(Qt::ElideRight);
    m_tabs->setSelectionBehaviorOnRemove(QTabBar::SelectPreviousTab);
    m_tabs->setContextMenuPolicy(Qt::CustomContextMenu);
    m_tabs->setAccessibleName(tr("Terminals"));
    bar->addWidget(m_tabs, 0);
    m_add->setIcon(icon(QLatin1StringView("plus")));
    m_add->setAutoRaise(true);
    m_add->setPopupMode(QToolButton::MenuButtonPopup);
    m_add->setMenu(m_menu);
    m_add->setToolTip(tr("New Shell (Ctrl+Shift+T)"));
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
    connect(m_tabs, &QTabBar::customContextMenuRequested, this, [this](const QPoint &position) {
        const int index = m_tabs->tabAt(position);
        if (index < 0)
            return;
        auto *menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        Console *console = at(index);
        menu->addAction(tr("Rename…"), this, [this, console] { renameTab(indexOf(console)); });
        menu->addAction(tr("Detach"), this, [this, console] { removeTab(indexOf(console), false); })->setEnabled(console->isRunning());
        menu->addSeparator();
        menu->addAction(tr("Close"), this, [this, console] { closeTab(indexOf(console)); });
        menu->popup(m_tabs->mapToGlobal(position));
    });
}

void ContainerConsoles::buildShortcuts()
{
    const auto add = [this](const QString &keys, auto action) {
        auto *shortcut = new QShortcut(QKeySequence(keys), this);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, this, action);
    };
    add(QStringLiteral("Ctrl+Shift+T"), [this] { openShell(); });
    add(QStringLiteral("Ctrl+Shift+W"), [this] { closeTab(m_tabs->currentIndex()); });
    add(QStringLiteral("Ctrl+Tab"), [this] { m_tabs->setCurrentIndex((m_tabs->currentIndex() + 1) % std::max(1, count())); });
    add(QStringLiteral("Ctrl+Shift+Tab"), [this] { m_tabs->setCurrentIndex((m_tabs->currentIndex() + count() - 1) % std::max(1, count())); });
    const auto move = [this](int by) {
        const int from = m_tabs->currentIndex();
        const int to = from + by;
        if (from >= 0 && to >= 0 && to < count())
            m_tabs->moveTab(from, to);
    };
    add(QStringLiteral("Ctrl+Alt+Left"), [move] { move(-1); });
    add(QStringLiteral("Ctrl+Alt+Right"), [move] { move(1); });
    for (int i = 1; i <= 9; ++i)
        add(QStringLiteral("Alt+%1").arg(i), [this, i] {
            if (i <= count())
                m_tabs->setCurrentIndex(i - 1);
        });
}

int ContainerConsoles::count() const
{
    return m_tabs->count();
}

Console *ContainerConsoles::at(int index) const
{
    return index >= 0 && index < m_tabs->count() ? infoOf(*m_tabs, index).console.data() : nullptr;
}

Console *ContainerConsoles::current() const
{
    return at(m_tabs->currentIndex());
}

int ContainerConsoles::indexOf(const Console *console) const
{
    for (int i = 0; i < m_tabs->count(); ++i) {
        if (at(i) == console)
            return i;
    }
    return -1;
}

bool ContainerConsoles::isRunning() const
{
    const auto *view = m_services.containers.find(m_container);
    return view && (view->state == engine::ContainerState::Running || view->state == engine::ContainerState::Paused);
}

void ContainerConsoles::setProfile(const terminal::TerminalProfile &profile)
{
    m_profile = profile;
    for (int i = 0; i < count(); ++i)
        at(i)->view().setProfile(profile);
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
    const QJsonObject remembered = QJsonDocument::fromJson(m_memory.load ? m_memory.load(memoryKey(m_container)) : QByteArray()).object();
    const QJsonArray tabs = remembered.value(QLatin1StringView("tabs")).toArray();
    int wanted = -1;
    for (const QJsonValue &tab : tabs) {
        const std::string id = tab[QLatin1StringView("session")].toString().toStdString();
        const auto found = std::ranges::find_if(sessions, [&](const engine::SessionInfo &session) { return session.id.str() == id; });
        if (found == sessions.end())
            continue;
        addSession(*found, tab[QLatin1StringView("name")].toString(), false);
        if (id == remembered.value(QLatin1StringView("current")).toString().toStdString())
            wanted = count() - 1;
    }
    // The container's own terminal belongs here whether or not it was ever shown.
    for (const auto &session : detached()) {
        if (session.isInit)
            addSession(session, {}, false);
    }
    if (count() > 0)
        m_tabs->setCurrentIndex(std::max(0, wanted));
    else if (detached().empty() && isVisible())
        openShell();
    select(m_tabs->currentIndex());
}

std::vector<engine::SessionInfo> ContainerConsoles::detached() const
{
    std::vector<engine::SessionInfo> without;
    for (const engine::SessionInfo &session : m_sessions) {
        bool here = false;
        for (int i = 0; i < count(); ++i)
            here = here || at(i)->session() == session.id;
        if (!here && !session.ended)
            without.push_back(session);
    }
    return without;
}

Console *ContainerConsoles::openShell(engine::SessionSpec spec)
{
    auto *console = new Console(m_services, m_container, std::move(spec), m_profile, m_area);
    addConsole(console, {}, true);
    console->setFocus();
    return console;
}

Console *ContainerConsoles::addSession(const engine::SessionInfo &session, const QString &name, bool show)
{
    auto *console = new Console(m_services, session, m_profile, m_area);
    addConsole(console, name, show);
    return console;
}

void ContainerConsoles::addConsole(Console *console, const QString &name, bool show)
{
    console->setContainerRunning(isRunning());
    connect(console, &Console::stateChanged, this, [this, console] {
        updateTab(console);
        remember();
    });
    connect(console, &Console::titleChanged, this, [this, console] { updateTab(console); });
    connect(console, &Console::noticed, this, &ContainerConsoles::noticed);
    connect(console, &Console::closeRequested, this, [this, console] { closeTab(indexOf(console)); });
    const auto mark = [this, console](Mark kind) {
        const int index = indexOf(console);
        if (index < 0 || console->isVisible())
            return;
        TabInfo info = infoOf(*m_tabs, index);
        if (info.mark >= kind)
            return;
        info.mark = kind;
        m_tabs->setTabData(index, wrap(info));
        updateTab(console);
    };
    connect(console, &Console::activity, this, [mark] { mark(Mark::Activity); });
    connect(console, &Console::bell, this, [mark] { mark(Mark::Bell); });

    m_consoles->addWidget(console);
    const QSignalBlocker quiet(m_tabs); // adding the first tab would select, and so attach, it
    const int index = m_tabs->addTab(QString());
    m_tabs->setTabData(index, wrap({console, name, Mark::None}));
    updateTab(console);
    if (show) {
        m_tabs->setCurrentIndex(index);
        select(index);
    }
    updateState();
    remember();
}

void ContainerConsoles::select(int index)
{
    Console *console = at(index);
    if (!console)
        return;
    TabInfo info = infoOf(*m_tabs, index);
    info.mark = Mark::None;
    m_tabs->setTabData(index, wrap(info));
    m_stack->setCurrentWidget(m_area);
    const bool focused = m_area->isAncestorOf(focusWidget()) || m_tabs->hasFocus();
    m_consoles->setCurrentWidget(console);
    if (focused)
        console->setFocus();
    updateTab(console);
    remember();
}

void ContainerConsoles::updateTab(Console *console)
{
    const int index = indexOf(console);
    if (index < 0)
        return;
    const TabInfo info = infoOf(*m_tabs, index);
    QString text = info.name.isEmpty() ? console->title() : info.name;
    m_tabs->setTabToolTip(index, toolTipText(text));
    if (text.size() > titleLimit)
        text = text.left(titleLimit - 1) + u'…';
    m_tabs->setTabText(index, QString(text).replace(u'&', QStringLiteral("&&")));
    using State = Console::State;
    switch (console->state()) {
    case State::Lost:
    case State::Failed:
        m_tabs->setTabIcon(index, icon(QLatin1StringView("warning"), Tone::Warning));
        break;
    case State::Ended:
    case State::Gone:
        m_tabs->setTabIcon(index, icon(QLatin1StringView("stop"), Tone::Muted));
        break;
    default:
        if (info.mark == Mark::Bell)
            m_tabs->setTabIcon(index, icon(QLatin1StringView("warning"), Tone::Info));
        else if (info.mark == Mark::Activity)
            m_tabs->setTabIcon(index, icon(QLatin1StringView("state-running"), Tone::Info));
        else
            m_tabs->setTabIcon(index, icon(QLatin1StringView("terminal")));
    }
}

void ContainerConsoles::closeTab(int index)
{
    Console *console = at(index);
    if (!console)
        return;
    if (console->isInit() && console->isRunning()) {
        removeTab(index, false);
        Q_EMIT noticed(tr("Detached: it is the container's own process and goes on."));
        return;
    }
    if (console->state() != Console::State::Live) {
        // Nobody can say what runs behind a lost connection: that one is only let go.
        removeTab(index, console->state() != Console::State::Lost);
        return;
    }
    askAndClose(console);
}

void ContainerConsoles::askAndClose(Console *console)
{
    m_services.sessions.foreground(m_container, *console->session())
        .then(console, [this, console](const Result<engine::Foreground> &foreground) {
            const int at = indexOf(console);
            if (at < 0)
                return;
            // Without an answer there is no reason to hold a tab that the person wants gone.
            if (!foreground || foreground->isShell || foreground->command.empty()) {
                removeTab(at, true);
                return;
            }
            const QString program = displayText(foreground->command);
            askBeforeLoss(this,
                          tr("Close the terminal?"),
                          tr("“%1” runs in it and will be ended.").arg(program),
                          tr("Close Terminal"),
                          [this, guard = QPointer<Console>(console)] {
                              if (guard)
                                  removeTab(indexOf(guard), true);
                          });
        });
}

void ContainerConsoles::removeTab(int index, bool endSession)
{
    Console *console = at(index);
    if (!console)
        return;
    if (endSession && console->session())
        m_services.sessions.close(m_container, *console->session()).then(this, [](const Status &) {}); // gone is gone
    if (console->session())
        std::erase_if(m_sessions, [&](const auto &session) { return endSession && session.id == *console->session(); });
    {
        const QSignalBlocker quiet(m_tabs);
        m_tabs->removeTab(index);
    }
    m_consoles->removeWidget(console);
    console->hide();
    console->deleteLater();
    updateState();
    if (count() > 0) {
        select(m_tabs->currentIndex());
        current()->setFocus();
    }
    remember();
}

void ContainerConsoles::renameTab(int index)
{
    Console *console = at(index);
    if (!console)
        return;
    const TabInfo info = infoOf(*m_tabs, index);
    askForText(this,
               tr("Rename Terminal"),
               tr("Name (empty: the program's own title)"),
               info.name,
               tr("Rename"),
               [](const QString &) { return QString(); },
               [this, guard = QPointer<Console>(console)](const QString &name) {
                   const int place = guard ? indexOf(guard) : -1;
                   if (place < 0)
                       return;
                   TabInfo changed = infoOf(*m_tabs, place);
                   changed.name = displayText(QStringView(name).trimmed());
                   m_tabs->setTabData(place, wrap(changed));
                   updateTab(guard);
                   remember();
               });
}

void ContainerConsoles::updateRunning()
{
    const bool running = isRunning();
    for (int i = 0; i < count(); ++i)
        at(i)->setContainerRunning(running);
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
    } else if (const auto without = detached(); !without.empty()) {
        m_page->showText(mark,
                         tr("%n session(s) without a viewer", nullptr, static_cast<int>(without.size())),
                         tr("They go on running. Attach to see their text again."),
                         tr("New Shell"),
                         tr("Attach"));
    } else {
        m_page->showText(mark, tr("No terminal"), tr("Several shells can be open side by side, and they outlive this window."), tr("New Shell"));
    }
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
    const auto without = detached();
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

void ContainerConsoles::remember()
{
    if (!m_memory.save || !m_restored)
        return;
    QJsonArray tabs;
    QJsonObject all;
    for (int i = 0; i < count(); ++i) {
        const TabInfo info = infoOf(*m_tabs, i);
        if (!info.console || !info.console->session())
            continue;
        const QString id = QString::fromStdString(info.console->session()->str());
        tabs.append(QJsonObject{{QStringLiteral("session"), id}, {QStringLiteral("name"), info.name}});
        if (i == m_tabs->currentIndex())
            all.insert(QStringLiteral("current"), id);
    }
    all.insert(QStringLiteral("tabs"), tabs);
    m_memory.save(memoryKey(m_container), tabs.isEmpty() ? QByteArray() : QJsonDocument(all).toJson(QJsonDocument::Compact));
}

} // namespace firkin::ui
