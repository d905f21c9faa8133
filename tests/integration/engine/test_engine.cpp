// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/engine/engine_fixture.h"

#include "runtime/base/socket.h"

#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

#include <csignal>
#include <thread>

using namespace firkin;
using namespace firkin::engine;
using namespace firkin::test;
using namespace std::chrono_literals;

/// The engine on real machines.
class TestEngine : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void cleanup(); ///< after each: one failure does not become all
    void keepsTheContract_data();
    void keepsTheContract();
    void execHasStreamsInputAndAnExitCode();
    void outputIsCapturedAndReadAfterTheEnd();
    void attachedGetsEverythingFromTheFirstByte();
    void removeOnExitLeavesNothing();
    void aMissingExecutableIsSaidSo();
    void aTerminalHasItsSizeAndItsTextStays();
    void sessionsSurviveTheirClient();
    void publishedPortsAnswerAndTheHostIsOutOfReach();
    void aCancelledStartLeavesNothing();
    void aStopDuringAStartCancelsIt();
    void aKilledSupervisorIsCleanedUpAndTheContainerStartsAgain();
    void aKilledMachineIsToldWithItsCause();
    void aSilentMachineIsToldAndForcedOff();
    void twoMachinesRunBesideEachOther();
    void memoryBeyondTheLimitIsToldAsTheCause();

private:
    EngineFixture m_fixture;
};

namespace {

using Contract = EngineContract;
const std::vector<std::pair<const char *, void (Contract::*)()>> checks = {
    {"created", &Contract::aCreatedContainerIsListedAndFound},
    {"not there", &Contract::whatIsNotThereIsSaidSo},
    {"taken name", &Contract::aTakenNameIsRefused},
    {"bad specification", &Contract::badSpecificationsAreRefused},
    {"trash", &Contract::removedIsInTheTrashAndComesBack},
    {"taken name in trash", &Contract::restoredUnderATakenNameGetsANumber},
    {"rename", &Contract::renamingKeepsTheIdAndRefusesATakenName},
    {"watch", &Contract::aWatchTellsTheListAndItsChanges},
    {"volumes", &Contract::volumesAreMadeListedAndRemoved},
    {"used volume", &Contract::aVolumeThatIsUsedStays},
    {"does not run", &Contract::whatDoesNotRunCannotBeExecutedIn},
    {"networks", &Contract::networksAreMadeListedAndRemoved},
    {"bad networks", &Contract::badNetworksAreRefused},
    {"network in use", &Contract::aNetworkInUseStays},
    {"ports while stopped", &Contract::portsOfAStoppedContainerAreChanged},
    {"start and stop", &Contract::startedRunsUntilItIsStopped},
    {"remove running", &Contract::aRunningOneIsNotRemovedWithoutForce},
    {"everybody sees", &Contract::everybodySeesWhatHappens},
    {"session", &Contract::aSessionOutlivesItsViewers},
    {"files", &Contract::filesAreListedMadeRenamedAndRemoved},
    {"copies", &Contract::filesGoInAndOut},
    {"statistics", &Contract::statisticsComeEverySecond},
    {"ports while running", &Contract::portsArePublishedWhileItRuns},
    {"life", &Contract::pausedItStandsStillUntilItIsResumed},
    {"no snapshots", &Contract::whatHasNoSnapshotsSaysSo},
    {"snapshots", &Contract::aSnapshotIsTakenRestoredForkedAndRemoved},
};

AttachmentEvents collectInto(Mailbox<std::string> &text)
{
    AttachmentEvents events;
    events.output = [&](std::span<const std::byte> bytes) {
        text.edit([&](std::string &all) { all.append(reinterpret_cast<const char *>(bytes.data()), bytes.size()); });
    };
    return events;
}

} // namespace

void TestEngine::cleanup()
{
    const auto engine = m_fixture.open();
    for (const ContainerId &id : m_fixture.store().containerIds().value_or(std::vector<ContainerId>())) {
        (void)engine->containers().forceOff(id, {});
        (void)engine->containers().remove(id, true, true, {});
    }
    for (const TrashEntry &entry : engine->containers().trash({}).value_or(std::vector<TrashEntry>()))
        (void)engine->containers().purge(entry.id, {});
}

void TestEngine::keepsTheContract_data()
{
    QTest::addColumn<int>("check");
    for (std::size_t i = 0; i < checks.size(); ++i)
        QTest::newRow(checks[i].first) << static_cast<int>(i);
}

void TestEngine::keepsTheContract()
{
    QFETCH(int, check);
    const auto engine = m_fixture.open();
    EngineContract contract(*engine, m_fixture.image());
    (contract.*checks[static_cast<std::size_t>(check)].second)();
}

