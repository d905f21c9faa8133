// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/engine/engine_fixture.h"

#include <QTest>

#include <csignal>

using namespace firkin;
using namespace firkin::engine;
using namespace firkin::test;
using namespace std::chrono_literals;

/// Pods through the engine and one supervisor. The contract boots one machine; all else shares another.
class TestPods : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void keepsTheContract_data();
    void keepsTheContract();
    void containersOfAPodShareOneMachine();
    void theyReachEachOtherOnLocalhostAndShareVolumes();
    void oneMayStopAndTheOthersGoOn();
    void oneThatJoinsARunningPodRuns();
    void oneThatRunsOutOfMemoryLeavesTheOthers();
    void removeOnExitTakesOneOutOfARunningPod();
    void theWatchTellsAllOfThem();
    void aKilledSupervisorTakesAllAlongAndIsToldOfEach();

private:
    ContainerId add(const std::string &name, const std::string &script = "trap 'exit 0' TERM; while :; do sleep 1; done", bool removeOnExit = false);
    [[nodiscard]] ContainerView view(const ContainerId &id);
    [[nodiscard]] pid_t supervisor() const;

    EngineFixture m_fixture;
    std::unique_ptr<Engine> m_engine = m_fixture.open();
    PodId m_pod;
};

namespace {

using Contract = EngineContract;
const std::vector<std::pair<const char *, void (Contract::*)()>> checks = {
    {"pods", &Contract::podsAreMadeListedAndRemoved},
    {"bad pods", &Contract::badPodsAreRefused},
    {"containers of pods", &Contract::aPodsContainersAreContainers},
    {"pod starts", &Contract::aPodStartsAndStopsAll},
};

} // namespace

ContainerId TestPods::add(const std::string &name, const std::string &script, bool removeOnExit)
{
    ContainerSpec spec;
    spec.name = name;
    spec.image = m_fixture.image();
    spec.command = {"/bin/sh", "-c", script};
    spec.cpus = 1;
    spec.memory = ByteSize::ofMiB(64);
    spec.pod = "shop";
    spec.podVolumes = {{"data", "/data", false}, {"cache", "/cache", false}};
    spec.removeOnExit = removeOnExit;
    auto id = m_engine->containers().create(spec, {}, {});
    if (!id)
        qFatal("%s", render(id.error()).c_str());
    return *id;
}

ContainerView TestPods::view(const ContainerId &id)
{
    auto found = m_engine->containers().find(id.str(), {});
    if (!found)
        qFatal("%s", render(found.error()).c_str());
    return *found;
}

pid_t TestPods::supervisor() const
{
    const auto machine = m_fixture.store().loadMachine(*MachineId::parse(m_pod.str()));
    return machine && machine->supervisor ? machine->supervisor->pid : 0;
}

void TestPods::initTestCase()
{
    QVERIFY(m_engine);
}

void TestPods::keepsTheContract_data()
{
    QTest::addColumn<int>("check");
    for (std::size_t i = 0; i < checks.size(); ++i)
        QTest::newRow(checks[i].first) << static_cast<int>(i);
}

void TestPods::keepsTheContract()
{
    QFETCH(int, check);
    Contract contract(*m_engine, m_fixture.image());
    (contract.*checks[static_cast<std::size_t>(check)].second)();
}

