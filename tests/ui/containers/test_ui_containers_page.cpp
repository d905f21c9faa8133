#include "tests/ui/containers/test_ui_containers_page.h"

#include "tests/support/fake_engine.h"
#include "ui/containers/container_commands.h"
#include "ui/containers/container_delegate.h"
#include "ui/containers/container_detail.h"
#include "ui/containers/container_model.h"
#include "ui/containers/container_table.h"
#include "ui/containers/containers_page.h"
#include "ui/containers/new_container_dialog.h"
#include "ui/files/drop_sheet.h"
#include "ui/services/services.h"
#include "ui/style/palettes.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/question_dialog.h"
#include "ui/widgets/toasts.h"

#include <QApplication>
#include <QComboBox>
#include <QContextMenuEvent>
#include <QDragEnterEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace firkin;
using namespace firkin::ui;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using engine::ContainerState;
using engine::FakeEngine;
using Layout = ContainersPage::Layout;

namespace {

struct Bench {
    FakeEngine engine;
    Pools pools;
    Services services{engine, pools};
    std::unique_ptr<QWidget> window = std::make_unique<QWidget>();
    Toasts *toasts = nullptr;
    ContainersPage *page = nullptr;

    void show()
    {
        applyTheme(*qApp, Theme::Light);
        window->resize(1200, 700);
        toasts = new Toasts(window.get());
        page = new ContainersPage(services, *toasts, {}, window.get());
        page->resize(1200, 700);
        window->show();
        services.start();
        QTRY_VERIFY(services.containers.state() != LoadState::Loading);
        QApplication::processEvents();
    }
    ~Bench()
    {
        engine.clearFaults();
        pools.requestStop();
        window.reset();
        services.letGoOfStreams();
        pools.wait();
    }
    [[nodiscard]] QPushButton *button(const QString &text) const
    {
        for (QWidget *top : QApplication::topLevelWidgets())
            for (auto *found : top->findChildren<QPushButton *>())
                if (found->text() == text && found->isVisible())
                    return found;
        return nullptr;
    }
    [[nodiscard]] QPoint pointOf(const ContainerId &id, int column = 0) const
    {
        auto &table = page->table();
        for (int row = 0; row < table.model()->rowCount(); ++row) {
            const QModelIndex index = table.model()->index(row, column);
            if (table.idAt(table.visualRect(index).center()) == id)
                return table.visualRect(index).center();
        }
        return {-1, -1};
    }
    /// A pod with these running in it.
    PodId addPod(const std::string &name, std::initializer_list<const char *> members, engine::PodState state = engine::PodState::Stopped)
    {
        engine::PodView view;
        view.name = name;
        view.state = state;
        const PodId pod = engine.addPod(view);
        for (const char *member : members)
            engine.change(engine.addRunning(member), [&](engine::ContainerView &container) { container.pod = pod; });
        return pod;
    }
    [[nodiscard]] QModelIndex rowOf(const QString &name) const
    {
        auto *model = page->table().model();
        const auto found = model->match(model->index(0, 0), Qt::DisplayRole, name, 1, Qt::MatchExactly | Qt::MatchRecursive);
        return found.value(0);
    }
    ContainerId addStopped(const std::string &name)
    {
        engine::ContainerView view;
        view.name = name;
        view.image = "i";
        view.state = ContainerState::Exited;
        view.exit = engine::ExitInfo{};
        return engine.add(view);
    }
};

template <class T>
T *dialog()
{
    for (QWidget *widget : QApplication::topLevelWidgets())
        if (auto *found = qobject_cast<T *>(widget); found && found->isVisible())
            return found;
    return nullptr;
}

void send(QWidget &viewport, QEvent *event)
{
    QApplication::sendEvent(&viewport, event);
}

bool drop(ContainerTable &table, const QPoint &at, const QMimeData &data)
{
    QDragEnterEvent enter(at, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    send(*table.viewport(), &enter);
    QDragMoveEvent move(at, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    send(*table.viewport(), &move);
    const bool accepted = enter.isAccepted() && move.isAccepted();
    if (accepted) {
        QDropEvent event(QPointF(at), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        send(*table.viewport(), &event);
        return event.isAccepted();
    }
    return false;
}

} // namespace

void TestUiContainersPage::openingShrinksTheListAndEscComesBack()
{
    Bench bench;
    const auto id = bench.engine.addRunning("web");
    bench.show();
    auto &table = bench.page->table();
    QVERIFY(!table.isNarrow());
    QVERIFY(!bench.page->detail().isVisible());

    QTest::mouseClick(table.viewport(), Qt::LeftButton, {}, bench.pointOf(id));
    QTest::mouseDClick(table.viewport(), Qt::LeftButton, {}, bench.pointOf(id));

    QCOMPARE(bench.page->layoutState(), Layout::Split);
    QVERIFY(table.isNarrow());
    QVERIFY(bench.page->detail().isVisible());
    QCOMPARE(bench.page->openContainer(), std::optional(id));
    QTRY_VERIFY(std::abs(table.width() - 260) <= 6);

    table.setFocus();
    QTest::keyClick(&table, Qt::Key_Escape);
    QCOMPARE(bench.page->layoutState(), Layout::List);
    QVERIFY(!table.isNarrow());
}

void TestUiContainersPage::aSingleClickOnlySelects()
{
    Bench bench;
    const auto id = bench.engine.addRunning("web");
    bench.show();
    QTest::mouseClick(bench.page->table().viewport(), Qt::LeftButton, {}, bench.pointOf(id));
    QCOMPARE(bench.page->table().selectedIds(), std::vector{id});
    QCOMPARE(bench.page->layoutState(), Layout::List);
}

void TestUiContainersPage::enterOpens()
{
    Bench bench;
    const auto id = bench.engine.addRunning("web");
    bench.show();
    bench.page->table().select(id);
    QTest::keyClick(&bench.page->table(), Qt::Key_Return);
    QCOMPARE(bench.page->layoutState(), Layout::Split);
}

void TestUiContainersPage::detailAloneAndBack()
{
    Bench bench;
    const auto id = bench.engine.addRunning("web");
    bench.show();
    bench.page->open(id, DetailTab::Statistics);
    bench.page->setLayoutState(Layout::Alone);
    QVERIFY(!bench.page->table().isVisible());
    QCOMPARE(bench.page->openTab(), DetailTab::Statistics);
    QVERIFY(bench.page->goBack());
    QCOMPARE(bench.page->layoutState(), Layout::Split);
    QVERIFY(bench.page->goBack());
    QVERIFY(!bench.page->goBack());
}

void TestUiContainersPage::aSelectionSurvivesARefresh()
{
    Bench bench;
    bench.engine.addRunning("a");
    const auto id = bench.engine.addRunning("b");
    bench.engine.addRunning("c");
    bench.show();
    bench.page->table().select(id);

    bench.engine.addRunning("aa");
    QTRY_COMPARE(bench.page->table().shownCount(), 4);
    bench.engine.playSeconds(3);

    QCOMPARE(bench.page->table().selectedIds(), std::vector{id});
}

void TestUiContainersPage::anEmptyEngineShowsTheFirstRun()
{
    Bench bench;
    bench.show();
    QTRY_VERIFY(bench.button(u"Run the Starter Container"_s));
    bench.engine.addRunning("web");
    QTRY_VERIFY(bench.page->table().isVisible());
}

void TestUiContainersPage::theFirstRunStartsTheStarterAndOpensItsStats()
{
    Bench bench;
    bench.show();
    QTRY_VERIFY(bench.button(u"Run the Starter Container"_s));
    QTest::mouseClick(bench.button(u"Run the Starter Container"_s), Qt::LeftButton);
    QTRY_COMPARE(bench.page->layoutState(), Layout::Split);
    QCOMPARE(bench.page->openTab(), DetailTab::Statistics);
    const auto id = *bench.page->openContainer();
    QTRY_COMPARE(bench.services.containers.find(id)->state, ContainerState::Running);
    QCOMPARE(bench.services.containers.find(id)->name, std::string("starter"));
}

void TestUiContainersPage::aFailedFirstRunSaysWhyAndCanBeTriedAgain()
{
    Bench bench;
    bench.engine.inject(firkin::Operation::LoadImage, {.error = makeError(firkin::Operation::LoadImage, "starter", Reason::NoSpace), .times = 1});
    bench.show();
    QSignalSpy failed(bench.page, &ContainersPage::starterFailed);
    bench.page->runStarter();
    QTRY_COMPARE(failed.count(), 1);
    QVERIFY(bench.button(u"Details"_s));
    QSignalSpy created(bench.page, &ContainersPage::starterCreated);
    QTest::mouseClick(bench.button(u"Run the Starter Container"_s), Qt::LeftButton);
    QTRY_COMPARE(created.count(), 1);
}

void TestUiContainersPage::aFailureOfTheListHasTryAgain()
{
    Bench bench;
    bench.engine.addRunning("web");
    bench.engine.inject(firkin::Operation::WatchContainers, {.error = makeError(firkin::Operation::OpenStore, "/x", Reason::NoPermission), .times = 2});
    bench.show();
    QTRY_VERIFY(bench.button(u"Try Again"_s));
    bench.engine.clearFaults();
    QTest::mouseClick(bench.button(u"Try Again"_s), Qt::LeftButton);
    QTRY_VERIFY(bench.page->table().isVisible());
}

void TestUiContainersPage::noMatchOffersTheWayBack()
{
    Bench bench;
    bench.engine.addRunning("web");
    bench.show();
    QSignalSpy reset(bench.page, &ContainersPage::searchResetRequested);
    bench.page->setSearch(u"zzz"_s);
    QVERIFY(!bench.page->table().isVisible());
    QTest::mouseClick(bench.button(u"Show All"_s), Qt::LeftButton);
    QCOMPARE(reset.count(), 1);
    bench.page->setSearch({});
    QVERIFY(bench.page->table().isVisible());
}

void TestUiContainersPage::deletingAStoppedOneAsksNothingAndOffersUndo()
{
    Bench bench;
    bench.engine.addRunning("web");
    const auto id = bench.addStopped("old");
    bench.show();
    bench.page->table().select(id);
    QTest::keyClick(&bench.page->table(), Qt::Key_Delete);
    QTRY_COMPARE(bench.toasts->count(), 1);
    QTRY_COMPARE(bench.page->table().shownCount(), 1);
    QVERIFY(!dialog<QuestionDialog>());

    QTest::mouseClick(bench.button(u"Undo"_s), Qt::LeftButton);

    QTRY_COMPARE(bench.page->table().shownCount(), 2);
}

void TestUiContainersPage::deletingARunningOneAsksFirst()
{
    Bench bench;
    const auto id = bench.engine.addRunning("web");
    bench.show();
    bench.page->table().select(id);
    QTest::keyClick(&bench.page->table(), Qt::Key_Delete);
    QTRY_VERIFY(dialog<QuestionDialog>());
    QVERIFY(bench.services.containers.find(id));

    QTest::mouseClick(bench.button(u"Cancel"_s), Qt::LeftButton);
    QTRY_VERIFY(!dialog<QuestionDialog>());
    QVERIFY(bench.services.containers.find(id));

    QTest::keyClick(&bench.page->table(), Qt::Key_Delete);
    QTRY_VERIFY(bench.button(u"Stop and Delete"_s));
    QTest::mouseClick(bench.button(u"Stop and Delete"_s), Qt::LeftButton);
    QTRY_VERIFY(!bench.services.containers.find(id));
}

void TestUiContainersPage::aSnapshotIsTakenFromTheMenu()
{
    Bench bench;
    const auto id = bench.engine.addRunning("web");
    bench.show();

    bench.page->run(id, ContainerAction::Snapshot);

    QCOMPARE(bench.page->openTab(), DetailTab::Snapshots);
    QTRY_VERIFY(bench.button(u"Take Snapshot"_s));
    QTest::mouseClick(bench.button(u"Take Snapshot"_s), Qt::LeftButton);
    QTRY_COMPARE(bench.engine.calls(firkin::Operation::SaveSnapshot), 1);
}

void TestUiContainersPage::filesDroppedOnARowAreCopiedIntoItsFolder()
{
    QTemporaryDir folder;
    QFile file(folder.filePath(u"a file.txt"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("x");
    file.close();
    Bench bench;
    const auto id = bench.engine.addRunning("web"); // its working folder is /srv
    bench.show();
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(file.fileName())});
    data.setText(file.fileName());

    // On any column, not only the first.
    QVERIFY(drop(bench.page->table(), bench.pointOf(id, ContainerModel::UptimeColumn), data));

    QTRY_VERIFY(dialog<DropSheet>()); // asks where to; as it stands: the working folder
    QTest::mouseClick(bench.button(u"Copy"_s), Qt::LeftButton);
    QTRY_COMPARE(bench.engine.fileContent(id, "/srv/a file.txt").value_or(""), std::string("x"));
    QVERIFY(bench.toasts->count() >= 1);
    QCOMPARE(bench.services.tasks.tasks().size(), std::size_t{1});
}

void TestUiContainersPage::aDropOfNothingUsableIsRefused()
{
    Bench bench;
    const auto id = bench.engine.addRunning("web");
    bench.show();
    QMimeData text;
    text.setText(u"/etc/passwd"_s);
    QVERIFY(!drop(bench.page->table(), bench.pointOf(id), text));
    QMimeData remote;
    remote.setUrls({QUrl(u"https://example.org/x"_s)});
    QVERIFY(!drop(bench.page->table(), bench.pointOf(id), remote));
    QMimeData local;
    local.setUrls({QUrl::fromLocalFile(u"/etc/hostname"_s)});
    QVERIFY(!drop(bench.page->table(), QPoint(30, 600), local)); // below the last row
    QVERIFY(bench.services.tasks.tasks().empty());
}

void TestUiContainersPage::theRowOfADeletedContainerKeepsItsPlaceUnderThePointer()
{
    Bench bench;
    const auto id = bench.addStopped("aaa");
    const auto web = bench.engine.addRunning("web");
    bench.show();
    auto &table = bench.page->table();
    table.select(id);
    QEnterEvent enter({5, 5}, {5, 5}, {5, 5});
    table.viewport()->setAttribute(Qt::WA_UnderMouse, true);
    QApplication::sendEvent(table.viewport(), &enter);

    bench.services.containers.remove(id, false);

    QTRY_COMPARE(bench.toasts->count(), 1);
    QTRY_VERIFY(!bench.services.containers.find(id));
    QApplication::processEvents();
    QCOMPARE(table.shownCount(), 2);
    QCOMPARE(table.selectedIds(), std::vector{web}); // what is next done is done to what is there

    table.viewport()->setAttribute(Qt::WA_UnderMouse, false);
    QEvent leave(QEvent::Leave);
    QApplication::sendEvent(table.viewport(), &leave);
    QTRY_COMPARE(table.shownCount(), 1);
}

void TestUiContainersPage::unseenItTakesNoSamplesAndSeenAgainItHasThem()
{
    Bench bench;
    bench.engine.addRunning("web");
    bench.show();
    const auto memory = [&] { return bench.rowOf(u"web"_s).siblingAtColumn(ContainerModel::MemoryColumn).data().toString(); };
    bench.page->hide();
    QSignalSpy sampled(&bench.services.statistics, &StatisticsService::sampled);
    QSignalSpy changed(bench.page->table().model(), &QAbstractItemModel::dataChanged);
    bench.engine.tickNow();
    QTRY_VERIFY(sampled.count() > 0);
    QCOMPARE(changed.count(), 0);
    QVERIFY(memory().isEmpty());

    bench.page->show();
    QVERIFY(!memory().isEmpty());
}

void TestUiContainersPage::cancelAndForceOffAreInTheRow()
{
    Bench bench;
    const auto id = bench.engine.addRunning("web");
    bench.show();
    auto &table = bench.page->table();
    QSignalSpy force(&table, &ContainerTable::forceOffRequested);
    bench.engine.change(id, [](engine::ContainerView &view) {
        view.state = ContainerState::Stopping;
        view.pending = engine::PendingVerb::Stop;
        view.pendingSince = std::chrono::system_clock::now() - 6s;
    });
    QTRY_VERIFY(table.model()->index(0, ContainerModel::StateColumn).data().toString().startsWith(u"Stopping"_s));

    const QRect cell = table.visualRect(table.model()->index(0, ContainerModel::StateColumn));
    QTest::mouseClick(table.viewport(), Qt::LeftButton, {}, QPoint(cell.right() - 30, cell.center().y()));

    QCOMPARE(force.count(), 1);
    QTRY_VERIFY(dialog<QuestionDialog>()); // a loss: asked about
    dialog<QuestionDialog>()->reject();
}

void TestUiContainersPage::theNewDialogKeepsItsInputWhenCreatingFails()
{
    Bench bench;
    engine::populate(bench.engine);
    bench.engine.inject(firkin::Operation::CreateContainer, {.error = makeError(firkin::Operation::CreateContainer, "x", Reason::NoSpace), .times = 1});
    bench.show();
    QTRY_VERIFY(!bench.services.images.images().empty());
    bench.page->newContainer();
    auto *made = dialog<NewContainerDialog>();
    QVERIFY(made);
    const auto labels = made->findChildren<QLabel *>();
    const auto label = std::ranges::find(labels, u"&Name:"_s, &QLabel::text);
    QVERIFY(label != labels.end());
    qobject_cast<QLineEdit *>((*label)->buddy())->setText(u"mine"_s);
    QTest::mouseClick(bench.button(u"Create and Start"_s), Qt::LeftButton);
    QTRY_VERIFY(made->findChild<Banner *>()->isVisible());
    QVERIFY(made->isVisible());
    QCOMPARE(made->form().name, u"mine"_s);

    QTest::mouseClick(bench.button(u"Create and Start"_s), Qt::LeftButton);
    QTRY_VERIFY(!dialog<NewContainerDialog>());
    QTRY_VERIFY(std::ranges::contains(bench.services.containers.containers(), "mine", &engine::ContainerView::name));
}

void TestUiContainersPage::theNewDialogPullsAnImageThatIsNotThere()
{
    Bench bench;
    bench.engine.addRunning("web");
    bench.show();
    bench.page->newContainer(u"registry.example/busybox:1"_s);
    QVERIFY(dialog<NewContainerDialog>());
    QTest::mouseClick(bench.button(u"Create and Start"_s), Qt::LeftButton);
    QTRY_VERIFY(bench.button(u"Pull and Create"_s));
    QTest::mouseClick(bench.button(u"Pull and Create"_s), Qt::LeftButton);
    QTRY_VERIFY(!dialog<NewContainerDialog>());
    QTRY_COMPARE(bench.services.containers.containers().size(), std::size_t{2});
}

void TestUiContainersPage::aPodHasAMenu()
{
    Bench bench;
    bench.addPod("shop", {"web"});
    bench.show();
    auto &table = bench.page->table();
    QSignalSpy asked(&table, &ContainerTable::menuRequested);
    const QPoint at = table.visualRect(bench.rowOf(u"shop"_s)).center();
    QContextMenuEvent event(QContextMenuEvent::Mouse, at, table.viewport()->mapToGlobal(at));
    send(*table.viewport(), &event);
    QCOMPARE(asked.count(), 1);
    QVERIFY(table.selectedPod());
    for (QWidget *widget : QApplication::topLevelWidgets())
        if (widget->inherits("QMenu"))
            widget->close();
}

void TestUiContainersPage::aPodsTrafficIsThatOfItsMachineAndOfAllItsDisks()
{
    Bench bench;
    bench.addPod("shop", {"web", "db"}, engine::PodState::Running);
    bench.show();
    bench.engine.tickNow();
    const auto value = [&](const char *name, int column) { return bench.rowOf(QString::fromLatin1(name)).siblingAtColumn(column).data(ContainerModel::SortRole).toDouble(); };
    QTRY_VERIFY(value("web", ContainerModel::NetworkColumn) > 0 && value("db", ContainerModel::NetworkColumn) > 0);
    QVERIFY(value("shop", ContainerModel::NetworkColumn) > 0);
    QCOMPARE(value("shop", ContainerModel::DiskColumn), value("web", ContainerModel::DiskColumn) + value("db", ContainerModel::DiskColumn));
}

void TestUiContainersPage::aClosedPodStaysClosed()
{
    Bench bench;
    bench.addPod("shop", {"web"});
    bench.show();
    auto &table = bench.page->table();
    QVERIFY(table.rootIsDecorated());
    QVERIFY(table.isExpanded(bench.rowOf(u"shop"_s)));
    table.collapse(bench.rowOf(u"shop"_s));

    bench.engine.addRunning("alone");
    const PodId other = bench.addPod("bank", {"db"});
    QTRY_VERIFY(bench.rowOf(u"db"_s).isValid());

    QVERIFY(!table.isExpanded(bench.rowOf(u"shop"_s)));
    QVERIFY(table.isExpanded(bench.rowOf(u"bank"_s)));

    bench.services.containers.removePod(other);
    bench.services.containers.removePod(bench.services.containers.pods().front().name == "shop" ? bench.services.containers.pods().front().id : bench.services.containers.pods().back().id);
    QTRY_COMPARE(table.shownCount(), 1);
    QVERIFY(!table.rootIsDecorated());
}

void TestUiContainersPage::theSearchForAPodShowsWhatIsInIt()
{
    Bench bench;
    bench.addPod("shop", {"web"});
    bench.engine.addRunning("alone");
    bench.show();
    auto &table = bench.page->table();
    bench.page->setSearch(u"shop"_s);
    QCOMPARE(table.shownCount(), 1);
    QVERIFY(bench.rowOf(u"web"_s).isValid());
    bench.page->setSearch(u"alone"_s);
    QVERIFY(!bench.rowOf(u"web"_s).isValid());
    bench.page->setSearch({});
    QCOMPARE(table.shownCount(), 2);
    QVERIFY(table.isExpanded(bench.rowOf(u"shop"_s)));
}

void TestUiContainersPage::aPodsFailureStaysOnItsRow()
{
    Bench bench;
    const PodId pod = bench.addPod("shop", {"web"});
    bench.engine.inject(firkin::Operation::StartPod, {.error = makeError(firkin::Operation::StartPod, "shop", Reason::KernelPanic), .times = 1});
    bench.show();
    bench.services.containers.startPod(pod);
    QTRY_VERIFY(!bench.rowOf(u"shop"_s).data(ContainerModel::FailureRole).toString().isEmpty());
    QCOMPARE(bench.rowOf(u"shop"_s).data(ContainerModel::ConditionRole).toInt(), int(Condition::Failed));
    QCOMPARE(bench.toasts->count(), 0);

    bench.services.containers.startPod(pod);
    QTRY_COMPARE(bench.rowOf(u"shop"_s).data(ContainerModel::ConditionRole).toInt(), int(Condition::Running));
    QVERIFY(bench.rowOf(u"shop"_s).data(ContainerModel::FailureRole).toString().isEmpty());
}

void TestUiContainersPage::forcingOffSaysThatAPodEndsAsAWhole()
{
    Bench bench;
    bench.addPod("shop", {"web", "db"});
    bench.engine.addRunning("alone");
    bench.show();
    ContainerCommands commands(bench.services, *bench.toasts, bench.page);
    const auto asked = [&](const char *name) {
        for (const auto &view : bench.services.containers.containers())
            if (view.name == name)
                commands.setTargets({view.id});
        commands.trigger(ContainerAction::ForceOff);
        auto *box = dialog<QuestionDialog>();
        const QString said = box ? box->accessibleDescription() : QString();
        delete box;
        return said;
    };
    QVERIFY(asked("web").contains(u"The pod shop ends as a whole"_s));
    const QString alone = asked("alone");
    QVERIFY(!alone.isEmpty() && !alone.contains(u"pod"_s));
}
