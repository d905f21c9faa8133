#include "app/application.h"
#include "app/screenshot_run.h"
#include "terminal/terminal_keys.h"
#include "tests/support/fake_engine.h"
#include "ui/containers/container_model.h"
#include "ui/containers/container_table.h"
#include "ui/containers/containers_page.h"
#include "ui/services/services.h"
#include "ui/palette/command_palette.h"
#include "ui/settings/preferences.h"
#include "ui/widgets/question_dialog.h"
#include "ui/places/address.h"
#include "ui/window/main_window.h"
#include "ui/window/shortcuts.h"

#include <QApplication>
#include <QCheckBox>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QFile>
#include <QImage>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeView>

#include <algorithm>

using namespace firkin;
using namespace firkin::ui;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using engine::ContainerState;
using engine::FakeEngine;

namespace {

ContainerId id(const char *text)
{
    return *ContainerId::parse(text);
}

Address at(Page page, const char *container = nullptr, DetailTab tab = DetailTab::Overview)
{
    return {page, container ? id(container) : ContainerId(), tab};
}

struct Program {
    QTemporaryDir folder;
    FakeEngine *engine = nullptr;
    std::unique_ptr<app::Application> application;

    explicit Program(const std::function<void(FakeEngine &)> &prepare = engine::populate)
    {
        auto made = std::make_unique<FakeEngine>();
        engine = made.get();
        prepare(*made);
        application = std::make_unique<app::Application>(std::move(made), app::Application::Options{.preferencesFile = folder.filePath(u"window.ini"_s), .tray = false});
        application->start();
        (void)QTest::qWaitForWindowActive(&application->window());
        QTRY_VERIFY(application->services().containers.state() == LoadState::Ready);
        QApplication::processEvents();
    }
    ~Program()
    {
        if (engine)
            engine->clearFaults();
        application->shutdown();
    }
    MainWindow &window() { return application->window(); }
    ContainerId idOf(const char *name)
    {
        for (const auto &view : application->services().containers.containers())
            if (view.name == name)
                return view.id;
        return {};
    }
};

QuestionDialog *question()
{
    for (QWidget *widget : QApplication::topLevelWidgets())
        if (auto *found = qobject_cast<QuestionDialog *>(widget); found && found->isVisible())
            return found;
    return nullptr;
}

void press(QuestionDialog *dialog, const QString &text)
{
    for (auto *button : dialog->findChildren<QPushButton *>())
        if (button->text() == text)
            QTest::mouseClick(button, Qt::LeftButton);
}

} // namespace

