#include "app/tray.h"

#include "ui/style/icons.h"

#include <QMenu>
#include <QSystemTrayIcon>

namespace firkin::app {

using namespace Qt::StringLiterals;

Tray::Tray() : m_menu(std::make_unique<QMenu>()), m_icon(std::make_unique<QSystemTrayIcon>(ui::applicationIcon()))
{
    m_menu->addAction(tr("Show Firkin"), this, &Tray::showRequested);
    m_menu->addAction(tr("New Container…"), this, &Tray::newRequested);
    m_stopAll = m_menu->addAction(tr("Stop All Containers"), this, &Tray::stopAllRequested);
    m_menu->addSeparator();
    m_menu->addAction(tr("Quit"), this, &Tray::quitRequested);
    m_icon->setContextMenu(m_menu.get());
    setRunning(0);
    connect(m_icon.get(), &QSystemTrayIcon::activated, this, [this](QSystemTrayIcon::ActivationReason reason) {
        if (reason == QSystemTrayIcon::Trigger || reason == QSystemTrayIcon::DoubleClick)
            Q_EMIT showRequested();
    });
    m_icon->show();
}

Tray::~Tray() = default;

void Tray::setRunning(int count)
{
    m_stopAll->setEnabled(count > 0);
    m_icon->setToolTip(count == 0 ? u"Firkin"_s : tr("Firkin: %n container(s) running", nullptr, count));
}

bool Tray::isAvailable()
{
    return QSystemTrayIcon::isSystemTrayAvailable();
}

void Tray::tellHidden()
{
    m_icon->showMessage(tr("Firkin is still here"), tr("It waits in the tray, and containers keep running. Quit it from the icon’s menu."), ui::applicationIcon());
}

} // namespace firkin::app
