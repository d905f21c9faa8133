#include "terminal/terminal_view.h"
#include "tests/support/fake_engine.h"
#include "ui/consoles/console.h"
#include "ui/consoles/console_memory.h"
#include "ui/consoles/console_shortcuts.h"
#include "ui/consoles/console_window.h"
#include "ui/consoles/consoles_view.h"
#include "ui/consoles/reconnect.h"
#include "ui/services/services.h"

#include <QApplication>
#include <QDialog>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QLabel>
#include <QTabBar>
#include <QTemporaryDir>
#include <QTest>

#include <thread>

using namespace firkin;
using namespace firkin::ui;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

struct World {
    engine::FakeEngine engine;
    Pools pools;
    std::unique_ptr<Services> services = std::make_unique<Services>(engine, pools);
    ContainerId id = engine.addRunning("web");
    std::map<QString, QByteArray> kept;

    World() { services->start(); }
    ~World()
    {
        services.reset();
        pools.requestStop();
        pools.wait();
    }
    ConsoleMemory memory()
    {
        return {[this](const QString &key) { return kept[key]; }, [this](const QString &key, const QByteArray &value) { kept[key] = value; }};
    }
    std::unique_ptr<ConsolesView> open(std::optional<ContainerId> container = std::nullopt)
    {
        if (!QTest::qWaitFor([&] { return services->containers.find(container.value_or(id)) != nullptr; }))
            qFatal("no container");
        auto view = std::make_unique<ConsolesView>(*services, memory());
        view->resize(800, 480);
        view->show();
        view->setContainer(container.value_or(id));
        return view;
    }
    std::vector<engine::SessionInfo> sessions() { return *engine.sessions().list(id, {}); }
    SessionId openSession(const std::string &command = "/bin/sh")
    {
        engine::SessionSpec spec;
        spec.command = {command};
        return engine.sessions().open(id, spec, {})->id;
    }
};

QString textOf(Console *console) { return console->view().plainText(); }

QPushButton *buttonOf(QWidget *widget, const QString &text)
{
    for (auto *button : widget->findChildren<QPushButton *>()) {
        if (button->isVisible() && button->text().contains(text))
            return button;
    }
    return nullptr;
}

QDialog *openDialog()
{
    for (QWidget *widget : QApplication::topLevelWidgets()) {
        if (auto *dialog = qobject_cast<QDialog *>(widget); dialog && dialog->isVisible())
            return dialog;
    }
    return nullptr;
}

} // namespace

