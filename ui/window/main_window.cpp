#include "ui/window/main_window.h"

#include "ui/async/plain_text.h"
#include "ui/containers/container_detail.h"
#include "ui/containers/container_table.h"
#include "ui/containers/containers_page.h"
#include "ui/containers/new_container_dialog.h"
#include "ui/images/images_page.h"
#include "ui/palette/command_palette.h"
#include "ui/places/page_view.h"
#include "ui/services/services.h"
#include "ui/settings/preferences.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/toasts.h"
#include "ui/window/quit_question.h"
#include "ui/window/side_bar.h"

#include <QApplication>
#include <QCloseEvent>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QShortcut>
#include <QStackedWidget>
#include <QToolButton>

namespace firkin::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr QSize minimumWindow(900, 600);
constexpr QSize usualWindow(1240, 780);

/// Content lies on the base colour; the frame around it on the window colour.
QWidget *onBase()
{
    auto *widget = new QWidget;
    widget->setBackgroundRole(QPalette::Base);
    widget->setAutoFillBackground(true);
    return widget;
}

QStringList imageArchives(const QMimeData *data)
{
    QStringList paths;
    if (data->hasUrls())
        for (const QUrl &url : data->urls())
            if (url.isLocalFile()) {
                const QString path = url.toLocalFile();
                for (const auto *suffix : {".tar", ".tar.gz", ".tgz", ".oci", ".tar.zst"})
                    if (path.endsWith(QLatin1StringView(suffix), Qt::CaseInsensitive)) {
                        paths << path;
                        break;
                    }
            }
    return paths;
}

} // namespace

MainWindow::MainWindow(Services &services, Preferences &preferences, QWidget *parent)
    : QMainWindow(parent), m_services(services), m_preferences(preferences)
{
    setWindowTitle(u"Firkin"_s);
    setWindowIcon(applicationIcon());
    setMinimumSize(minimumWindow);
    setAcceptDrops(true);

    auto *central = new QWidget;
    auto *columns = new QHBoxLayout(central);
    columns->setContentsMargins(0, 0, 0, 0);
    columns->setSpacing(0);
    auto *right = onBase();
    auto *rows = new QVBoxLayout(right);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    auto *head = new QWidget;
    makeHead(head);
    rows->addWidget(head);
    rows->addWidget(separatorLine());
    m_banner = new Banner;
    rows->addWidget(m_banner);
    m_toasts = new Toasts(central);
    m_pages = new QStackedWidget;
    rows->addWidget(m_pages, 1);
    columns->addWidget(right, 1);
    setCentralWidget(central);
    m_palette = new CommandPalette(central);
    connect(m_palette, &CommandPalette::chosen, this, &MainWindow::carryOut);

    std::vector<Page> pages;
    for (auto &entry : pageTable({services, preferences, *m_toasts})) {
        pages.push_back(entry.page);
        m_slots.push_back({std::move(entry)});
    }
    m_sideBar = new SideBar(pages);
    columns->insertWidget(0, m_sideBar);
    m_containers = static_cast<ContainersPage *>(view(Page::Containers)); // the start page, and Ctrl+N from everywhere

    connect(m_sideBar, &SideBar::chosen, this, [this](Page page) {
        // The page that one is on: back to its list.
        if (page == Page::Containers && m_page == page)
            m_containers->showList();
        showPage(page);
    });
    connect(m_containers, &ContainersPage::placeChanged, this, &MainWindow::onPlaceChanged);
    connect(&services.containers, &ContainersService::listChanged, this, &MainWindow::refreshNotes);
    connect(&services.containers, &ContainersService::removed, this, [this](const ContainerId &id) { m_history.forget(id); });
    connect(&services.tasks, &TaskList::added, this, &MainWindow::refreshNotes);
    connect(&services.tasks, &TaskList::ended, this, [this](TaskId id) {
        refreshNotes();
        // Copies end in a toast where nothing else says so; their failure, and that of an archive that was dropped on
        // another page than Images, must not go unseen.
        const auto *task = m_services.tasks.find(id);
        if (!task || m_page == Page::Tasks)
            return;
        const bool isCopy = task->kind == TaskKind::CopyIn || task->kind == TaskKind::CopyOut;
        if (task->state == TaskState::Failed && (isCopy || (task->kind == TaskKind::Load && m_page != Page::Images)))
            m_banner->showError(*task->error);
        else if (task->state == TaskState::Done && isCopy)
            m_toasts->show(tr("Done: %1").arg(task->title), {}, {}, 5000);
    });
    connect(&services.tasks, &TaskList::changed, this, &MainWindow::refreshNotes);
    connect(&services.tasks, &TaskList::cleared, this, &MainWindow::refreshNotes);

    makeShortcuts();
    restoreWindow();
    m_history.visit(address());
    refreshHead();
    refreshNotes();
}