void TestEngine::execHasStreamsInputAndAnExitCode()
{
    const auto engine = m_fixture.open();
    const ContainerId id = m_fixture.start(*engine, "web");

    const Executed plain = sh(*engine, id, "echo out; echo err >&2; exit 7");
    QCOMPARE(plain.output, std::string("out\n"));
    QCOMPARE(plain.errors, std::string("err\n"));
    QVERIFY(plain.status && plain.status->code == 7);
    const std::string big(300'000, 'x');
    QVERIFY(sh(*engine, id, "cat", big).output == big);
    const Executed missing = execute(*engine, id, {"/no/such"});
    QVERIFY(missing.failure.has_value());
    QCOMPARE(missing.failure->rootReason(), Reason::ExecutableNotFound);
    // Many at once, while somebody waits.
    std::jthread waiting([&](std::stop_token stop) { (void)engine->containers().wait(id, stop); });
    std::atomic<int> good = 0;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 8; ++i)
            threads.emplace_back([&, i] { good += sh(*engine, id, "echo " + std::to_string(i)).output == std::to_string(i) + "\n"; });
    }
    QCOMPARE(good.load(), 8);
    waiting.request_stop();
    waiting.join();
    REQUIRE_OK(engine->containers().remove(id, true, true, {}));
    QVERIFY(m_fixture.isClean());
}