class TestUiConsoles : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void retriesGetRarerAndEnd()
    {
        QCOMPARE(*retryDelay(0), 500ms);
        QCOMPARE(*retryDelay(1), 1000ms);
        QCOMPARE(*retryDelay(4), 8000ms);
        QVERIFY(!retryDelay(5));
        QVERIFY(!retryDelay(-1));
    }

    void aShellOpensAtFirstSightWithTheSizeOfTheTerminal()
    {
        World world;
        const auto view = world.open();

        QTRY_COMPARE(view->consoles()->count(), 1);
        Console *console = view->consoles()->current();
        QTRY_COMPARE(console->state(), Console::State::Live);
        QTRY_VERIFY(textOf(console).contains(u"/ #"_s));
        const auto sessions = world.sessions();
        QCOMPARE(sessions.size(), std::size_t(1));
        QCOMPARE(int(sessions[0].size.columns), console->view().terminalSize().width());
        QCOMPARE(int(sessions[0].size.rows), console->view().terminalSize().height());
    }

    void keysReachTheShellAndItsAnswerTheScreen()
    {
        World world;
        const auto view = world.open();
        QTRY_VERIFY(view->consoles()->current() != nullptr);
        Console *console = view->consoles()->current();
        QTRY_COMPARE(console->state(), Console::State::Live);

        QTest::keyClicks(console->view().focusProxy(), u"echo hello"_s);
        QTest::keyClick(console->view().focusProxy(), Qt::Key_Return);

        QTRY_VERIFY(textOf(console).contains(u"\nhello"_s));
        QCOMPARE(world.engine.typedInto(*console->session()), std::string("echo hello\r"));
    }

    void aResizeIsTold()
    {
        World world;
        const auto view = world.open();
        QTRY_VERIFY(view->consoles()->current() != nullptr);
        QTRY_COMPARE(view->consoles()->current()->state(), Console::State::Live);
        const auto before = world.sessions().at(0).size;

        view->resize(1000, 600);

        QTRY_VERIFY(world.sessions().at(0).size.columns > before.columns);
        QTRY_VERIFY(world.sessions().at(0).size.rows > before.rows);
    }

    void anExitLeavesTheTextAndOffersAnotherShell()
    {
        World world;
        const auto view = world.open();
        QTRY_VERIFY(view->consoles()->current() != nullptr);
        Console *console = view->consoles()->current();
        QTRY_COMPARE(console->state(), Console::State::Live);
        console->view().type(u"exit 3\r"_s);

        QTRY_COMPARE(console->state(), Console::State::Ended);
        QTRY_VERIFY(textOf(console).contains(u"exit code 3"_s));
        QVERIFY(textOf(console).contains(u"/ # exit 3"_s));
        QPushButton *restart = buttonOf(console, u"Restart"_s);
        QVERIFY(restart != nullptr);
        const auto first = console->session();

        restart->click();

        QTRY_COMPARE(console->state(), Console::State::Live);
        QVERIFY(console->session() != first);
    }

    void aLostConnectionIsMarkedAndMadeAgain()
    {
        World world;
        const auto view = world.open();
        QTRY_VERIFY(view->consoles()->current() != nullptr);
        Console *console = view->consoles()->current();
        QTRY_COMPARE(console->state(), Console::State::Live);
        world.engine.printInSession(world.id, *console->session(), "before\r\n");
        QTRY_VERIFY(textOf(console).contains(u"before"_s));

        world.engine.loseAttachments(world.id, makeError(firkin::Operation::AttachSession, "web", Reason::ConnectionLost));
        QTRY_COMPARE(console->state(), Console::State::Lost);
        QTRY_VERIFY(textOf(console).contains(u"Connection lost"_s));
        world.engine.printInSession(world.id, *console->session(), "meanwhile\r\n");

        QTRY_COMPARE_WITH_TIMEOUT(console->state(), Console::State::Live, 3000);
        QTRY_VERIFY(textOf(console).contains(u"meanwhile"_s));
        QCOMPARE(textOf(console).count(u"before"_s), 1); // goes on where it was
        QVERIFY(textOf(console).indexOf(u"Connection lost"_s) < textOf(console).indexOf(u"meanwhile"_s));
    }

    void whatCannotBeReconnectedSaysSo()
    {
        World world;
        const auto view = world.open();
        QTRY_VERIFY(view->consoles()->current() != nullptr);
        Console *console = view->consoles()->current();
        QTRY_COMPARE(console->state(), Console::State::Live);
        world.engine.loseAttachments(world.id, makeError(firkin::Operation::AttachSession, "web", Reason::NoSuchSession));
        QTRY_COMPARE(console->state(), Console::State::Gone);
        QVERIFY(buttonOf(console, u"Restart"_s) != nullptr);
    }

    void anImageWithoutAShellOffersTheDebugShell()
    {
        World world;
        world.engine.inject(firkin::Operation::OpenSession, {.error = makeError(firkin::Operation::OpenSession, "web", Reason::NoShell), .times = 1});
        const auto view = world.open();
        QTRY_VERIFY(view->consoles()->current() != nullptr);
        Console *console = view->consoles()->current();
        QTRY_COMPARE(console->state(), Console::State::Failed);
        QPushButton *debug = buttonOf(console, u"Debug Shell"_s);
        QVERIFY(debug != nullptr);

        debug->click();

        QTRY_COMPARE(console->state(), Console::State::Live);
    }

    void sessionsWithoutAViewerWaitInTheMenu()
    {
        World world;
        world.openSession("/usr/bin/top");
        const auto view = world.open();
        QPushButton *attach = nullptr;
        QTRY_VERIFY((attach = buttonOf(view.get(), u"Attach"_s)) != nullptr);
        QCOMPARE(view->consoles()->count(), 0); // nothing is opened beside what there is

        auto *menu = view->findChild<QMenu *>();
        Q_EMIT menu->aboutToShow();
        const auto actions = menu->actions();
        QVERIFY(std::ranges::any_of(actions, [](QAction *action) { return action->text().startsWith(u"/usr/bin/top"_s); }));

        attach->click();
        QTRY_COMPARE(view->consoles()->count(), 1);
        QTRY_COMPARE(view->consoles()->current()->state(), Console::State::Live);
        QTRY_VERIFY(textOf(view->consoles()->current()).contains(u"/ #"_s));
    }

    void tabsComeBackAndOnlyTheVisibleOneIsAttached()
    {
        World world;
        {
            const auto view = world.open();
            QTRY_COMPARE(view->consoles()->count(), 1);
            QTRY_COMPARE(view->consoles()->current()->state(), Console::State::Live);
            view->consoles()->openShell();
            QTRY_COMPARE(view->consoles()->current()->state(), Console::State::Live);
            world.engine.printInSession(world.id, *view->consoles()->at(0)->session(), "in the first\r\n");
        }
        QCOMPARE(world.sessions().size(), std::size_t(2)); // detached, not ended

        const auto view = world.open();

        QTRY_COMPARE(view->consoles()->count(), 2);
        QTRY_COMPARE(view->consoles()->current()->state(), Console::State::Live);
        QCOMPARE(view->consoles()->at(0)->state(), Console::State::Waiting);
        view->consoles()->findChild<QTabBar *>()->setCurrentIndex(0);
        QTRY_COMPARE(view->consoles()->at(0)->state(), Console::State::Live);
        QTRY_VERIFY(textOf(view->consoles()->at(0)).contains(u"in the first"_s));
        QCOMPARE(world.sessions().size(), std::size_t(2));
    }

    void closingATabEndsItsSession()
    {
        World world;
        const auto view = world.open();
        QTRY_VERIFY(view->consoles()->current() != nullptr);
        QTRY_COMPARE(view->consoles()->current()->state(), Console::State::Live);

        view->consoles()->closeTab(0); // only its shell runs: no question

        QTRY_COMPARE(view->consoles()->count(), 0);
        QTRY_VERIFY(world.sessions().empty());
        QVERIFY(openDialog() == nullptr);
    }

    void anotherContainerKeepsTheTerminalsOfTheFirst()
    {
        World world;
        const auto other = world.engine.addRunning("db");
        const auto view = world.open();
        QTRY_VERIFY(view->consoles()->current() != nullptr);
        Console *console = view->consoles()->current();
        QTRY_COMPARE(console->state(), Console::State::Live);
        QTRY_VERIFY(world.services->containers.find(other) != nullptr);

        view->setContainer(other);
        QTRY_VERIFY(view->consoles()->current() != nullptr);
        view->setContainer(world.id);

        QCOMPARE(view->consoles()->current(), console);
        QCOMPARE(console->state(), Console::State::Live);
        view->setContainer({});
        QVERIFY(view->consoles() == nullptr);
    }

    void outputInAHiddenTabIsMarked()
    {
        World world;
        const auto view = world.open();
        QTRY_VERIFY(view->consoles()->current() != nullptr);
        Console *first = view->consoles()->current();
        QTRY_COMPARE(first->state(), Console::State::Live);
        view->consoles()->openShell();
        QTRY_COMPARE(view->consoles()->current()->state(), Console::State::Live);
        QSignalSpy activity(first, &Console::activity);

        world.engine.printInSession(world.id, *first->session(), "news\r\n");

        QTRY_COMPARE(activity.count(), 1);
    }

    void aHiddenFloodStartsFromTheEndWhenItIsShown()
    {
        World world;
        const auto view = world.open();
        QTRY_VERIFY(view->consoles()->current() != nullptr);
        Console *first = view->consoles()->current();
        QTRY_COMPARE(first->state(), Console::State::Live);
        view->consoles()->openShell();
        QTRY_COMPARE(view->consoles()->current()->state(), Console::State::Live);
        const int before = world.engine.calls(firkin::Operation::AttachSession);
        std::jthread flood([&, session = *first->session()](std::stop_token stop) {
            const std::string piece(100'000, 'x');
            for (int i = 0; i < 60 && !stop.stop_requested(); ++i)
                world.engine.printInSession(world.id, session, piece);
            world.engine.printInSession(world.id, session, "\r\nthe end\r\n");
        });
        QTest::qWait(2300); // two seconds at 1 MB/s

        view->consoles()->findChild<QTabBar *>()->setCurrentIndex(0);

        QTRY_VERIFY_WITH_TIMEOUT(textOf(first).contains(u"the end"_s), 10'000);
        QVERIFY(world.engine.calls(firkin::Operation::AttachSession) > before);
    }

    void droppedFilesAreUploadedAndTheirPathsTyped()
    {
        World world;
        engine::FileEntry srv;
        srv.type = engine::FileType::Directory;
        world.engine.addFile(world.id, "/srv", srv);
        QTemporaryDir folder;
        QFile file(folder.filePath(u"two words.txt"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("content");
        file.close();
        const auto view = world.open();
        QTRY_VERIFY(view->consoles()->current() != nullptr);
        Console *console = view->consoles()->current();
        QTRY_COMPARE(console->state(), Console::State::Live);

        console->upload({QUrl::fromLocalFile(file.fileName())});

        QTRY_COMPARE(world.engine.typedInto(*console->session()), std::string("'/srv/two words.txt' "));
        QCOMPARE(world.engine.fileContent(world.id, "/srv/two words.txt").value_or(""), std::string("content"));
    }

    void aStoppedContainerOffersToStartAndATabSurvivesIt()
    {
        World world;
        const auto view = world.open();
        QTRY_VERIFY(view->consoles()->current() != nullptr);
        QTRY_COMPARE(view->consoles()->current()->state(), Console::State::Live);
        world.engine.change(world.id, [](engine::ContainerView &container) { container.state = engine::ContainerState::Exited; });
        world.engine.loseAttachments(world.id, makeError(firkin::Operation::AttachSession, "web", Reason::NotRunning));
        QTRY_COMPARE(view->consoles()->current()->state(), Console::State::Gone);
        QTRY_VERIFY(!buttonOf(view->consoles()->current(), u"Restart"_s)->isEnabled());
        QVERIFY(textOf(view->consoles()->current()).contains(u"/ #"_s));

        view->consoles()->closeTab(0);
        QTRY_VERIFY(buttonOf(view.get(), u"Start"_s) != nullptr);
        buttonOf(view.get(), u"Start"_s)->click();
        QTRY_COMPARE_WITH_TIMEOUT(view->consoles()->count(), 1, 5000);
        QTRY_COMPARE(view->consoles()->current()->state(), Console::State::Live);
    }

    void noShortcutTakesAKeyFromTheProgramInside()
    {
        std::set<QString> seen;
        for (const ConsoleShortcut &shortcut : consoleShortcuts()) {
            const QString keys = shortcut.keys.toString(QKeySequence::PortableText);
            QVERIFY2(seen.insert(keys).second, qPrintable(keys));
            QVERIFY(!shortcut.text.isEmpty());
            const QKeyCombination combination = shortcut.keys[0];
            const bool shiftTab = combination.key() == Qt::Key_Tab && (combination.keyboardModifiers() & Qt::ShiftModifier);
            const auto rule = terminal::ruleFor(shiftTab ? Qt::Key_Backtab : combination.key(), combination.keyboardModifiers());
            QVERIFY2(rule.owner == terminal::KeyOwner::Window, qPrintable(keys));
            QVERIFY2(combination.keyboardModifiers() != Qt::ControlModifier || combination.key() == Qt::Key_Tab, qPrintable(keys));
        }
    }

    void everyShortcutDoesWhatItsTextSays()
    {
        World world;
        const auto view = world.open();
        QTRY_COMPARE(view->consoles()->count(), 1);
        QTRY_COMPARE(view->consoles()->current()->state(), Console::State::Live);
        view->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(view.get()));
        auto *consoles = view->consoles();
        const auto press = [&](ConsoleCommand command) {
            consoles->current()->setFocus();
            QTest::keySequence(QApplication::focusWidget(), shortcutOf(command).keys);
        };
        Console *first = consoles->current();

        press(ConsoleCommand::NewShell);
        QTRY_COMPARE(consoles->count(), 2);
        QTRY_COMPARE(consoles->current()->state(), Console::State::Live);
        Console *second = consoles->current();
        press(ConsoleCommand::NextTab);
        QCOMPARE(consoles->current(), first);
        press(ConsoleCommand::PreviousTab);
        QCOMPARE(consoles->current(), second);
        press(ConsoleCommand::MoveLeft);
        QCOMPARE(consoles->at(0), second);
        press(ConsoleCommand::MoveRight);
        QCOMPARE(consoles->at(1), second);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_1, Qt::AltModifier);
        QCOMPARE(consoles->current(), first);

        press(ConsoleCommand::SplitRight);
        QCOMPARE(consoles->count(), 2); // in the same tab
        QVERIFY(consoles->current() != first);
        QTRY_COMPARE(consoles->current()->state(), Console::State::Live);
        Console *beside = consoles->current();
        QCOMPARE(world.sessions().size(), std::size_t(3));
        press(ConsoleCommand::NextPane);
        QCOMPARE(consoles->current(), first);
        press(ConsoleCommand::PreviousPane);
        QCOMPARE(consoles->current(), beside);
        press(ConsoleCommand::Close);
        QTRY_COMPARE(consoles->current(), first);
        QTRY_COMPARE(world.sessions().size(), std::size_t(2));
        press(ConsoleCommand::SplitDown);
        QTRY_COMPARE(consoles->current()->state(), Console::State::Live);
        QCOMPARE(consoles->count(), 2);

        press(ConsoleCommand::Detach);
        QTRY_VERIFY(qobject_cast<ConsoleWindow *>(QApplication::activeWindow()));
        QCOMPARE(consoles->current(), first);
    }

    void aDetachedConsoleKeepsItsTextAndComesBack()
    {
        World world;
        const auto view = world.open();
        QTRY_VERIFY(view->consoles()->current() != nullptr);
        Console *console = view->consoles()->current();
        QTRY_COMPARE(console->state(), Console::State::Live);
        world.engine.printInSession(world.id, *console->session(), "kept\r\n");
        QTRY_VERIFY(textOf(console).contains(u"kept"_s));
        const int attached = world.engine.calls(firkin::Operation::AttachSession);

        view->consoles()->run(ConsoleCommand::Detach);
        auto *window = qobject_cast<ConsoleWindow *>(console->window());
        QVERIFY(window && window->isVisible());
        QCOMPARE(view->consoles()->count(), 0);
        view->hide(); // the main window is closed: it stays
        QVERIFY(window->isVisible());
        world.engine.printInSession(world.id, *console->session(), "still here\r\n");
        QTRY_VERIFY(textOf(console).contains(u"still here"_s));
        view->show();

        Q_EMIT window->attachRequested();
        QCOMPARE(view->consoles()->count(), 1);
        QCOMPARE(view->consoles()->current(), console);
        QCOMPARE(console->state(), Console::State::Live);
        QVERIFY(textOf(console).contains(u"kept"_s));
        QCOMPARE(world.engine.calls(firkin::Operation::AttachSession), attached); // it was the same viewer all the time
    }

    void aDetachedWindowThatIsClosedLeavesTheSession()
    {
        World world;
        const auto view = world.open();
        QTRY_VERIFY(view->consoles()->current() != nullptr);
        QPointer<Console> console = view->consoles()->current();
        QTRY_COMPARE(console->state(), Console::State::Live);
        view->consoles()->run(ConsoleCommand::Detach);
        console->window()->close();
        QTRY_VERIFY(!console);
        QCOMPARE(world.sessions().size(), std::size_t(1));
    }

    void tabsAreRememberedAsTheyAre_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("tabs");
        QTest::newRow("empty") << QByteArray() << 0;
        QTest::newRow("no JSON") << QByteArray("\x00{") << 0;
        QTest::newRow("of the first version") << QByteArray(R"({"tabs":[{"session":"a","name":"n"},{"session":"b"}],"current":"b"})") << 2;
        QTest::newRow("wrong types") << QByteArray(R"({"tabs":[1,{"sessions":"x"},{"sessions":[2]},null],"current":3})") << 0;
    }
    void tabsAreRememberedAsTheyAre()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, tabs);
        QCOMPARE(int(readTabs(bytes).tabs.size()), tabs);
        QCOMPARE(readTabs(writeTabs(readTabs(bytes))).tabs, readTabs(bytes).tabs);
        const RememberedTabs some{{{{u"a"_s, u"b"_s}, u"two"_s, true}, {{u"c"_s}, {}, false}}, u"c"_s};
        QCOMPARE(readTabs(writeTabs(some)), some);
    }

    void aLinkIsShownBeforeItIsOpened()
    {
        World world;
        const auto view = world.open();
        QTRY_VERIFY(view->consoles()->current() != nullptr);
        Q_EMIT view->consoles()->current()->view().linkActivated(QUrl(u"http://user:pass@example.org/a?b=c#d"_s));
        QDialog *dialog = nullptr;
        QTRY_VERIFY((dialog = openDialog()) != nullptr);
        QVERIFY(std::ranges::any_of(dialog->findChildren<QLabel *>(), [](const QLabel *label) {
            return label->text().contains(u"http://user:pass@example.org/a?b=c#d"_s);
        }));
        dialog->reject();
    }

    void theViewMayDieAtAnyMoment()
    {
        World world;
        for (int i = 0; i < 6; ++i) {
            auto view = world.open();
            QTest::qWait(i * 8);
            view.reset();
        }
        QTest::qWait(20);
    }
};

QTEST_MAIN(TestUiConsoles)
#include "test_ui_consoles.moc"
