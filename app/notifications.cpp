#include "app/notifications.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QGuiApplication>
#include <QVariantMap>

namespace firkin::app {

using namespace Qt::StringLiterals;

namespace {
const QString service = u"org.freedesktop.Notifications"_s;
const QString path = u"/org/freedesktop/Notifications"_s;
} // namespace

Notifications::Notifications(QObject *parent) : QObject(parent)
{
    auto bus = QDBusConnection::sessionBus();
    bus.connect(service, path, service, u"ActionInvoked"_s, this, SLOT(onActionInvoked(uint, QString)));
    bus.connect(service, path, service, u"ActivationToken"_s, this, SLOT(onActivationToken(uint, QString)));
    bus.connect(service, path, service, u"NotificationClosed"_s, this, SLOT(onClosed(uint, uint)));
}

Notifications::~Notifications() = default;

void Notifications::tell(const QString &summary, const QString &body, bool urgent, std::function<void(const QByteArray &)> onActivated)
{
    auto message = QDBusMessage::createMethodCall(service, path, service, u"Notify"_s);
    const QVariantMap hints{{u"desktop-entry"_s, QGuiApplication::desktopFileName()}, {u"urgency"_s, QVariant::fromValue<uchar>(urgent ? 2 : 1)}};
    // The summary is plain text by the specification; the body may be taken for markup.
    message << QGuiApplication::applicationDisplayName() << uint(0) << QGuiApplication::desktopFileName() << summary << body.toHtmlEscaped()
            << QStringList{u"default"_s, tr("Show")} << hints << -1;
    auto *watcher = new QDBusPendingCallWatcher(QDBusConnection::sessionBus().asyncCall(message), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, onActivated = std::move(onActivated)](QDBusPendingCallWatcher *done) {
        done->deleteLater();
        const QDBusPendingReply<uint> reply = *done;
        if (!reply.isError())
            m_shown[reply.value()] = {onActivated, {}};
    });
}

void Notifications::onActivationToken(uint id, const QString &token)
{
    if (const auto it = m_shown.find(id); it != m_shown.end())
        it->second.token = token.toLatin1();
}

void Notifications::onActionInvoked(uint id, const QString &)
{
    // Others' notifications come by here, too.
    const auto it = m_shown.find(id);
    if (it == m_shown.end())
        return;
    const Shown shown = it->second;
    m_shown.erase(it);
    shown.onActivated(shown.token);
}

void Notifications::onClosed(uint id, uint)
{
    m_shown.erase(id);
}

} // namespace firkin::app
