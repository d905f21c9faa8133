#include "app/application.h"
#include "app/notifications.h"
#include "tests/support/fake_engine.h"
#include "ui/services/services.h"
#include "ui/settings/preferences.h"
#include "ui/window/main_window.h"

#include <QApplication>
#include <QDBusConnection>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace firkin;
using namespace Qt::StringLiterals;
using engine::FakeEngine;

/// What a desktop has: keeps what it was told, and can be clicked.
class FakeDesktop : public QObject {
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.Notifications")

public:
    struct Told {
        QString summary;
        QString body;
        QVariantMap hints;
    };
    QList<Told> told;

public Q_SLOTS:
    uint Notify(const QString &, uint, const QString &, const QString &summary, const QString &body, const QStringList &, const QVariantMap &hints, int)
    {
        told.push_back({summary, body, hints});
        return static_cast<uint>(told.size());
    }

Q_SIGNALS:
    void ActionInvoked(uint id, const QString &action);
    void ActivationToken(uint id, const QString &token);
    void NotificationClosed(uint id, uint reason);
};

/// On a session bus of the test's own (dbus-run-session).
class TestNotifications : public QObject {
    Q_OBJECT

    FakeDesktop m_desktop;
    QTemporaryDir m_folder;

    std::unique_ptr<app::Application> program(FakeEngine *&fake)
    {
        auto made = std::make_unique<FakeEngine>();
        fake = made.get();
        auto application = std::make_unique<app::Application>(std::move(made), app::Application::Options{.preferencesFile = m_folder.filePath(u"window.ini"_s), .tray = false});
        application->start();
        application->window().hide(); // not what the person looks at
        return application;
    }

private Q_SLOTS:
    void initTestCase()
    {
        // A connection of its own, as a desktop is a process of its own.
        auto bus = QDBusConnection::connectToBus(QDBusConnection::SessionBus, u"desktop"_s);
        QVERIFY(bus.isConnected());
        QVERIFY(bus.registerService(u"org.freedesktop.Notifications"_s));
        QVERIFY(bus.registerObject(u"/org/freedesktop/Notifications"_s, &m_desktop, QDBusConnection::ExportAllSlots | QDBusConnection::ExportAllSignals));
    }
    void init() { m_desktop.told.clear(); }

    void aFailedTaskIsToldAndLeadsToItsPage()
    {
        FakeEngine *fake = nullptr;
        const auto application = program(fake);
        application->services().images.pull(u"no such <b>name</b>"_s);
        QTRY_COMPARE(m_desktop.told.size(), 1);
        QVERIFY(m_desktop.told.front().summary.contains(u"no such <b>name</b>"_s)); // plain by the specification
        QVERIFY(!m_desktop.told.front().body.contains(u"<b>"_s));                   // may be markup
        QCOMPARE(m_desktop.told.front().hints[u"urgency"_s].toInt(), 2);
        QCOMPARE(m_desktop.told.front().hints[u"desktop-entry"_s].toString(), QGuiApplication::desktopFileName());

        Q_EMIT m_desktop.ActionInvoked(77, u"default"_s); // somebody else's
        Q_EMIT m_desktop.ActivationToken(1, u"token"_s);
        Q_EMIT m_desktop.ActionInvoked(1, u"default"_s);
        QTRY_VERIFY(application->window().isVisible());
        QCOMPARE(application->window().address().page, ui::Page::Tasks);
        application->shutdown();
    }

    void whatIsQuickIsNotTold()
    {
        FakeEngine *fake = nullptr;
        const auto application = program(fake);
        QSignalSpy ended(&application->services().tasks, &ui::TaskList::ended);
        application->services().images.pull(u"registry.example/a:1"_s);
        QTRY_COMPARE(ended.count(), 1);
        application->services().images.pull(u"no such name"_s); // told, after it
        QTRY_COMPARE(m_desktop.told.size(), 1);
        application->shutdown();
    }

    void whoDoesNotWantItIsNotTold()
    {
        FakeEngine *fake = nullptr;
        const auto application = program(fake);
        application->preferences().setNotifies(false);
        QSignalSpy ended(&application->services().tasks, &ui::TaskList::ended);
        application->services().images.pull(u"no such name"_s);
        QTRY_COMPARE(ended.count(), 1);
        application->preferences().setNotifies(true);
        application->services().images.pull(u"no such name either"_s);
        QTRY_COMPARE(m_desktop.told.size(), 1);
        QVERIFY(m_desktop.told.front().summary.contains(u"either"_s));
        application->shutdown();
    }
};

QTEST_MAIN(TestNotifications)
#include "test_notifications.moc"
