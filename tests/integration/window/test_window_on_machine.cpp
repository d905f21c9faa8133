// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/application.h"
#include "terminal/terminal_view.h"
#include "tests/integration/engine/engine_fixture.h"
#include "ui/containers/container_model.h"
#include "ui/containers/container_table.h"
#include "ui/containers/containers_page.h"
#include "ui/files/drop_sheet.h"
#include "ui/services/services.h"
#include "ui/places/address.h"
#include "ui/window/main_window.h"

#include "runtime/base/error_text.h"

#include <QApplication>
#include <QCryptographicHash>
#include <QDir>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QElapsedTimer>
#include <QFile>
#include <QMimeData>
#include <QPushButton>
#include <QScopeGuard>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>

#include <csignal>

using namespace firkin;
using namespace firkin::test;
using namespace Qt::StringLiterals;
using terminal::TerminalView;

namespace {

constexpr int patience = 60'000; ///< milliseconds; software emulation on a busy host

/// The program's window on the fixture's store; gone, with its engine, at the end. What runs goes on. `home` keeps what
/// the window remembers.
class Window {
public:
    Window(const EngineFixture &fixture, const QTemporaryDir &home)
        : m_application(fixture.open(), {.preferencesFile = home.filePath(u"window.ini"_s), .tray = false})
    {
        m_application.window().resize(1200, 800);
        m_application.start();
    }
    ~Window() { m_application.shutdown(); }

    app::Application *operator->() { return &m_application; }

    [[nodiscard]] bool isReady()
    {
        return QTest::qWaitFor([this] { return m_application.services().containers.state() == ui::LoadState::Ready; }, patience);
    }
    /// The visible terminal, once it shows `text`; null when it does not.
    TerminalView *terminalShowing(const QString &text)
    {
        TerminalView *found = nullptr;
        (void)QTest::qWaitFor(
            [&] {
                found = nullptr;
                for (auto *view : m_application.window().findChildren<TerminalView *>()) {
                    if (view->isVisible() && view->plainText().contains(text))
                        found = view;
                }
                return found != nullptr;
            },
            patience);
        return found;
    }

private:
    app::Application m_application;
};

} // namespace

