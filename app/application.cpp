#include "app/application.h"

#include "app/tray.h"
#include "ui/services/services.h"
#include "ui/settings/preferences.h"
#include "ui/style/icons.h"
#include "ui/style/palettes.h"
#include "ui/window/main_window.h"

#include <QApplication>
#include <QStyleHints>
#include <QTimer>

namespace firkin::app {

namespace {
/// Stopping all on quit: the supervisors go on by themselves if we are gone sooner.
constexpr int stopAllLimitMilliseconds = 30'000;
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
    QGuiApplication::setWindowIcon(ui::applicationIcon());
    m_window = std::make_unique<ui::MainWindow>(*m_services, *m_preferences);
    connect(m_window.get(), &ui::MainWindow::quitConfirmed, this, &Application::onQuitConfirmed);
    if (options.tray && Tray::isAvailable()) {
        m_tray = std::make_unique<Tray>();
        m_window->setHidesOnClose(true);
        connect(m_tray.get(), &Tray::showRequested, this, [this] { raiseWindow({}); });
        connect(m_tray.get(), &Tray::quitRequested, m_window.get(), &ui::MainWindow::requestQuit);
        connect(m_window.get(), &ui::MainWindow::hiddenToTray, this, [this] {
            if (!m_preferences->toldAboutTray()) {
                m_preferences->setToldAboutTray();
                m_tray->tellHidden();
            }
        });
    }
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
    for (const auto &view : containers.containers())
        if (view.state == engine::ContainerState::Running)
            containers.stop(view.id);
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
    m_window.reset();
    m_services->letGoOfStreams();
    m_pools->wait();
    m_services.reset();
    m_preferences.reset();
    m_engine.reset();
}

} // namespace firkin::app