void TestEngine::outputIsCapturedAndReadAfterTheEnd()
{
    const auto engine = m_fixture.open();
    const ContainerId id = m_fixture.start(*engine, "web", "i=0; while [ $i -lt 2000 ]; do echo line $i; i=$((i+1)); done; echo bad >&2; exit 4");

    // Followed from another thread's view until its end.
    const auto reader = engine->logs().open(id);
    REQUIRE_OK(reader);
    std::string followed;
    while ((*reader)->waitForMore({}).value_or(false)) {
        const auto records = (*reader)->read(100'000);
        REQUIRE_OK(records);
        for (const LogRecord &record : *records)
            followed += record.bytes;
    }
    QCOMPARE(engine->containers().wait(id, {})->code, 4);
    QVERIFY(followed.starts_with("line 0\n"));
    QVERIFY(followed.contains("line 1999\n"));
    QVERIFY(followed.contains("bad\n"));
    QVERIFY(m_fixture.isClean()); // the supervisor has gone, too
    QVERIFY(logOf(*engine, id) == followed);
    QCOMPARE(engine->containers().find("web", {})->exit->cause, ExitCause::Exited);
    QVERIFY(!engine->logs().console(id, 1000)->empty());
    REQUIRE_OK(engine->containers().remove(id, false, true, {}));
}

void TestEngine::attachedGetsEverythingFromTheFirstByte()
{
    const auto engine = m_fixture.open();
    ContainerSpec spec;
    spec.openStdin = true;
    spec.command = {"/bin/sh", "-c", "echo first; read word; echo got $word; exit 5"};
    const ContainerId id = m_fixture.create(*engine, spec);
    REQUIRE_OK(engine->containers().start(id, {}, {}));
    Mailbox<Executed> seen;
    ExecEvents events;
    events.output = [&](OutputStream, std::span<const std::byte> bytes) {
        seen.edit([&](Executed &all) { all.output.append(reinterpret_cast<const char *>(bytes.data()), bytes.size()); });
    };
    events.exited = [&](ProcessStatus status) { seen.edit([&](Executed &all) { all.status = status; }); };

    const auto attached = engine->processes().attach(id, events, {});
    REQUIRE_OK(attached);
    QVERIFY(seen.waitFor([](const Executed &all) { return all.output == "first\n"; }));
    const std::string word = "hello\n";
    REQUIRE_OK((*attached)->write(std::as_bytes(std::span(word)), {}));
    QVERIFY(seen.waitFor([](const Executed &all) { return all.status.has_value(); }));

    QCOMPARE(seen.value().output, std::string("first\ngot hello\n"));
    QCOMPARE(seen.value().status->code, 5);
    REQUIRE_OK(engine->containers().remove(id, true, true, {}));
}

void TestEngine::removeOnExitLeavesNothing()
{
    const auto engine = m_fixture.open();
    ContainerSpec spec;
    spec.name = "gone";
    spec.removeOnExit = true;
    spec.command = {"/bin/sh", "-c", "echo bye"};
    const ContainerId id = m_fixture.create(*engine, spec);
    REQUIRE_OK(engine->containers().start(id, {}, {}));

    QVERIFY(m_fixture.isClean());

    QCOMPARE(engine->containers().find("gone", {}).error().rootReason(), Reason::NoSuchContainer);
    QVERIFY(engine->containers().trash({})->empty());
    QVERIFY(std::filesystem::is_empty(m_fixture.store().layout().machines()));
}

void TestEngine::aMissingExecutableIsSaidSo()
{
    const auto engine = m_fixture.open();
    ContainerSpec spec;
    spec.name = "broken";
    spec.command = {"/no/such/program"};
    const ContainerId id = m_fixture.create(*engine, spec);

    const Status started = engine->containers().start(id, {}, {});

    QVERIFY(!started);
    QCOMPARE(started.error().rootReason(), Reason::ExecutableNotFound);
    const auto view = engine->containers().find("broken", {});
    QCOMPARE(view->state, ContainerState::Exited);
    QCOMPARE(view->exit->cause, ExitCause::StartFailed);
    QCOMPARE(view->exit->code, 127);
    QVERIFY(m_fixture.isClean());
    REQUIRE_OK(engine->containers().remove(id, false, true, {}));
}

void TestEngine::aTerminalHasItsSizeAndItsTextStays()
{
    const auto engine = m_fixture.open();
    ContainerSpec spec;
    spec.terminal = true;
    spec.openStdin = true;
    spec.command = {"/bin/sh"};
    const ContainerId id = m_fixture.create(*engine, spec);
    REQUIRE_OK(engine->containers().start(id, {}, {}));
    const auto sessions = engine->sessions().list(id, {});
    REQUIRE_OK(sessions);
    QCOMPARE(sessions->size(), std::size_t{1});
    QVERIFY(sessions->front().isInit);

    Mailbox<std::string> text;
    const auto viewer = engine->sessions().attach(id, sessions->front().id, {}, {101, 33}, collectInto(text), {});
    REQUIRE_OK(viewer);
    const auto type = [&](const std::string &line) { return (*viewer)->write(std::as_bytes(std::span(line))); };
    REQUIRE_OK(type("stty size\r"));
    QVERIFY(text.waitFor([](const std::string &all) { return all.contains("33 101"); }));
    (*viewer)->resize({90, 20});
    REQUIRE_OK(type("stty size\r"));
    QVERIFY(text.waitFor([](const std::string &all) { return all.contains("20 90"); }));
    const auto foreground = engine->sessions().foreground(id, sessions->front().id, {});
    REQUIRE_OK(foreground);
    QVERIFY(foreground->isShell);
    REQUIRE_OK(type("exit 6\r"));
    QCOMPARE(engine->containers().wait(id, {})->code, 6);
    QVERIFY(logOf(*engine, id).contains("33 101")); // it is in the log, too
    REQUIRE_OK(engine->containers().remove(id, true, true, {}));
}

void TestEngine::sessionsSurviveTheirClient()
{
    auto engine = m_fixture.open();
    const ContainerId id = m_fixture.start(*engine, "web");
    SessionSpec spec;
    spec.command = {"/bin/sh"};
    spec.size = {100, 30};
    const auto session = engine->sessions().open(id, spec, {});
    REQUIRE_OK(session);
    {
        Mailbox<std::string> text;
        const auto viewer = engine->sessions().attach(id, session->id, {}, {100, 30}, collectInto(text), {});
        REQUIRE_OK(viewer);
        const std::string line = "x=kept; echo mark-$x\r";
        REQUIRE_OK((*viewer)->write(std::as_bytes(std::span(line))));
        QVERIFY(text.waitFor([](const std::string &all) { return all.contains("mark-kept"); }));
    }
    engine.reset(); // the window is gone

    engine = m_fixture.open();
    Mailbox<std::string> text;
    const auto viewer = engine->sessions().attach(id, session->id, {}, {100, 30}, collectInto(text), {});
    REQUIRE_OK(viewer);
    QVERIFY(text.waitFor([](const std::string &all) { return all.contains("mark-kept"); }));
    const std::string line = "echo again-$x\r";
    REQUIRE_OK((*viewer)->write(std::as_bytes(std::span(line))));
    QVERIFY(text.waitFor([](const std::string &all) { return all.contains("again-kept"); }));
    REQUIRE_OK(engine->containers().remove(id, true, true, {}));
}

void TestEngine::publishedPortsAnswerAndTheHostIsOutOfReach()
{
    const auto engine = m_fixture.open();
    ContainerSpec spec;
    spec.name = "web";
    spec.ports = {{"127.0.0.1", 0, 80, Transport::Tcp}};
    const ContainerId id = m_fixture.create(*engine, spec);
    REQUIRE_OK(engine->containers().start(id, {}, {}));
    const auto view = engine->containers().find("web", {});
    QCOMPARE(view->ports.size(), std::size_t{1});
    const std::uint16_t port = view->ports.front().hostPort;
    QVERIFY(port != 0);

    QByteArray page;
    QVERIFY(QTest::qWaitFor([&] { // the program in it needs a moment to listen
        QTcpSocket socket;
        socket.connectToHost(QStringLiteral("127.0.0.1"), port);
        if (!socket.waitForConnected(5000))
            return false;
        socket.write("GET / HTTP/1.0\r\n\r\n");
        while (socket.waitForReadyRead(5000)) {
        }
        page = socket.readAll();
        return page.contains("200 OK");
    }, 30'000));
    QVERIFY(page.contains("It runs"));

    // A service that only this host is to reach.
    QTcpServer secret;
    QVERIFY(secret.listen(QHostAddress::LocalHost));
    bool reached = false;
    connect(&secret, &QTcpServer::newConnection, this, [&] { reached = true; });
    const std::string number = std::to_string(secret.serverPort());
    for (const char *address : {"10.0.2.2", "10.0.2.3", "127.0.0.1"})
        (void)sh(*engine, id, "echo hi | timeout 3 nc " + std::string(address) + " " + number);
    QTest::qWait(100);
    QVERIFY(!reached);
    REQUIRE_OK(engine->containers().remove(id, true, true, {}));

    // The port is free again, and one that is taken is said to be.
    ContainerSpec taken;
    taken.name = "taken";
    taken.ports = {{"127.0.0.1", secret.serverPort(), 80, Transport::Tcp}};
    const ContainerId other = m_fixture.create(*engine, taken);
    const Status started = engine->containers().start(other, {}, {});
    QVERIFY(!started);
    QCOMPARE(started.error().rootReason(), Reason::PortTaken);
    REQUIRE_OK(engine->containers().remove(other, true, true, {}));
    QVERIFY(m_fixture.isClean());
}

void TestEngine::aCancelledStartLeavesNothing()
{
    const auto engine = m_fixture.open();
    for (const Phase phase : {Phase::StartingMachine, Phase::BootingKernel, Phase::MountingRootfs}) {
        ContainerSpec spec;
        spec.name = "web";
        spec.command = {"sleep", "1000"};
        const ContainerId id = m_fixture.create(*engine, spec);
        std::stop_source stop;
        const Status started = engine->containers().start(
            id,
            [&](const Progress &progress) {
                if (progress.phase >= phase)
                    stop.request_stop();
            },
            stop.get_token());
        if (!started) {
            QVERIFY2(started.error().isCancelled(), render(started.error()).c_str());
            QTRY_COMPARE_WITH_TIMEOUT(engine->containers().find("web", {})->state, ContainerState::Created, 20'000);
        }
        REQUIRE_OK(engine->containers().remove(id, true, true, {}));
        QVERIFY(m_fixture.isClean());
    }
}

void TestEngine::aStopDuringAStartCancelsIt()
{
    const auto engine = m_fixture.open();
    ContainerSpec spec;
    spec.name = "web";
    spec.command = {"sleep", "1000"};
    const ContainerId id = m_fixture.create(*engine, spec);
    Mailbox<int> progressed;
    Status started;
    std::jthread starting([&] { started = engine->containers().start(id, [&](const Progress &) { progressed.put(1); }, {}); });
    QVERIFY(progressed.waitFor([](int) { return true; }));

    REQUIRE_OK(m_fixture.open()->containers().stop(id, {}, {}));

    starting.join();
    QVERIFY(!started);
    QVERIFY(started.error().isCancelled());
    QCOMPARE(engine->containers().find("web", {})->state, ContainerState::Created);
    REQUIRE_OK(engine->containers().remove(id, true, true, {}));
}

void TestEngine::aKilledSupervisorIsCleanedUpAndTheContainerStartsAgain()
{
    const auto engine = m_fixture.open();
    const auto other = m_fixture.open();
    const ContainerId id = m_fixture.start(*engine, "web", "echo before; touch /mark; sync; exec sleep 1000");
    QVERIFY(QTest::qWaitFor([&] { return logOf(*engine, id).contains("before"); }, 20'000));
    QVERIFY(sh(*engine, id, "ls /mark && sync").status->code == 0);
    Mailbox<ContainerList> lists;
    const auto watch = other->containers().watch([&](const ContainerList &list) { lists.put(list); });
    REQUIRE_OK(watch);
    Mailbox<std::optional<ProcessStatus>> waited;
    std::jthread waiting([&] {
        const auto status = engine->containers().wait(id, {});
        waited.put(status ? std::optional(*status) : std::nullopt);
    });

    ::kill(m_fixture.supervisorOf(id), SIGKILL);

    QVERIFY(lists.waitFor([](const ContainerList &list) {
        return list.containers.size() == 1 && list.containers.front().state == ContainerState::Exited;
    }));
    QVERIFY(waited.waitFor([](const auto &status) { return status && status->code == 137; }));
    QVERIFY(m_fixture.isClean());
    const auto view = engine->containers().find("web", {});
    QCOMPARE(view->exit->cause, ExitCause::SupervisorLost);
    QVERIFY(logOf(*engine, id).contains("before"));
    QCOMPARE(sh(*engine, id, "true").failure->rootReason(), Reason::NotRunning);

    REQUIRE_OK(engine->containers().start(id, {}, {}));
    QVERIFY(sh(*engine, id, "ls /mark").status->code == 0); // what was synced is there
    REQUIRE_OK(engine->containers().remove(id, true, true, {}));
    QVERIFY(m_fixture.isClean());
}

void TestEngine::aKilledMachineIsToldWithItsCause()
{
    const auto engine = m_fixture.open();
    const ContainerId id = m_fixture.start(*engine, "web", "exec sleep 1000");
    const auto record = m_fixture.store().loadMachine(*MachineId::parse(id.str()));
    QVERIFY(record);
    for (const store::ProcessIdentity &helper : record->helpers) {
        if (helper.name.starts_with("qemu"))
            ::kill(helper.pid, SIGKILL);
    }
    QCOMPARE(engine->containers().wait(id, {})->code, 137);
    const auto view = engine->containers().find("web", {});
    QCOMPARE(view->exit->cause, ExitCause::MachineDied);
    QVERIFY(m_fixture.isClean());
    REQUIRE_OK(engine->containers().remove(id, false, true, {}));
}

void TestEngine::aSilentMachineIsToldAndForcedOff()
{
    const auto engine = m_fixture.open();
    Mailbox<ContainerList> lists;
    const auto watch = engine->containers().watch([&](const ContainerList &list) { lists.put(list); });
    const ContainerId id = m_fixture.start(*engine, "web", "exec sleep 1000");
    const auto record = m_fixture.store().loadMachine(*MachineId::parse(id.str()));
    QVERIFY(record);
    for (const store::ProcessIdentity &helper : record->helpers) {
        if (helper.name.starts_with("qemu"))
            ::kill(helper.pid, SIGSTOP);
    }
    QVERIFY(lists.waitFor([](const ContainerList &list) {
        return !list.containers.empty() && list.containers.front().silentSince.has_value();
    }));
    // Everything else answers.
    REQUIRE_OK(engine->containers().list({}));
    REQUIRE_OK(engine->images().list({}));

    REQUIRE_OK(engine->containers().forceOff(id, {}));

    QCOMPARE(engine->containers().find("web", {})->state, ContainerState::Exited);
    QVERIFY(m_fixture.isClean());
    REQUIRE_OK(engine->containers().remove(id, false, true, {}));
}

void TestEngine::twoMachinesRunBesideEachOther()
{
    const auto engine = m_fixture.open();
    std::array<ContainerId, 2> ids;
    {
        std::vector<std::jthread> threads;
        for (std::size_t i = 0; i < 2; ++i)
            threads.emplace_back([&, i] { ids[i] = m_fixture.start(*engine, "c" + std::to_string(i)); });
    }
    QCOMPARE(sh(*engine, ids[0], "hostname").output, ids[0].str() + "\n");
    QCOMPARE(sh(*engine, ids[1], "hostname").output, ids[1].str() + "\n");
    QCOMPARE(engine->containers().list({})->containers.size(), std::size_t{2});
    for (const ContainerId &id : ids)
        REQUIRE_OK(engine->containers().remove(id, true, true, {}));
    QVERIFY(m_fixture.isClean());
}

void TestEngine::memoryBeyondTheLimitIsToldAsTheCause()
{
    const auto engine = m_fixture.open();
    // A shell variable that doubles for ever.
    const ContainerId id = m_fixture.start(*engine, "web", "x=xxxxxxxxxxxxxxxx; while :; do x=$x$x; done");
    QCOMPARE(engine->containers().wait(id, {})->code, 137);
    QCOMPARE(engine->containers().find("web", {})->exit->cause, ExitCause::OutOfMemory);
    REQUIRE_OK(engine->containers().remove(id, true, true, {}));
}

QTEST_GUILESS_MAIN(TestEngine)
#include "test_engine.moc"
