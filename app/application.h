#pragma once

#include "runtime/engine/engine.h"
#include "ui/async/pools.h"

#include <QObject>

#include <memory>

namespace firkin::ui {
class MainWindow;
class Preferences;
class Services;
}

namespace firkin::app {

class Notifications;
class Tray;

/// Owns everything of the window's process and knows the order. GUI thread.
///
/// Construction: engine (given) → pools → services → preferences and theme → window → tray.
/// Shutdown, in this order, each step only once:
///   1. stop is requested of all operations (nothing new starts un-stopped after that);
///   2. the window goes, and with it every viewer of a stream; the services let go of their subscriptions: their
///      destructors, which join threads, run on the pools' workers;
///   3. the pools are waited for: the one wait on the GUI thread, when no window is there any more;
///   4. services; 5. engine.
/// Containers are not touched: their supervisors outlive this process.
class Application : public QObject {
    Q_OBJECT
public:
    struct Options {
        QString preferencesFile;  ///< empty: the user's own
        bool tray = true;         ///< if the desktop has one
    };

    Application(std::unique_ptr<engine::Engine> engine, const Options &options);
    ~Application() override;

    /// Shows the window and begins to watch.
    void start();
    void raiseWindow(const QByteArray &activationToken);
    void shutdown();

    [[nodiscard]] ui::MainWindow &window() { return *m_window; }
    [[nodiscard]] ui::Services &services() { return *m_services; }
    [[nodiscard]] ui::Preferences &preferences() { return *m_preferences; }

Q_SIGNALS:
    /// The person has decided: leave the event loop.
    void quitReady();

private:
    void onQuitConfirmed(bool stopAll);
    void onTaskEnded(quint64 id);

    std::unique_ptr<engine::Engine> m_engine;
    std::unique_ptr<ui::Pools> m_pools;
    std::unique_ptr<ui::Services> m_services;
    std::unique_ptr<ui::Preferences> m_preferences;
    std::unique_ptr<ui::MainWindow> m_window;
    std::unique_ptr<Tray> m_tray;
    std::unique_ptr<Notifications> m_notifications;
    bool m_started = false;
    bool m_leaving = false;
    bool m_down = false;
};

} // namespace firkin::app
