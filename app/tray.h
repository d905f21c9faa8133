#pragma once

#include <QObject>

#include <memory>

class QMenu;
class QSystemTrayIcon;

namespace firkin::app {

/// The icon in the desktop's tray: brings the window back, quits.
class Tray : public QObject {
    Q_OBJECT
public:
    Tray();
    ~Tray() override;
    [[nodiscard]] static bool isAvailable();
    /// Said once: the window is not gone.
    void tellHidden();

Q_SIGNALS:
    void showRequested();
    void quitRequested();

private:
    std::unique_ptr<QMenu> m_menu;
    std::unique_ptr<QSystemTrayIcon> m_icon;
};

} // namespace firkin::app
