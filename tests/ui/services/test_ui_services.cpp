#include "tests/support/fake_engine.h"
#include "ui/services/services.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <thread>

using namespace firkin;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using engine::ContainerState;
using engine::FakeEngine;
using engine::PendingVerb;
using ui::LoadState;
using ui::TaskState;

namespace {

struct World {
    FakeEngine engine;
    ui::Pools pools;
    ui::Services services{engine, pools};
    ~World()
    {
        pools.requestStop();
        services.letGoOfStreams();
        pools.wait();
    }
    void ready()
    {
        services.start();
        QTRY_COMPARE(services.containers.state(), LoadState::Ready);
    }
    [[nodiscard]] ContainerState stateOf(const ContainerId &id) const { return services.containers.find(id)->state; }
};

Error panic()
{
    return makeError(firkin::Operation::StartContainer, "x", Reason::KernelPanic);
}

} // namespace

class TestUiServices : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aTaskSaysWhatWasDoneAndCanBeTriedAgain()
    {
        ui::TaskList tasks;
        const ui::TaskId id = tasks.begin(ui::TaskKind::Pull, QStringLiteral("Pull busybox"));
        int tries = 0;
        tasks.setRetry(id, [&] { ++tries; });
        tasks.retry(id); // it still runs
        QCOMPARE(tries, 0);
        const ProgressFn sink = tasks.sink(id);
        for (int layer = 0; layer < 3; ++layer) {
            sink({Phase::Copying, 1, 10, "layer " + std::to_string(layer)});
            QTRY_VERIFY(tasks.find(id)->log.last().contains(QStringLiteral("layer %1").arg(layer)));
            sink({Phase::Copying, 5, 10, "layer " + std::to_string(layer)}); // more of the same is no new line
        }
        tasks.end(id, makeError(firkin::Operation::PullImage, "busybox", Reason::NoSpace));
        QVERIFY(tasks.find(id)->log.first().contains(QStringLiteral("Pull busybox")));
        QVERIFY(tasks.find(id)->log.size() >= 5);
        QVERIFY(tasks.find(id)->retriable);
        tasks.retry(id);
        QCOMPARE(tries, 1);
        tasks.clearEnded();
        tasks.retry(id); // forgotten
        QCOMPARE(tries, 1);
    }

    void aTasksLogIsBounded()
    {
        ui::TaskList tasks;
        const ui::TaskId id = tasks.begin(ui::TaskKind::Load, QStringLiteral("Load"));
        QString long_;
        for (int i = 0; i < 2000; ++i)
            long_ += QStringLiteral("line %1\n").arg(i);
        tasks.end(id, makeError(firkin::Operation::LoadImage, "x", Reason::NoSpace, long_.toStdString()));
        QVERIFY(tasks.find(id)->log.size() <= ui::Task::logLines);
    }

    void theListArrivesAndFollowsChanges()
    {
        World world;
        const auto id = world.engine.addRunning("web");
        world.ready();
        QCOMPARE(world.services.containers.containers().size(), std::size_t{1});

        QSignalSpy changed(&world.services.containers, &ui::ContainersService::listChanged);
        world.engine.change(id, [](engine::ContainerView &view) { view.name = "renamed"; });

        QTRY_COMPARE(world.services.containers.nameOf(id), u"renamed"_s);
        QVERIFY(changed.count() >= 1);
    }

    void aSlowListIsSlowNotEmpty()
    {
        World world;
        world.engine.inject(firkin::Operation::WatchContainers, {.delay = 1500ms});
        world.services.containers.start();
        QCOMPARE(world.services.containers.state(), LoadState::Loading);
        QTRY_COMPARE_WITH_TIMEOUT(world.services.containers.state(), LoadState::Slow, 1400);
        QTRY_COMPARE(world.services.containers.state(), LoadState::Ready);
    }

    void aFailedListCanBeTriedAgain()
    {
        World world;
        world.engine.inject(firkin::Operation::WatchContainers, {.error = makeError(firkin::Operation::OpenStore, "/x", Reason::NoPermission), .times = 1});
        world.services.containers.start();
        QTRY_COMPARE(world.services.containers.state(), LoadState::Failed);
        QCOMPARE(world.services.containers.error()->rootReason(), Reason::NoPermission);

        world.services.containers.start();
        QTRY_COMPARE(world.services.containers.state(), LoadState::Ready);
        QVERIFY(!world.services.containers.error());
    }

    void aStartIsPendingAtOnceAndThenRuns()
    {
        World world;
        engine::ContainerView view;
        view.name = "a";
        view.image = "i";
        const auto id = world.engine.add(view);
        world.engine.setWorkTime(200ms);
        world.ready();

        world.services.containers.startContainer(id);

        const auto pending = world.services.containers.pending(id);
        QVERIFY(pending);
        QCOMPARE(pending->verb, PendingVerb::Start);
        QVERIFY(pending->cancellable);
        QTRY_VERIFY(world.services.containers.startProgress(id));
        QTRY_COMPARE(world.stateOf(id), ContainerState::Running);
        QTRY_VERIFY(!world.services.containers.pending(id));
    }

    void aFailureStaysUntilTheNextAction()
    {
        World world;
        engine::ContainerView view;
        view.name = "a";
        view.image = "i";
        const auto id = world.engine.add(view);
        world.engine.inject(firkin::Operation::StartContainer, {.error = panic(), .times = 1});
        world.ready();

        world.services.containers.startContainer(id);
        QTRY_VERIFY(world.services.containers.failure(id));
        QCOMPARE(world.services.containers.failure(id)->rootReason(), Reason::KernelPanic);

        world.services.containers.startContainer(id);
        QVERIFY(!world.services.containers.failure(id));
        QTRY_COMPARE(world.stateOf(id), ContainerState::Running);
    }

    void aCancelledStartIsNoFailure()
    {
        World world;
        engine::ContainerView view;
        view.name = "a";
        view.image = "i";
        const auto id = world.engine.add(view);
        world.engine.inject(firkin::Operation::StartContainer, {.hang = true});
        world.ready();

        world.services.containers.startContainer(id);
        QTRY_COMPARE(world.stateOf(id), ContainerState::Starting);
        world.services.containers.cancelPending(id);

        QTRY_VERIFY(!world.services.containers.pending(id));
        QVERIFY(!world.services.containers.failure(id));
    }

    void forceOffOvertakesAStopThatHangs()
    {
        World world;
        const auto id = world.engine.addRunning("stuck");
        world.engine.inject(firkin::Operation::StopContainer, {.hang = true});
        world.ready();
        world.services.containers.stop(id);
        QTRY_COMPARE(world.stateOf(id), ContainerState::Stopping);

        world.services.containers.forceOff(id);

        QTRY_COMPARE(world.stateOf(id), ContainerState::Exited);
        QTRY_VERIFY(!world.services.containers.pending(id));
    }

    void aSilentMachineHoldsNobodyUp()
    {
        World world;
        const auto silent = world.engine.addRunning("silent");
        const auto other = world.engine.addRunning("other");
        world.ready();
        world.engine.inject(firkin::Operation::StatFile, {.hang = true, .times = 20});
        for (int i = 0; i < 20; ++i)
            (void)world.services.files.stat(silent, "/etc");
        QTRY_VERIFY(world.engine.calls(firkin::Operation::StatFile) > 0);

        world.services.containers.stop(other);

        QTRY_COMPARE_WITH_TIMEOUT(world.stateOf(other), ContainerState::Exited, 2000);
    }

    void deletingMovesToTheTrashAndUndoBringsBack()
    {
        World world;
        engine::ContainerView view;
        view.name = "old";
        view.image = "i";
        const auto id = world.engine.add(view);
        world.ready();
        QSignalSpy removed(&world.services.containers, &ui::ContainersService::removed);

        world.services.containers.remove(id, false);

        QTRY_COMPARE(removed.count(), 1);
        QCOMPARE(removed.first().at(1).toString(), u"old"_s);
        QTRY_VERIFY(!world.services.containers.find(id));
        (void)world.services.containers.restore(id);
        QTRY_VERIFY(world.services.containers.find(id));
    }

    void deletingARunningOneNeedsForce()
    {
        World world;
        const auto id = world.engine.addRunning("web");
        world.ready();
        world.services.containers.remove(id, false);
        QTRY_VERIFY(world.services.containers.failure(id));
        QCOMPARE(world.services.containers.failure(id)->rootReason(), Reason::StillRunning);
        world.services.containers.remove(id, true);
        QTRY_VERIFY(!world.services.containers.find(id));
    }

    void samplesAreKeptForSparklinesAndForgottenAfterTheEnd()
    {
        World world;
        const auto id = world.engine.addRunning("web");
        world.ready();
        QTest::qWait(20); // the statistics' own watch
        world.engine.playSeconds(80);
        QTRY_COMPARE(world.services.statistics.recent(id).size(), ui::StatisticsService::recentCount);
        QVERIFY(world.services.statistics.latest(id));

        world.services.containers.stop(id);
        QTRY_VERIFY(!world.services.statistics.latest(id));
    }

    void aSessionEchoesThroughItsLink()
    {
        World world;
        const auto id = world.engine.addRunning("web");
        world.ready();
        QObject parent;
        std::optional<engine::SessionInfo> info;
        world.services.sessions.open(id, {}).then(&parent, [&](const Result<engine::SessionInfo> &result) { info = *result; });
        QTRY_VERIFY(info);
        QByteArray seen;
        QStringList order;
        auto *link = world.services.sessions.attach(id, info->id, std::nullopt, {80, 24}, &parent);
        connect(link, &ui::SessionLink::attached, &parent, [&] { order << u"attached"_s; });
        connect(link, &ui::SessionLink::live, &parent, [&] { order << u"live"_s; });
        connect(link, &ui::SessionLink::output, &parent, [&](const QByteArray &bytes) { seen += bytes; });
        int code = -1;
        connect(link, &ui::SessionLink::ended, &parent, [&](engine::ProcessStatus status) { code = status.code; });

        // Typed before it is attached: kept.
        QVERIFY(link->write("echo early\r"));
        QTRY_VERIFY(seen.contains("early\r\n/ # "));
        QVERIFY(link->write("echo hello\r"));
        QTRY_VERIFY(seen.contains("hello\r\n"));
        QVERIFY(link->write("exit 3\r"));

        QTRY_COMPARE(code, 3);
        QCOMPARE(order, (QStringList{u"attached"_s, u"live"_s}));
    }

    void aFloodIsHandedOverInPieces()
    {
        World world;
        const auto id = world.engine.addRunning("web");
        world.ready();
        QObject parent;
        std::optional<engine::SessionInfo> info;
        world.services.sessions.open(id, {}).then(&parent, [&](const Result<engine::SessionInfo> &result) { info = *result; });
        QTRY_VERIFY(info);
        auto *link = world.services.sessions.attach(id, info->id, std::nullopt, {80, 24}, &parent);
        link->setBudget(32 * 1024, 1);
        qsizetype total = 0;
        qsizetype largest = 0;
        connect(link, &ui::SessionLink::output, &parent, [&](const QByteArray &bytes) {
            total += bytes.size();
            largest = std::max(largest, bytes.size());
        });
        bool live = false;
        connect(link, &ui::SessionLink::live, &parent, [&] { live = true; });
        QTRY_VERIFY(live);
        const qsizetype before = total;

        // More than the buffer holds: the printing thread is held back, nothing is lost.
        std::jthread printer([&] {
            const std::string block(100'000, 'x');
            for (int i = 0; i < 30; ++i)
                world.engine.printInSession(id, info->id, block);
        });

        QTRY_COMPARE_WITH_TIMEOUT(total - before, qsizetype{3'000'000}, 20'000);
        QVERIFY(largest <= 32 * 1024);
    }

    void droppingALinkInAFloodLetsThePrinterGo()
    {
        World world;
        const auto id = world.engine.addRunning("web");
        world.ready();
        QObject parent;
        std::optional<engine::SessionInfo> info;
        world.services.sessions.open(id, {}).then(&parent, [&](const Result<engine::SessionInfo> &result) { info = *result; });
        QTRY_VERIFY(info);
        auto *link = world.services.sessions.attach(id, info->id, std::nullopt, {80, 24}, &parent);
        bool live = false;
        connect(link, &ui::SessionLink::live, &parent, [&] { live = true; });
        QTRY_VERIFY(live);
        link->setBudget(1, 1000);
        std::jthread printer([&] {
            const std::string block(1'000'000, 'x');
            for (int i = 0; i < 5; ++i)
                world.engine.printInSession(id, info->id, block);
        });
        QTest::qWait(20);

        delete link;

        printer.join(); // returns: nobody holds it any more
    }

    void aLostAttachmentSaysSo()
    {
        World world;
        const auto id = world.engine.addRunning("web");
        world.ready();
        QObject parent;
        std::optional<engine::SessionInfo> info;
        world.services.sessions.open(id, {}).then(&parent, [&](const Result<engine::SessionInfo> &result) { info = *result; });
        QTRY_VERIFY(info);
        auto *link = world.services.sessions.attach(id, info->id, std::nullopt, {80, 24}, &parent);
        QSignalSpy live(link, &ui::SessionLink::live);
        QSignalSpy lost(link, &ui::SessionLink::lost);
        QTRY_COMPARE(live.count(), 1);
        world.engine.loseAttachments(id, makeError(firkin::Operation::AttachSession, "s", Reason::ConnectionLost));
        QTRY_COMPARE(lost.count(), 1);
    }

    void aFolderIsListedInPagesBeforeItsEnd()
    {
        World world;
        const auto id = world.engine.addRunning("web");
        for (int i = 0; i < 4500; ++i)
            world.engine.addFile(id, "/many/" + std::to_string(i), {});
        world.ready();
        QObject parent;
        std::size_t entries = 0;
        int pages = 0;
        bool finished = false;
        bool pageAfterEnd = false;
        auto *listing = world.services.files.list(id, "/many", &parent);
        connect(listing, &ui::DirectoryListing::page, &parent, [&](const std::vector<engine::FileEntry> &page) {
            ++pages;
            entries += page.size();
            pageAfterEnd = pageAfterEnd || finished;
        });
        connect(listing, &ui::DirectoryListing::finished, &parent, [&](const std::optional<Error> &error) { finished = !error; });
        QTRY_VERIFY(finished);
        QCOMPARE(entries, std::size_t{4500});
        QCOMPARE(pages, 3);
        QVERIFY(!pageAfterEnd);
    }

    void copyingInIsATaskAndSaysWhichFolderChanged()
    {
        QTemporaryDir folder;
        QFile file(folder.filePath(u"notes.txt"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("hello");
        file.close();
        World world;
        const auto id = world.engine.addRunning("web");
        world.ready();
        QSignalSpy changed(&world.services.files, &ui::FilesService::folderChanged);

        const auto task = world.services.files.copyIn(id, {file.fileName()}, "/srv");

        QTRY_COMPARE(changed.count(), 1);
        QCOMPARE(world.services.tasks.find(task)->state, TaskState::Done);
        QCOMPARE(world.services.tasks.find(task)->title, u"Copy notes.txt to web"_s);
        QCOMPARE(world.engine.fileContent(id, "/srv/notes.txt").value_or(""), std::string("hello"));
    }

    void aCopyThatIsCancelledEndsAsCancelled()
    {
        QTemporaryDir folder;
        QFile file(folder.filePath(u"big"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray(100'000, 'x'));
        file.close();
        World world;
        const auto id = world.engine.addRunning("web");
        world.engine.setWorkTime(60s);
        world.ready();

        const auto task = world.services.files.copyIn(id, {file.fileName()}, "/srv");
        QTRY_VERIFY(world.services.tasks.find(task)->progress.total);
        world.services.tasks.cancel(task);

        QTRY_COMPARE(world.services.tasks.find(task)->state, TaskState::Cancelled);
        QVERIFY(!world.services.tasks.find(task)->error);
        QVERIFY(!world.engine.fileContent(id, "/srv/big"));
    }

    void aSourceThatIsNotThereFailsTheTaskWithItsName()
    {
        World world;
        const auto id = world.engine.addRunning("web");
        world.ready();
        const auto task = world.services.files.copyIn(id, {u"/no/such/file"_s}, "/srv");
        QTRY_COMPARE(world.services.tasks.find(task)->state, TaskState::Failed);
        QCOMPARE(world.services.tasks.find(task)->error->rootReason(), Reason::NoSuchFile);
    }

    void aPullRefreshesTheListAndAFailedOneDoesNot()
    {
        World world;
        world.ready();
        QSignalSpy changed(&world.services.images, &ui::ImagesService::listChanged);
        QTRY_COMPARE(world.services.images.state(), LoadState::Ready);
        (void)world.services.images.pull(u"registry.example/a:1"_s);
        QTRY_COMPARE(world.services.images.images().size(), std::size_t{1});

        world.engine.inject(firkin::Operation::PullImage, {.error = makeError(firkin::Operation::PullImage, "b", Reason::RegistryUnreachable)});
        const auto task = world.services.images.pull(u"registry.example/b:1"_s);
        QTRY_COMPARE(world.services.tasks.find(task)->state, TaskState::Failed);
        QCOMPARE(world.services.images.images().size(), std::size_t{1});
    }

    void endedTasksAreClearedAndRunningOnesStay()
    {
        ui::TaskList tasks;
        const auto done = tasks.begin(ui::TaskKind::Other, u"a"_s);
        const auto running = tasks.begin(ui::TaskKind::Other, u"b"_s);
        tasks.end(done, std::nullopt);
        QCOMPARE(tasks.runningCount(), 1);
        tasks.clearEnded();
        QVERIFY(!tasks.find(done));
        QVERIFY(tasks.find(running));
    }

    void aPodThatIsGoneLeavesNothingBehind()
    {
        World world;
        engine::PodView view;
        view.name = "shop";
        const PodId pod = world.engine.addPod(view);
        world.engine.inject(firkin::Operation::StopPod, {.error = panic(), .times = 1});
        world.ready();
        auto &containers = world.services.containers;
        containers.stopPod(pod);
        QTRY_VERIFY(containers.failureOf(pod));
        QCOMPARE(world.pools.laneCount(), std::size_t{1});

        containers.removePod(pod);
        QTRY_VERIFY(!containers.findPod(pod));
        QTRY_VERIFY(!containers.pendingOf(pod));

        QVERIFY(!containers.failureOf(pod));
        // A lane that was busy when it was let go of goes with the next look at the lanes.
        QTRY_VERIFY((world.pools.release(ContainerId()), world.pools.laneCount() == 0));
    }

    void everythingStopsWhileEverythingHangs()
    {
        auto world = std::make_unique<World>();
        const auto id = world->engine.addRunning("web");
        world->ready();
        for (const auto operation : {firkin::Operation::StatFile, firkin::Operation::StopContainer, firkin::Operation::PullImage})
            world->engine.inject(operation, {.hang = true});
        for (int i = 0; i < 10; ++i)
            (void)world->services.files.stat(id, "/");
        world->services.containers.stop(id);
        (void)world->services.images.pull(u"registry.example/x:1"_s);
        QTest::qWait(30);

        QElapsedTimer clock;
        clock.start();
        world.reset();

        QVERIFY(clock.elapsed() < 2000);
    }
};

QTEST_GUILESS_MAIN(TestUiServices)
#include "test_ui_services.moc"