void TestPods::containersOfAPodShareOneMachine()
{
    PodSpec spec;
    spec.name = "shop";
    spec.cpus = 1;
    spec.memory = ByteSize::ofMiB(384);
    spec.hosts = {{"elsewhere", "192.0.2.9"}};
    spec.volumes = {{"data", PodVolumeKind::Disk, {}}, {"cache", PodVolumeKind::Memory, ByteSize::ofMiB(16)}};
    const auto made = m_engine->pods().create(spec, {});
    REQUIRE_OK(made);
    m_pod = *made;
    const ContainerId web = add("web");
    const ContainerId db = add("db");

    REQUIRE_OK(m_engine->pods().start(m_pod, {}, {}));

    QCOMPARE(view(web).state, ContainerState::Running);
    QCOMPARE(view(db).state, ContainerState::Running);
    QVERIFY(supervisor() != 0);
    const Executed hosts = sh(*m_engine, web, "hostname; cat /etc/hosts; cat /proc/self/cgroup; cat /sys/fs/cgroup/memory.max");
    QVERIFY2(hosts.output.contains(web.str()), hosts.output.c_str());
    QVERIFY2(hosts.output.contains("elsewhere"), hosts.output.c_str());
    QVERIFY2(hosts.output.contains(" db") || hosts.output.contains("\tdb"), hosts.output.c_str());
    QVERIFY2(hosts.output.contains("67108864"), hosts.output.c_str());
    QVERIFY(!sh(*m_engine, web, "ps").output.contains("httpd"));
}

void TestPods::theyReachEachOtherOnLocalhostAndShareVolumes()
{
    const ContainerId web = view(*ContainerId::parse(m_engine->containers().find("web", {})->id.str())).id;
    const ContainerId db = m_engine->containers().find("db", {})->id;

    QCOMPARE(sh(*m_engine, db, "echo disk >/data/a; echo memory >/cache/b; echo alone >/root/c").status->code, 0);
    QCOMPARE(sh(*m_engine, web, "cat /data/a /cache/b").output, std::string("disk\nmemory\n"));
    QVERIFY(sh(*m_engine, web, "cat /root/c").status->code != 0);
    const Executed server = sh(*m_engine, db, "mkdir -p /www; echo answer >/www/index.html; httpd -p 8000 -h /www; echo served");
    QVERIFY2(server.output.contains("served"), (server.output + server.errors).c_str());
    const Executed answer = sh(*m_engine, web, "wget -qO- http://localhost:8000/; wget -qO- http://db:8000/");
    QCOMPARE(answer.output, std::string("answer\nanswer\n"));
}

void TestPods::oneMayStopAndTheOthersGoOn()
{
    const ContainerId web = m_engine->containers().find("web", {})->id;
    const ContainerId db = m_engine->containers().find("db", {})->id;
    const pid_t before = supervisor();

    REQUIRE_OK(m_engine->containers().stop(db, 2s, {}));

    QCOMPARE(view(db).state, ContainerState::Exited);
    QCOMPARE(sh(*m_engine, web, "echo on").output, std::string("on\n"));
    QVERIFY(m_engine->pods().find("shop", {})->state == PodState::Running);
    REQUIRE_OK(m_engine->containers().start(db, {}, {}));
    QCOMPARE(sh(*m_engine, db, "cat /data/a; cat /root/c").output, std::string("disk\nalone\n"));
    QCOMPARE(supervisor(), before);
}

void TestPods::oneThatJoinsARunningPodRuns()
{
    const ContainerId late = add("late", "echo came late; cat /data/a");

    REQUIRE_OK(m_engine->containers().start(late, {}, {}));
    const auto status = m_engine->containers().wait(late, {});

    REQUIRE_OK(status);
    QCOMPARE(status->code, 0);
    QCOMPARE(logOf(*m_engine, late), std::string("came late\ndisk\n"));
    REQUIRE_OK(m_engine->containers().start(late, {}, {})); // plugged in again
    QCOMPARE(m_engine->containers().wait(late, {})->code, 0);
    REQUIRE_OK(m_engine->containers().remove(late, false, false, {})); // while its pod runs
    QCOMPARE(m_engine->containers().find("late", {}).error().rootReason(), Reason::NoSuchContainer);
    REQUIRE_OK(m_engine->containers().restore(late, {}));
    REQUIRE_OK(m_engine->containers().start(late, {}, {}));
    QCOMPARE(m_engine->containers().wait(late, {})->code, 0);
    REQUIRE_OK(m_engine->containers().remove(late, false, true, {}));
}

