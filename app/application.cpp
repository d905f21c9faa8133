#include "app/application.h"

#include "app/notifications.h"
#include "app/tray.h"
#include "ui/async/error_text.h"
#include "ui/containers/containers_page.h"
#include "ui/services/services.h"
#include "ui/settings/preferences.h"
#include "ui/style/icons.h"
#include "ui/style/palettes.h"
#include "ui/window/main_window.h"

#include <QApplication>
#include <QStyleHints>
#include <QTimer>

#include <algorithm>

namespace firkin::app {

namespace {
/// Stopping all on quit: the supervisors go on by themselves if we are gone sooner.
constexpr int stopAllLimitMilliseconds = 30'000;
/// What took less is not worth a message.
constexpr qint64 notifyFromMilliseconds = 5000;
} // namespace

Application::Application(std::unique_ptr<engine::Engine> engine, const Options &options)
    : m_engine(std::move(engine))
    , m_pools(std::make_unique<ui::Pools>())
    , m_services(std::make_unique<ui::Services>(*m_engine, *m_pools))
    , m_preferences(std::make_unique<ui::Preferences>(options.preferencesFile))
{
    ui::applyTheme(*qApp, m_preferences->theme());
    connect(m_preferences.get(), &ui::Preferences::themeChanged, this, [](ui::Theme theme) { ui::applyTheme(*qApp, theme); });
    connect(QGuiApplication::styleHints(), &QStyleHints::colorSchemeChanged, this, [this] {
        if (m_preferences->theme() == ui::Theme::System)
            ui::applyTheme(*qApp, ui::Theme::System);
    });
    m_services->statistics.setPace(std::chrono::seconds(m_preferences->liveSeconds()));
    connect(m_preferences.get(), &ui::Preferences::liveSecondsChanged, this, [this](int seconds) { m_services->statistics.setPace(std::chrono::seconds(seconds)); });
    QGuiApplication::setWindowIcon(ui::applicationIcon());
    m_window = std::make_unique<ui::MainWindow>(*m_services, *m_preferences);
    // In the tray nobody looks at live values; what the supervisors record is there when the window comes back.
    connect(m_window.get(), &ui::MainWindow::shown, this, [this](bool visible) {
        if (m_down || !m_started)
            return;
        if (visible)
            m_services->statistics.start();
        else
            m_services->statistics.stopWatching();
    });
    connect(m_window.get(), &ui::MainWindow::quitConfirmed, this, &Application::onQuitConfirmed);
    if (options.tray && Tray::isAvailable()) {
        m_tray = std::make_unique<Tray>();
        m_window->setHidesOnClose(true);
        connect(m_tray.get(), &Tray::showRequested, this, [this] { raiseWindow({}); });
        connect(m_tray.get(), &Tray::newRequested, this, [this] {
            raiseWindow({});
            m_window->containersPage().newContainer();
        });
        connect(m_tray.get(), &Tray::stopAllRequested, &m_services->containers, &ui::ContainersService::stopAll);
        connect(&m_services->containers, &ui::ContainersService::listChanged, this, [this] {
            if (m_tray)
                m_tray->setRunning(static_cast<int>(std::ranges::count(m_services->containers.containers(), engine::ContainerState::Running, &engine::ContainerView::state)));
        });
        connect(m_tray.get(), &Tray::quitRequested, m_window.get(), &ui::MainWindow::requestQuit);
        connect(m_window.get(), &ui::MainWindow::hiddenToTray, this, [this] {
            if (!m_preferences->toldAboutTray()) {
                m_preferences->setToldAboutTray();
                m_tray->tellHidden();
            }
        });
    }
    m_notifications = std::make_unique<Notifications>();
    connect(&m_services->tasks, &ui::TaskList::ended, this, &Application::onTaskEnded);
    // Nobody tells of images that fk has pulled: they are listed again when the person comes back to the window.
    connect(qApp, &QGuiApplication::applicationStateChanged, this, [this](Qt::ApplicationState state) {
        if (state == Qt::ApplicationActive && !m_down)
            m_services->images.refresh();
    });
    // The end of the desktop's session never asks and never stops a container.
    connect(qApp, &QGuiApplication::commitDataRequest, this, [this] { m_window->saveState(); });
}

Application::~Application()
{
    shutdown();
}

void Application::start()
{
    m_services->start();
    m_window->show();
    m_started = true;
}

void Application::raiseWindow(const QByteArray &activationToken)
{
    if (!m_window)
        return;
    // Qt reads the token from the environment at the next activation (Wayland).
    if (!activationToken.isEmpty())
        qputenv("XDG_ACTIVATION_TOKEN", activationToken);
    if (m_window->isMinimized())
        m_window->setWindowState((m_window->windowState() & ~Qt::WindowMinimized) | Qt::WindowActive);
    m_window->show();
    m_window->raise();
    m_window->activateWindow();
}

void Application::onTaskEnded(quint64 id)
{
    const auto *task = m_services->tasks.find(id);
    // Only what the person is not looking at, and only what took long or went wrong.
    if (!task || !m_preferences->notifies() || !m_window || (m_window->isVisible() && m_window->isActiveWindow()) || task->state == ui::TaskState::Cancelled)
        return;
    const bool failed = task->state == ui::TaskState::Failed;
    if (!failed && task->elapsedMs < notifyFromMilliseconds)
        return;
    m_notifications->tell(task->title, failed && task->error ? ui::errorText(*task->error).headline : tr("Done"), failed, [this](const QByteArray &token) {
        raiseWindow(token);
        if (m_window)
            m_window->go({ui::Page::Tasks, {}, {}});
    });
}

void Application::onQuitConfirmed(bool stopAll)
{
    m_window->saveState();
    if (!stopAll) {
        Q_EMIT quitReady();
        return;
    }
    // Quitting never makes a person wait: the window is gone at once, the process follows when all has stopped.
    m_window->hide();
    auto &containers = m_services->containers;
    containers.stopAll();
    const auto look = [this] {
        if (m_leaving)
            return;
        for (const auto &view : m_services->containers.containers())
            if (m_services->containers.pending(view.id))
                return;
        m_leaving = true;
        Q_EMIT quitReady();
    };
    connect(&containers, &ui::ContainersService::rowChanged, this, look, Qt::QueuedConnection);
    QTimer::singleShot(stopAllLimitMilliseconds, this, [this] {
        if (!std::exchange(m_leaving, true))
            Q_EMIT quitReady();
    });
}

void Application::shutdown()
{
    if (m_down)
        return;
    m_down = true;
    m_pools->requestStop();
    m_tray.reset();
    m_notifications.reset();
    m_window.reset();
    m_services->letGoOfStreams();
    m_pools->wait();
    m_services.reset();
    m_preferences.reset();
    m_engine.reset();
}

} // namespace firkin::app