MainWindow::~MainWindow() = default;

void MainWindow::makeHead(QWidget *head)
{
    auto *row = new QHBoxLayout(head);
    row->setContentsMargins(metrics::small, metrics::small, metrics::medium, metrics::small);
    row->setSpacing(metrics::small);
    const auto arrow = [&](QLatin1StringView name, const QString &tip, const QKeySequence &key) {
        auto *button = new QToolButton;
        button->setIcon(icon(name));
        button->setAutoRaise(true);
        button->setFocusPolicy(Qt::TabFocus);
        button->setToolTip(u"%1 (%2)"_s.arg(tip, key.toString(QKeySequence::NativeText)));
        button->setAccessibleName(tip);
        row->addWidget(button);
        return button;
    };
    m_back = arrow("back"_L1, tr("Back"), QKeySequence(Qt::ALT | Qt::Key_Left));
    m_forward = arrow("forward"_L1, tr("Forward"), QKeySequence(Qt::ALT | Qt::Key_Right));
    connect(m_back, &QToolButton::clicked, this, [this] { walk([this] { return m_history.back(); }); });
    connect(m_forward, &QToolButton::clicked, this, [this] { walk([this] { return m_history.forward(); }); });
    row->addSpacing(metrics::tight);
    m_title = titleLabel({});
    row->addWidget(m_title);
    row->addStretch(1);
    m_search = new QLineEdit;
    m_search->setFixedWidth(280);
    m_search->setClearButtonEnabled(true);
    m_search->addAction(icon("search"_L1, Tone::Muted), QLineEdit::LeadingPosition);
    m_search->setAccessibleName(tr("Search"));
    row->addWidget(m_search);
    m_tasks = new QToolButton;
    m_tasks->setIcon(icon("tasks"_L1));
    m_tasks->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_tasks->setAutoRaise(true);
    m_tasks->setFocusPolicy(Qt::TabFocus);
    m_tasks->setAccessibleName(tr("Tasks"));
    connect(m_tasks, &QToolButton::clicked, this, [this] { showPage(Page::Tasks); });
    row->addWidget(m_tasks);
    m_primary = new QPushButton;
    m_primary->setProperty("primary", true);
    row->addWidget(m_primary);
    connect(m_primary, &QPushButton::clicked, this, [this] { currentView()->runPrimary(); });
    connect(m_search, &QLineEdit::textChanged, this, [this](const QString &text) { currentView()->setSearch(text); });
}

void MainWindow::makeShortcuts()
{
    const auto add = [this](const QKeySequence &key, auto slot) {
        auto *shortcut = new QShortcut(key, this);
        connect(shortcut, &QShortcut::activated, this, slot);
    };
    for (const auto &slot : m_slots) {
        const Page page = slot.entry.page;
        add(QKeySequence(Qt::CTRL | static_cast<Qt::Key>(Qt::Key_1 + static_cast<int>(page))), [this, page] { showPage(page); });
    }
    for (const auto &entry : shortcutTable())
        for (const auto &key : entry.keys)
            add(key, [this, what = entry.shortcut] { onShortcut(what); });
    // Esc in the search: clear it first, then back to the list.
    auto *escape = new QShortcut(QKeySequence(Qt::Key_Escape), m_search);
    escape->setContext(Qt::WidgetShortcut);
    connect(escape, &QShortcut::activated, this, [this] {
        if (m_search->text().isEmpty())
            currentView()->setFocus(Qt::OtherFocusReason);
        else
            m_search->clear();
    });
}

void MainWindow::onShortcut(Shortcut shortcut)
{
    using Layout = ContainersPage::Layout;
    switch (shortcut) {
    case Shortcut::Find:
        if (m_search->isVisible()) {
            m_search->setFocus(Qt::ShortcutFocusReason);
            m_search->selectAll();
        }
        return;
    case Shortcut::Palette: openPalette(); return;
    case Shortcut::NewContainer: m_containers->newContainer(); return;
    case Shortcut::Quit: requestQuit(); return;
    case Shortcut::Close: close(); return;
    case Shortcut::Back: walk([this] { return m_history.back(); }); return;
    case Shortcut::Forward: walk([this] { return m_history.forward(); }); return;
    case Shortcut::NextArea: cycleFocus(1); return;
    case Shortcut::PreviousArea: cycleFocus(-1); return;
    case Shortcut::DetailAlone:
        if (m_page == Page::Containers && m_containers->layoutState() != Layout::List)
            m_containers->setLayoutState(m_containers->layoutState() == Layout::Alone ? Layout::Split : Layout::Alone);
        return;
    }
}

