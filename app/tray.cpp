#include "app/tray.h"

#include "ui/style/icons.h"

#include <QMenu>
#include <QSystemTrayIcon>

namespace firkin::app {

using namespace Qt::StringLiterals;

Tray::Tray() : m_menu(std::make_unique<QMenu>()), m_icon(std::make_unique<QSystemTrayIcon>(ui::applicationIcon()))
{
    m_menu->addAction(tr("Show Firkin"), this, &Tray::showRequested);
    m_menu->addSeparator();
    m_menu->addAction(tr("Quit"), this, &Tray::quitRequested);
    m_icon->setContextMenu(m_menu.get());
    m_icon->setToolTip(u"Firkin"_s);
    connect(m_icon.get(), &QSystemTrayIcon::activated, this, [this](QSystemTrayIcon::ActivationReason reason) {
        if (reason == QSystemTrayIcon::Trigger || reason == QSystemTrayIcon::DoubleClick)
            Q_EMIT showRequested();
    });
    m_icon->show();
}

Tray::~Tray() = default;

bool Tray::isAvailable()
{
    return QSystemTrayIcon::isSystemTrayAvailable();
}

void Tray::tellHidden()
{
    m_icon->showMessage(tr("Firkin is still here"), tr("It waits in the tray, and containers keep running. Quit it from the icon’s menu."), ui::applicationIcon());
}

} // namespace firkin::app