void TestPods::oneThatRunsOutOfMemoryLeavesTheOthers()
{
    const ContainerId web = m_engine->containers().find("web", {})->id;
    const ContainerId greedy = add("greedy", "x=a; while :; do x=$x$x; done");

    REQUIRE_OK(m_engine->containers().start(greedy, {}, {}));
    const auto status = m_engine->containers().wait(greedy, {});

    REQUIRE_OK(status);
    QCOMPARE(status->code, 137);
    QVERIFY(view(greedy).exit->cause == ExitCause::OutOfMemory);
    QCOMPARE(sh(*m_engine, web, "echo well").output, std::string("well\n"));
    REQUIRE_OK(m_engine->containers().remove(greedy, false, true, {}));
}

void TestPods::removeOnExitTakesOneOutOfARunningPod()
{
    Mailbox<ContainerList> lists;
    const auto watch = m_engine->containers().watch([&](const ContainerList &list) { lists.put(list); });
    REQUIRE_OK(watch);
    const ContainerId passing = add("passing", "echo by", true);

    REQUIRE_OK(m_engine->containers().start(passing, {}, {}));

    QVERIFY(lists.waitFor([&](const ContainerList &list) { return std::ranges::contains(list.containers, passing, &ContainerView::id); }));
    QVERIFY(lists.waitFor([&](const ContainerList &list) { return !std::ranges::contains(list.containers, passing, &ContainerView::id); }));
    QVERIFY(m_engine->pods().find("shop", {})->state == PodState::Running);
}

void TestPods::theWatchTellsAllOfThem()
{
    const ContainerId web = m_engine->containers().find("web", {})->id;
    const ContainerId db = m_engine->containers().find("db", {})->id;
    Mailbox<std::map<ContainerId, Sample>> samples;
    const auto watch = m_engine->statistics().watch([&](const std::vector<LiveSample> &all) {
        samples.edit([&](std::map<ContainerId, Sample> &kept) {
            for (const LiveSample &live : all)
                kept[live.container] = live.sample;
        });
    });
    REQUIRE_OK(watch);

    QVERIFY(samples.waitFor([&](const auto &kept) { return kept.contains(web) && kept.contains(db); }));

    const auto kept = samples.value();
    const std::vector<Sample> both{kept.at(web), kept.at(db)};
    const std::vector<double> cpus{1, 1};
    const Sample total = podSample(both, cpus, 1, ByteSize::ofMiB(384));
    QCOMPARE(total.processes, both[0].processes + both[1].processes);
    QVERIFY(total.processes >= 2);
    QVERIFY(total.hostMemoryBytes > total.memoryBytes);
}

void TestPods::aKilledSupervisorTakesAllAlongAndIsToldOfEach()
{
    const ContainerId web = m_engine->containers().find("web", {})->id;
    const ContainerId db = m_engine->containers().find("db", {})->id;
    Mailbox<ContainerList> lists;
    const auto watch = m_engine->containers().watch([&](const ContainerList &list) { lists.put(list); });
    REQUIRE_OK(watch);

    QVERIFY(supervisor() > 0);
    ::kill(supervisor(), SIGKILL);

    QVERIFY(lists.waitFor([&](const ContainerList &list) {
        const auto isLost = [](const ContainerView &one) {
            return one.state == ContainerState::Exited && one.exit && one.exit->cause == ExitCause::SupervisorLost;
        };
        return std::ranges::all_of(list.containers, isLost) && !list.pods.empty() && list.pods.front().state == PodState::Stopped;
    }));
    QVERIFY(m_engine->pods().find("shop", {})->exit->cause == ExitCause::SupervisorLost);
    QVERIFY(m_fixture.isClean());

    REQUIRE_OK(m_engine->containers().start(web, {}, {})); // and the machine with it
    QCOMPARE(view(db).state, ContainerState::Exited);
    QCOMPARE(sh(*m_engine, web, "cat /data/a; ls /cache").output, std::string("disk\n"));
    REQUIRE_OK(m_engine->pods().remove(m_pod, true, {}));
    QVERIFY(m_engine->containers().list({})->containers.empty());
    QVERIFY(m_fixture.isClean());
}

QTEST_GUILESS_MAIN(TestPods)
#include "test_pods.moc"