void MainWindow::restoreWindow()
{
    if (!restoreGeometry(m_preferences.bytes("geometry"_L1)))
        resize(usualWindow);
    m_containers->restoreTable(m_preferences.bytes("containers2"_L1)); // of before there were more columns: another name
}

void MainWindow::saveState()
{
    m_preferences.setBytes("geometry"_L1, saveGeometry());
    m_preferences.setBytes("containers2"_L1, m_containers->saveTable());
}

Address MainWindow::address() const
{
    Address address;
    address.page = m_page;
    if (address.page == Page::Containers) {
        if (const auto id = m_containers->openContainer()) {
            address.container = *id;
            address.tab = m_containers->openTab();
        }
    }
    return address;
}

void MainWindow::go(const Address &address)
{
    const bool wasWalking = std::exchange(m_walking, true);
    showPage(address.page);
    if (address.page == Page::Containers) {
        if (address.container.empty() || !m_services.containers.find(address.container))
            m_containers->showList();
        else
            m_containers->open(address.container, address.tab);
    }
    m_walking = wasWalking;
    onPlaceChanged();
}

void MainWindow::walk(const std::function<std::optional<Address>()> &step)
{
    if (const auto place = step()) {
        m_walking = true;
        go(*place);
        m_walking = false;
        refreshHead();
    }
}

PageView *MainWindow::currentView() const
{
    return static_cast<PageView *>(m_pages->currentWidget());
}

PageView *MainWindow::view(Page page)
{
    const auto slot = std::ranges::find(m_slots, page, [](const PageSlot &each) { return each.entry.page; });
    if (slot == m_slots.end())
        return nullptr;
    if (!slot->view) {
        slot->view = slot->entry.make();
        m_pages->addWidget(slot->view);
        connect(slot->view, &PageView::searchResetRequested, m_search, &QLineEdit::clear);
        connect(slot->view, &PageView::placeRequested, this, &MainWindow::go);
        connect(slot->view, &PageView::newContainerRequested, this, [this](const QString &image) { m_containers->newContainer(image); });
    }
    return slot->view;
}

void MainWindow::showPage(Page page)
{
    PageView *next = view(page);
    if (!next)
        return;
    m_page = page;
    m_sideBar->setCurrent(page);
    if (m_pages->currentWidget() != next) {
        m_search->clear(); // it was for the page that one leaves, which shows all again
        m_pages->setCurrentWidget(next);
        next->setFocus(Qt::OtherFocusReason);
    }
    onPlaceChanged();
}

void MainWindow::onPlaceChanged()
{
    if (!m_walking)
        m_history.visit(address());
    refreshHead();
}

void MainWindow::refreshHead()
{
    m_back->setEnabled(m_history.canGoBack());
    m_forward->setEnabled(m_history.canGoForward());
    m_title->setText(pageTitle(m_page));
    const QString hint = currentView()->searchHint();
    m_search->setVisible(!hint.isEmpty());
    m_search->setPlaceholderText(hint);
    const auto primary = currentView()->primary();
    m_primary->setVisible(!primary.text.isEmpty());
    m_primary->setText(primary.text);
    if (!primary.text.isEmpty())
        m_primary->setIcon(icon(primary.iconName));
    QString title = pageTitle(m_page);
    if (const auto id = m_containers->openContainer(); id && m_page == Page::Containers)
        title = m_services.containers.nameOf(*id);
    setWindowTitle(tr("%1 – Firkin").arg(title));
}

void MainWindow::refreshNotes()
{
    const auto &containers = m_services.containers.containers();
    const auto running = std::ranges::count_if(containers, [](const auto &view) { return view.state == engine::ContainerState::Running; });
    m_sideBar->setNote(Page::Containers, containers.empty() ? QString() : u"%1/%2"_s.arg(running).arg(containers.size()));
    const int tasks = m_services.tasks.runningCount();
    m_sideBar->setNote(Page::Tasks, tasks > 0 ? QString::number(tasks) : QString());
    m_tasks->setVisible(tasks > 0);
    if (tasks > 0) {
        const auto fraction = m_services.tasks.fraction();
        m_tasks->setText(fraction ? tr("%n task(s), %1 %", nullptr, tasks).arg(static_cast<int>(*fraction * 100)) : tr("%n task(s)", nullptr, tasks));
        m_tasks->setToolTip(tr("What is being done now"));
    }
}

void MainWindow::openPalette()
{
    std::vector<Page> pages;
    for (const auto &slot : m_slots)
        pages.push_back(slot.entry.page);
    m_palette->popup(paletteItems(m_services.containers, m_services.images.images(), pages));
}