class TestUiWindow : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void historyWalksBackAndForward()
    {
        AddressHistory history;
        history.visit(at(Page::Containers));
        history.visit(at(Page::Containers, "a"));
        history.visit(at(Page::Containers, "a"));
        history.visit(at(Page::Images));
        QVERIFY(!history.canGoForward());
        QCOMPARE(history.back(), std::optional(at(Page::Containers, "a")));
        QCOMPARE(history.back(), std::optional(at(Page::Containers)));
        QVERIFY(!history.back());
        QCOMPARE(history.forward(), std::optional(at(Page::Containers, "a")));
        history.visit(at(Page::Trash));
        QVERIFY(!history.canGoForward());
        QCOMPARE(history.back(), std::optional(at(Page::Containers, "a")));
    }

    void placesOfADeletedContainerAreForgotten()
    {
        AddressHistory history;
        history.visit(at(Page::Containers));
        history.visit(at(Page::Containers, "a"));
        history.visit(at(Page::Containers));
        history.visit(at(Page::Containers, "a", DetailTab::Logs));
        history.forget(id("a"));
        QVERIFY(!history.canGoBack());
        QVERIFY(!history.canGoForward());
    }

    void historyIsBounded()
    {
        AddressHistory history;
        for (int i = 0; i < 500; ++i)
            history.visit(at(i % 2 ? Page::Images : Page::Trash));
        int steps = 0;
        while (history.back())
            ++steps;
        QCOMPARE(steps, static_cast<int>(AddressHistory::limit) - 1);
    }

    void controlAndANumberOpensEachPage()
    {
        Program program;
        const std::vector<std::pair<Qt::Key, Page>> keys = {{Qt::Key_1, Page::Containers}, {Qt::Key_2, Page::Dashboard}, {Qt::Key_3, Page::Images}, {Qt::Key_4, Page::Volumes}, {Qt::Key_5, Page::Networks},
                                                            {Qt::Key_6, Page::Tasks},      {Qt::Key_7, Page::Settings}, {Qt::Key_8, Page::Trash}};
        const auto pages = pageTable({program.application->services(), program.application->preferences(), program.window().toasts()});
        QCOMPARE(pages.size(), keys.size());
        for (const auto &[key, page] : keys) {
            QTest::keyClick(&program.window(), key, Qt::ControlModifier);
            QCOMPARE(program.window().address().page, page);
        }
    }

    void theSearchIsOfOnePage()
    {
        Program program;
        QTest::keyClick(&program.window(), Qt::Key_F, Qt::ControlModifier);
        auto *search = qobject_cast<QLineEdit *>(QApplication::focusWidget());
        QVERIFY(search);
        auto &table = program.window().containersPage().table();
        const int all = table.shownCount();
        QTest::keyClicks(search, u"postgres"_s);
        QCOMPARE(table.shownCount(), 1);

        QTest::keyClick(&program.window(), Qt::Key_3, Qt::ControlModifier);
        QVERIFY(search->text().isEmpty());
        QTest::keyClick(&program.window(), Qt::Key_1, Qt::ControlModifier);
        QCOMPARE(table.shownCount(), all);
    }

    void escInTheSearchGoesToThePagesOwnList()
    {
        Program program;
        program.window().go({Page::Images, {}, {}});
        QTRY_COMPARE(program.application->services().images.state(), LoadState::Ready);
        QTest::keyClick(&program.window(), Qt::Key_F, Qt::ControlModifier);
        auto *search = qobject_cast<QLineEdit *>(QApplication::focusWidget());
        QVERIFY(search);
        QTest::keyClick(search, Qt::Key_Escape);
        const auto *list = qobject_cast<QTreeView *>(QApplication::focusWidget());
        QVERIFY(list);
        QCOMPARE(list->accessibleName(), u"Images"_s);
    }

    void anArchiveDroppedOnAnotherPageIsSaid()
    {
        Program program;
        QFile archive(program.folder.filePath(u"app.tar"_s));
        QVERIFY(archive.open(QIODevice::WriteOnly));
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(archive.fileName())});
        const auto dropIt = [&] {
            QDragEnterEvent enter(QPoint(10, 10), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
            QApplication::sendEvent(&program.window(), &enter);
            QDropEvent drop(QPointF(10, 10), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
            QApplication::sendEvent(&program.window(), &drop);
        };
        dropIt();
        const auto says = [&](const QString &text) {
            return std::ranges::any_of(program.window().findChildren<QLabel *>(), [&](const QLabel *label) { return label->isVisible() && label->text().contains(text); });
        };
        QTRY_VERIFY(says(u"Loaded localhost/app:latest"_s));

        program.engine->inject(firkin::Operation::LoadImage, {.error = makeError(firkin::Operation::LoadImage, "other", Reason::NotAnImage)});
        dropIt();
        QTRY_VERIFY(says(u"Could not load the image"_s));
        program.window().go({Page::Images, {}, {}});
        QCOMPARE(std::ranges::count_if(program.window().findChildren<QLabel *>(), [](const QLabel *label) { return label->isVisible() && label->text().contains(u"Could not load the image"_s); }), 1);
    }

    void altAndArrowsWalkWhereOneHasBeen()
    {
        Program program;
        const auto web = program.idOf("web");
        program.window().go({Page::Containers, web, DetailTab::Inspect});
        program.window().go({Page::Settings, {}, {}});
        QTest::keyClick(&program.window(), Qt::Key_Left, Qt::AltModifier);
        QCOMPARE(program.window().address(), (Address{Page::Containers, web, DetailTab::Inspect}));
        QTest::keyClick(&program.window(), Qt::Key_Left, Qt::AltModifier);
        QTest::keyClick(&program.window(), Qt::Key_Right, Qt::AltModifier);
        QCOMPARE(program.window().address().container, web);
    }

    void controlFFindsAndEscComesBack()
    {
        Program program;
        QTest::keyClick(&program.window(), Qt::Key_F, Qt::ControlModifier);
        auto *search = qobject_cast<QLineEdit *>(QApplication::focusWidget());
        QVERIFY(search);
        QTest::keyClicks(search, u"postgres"_s);
        QCOMPARE(program.window().containersPage().table().shownCount(), 1);
        QTest::keyClick(search, Qt::Key_Escape);
        QVERIFY(search->text().isEmpty());
        QTest::keyClick(search, Qt::Key_Escape);
        QVERIFY(program.window().containersPage().table().hasFocus());
    }

    void noKeyDoesTwoThingsAndATerminalLeavesTheWindowItsOwn()
    {
        QStringList seen;
        for (int page = 0; page < pageCount; ++page)
            seen << QKeySequence(Qt::CTRL | static_cast<Qt::Key>(Qt::Key_1 + page)).toString();
        for (const auto &entry : shortcutTable()) {
            QVERIFY(!entry.text.isEmpty());
            bool inTerminal = false;
            for (const auto &key : entry.keys) {
                QVERIFY2(!seen.contains(key.toString()), qPrintable(key.toString()));
                seen << key.toString();
                const auto combination = key[0];
                inTerminal = inTerminal || terminal::ruleFor(combination.key(), combination.keyboardModifiers()).owner == terminal::KeyOwner::Window;
            }
            QCOMPARE(inTerminal, entry.inTerminal);
        }
    }

    void controlKSaysWhatToDo()
    {
        Program program;
        QWidget *before = QApplication::focusWidget();
        QTest::keyClick(&program.window(), Qt::Key_K, Qt::ControlModifier);
        auto *palette = program.window().findChild<CommandPalette *>();
        QVERIFY(palette->isVisible());
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
        QVERIFY(!palette->isVisible());
        QCOMPARE(QApplication::focusWidget(), before);

        QTest::keyClick(&program.window(), Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier);
        QTest::keyClicks(QApplication::focusWidget(), u"stop web"_s);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
        QTRY_COMPARE(program.application->services().containers.find(program.idOf("web"))->state, ContainerState::Exited);

        program.window().openPalette();
        QTest::keyClicks(QApplication::focusWidget(), u"logs db"_s);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
        QCOMPARE(program.window().address(), (Address{Page::Containers, program.idOf("db"), DetailTab::Logs}));

        program.window().openPalette();
        QTest::keyClicks(QApplication::focusWidget(), u"settings"_s);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
        QCOMPARE(program.window().address().page, Page::Settings);
    }

    void anImageArchiveDroppedOnTheWindowIsLoaded()
    {
        Program program;
        QFile archive(program.folder.filePath(u"some image.tar"_s));
        QVERIFY(archive.open(QIODevice::WriteOnly));
        archive.write("x");
        archive.close();
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(archive.fileName()), QUrl::fromLocalFile(program.folder.filePath(u"notes.txt"_s))});
        QDragEnterEvent enter(QPoint(400, 300), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&program.window(), &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop(QPointF(400, 300), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&program.window(), &drop);
        QTRY_COMPARE(program.engine->calls(firkin::Operation::LoadImage), 1);
    }

    void aSilentMachineHoldsNothingElseUp()
    {
        Program program;
        const auto silent = program.idOf("db");
        program.engine->change(silent, [](engine::ContainerView &view) { view.silentSince = std::chrono::system_clock::now() - 9s; });
        for (const auto operation : {firkin::Operation::InspectContainer, firkin::Operation::ReadStatistics, firkin::Operation::ReadLogs, firkin::Operation::AttachSession, firkin::Operation::OpenSession, firkin::Operation::ListDirectory})
            program.engine->inject(operation, {.hang = true});
        for (int tab = 0; tab <= static_cast<int>(DetailTab::Inspect); ++tab) {
            QElapsedTimer clock;
            clock.start();
            program.window().go({Page::Containers, silent, static_cast<DetailTab>(tab)});
            QApplication::processEvents();
            QVERIFY2(clock.elapsed() < 500, qPrintable(QString::number(clock.elapsed())));
        }
        // Another one starts and stops as ever.
        auto &containers = program.application->services().containers;
        containers.stop(program.idOf("web"));
        QTRY_COMPARE(containers.find(program.idOf("web"))->state, ContainerState::Exited);
        containers.forceOff(silent);
        QTRY_COMPARE(containers.find(silent)->state, ContainerState::Exited);
    }

    void theColumnsThatOneChoseAreRemembered()
    {
        QTemporaryDir folder;
        const QString file = folder.filePath(u"window.ini"_s);
        for (int round = 0; round < 2; ++round) {
            auto engine = std::make_unique<FakeEngine>();
            engine::populate(*engine);
            app::Application application(std::move(engine), {.preferencesFile = file, .tray = false});
            application.start();
            auto &table = application.window().containersPage().table();
            QTRY_VERIFY(table.shownCount() > 0);
            if (round == 0) {
                table.showColumn(ContainerModel::DiskColumn, false);
                // The narrow list hides all; the choice comes back with the wide one.
                application.window().containersPage().setLayoutState(ContainersPage::Layout::Split);
                application.window().containersPage().setLayoutState(ContainersPage::Layout::List);
                QVERIFY(table.isColumnHidden(ContainerModel::DiskColumn));
                QVERIFY(!table.isColumnHidden(ContainerModel::NetworkColumn));
                application.window().saveState();
            } else {
                QVERIFY(!table.isColumnShown(ContainerModel::DiskColumn));
                QVERIFY(table.isColumnHidden(ContainerModel::DiskColumn));
                QVERIFY(table.isColumnShown(ContainerModel::NetworkColumn));
            }
        }
    }

    void controlShiftReturnShowsTheDetailAlone()
    {
        Program program;
        program.window().go({Page::Containers, program.idOf("web"), DetailTab::Overview});
        QTest::keyClick(&program.window(), Qt::Key_Return, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(program.window().containersPage().layoutState(), ContainersPage::Layout::Alone);
        QTest::keyClick(&program.window(), Qt::Key_Return, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(program.window().containersPage().layoutState(), ContainersPage::Layout::Split);
    }

    void quittingAsksOnlyWhenSomethingRuns()
    {
        Program quiet([](FakeEngine &) {});
        QSignalSpy ready(quiet.application.get(), &app::Application::quitReady);
        quiet.window().requestQuit();
        QCOMPARE(ready.count(), 1);
        QVERIFY(!question());
    }

    void quittingKeepsContainersRunningByDefault()
    {
        Program program;
        QSignalSpy ready(program.application.get(), &app::Application::quitReady);
        program.window().close();
        QTRY_VERIFY(question());
        QVERIFY(program.window().isVisible());
        press(question(), u"Keep Running"_s);
        QTRY_COMPARE(ready.count(), 1);
        QCOMPARE(program.engine->calls(firkin::Operation::StopContainer), 0);
    }

    void quittingCanBeCancelledAndAskedAgain()
    {
        Program program;
        QSignalSpy ready(program.application.get(), &app::Application::quitReady);
        program.window().requestQuit();
        QTRY_VERIFY(question());
        QTest::keyClick(question(), Qt::Key_Escape);
        QTRY_VERIFY(!question());
        QCOMPARE(ready.count(), 0);
        program.window().requestQuit();
        QTRY_VERIFY(question());
        press(question(), u"Cancel"_s);
    }

    void anAnswerIsRememberedOnlyWhenOneGoesAhead()
    {
        Program program;
        program.window().requestQuit();
        QTRY_VERIFY(question());
        question()->findChild<QCheckBox *>()->setChecked(true);
        press(question(), u"Cancel"_s);
        QCOMPARE(program.application->preferences().quitAnswer(), Preferences::QuitAnswer::Ask);

        QTRY_VERIFY(!question());
        program.window().requestQuit();
        QTRY_VERIFY(question());
        question()->findChild<QCheckBox *>()->setChecked(true);
        press(question(), u"Keep Running"_s);
        QCOMPARE(program.application->preferences().quitAnswer(), Preferences::QuitAnswer::KeepRunning);
    }

    void stoppingAllHidesTheWindowAtOnceAndEndsWhenAllHaveStopped()
    {
        Program program;
        program.engine->setWorkTime(200ms);
        QSignalSpy ready(program.application.get(), &app::Application::quitReady);
        program.window().requestQuit();
        QTRY_VERIFY(question());
        press(question(), u"Stop All"_s);
        QTRY_VERIFY(!program.window().isVisible());
        QTRY_COMPARE_WITH_TIMEOUT(ready.count(), 1, 5000);
        for (const auto &view : program.application->services().containers.containers())
            QVERIFY(view.state != ContainerState::Running);
    }

    void shutdownIsQuickWhileMachinesAreSilent()
    {
        Program program;
        for (const auto operation : {firkin::Operation::InspectContainer, firkin::Operation::ReadStatistics, firkin::Operation::StopContainer, firkin::Operation::AttachSession})
            program.engine->inject(operation, {.hang = true});
        program.window().go({Page::Containers, program.idOf("web"), DetailTab::Inspect});
        program.window().go({Page::Containers, program.idOf("web"), DetailTab::Statistics});
        program.window().go({Page::Containers, program.idOf("web"), DetailTab::Logs});
        program.window().go({Page::Containers, program.idOf("web"), DetailTab::Terminal});
        program.application->services().containers.stop(program.idOf("db"));
        QTest::qWait(50);
        QElapsedTimer clock;
        clock.start();
        program.engine = nullptr;
        program.application->shutdown();
        QVERIFY2(clock.elapsed() < 2000, qPrintable(QString::number(clock.elapsed())));
    }

    void theScreenshotRunPressesTheFirstRunAndSavesTheStats()
    {
        Program program([](FakeEngine &) {});
        const QString file = program.folder.filePath(u"shot.png"_s);
        app::ScreenshotRun run(*program.application, file, 20s);
        QSignalSpy saved(&run, &app::ScreenshotRun::saved);
        QSignalSpy failed(&run, &app::ScreenshotRun::failed);
        run.start();
        QTRY_VERIFY(!program.idOf("starter").empty());
        QTRY_COMPARE(program.application->services().containers.find(program.idOf("starter"))->state, ContainerState::Running);
        for (int i = 0; i < 3; ++i)
            program.engine->tickNow();
        QTRY_COMPARE(saved.count(), 1);
        QCOMPARE(failed.count(), 0);
        QVERIFY(!QImage(file).isNull());
        QCOMPARE(program.window().containersPage().openTab(), DetailTab::Statistics);
    }

    void theScreenshotRunStartsTheStarterOfAnEarlierRun()
    {
        Program program([](FakeEngine &engine) {
            engine::ContainerView view;
            view.name = "starter";
            view.image = "localhost/starter:latest";
            view.state = ContainerState::Exited;
            view.exit = engine::ExitInfo{};
            engine.add(view);
        });
        app::ScreenshotRun run(*program.application, program.folder.filePath(u"shot.png"_s), 20s);
        QSignalSpy saved(&run, &app::ScreenshotRun::saved);
        run.start();
        QTRY_COMPARE(program.application->services().containers.find(program.idOf("starter"))->state, ContainerState::Running);
        for (int i = 0; i < 3; ++i)
            program.engine->tickNow();
        QTRY_COMPARE(saved.count(), 1);
    }

    void theScreenshotRunSaysWhatStoodInTheWay()
    {
        Program program([](FakeEngine &engine) {
            engine.inject(firkin::Operation::StartContainer, {.error = makeError(firkin::Operation::StartContainer, "starter", Reason::KernelPanic)});
        });
        app::ScreenshotRun run(*program.application, program.folder.filePath(u"shot.png"_s), 20s);
        QSignalSpy failed(&run, &app::ScreenshotRun::failed);
        run.start();
        QTRY_COMPARE(failed.count(), 1);
        QVERIFY(failed.first().first().toString().contains(u"kernel panicked"_s));
    }

    void theScreenshotRunEndsAfterItsTime()
    {
        Program program([](FakeEngine &engine) { engine.inject(firkin::Operation::StartContainer, {.hang = true}); });
        app::ScreenshotRun run(*program.application, program.folder.filePath(u"shot.png"_s), 1s);
        QSignalSpy failed(&run, &app::ScreenshotRun::failed);
        run.start();
        QTRY_COMPARE(failed.count(), 1);
        QVERIFY(failed.first().first().toString().contains(u"starter container"_s));
    }

    void theWindowRemembersItsSize()
    {
        QTemporaryDir folder;
        const QString file = folder.filePath(u"window.ini"_s);
        for (int round = 0; round < 2; ++round) {
            app::Application application(std::make_unique<FakeEngine>(), {.preferencesFile = file, .tray = false});
            application.start();
            if (round == 0) {
                application.window().resize(1013, 655);
                QApplication::processEvents();
                application.window().saveState();
            } else {
                QCOMPARE(application.window().height(), 655); // the offscreen screen is too narrow for the width
            }
        }
    }
};

QTEST_MAIN(TestUiWindow)
#include "test_ui_window.moc"
