#pragma once

#include <QObject>

#include <memory>

class QAction;
class QMenu;
class QSystemTrayIcon;

namespace firkin::app {

/// The icon in the desktop's tray: brings the window back, stops all, quits. Says how many run.
class Tray : public QObject {
    Q_OBJECT
public:
    Tray();
    ~Tray() override;
    [[nodiscard]] static bool isAvailable();
    /// Said once: the window is not gone.
    void tellHidden();
    void setRunning(int count);

Q_SIGNALS:
    void showRequested();
    void newRequested();
    void stopAllRequested();
    void quitRequested();

private:
    std::unique_ptr<QMenu> m_menu;
    QAction *m_stopAll = nullptr;
    std::unique_ptr<QSystemTrayIcon> m_icon;
};

} // namespace firkin::app