void MainWindow::carryOut(const PaletteCommand &command)
{
    if (const auto *place = std::get_if<Address>(&command)) {
        go(*place);
    } else if (const auto *verb = std::get_if<ContainerCommand>(&command)) {
        showPage(Page::Containers);
        m_containers->run(verb->container, verb->action);
    } else if (const auto *image = std::get_if<RunImage>(&command)) {
        m_containers->newContainer(image->reference);
    } else if (const auto *what = std::get_if<WindowCommand>(&command)) {
        switch (*what) {
        case WindowCommand::NewContainer: m_containers->newContainer(); return;
        case WindowCommand::RunDockerCommand: m_containers->newContainer()->askForCommand(); return;
        case WindowCommand::PullImage:
            showPage(Page::Images);
            static_cast<ImagesPage *>(view(Page::Images))->pull();
            return;
        case WindowCommand::LoadImage:
            showPage(Page::Images);
            static_cast<ImagesPage *>(view(Page::Images))->load();
            return;
        case WindowCommand::StopAll: m_services.containers.stopAll(); return;
        case WindowCommand::Quit: requestQuit(); return;
        case WindowCommand::ThemeLight: m_preferences.setTheme(Theme::Light); return;
        case WindowCommand::ThemeDark: m_preferences.setTheme(Theme::Dark); return;
        case WindowCommand::ThemeSystem: m_preferences.setTheme(Theme::System); return;
        case WindowCommand::About: showPage(Page::Settings); return;
        }
    }
}

void MainWindow::cycleFocus(int direction)
{
    // Side bar, list, detail: the places that one can be in.
    std::vector<QWidget *> stops = {m_sideBar->focusTarget()};
    std::vector<QWidget *> areas = {m_sideBar};
    if (m_page == Page::Containers) {
        if (m_containers->table().isVisible()) {
            stops.push_back(&m_containers->table());
            areas.push_back(&m_containers->table());
        }
        if (m_containers->detail().isVisible()) {
            QWidget *tab = m_containers->detail().tabWidget();
            stops.push_back(tab && tab->focusPolicy() == Qt::NoFocus && tab->nextInFocusChain() ? tab->nextInFocusChain() : tab);
            areas.push_back(&m_containers->detail());
        }
    } else if (auto *next = m_pages->currentWidget()->nextInFocusChain()) {
        stops.push_back(next);
        areas.push_back(m_pages->currentWidget());
    }
    if (m_toasts->count() > 0) {
        stops.push_back(m_toasts->nextInFocusChain());
        areas.push_back(m_toasts);
    }
    const QWidget *focus = QApplication::focusWidget();
    int at = -1;
    for (std::size_t i = 0; i < areas.size(); ++i)
        if (focus && (areas[i] == focus || areas[i]->isAncestorOf(focus)))
            at = static_cast<int>(i);
    const int count = static_cast<int>(stops.size());
    QWidget *target = stops[static_cast<std::size_t>((at + direction + count) % count)];
    if (target)
        target->setFocus(Qt::TabFocusReason);
}

void MainWindow::requestQuit()
{
    using Answer = Preferences::QuitAnswer;
    if (m_quitting)
        return;
    const auto &containers = m_services.containers.containers();
    const auto running = static_cast<int>(std::ranges::count_if(containers, [](const auto &view) { return view.state == engine::ContainerState::Running; }));
    const Answer remembered = m_preferences.quitAnswer();
    if (running == 0 || remembered != Answer::Ask) {
        m_quitting = true;
        Q_EMIT quitConfirmed(running > 0 && remembered == Answer::StopAll);
        return;
    }
    m_quitting = true;
    show();
    raise();
    askAboutQuit(
        this, m_preferences, running, [this](bool stopAll) { Q_EMIT quitConfirmed(stopAll); }, [this] { m_quitting = false; });
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    saveState();
    event->ignore();
    if (m_hidesOnClose && m_preferences.closeToTray()) {
        hide();
        Q_EMIT hiddenToTray();
        return;
    }
    requestQuit();
}

void MainWindow::showEvent(QShowEvent *event)
{
    QMainWindow::showEvent(event);
    if (!event->spontaneous())
        Q_EMIT shown(true);
}

void MainWindow::hideEvent(QHideEvent *event)
{
    QMainWindow::hideEvent(event);
    if (!event->spontaneous())
        Q_EMIT shown(false);
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    if (!imageArchives(event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent *event)
{
    const QStringList paths = imageArchives(event->mimeData());
    if (!paths.isEmpty())
        view(Page::Images); // which says what was loaded
    for (const QString &path : paths)
        m_services.images.load(path);
    if (!paths.isEmpty()) {
        event->acceptProposedAction();
        m_toasts->show(paths.size() == 1 ? tr("Loading %1").arg(displayText(QFileInfo(paths.front()).fileName())) : tr("Loading %n images", nullptr, static_cast<int>(paths.size())),
                       tr("Show"), [this] { showPage(Page::Tasks); });
    }
}

} // namespace firkin::ui