class TestWindowOnMachine : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_fixture = std::make_unique<EngineFixture>();
        const auto engine = m_fixture->open();
        m_web = m_fixture->start(*engine, "web");
    }
    void cleanupTestCase()
    {
        {
            const auto engine = m_fixture->open();
            const Status removed = engine->containers().remove(m_web, true, true, {});
            QVERIFY(removed);
        }
        QVERIFY(QTest::qWaitFor([this] { return m_fixture->isClean(); }, patience));
        m_fixture.reset();
    }

    void aTerminalComesBackWithItsTextAndItsProgram()
    {
        {
            Window window(*m_fixture, m_home);
            QVERIFY(window.isReady());
            window->window().go({ui::Page::Containers, m_web, ui::DetailTab::Terminal});
            TerminalView *terminal = window.terminalShowing(u"#"_s);
            QVERIFY(terminal);
            terminal->type(u"kept=yes; echo mark-$((40+2))\r"_s);
            QVERIFY(window.terminalShowing(u"mark-42"_s));
        }

        Window window(*m_fixture, m_home);
        QVERIFY(window.isReady());
        window->window().go({ui::Page::Containers, m_web, ui::DetailTab::Terminal});

        TerminalView *terminal = window.terminalShowing(u"mark-42"_s);
        QVERIFY(terminal);
        terminal->type(u"echo still-$kept\r"_s);
        QVERIFY2(window.terminalShowing(u"still-yes"_s), "it is another shell");
    }

    void aFileDroppedOnARowIsInTheContainer()
    {
        QTemporaryDir folder;
        QFile file(folder.filePath(u"dropped by hand.txt"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("dropped\n");
        file.close();
        Window window(*m_fixture, m_home);
        QVERIFY(window.isReady());
        auto *table = window->window().findChild<ui::ContainerTable *>();
        QVERIFY(table);
        QTRY_VERIFY_WITH_TIMEOUT(table->model()->rowCount() == 1, patience);
        const QPoint row = table->visualRect(table->model()->index(0, 0)).center();
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(file.fileName())});

        QDragEnterEvent enter(row, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(table->viewport(), &enter);
        QDragMoveEvent move(row, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(table->viewport(), &move);
        QVERIFY(move.isAccepted());
        QDropEvent drop(QPointF(row), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(table->viewport(), &drop);
        auto *sheet = window->window().findChild<ui::DropSheet *>();
        QVERIFY(sheet);
        for (auto *button : sheet->findChildren<QPushButton *>()) {
            if (button->isDefault())
                button->click();
        }

        const auto engine = m_fixture->open();
        QTRY_VERIFY_WITH_TIMEOUT(engine->files().stat(m_web, "/dropped by hand.txt", {}).has_value(), patience);
        QTRY_COMPARE_WITH_TIMEOUT(sh(*engine, m_web, "cat '/dropped by hand.txt'").output, std::string("dropped\n"), patience);
    }

    void aContainersFilesAreAFolderOfThisComputer()
    {
        if (::access("/dev/fuse", R_OK | W_OK) != 0)
            QSKIP("this host has no /dev/fuse");
        const auto engine = m_fixture->open();
        const Executed made = sh(*engine, m_web,
                                 "mkdir -p /srv/d && cd /srv/d && dd if=/dev/urandom of=big bs=1M count=24 2>/dev/null && ln -s /etc/hostname link"
                                 " && mkfifo pipe && printf 'x' > 'a name\twith a tab' && chmod 0 'a name\twith a tab' && md5sum < big && cat /etc/hostname");
        QVERIFY2(made.status && made.status->code == 0, made.errors.c_str());
        const auto folder = engine->files().serve(m_web, {});
        QVERIFY2(folder, folder ? "" : render(folder.error()).c_str());
        const QDir d(QString::fromStdString((*folder / "srv/d").native()));

        QCOMPARE(d.entryList(QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot, QDir::Name),
                 (QStringList{u"a name\twith a tab"_s, u"big"_s, u"link"_s}));
        QFile big(d.filePath(u"big"_s));
        QVERIFY(big.open(QIODevice::ReadOnly));
        QElapsedTimer timer;
        timer.start();
        QCryptographicHash hash(QCryptographicHash::Md5);
        QVERIFY(hash.addData(&big));
        qInfo("read at %.1f MB/s", 24 * 1048.576 / double(std::max<qint64>(timer.elapsed(), 1)));
        QVERIFY2(made.output.starts_with(hash.result().toHex().toStdString()), made.output.c_str());
        QFile link(d.filePath(u"link"_s));
        QVERIFY(link.open(QIODevice::ReadOnly));
        QVERIFY(made.output.ends_with("\n" + link.readAll().toStdString())); // the container's, not ours
        QFile version(QString::fromStdString((*folder / "proc/version").native()));
        QVERIFY(version.open(QIODevice::ReadOnly));
        QVERIFY(version.readAll().startsWith("Linux version")); // it has no size, and content
        QFile secret(d.filePath(u"a name\twith a tab"_s));
        QVERIFY(secret.open(QIODevice::ReadOnly));
        QCOMPARE(secret.readAll(), QByteArray("x"));
        const auto again = engine->files().serve(m_web, {});
        QVERIFY(again && *again == *folder);
        QVERIFY(engine->files().serve(*ContainerId::parse("nosuchthing1"), {}).error().code == ErrorCode::NotFound);
    }

    void liveSamplesReachTheWindow()
    {
        Window window(*m_fixture, m_home);
        QVERIFY(window.isReady());
        int samples = 0;
        connect(&window->services().statistics, &ui::StatisticsService::sampled, this, [&] { ++samples; });
        window->window().go({ui::Page::Containers, m_web, ui::DetailTab::Statistics});
        QTRY_VERIFY_WITH_TIMEOUT(samples >= 3, patience);
    }

    void aSilentMachineIsSaidSoAndAllElseGoesOn()
    {
        Window window(*m_fixture, m_home);
        QVERIFY(window.isReady());
        const auto record = m_fixture->store().loadMachine(*MachineId::parse(m_web.str()));
        QVERIFY(record);
        std::vector<pid_t> stopped;
        for (const auto &helper : record->helpers)
            if (helper.name.starts_with("qemu"))
                stopped.push_back(helper.pid);
        QVERIFY(!stopped.empty());
        const auto signal = [&](int number) {
            for (const pid_t pid : stopped)
                ::kill(pid, number);
        };
        const auto goOn = qScopeGuard([&] { signal(SIGCONT); });
        auto *table = window->window().findChild<ui::ContainerTable *>();
        window->window().go({ui::Page::Containers, {}, {}});
        signal(SIGSTOP);

        QVERIFY(window->services().containers.find(m_web));
        QTRY_VERIFY_WITH_TIMEOUT(window->services().containers.find(m_web)->silentSince.has_value(), patience);
        const QModelIndex row = table->model()->index(0, ui::ContainerModel::StateColumn);
        QTRY_COMPARE_WITH_TIMEOUT(row.data(ui::ContainerModel::ConditionRole).toInt(), static_cast<int>(ui::Condition::Silent), patience);
        // No page and no tab waits for it.
        for (int page = 0; page < ui::pageCount; ++page)
            openQuickly(window, {static_cast<ui::Page>(page), {}, {}});
        for (int tab = 0; tab <= static_cast<int>(ui::DetailTab::Inspect); ++tab)
            openQuickly(window, {ui::Page::Containers, m_web, static_cast<ui::DetailTab>(tab)});

        signal(SIGCONT);
        QTRY_VERIFY_WITH_TIMEOUT(!window->services().containers.find(m_web)->silentSince.has_value(), patience);
    }

private:
    static void openQuickly(Window &window, const ui::Address &place)
    {
        QElapsedTimer clock;
        clock.start();
        window->window().go(place);
        QCoreApplication::processEvents();
        QVERIFY2(clock.elapsed() < 2000, qPrintable(QString::number(clock.elapsed())));
    }

    std::unique_ptr<EngineFixture> m_fixture;
    QTemporaryDir m_home;
    ContainerId m_web;
};

QTEST_MAIN(TestWindowOnMachine)
#include "test_window_on_machine.moc"
