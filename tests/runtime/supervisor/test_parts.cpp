// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/supervisor/event_hub.h"
#include "runtime/supervisor/lookers.h"
#include "runtime/supervisor/machine_plan.h"
#include "runtime/supervisor/main_loop.h"
#include "runtime/supervisor/program.h"
#include "runtime/supervisor/wire/convert.h"
#include "runtime/supervisor/wire/grpc_status.h"
#include "tests/contract/require_ok.h"

#include "supervisor.pb.h"

#include <QTest>

#include <grpcpp/support/status.h>
#include <thread>

using namespace firkin;
using namespace firkin::supervisor;
using namespace std::chrono_literals;

namespace {

store::ContainerRecord someRecord()
{
    store::ContainerRecord record;
    record.id = *ContainerId::parse("abcdefghijkl");
    record.machine = *MachineId::parse("abcdefghijkl");
    record.name = "web";
    record.process.command = {"/bin/true"};
    record.process.hostname = "web1";
    record.process.workingDirectory = "/";
    record.spec.cpus = 1.5;
    record.spec.memory = ByteSize::ofMiB(512);
    record.spec.ports = {{"127.0.0.1", 8080, 80, engine::Transport::Tcp}};
    return record;
}

MachinePaths somePaths()
{
    return {"/k", "/i", "/images/rootfs.ext4", "/store/upper.ext4", "/store/machine", "/run/user/1000/firkin/abc"};
}

} // namespace

class TestParts : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aPlanHasDisksLimitsAndNames();
    void aPlanWithoutANetworkHasNone();
    void aPlanHasMountsFromWhereTheyAre();
    void aPlanHasWhatTheContainerMay();
    void aPlanStandsOnADiskOfOnesOwn();
    void errorsSurviveTheWire();
    void everyReasonAndOperationHasAWordOfItsOwn();
    void brokenConnectionsAreToldApart();
    void longDetailsAreShortened();
    void handshakesAreRead_data();
    void handshakesAreRead();
    void argumentsAreParsed_data();
    void argumentsAreParsed();
    void aWatcherGetsTheNewestStateAndNoStaleOne();
    void samplesOfASlowWatcherAreBounded();
    void theMainLoopRunsWorkOnItsThread();
    void nobodyIsAdmittedOnceItIsOver();
    void aVisitKeepsItAlive();
    void whatRunsKeepsItAlive();
};

void TestParts::aPlanHasDisksLimitsAndNames()
{
    const auto plan = planMachine(someRecord(), somePaths(), R"({"defaultAction":"SCMP_ACT_ALLOW"})");

    REQUIRE_OK(plan);
    QCOMPARE(plan->machine.vcpus, 2U);
    QVERIFY(plan->machine.memory >= ByteSize::ofMiB(512 + 64));
    QCOMPARE(plan->machine.disks.size(), std::size_t{2});
    QVERIFY(plan->machine.disks[0].readOnly);
    QVERIFY(!plan->machine.disks[1].readOnly);
    for (const vmm::Disk &disk : plan->machine.disks)
        QVERIFY(disk.serial.size() <= 20);
    QCOMPARE(plan->machine.network->ports.front().guestPort, std::uint16_t{80});
    QCOMPARE(plan->container.cpus.value_or(0), 1.5);
    QVERIFY(plan->container.memory == ByteSize::ofMiB(512));
    QCOMPARE(plan->container.hostname, std::string("web1"));
    QVERIFY(!plan->container.maskedPaths.empty());
    QVERIFY(!plan->container.process.seccompJson.empty());
    const auto &hosts = plan->container.hosts->entries;
    QVERIFY(hosts.back().names == std::vector<std::string>({"web1", "web"}));
    QCOMPARE(plan->interfaces.size(), std::size_t{1});
    QVERIFY(plan->container.dns.has_value());
    QVERIFY(toMappings(plan->machine.network->ports) == someRecord().spec.ports);
}

void TestParts::aPlanWithoutANetworkHasNone()
{
    auto record = someRecord();
    record.spec.network = false;
    record.spec.ports.clear();

    const auto plan = planMachine(record, somePaths(), {});

    REQUIRE_OK(plan);
    QVERIFY(!plan->machine.network);
    QVERIFY(plan->interfaces.empty());
    QVERIFY(!plan->container.dns);
    QCOMPARE(plan->container.hosts->entries.back().address, std::string("127.0.1.1"));
}

void TestParts::aPlanHasMountsFromWhereTheyAre()
{
    auto record = someRecord();
    record.spec.mounts = {{.kind = engine::MountKind::Bind, .source = "/link", .destination = "/a"},
                          {.kind = engine::MountKind::Bind, .source = "/srv", .destination = "/b", .readOnly = true},
                          {.kind = engine::MountKind::Volume, .source = "pg", .destination = "/pg", .readOnly = true},
                          {.kind = engine::MountKind::Volume, .source = "new", .destination = "/new"},
                          {.kind = engine::MountKind::Tmpfs, .destination = "/t", .size = ByteSize::ofMiB(1)}};
    auto paths = somePaths();
    paths.mounts.hostPaths = {{"/link", "/srv"}, {"/srv", "/srv"}};
    paths.mounts.volumes = {{"pg", {"/store/volumes/pg/data.img", "xfs", false}}, {"new", {"/store/volumes/new/data.img", "ext4", true}}};

    const auto plan = planMachine(record, paths, {});

    REQUIRE_OK(plan);
    QCOMPARE(plan->machine.shares.size(), std::size_t{1});
    QCOMPARE(plan->machine.shares[0].paths.size(), std::size_t{1});
    QCOMPARE(plan->machine.disks.size(), std::size_t{4});
    QCOMPARE(plan->machine.disks[2].image.string(), std::string("/store/volumes/pg/data.img"));
    QVERIFY(plan->machine.disks[2].readOnly && !plan->machine.disks[3].readOnly);
    QVERIFY(plan->machine.disks[2].serial != plan->machine.disks[3].serial && plan->machine.disks[2].serial.size() <= 20);
    QCOMPARE(plan->container.mounts.size(), std::size_t{5});
    QCOMPARE(plan->container.fills.size(), std::size_t{1});
    QCOMPARE(plan->container.fills[0].destination, std::string("/new"));
    const auto typeAt = [&](std::string_view destination) {
        const auto found = std::ranges::find(plan->container.mounts, destination, &oci::Mount::destination);
        return found == plan->container.mounts.end() ? std::string() : found->type;
    };
    QCOMPARE(typeAt("/pg"), std::string("xfs"));
    QCOMPARE(typeAt("/t"), std::string("tmpfs"));
}

void TestParts::aPlanHasWhatTheContainerMay()
{
    auto record = someRecord();
    auto &spec = record.spec;
    spec.capDrop = {"all"};
    spec.capAdd = {"net_admin"};
    spec.ulimits = {{"nofile", 1, 2}};
    spec.sysctls = {{"net.core.somaxconn", "9"}};
    spec.groupAdd = {"7", "video"};
    spec.noNewPrivileges = spec.readOnlyRootfs = spec.init = true;
    spec.shmSize = ByteSize::ofMiB(2);
    spec.pidsLimit = 5;
    spec.dns = {"1.1.1.1"};
    spec.extraHosts = {{"db", "10.0.0.5"}};
    const char *profile = R"({"defaultAction":"SCMP_ACT_ERRNO","syscalls":[{"names":["mount"],"action":"SCMP_ACT_ALLOW","includes":{"caps":["CAP_SYS_ADMIN"]}}]})";

    const auto plan = planMachine(record, somePaths(), profile);

    REQUIRE_OK(plan);
    const container::ContainerConfig &config = plan->container;
    QVERIFY(config.process.capabilities.bounding == std::set<std::string>{"CAP_NET_ADMIN"});
    QVERIFY(config.process.rlimits == std::vector<container::Rlimit>({{"RLIMIT_NOFILE", 1, 2}}));
    QVERIFY(config.process.user.extraGroups() == std::vector<std::uint32_t>{7});
    QVERIFY(config.process.user.extraGroupNames() == std::vector<std::string>{"video"});
    QVERIFY(config.process.noNewPrivileges && config.readOnlyRoot && config.useInit);
    QVERIFY(!config.process.seccompJson.contains("mount"));
    QCOMPARE(config.pids.value_or(0), std::int64_t{5});
    const auto shm = std::ranges::find(config.defaultMounts, "/dev/shm", &oci::Mount::destination);
    QCOMPARE(shm->options.back(), std::string("size=2097152"));
    QVERIFY(config.dns->nameservers == std::vector<std::string>{"1.1.1.1"});
    QCOMPARE(config.hosts->entries.back().address, std::string("10.0.0.5"));

    spec.privileged = true;
    spec.capDrop.clear();
    const auto free = planMachine(record, somePaths(), profile);
    REQUIRE_OK(free);
    QVERIFY(free->container.process.capabilities == container::Capabilities::all());
    QVERIFY(free->container.process.seccompJson.empty() && free->container.maskedPaths.empty() && free->container.readOnlyPaths.empty());
}

void TestParts::aPlanStandsOnADiskOfOnesOwn()
{
    auto record = someRecord();
    record.spec.rootfs = "/disk.img";
    auto paths = somePaths();
    paths.rootfsImage = "/disk.img";

    const auto inPlace = planMachine(record, paths, {});
    REQUIRE_OK(inPlace);
    QCOMPARE(inPlace->machine.disks.size(), std::size_t{1});
    QVERIFY(!inPlace->machine.disks[0].readOnly && !inPlace->rootfs.readOnlyImage);

    record.spec.rootfsOverlay = true;
    record.spec.disk.filesystem = "btrfs";
    const auto layered = planMachine(record, paths, {});
    REQUIRE_OK(layered);
    QCOMPARE(layered->machine.disks.size(), std::size_t{2});
    QVERIFY(layered->machine.disks[0].readOnly);
    QCOMPARE(layered->rootfs.upperFilesystem, std::string("btrfs"));
}

void TestParts::errorsSurviveTheWire()
{
    Error error = wrap(Operation::StartContainer, "we\xff" "b",
                       wrap(Operation::StartMachine, "m", makeError(Operation::RunHelper, "qemu", Reason::HelperFailed, "boom")));
    error.code = ErrorCode::Timeout;

    const Error back = fromGrpc(toGrpc(error), Operation::CheckSystem, "x");

    QCOMPARE(render(back), render(error));
    QCOMPARE(back.code, ErrorCode::Timeout);
    QCOMPARE(back.rootReason(), Reason::HelperFailed);
    QCOMPARE(back.object, error.object);
}

void TestParts::everyReasonAndOperationHasAWordOfItsOwn()
{
    for (unsigned reason = 0; reason <= static_cast<unsigned>(Reason::Bug); ++reason) {
        for (unsigned operation = 0; operation <= static_cast<unsigned>(Operation::WriteSettings); ++operation) {
            Error error = makeError(static_cast<Operation>(operation), "x", static_cast<Reason>(reason));
            v1::ErrorInfo info;
            toWire(error, info);
            const Error back = fromWire(info);
            QCOMPARE(back.reason, error.reason);
            QCOMPARE(back.operation, error.operation);
        }
    }
}

void TestParts::brokenConnectionsAreToldApart()
{
    const auto reasonOf = [](grpc::StatusCode code) {
        return fromGrpc(grpc::Status(code, "text"), Operation::StopContainer, "web").reason;
    };
    QCOMPARE(reasonOf(grpc::StatusCode::UNAVAILABLE), Reason::SupervisorLost);
    QCOMPARE(reasonOf(grpc::StatusCode::CANCELLED), Reason::CancelledByCaller);
    QCOMPARE(reasonOf(grpc::StatusCode::UNIMPLEMENTED), Reason::SupervisorIncompatible);
    QCOMPARE(reasonOf(grpc::StatusCode::DEADLINE_EXCEEDED), Reason::DeadlineExceeded);
}

void TestParts::longDetailsAreShortened()
{
    const Error error = makeError(Operation::StartContainer, "web", Reason::KernelPanic, std::string(100'000, 'x'));
    QVERIFY(toGrpc(error).error_details().size() < 4000);
    QCOMPARE(fromGrpc(toGrpc(error), Operation::CheckSystem, "").reason, Reason::KernelPanic);
}

void TestParts::handshakesAreRead_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("reason"); // -1: ready
    QTest::newRow("ready") << QByteArray("R") << -1;
    const std::string refused = encodeHandshake(fail(Operation::StartSupervisor, "m", Reason::StoreTooNew));
    QTest::newRow("refused") << QByteArray::fromStdString(refused) << static_cast<int>(Reason::StoreTooNew);
    QTest::newRow("died") << QByteArray() << static_cast<int>(Reason::SupervisorLost);
    QTest::newRow("garbage") << QByteArray("Exyz\xff") << static_cast<int>(Reason::SupervisorLost);
}

void TestParts::handshakesAreRead()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, reason);
    const Status status = decodeHandshake(bytes.toStdString(), "m");
    QCOMPARE(status ? -1 : static_cast<int>(status.error().reason), reason);
}

void TestParts::argumentsAreParsed_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<bool>("valid");
    const auto row = [](const char *name, const char *line, bool valid) {
        QTest::newRow(name) << QString::fromLatin1(line).split(QLatin1Char(' ')) << valid;
    };
    row("all", "x --machine abc --store /s --ready-fd 3", true);
    row("without descriptor", "x --machine abc --store /s", true);
    row("network", "x --network app --store /s --ready-fd 3", true);
    row("machine and network", "x --machine abc --network app --store /s", false);
    row("bad network", "x --network ../app --store /s", false);
    row("neither", "x --store /s", false);
    row("no store", "x --machine abc", false);
    row("relative store", "x --machine abc --store s", false);
    row("bad id", "x --machine ../abc --store /s", false);
    row("no value", "x --machine", false);
    row("unknown", "x --machine abc --store /s --what 1", false);
    row("bad descriptor", "x --machine abc --store /s --ready-fd 3x", false);
    row("negative descriptor", "x --machine abc --store /s --ready-fd -2", false);
}

void TestParts::argumentsAreParsed()
{
    QFETCH(QStringList, arguments);
    QFETCH(bool, valid);
    std::vector<std::string> words;
    for (const QString &word : arguments)
        words.push_back(word.toStdString());
    std::vector<const char *> pointers;
    for (const std::string &word : words)
        pointers.push_back(word.c_str());
    QCOMPARE(parseArguments(static_cast<int>(pointers.size()), pointers.data()).has_value(), valid);
}

void TestParts::aWatcherGetsTheNewestStateAndNoStaleOne()
{
    EventHub hub;
    const ContainerId id = *ContainerId::parse("a");
    EventHub::Watcher watcher(hub);
    for (std::uint64_t generation = 1; generation <= 100; ++generation)
        hub.publish(ContainerStatus{id, generation, engine::PendingVerb::Stop, {}, {}});

    const auto event = watcher.next({});

    const auto *snapshot = std::get_if<EventHub::Snapshot>(&*event);
    QVERIFY(snapshot != nullptr);
    QCOMPARE(snapshot->containers.front().recordGeneration, std::uint64_t{100});
    std::stop_source stop;
    stop.request_stop();
    QVERIFY(!watcher.next(stop.get_token()));
}

void TestParts::samplesOfASlowWatcherAreBounded()
{
    EventHub hub;
    const ContainerId id = *ContainerId::parse("a");
    EventHub::Watcher watcher(hub);
    (void)watcher.next({});
    for (int i = 0; i < 1000; ++i) {
        engine::Sample sample;
        sample.processes = static_cast<std::uint32_t>(i);
        hub.publish(EventHub::SampleEvent{id, sample});
    }
    int count = 0;
    std::uint32_t last = 0;
    while (last != 999) {
        const auto event = watcher.next({});
        last = std::get<EventHub::SampleEvent>(*event).sample.processes;
        ++count;
    }
    QVERIFY(count < 100);
}

void TestParts::theMainLoopRunsWorkOnItsThread()
{
    MainLoop loop;
    std::jthread caller([&] {
        const auto where = loop.call([] { return std::this_thread::get_id(); });
        (void)where;
        loop.quit();
    });
    const auto here = std::this_thread::get_id();
    std::optional<std::thread::id> seen;
    std::jthread other([&] { seen = loop.call([] { return std::this_thread::get_id(); }); });
    loop.run();
    other.join();
    if (seen) // may have come after quit()
        QVERIFY(*seen == here);
    QVERIFY(!loop.call([] { return 1; }));
}

void TestParts::nobodyIsAdmittedOnceItIsOver()
{
    std::atomic<bool> over = false;
    Lookers lookers(0ms, [] { return true; }, [&] { over = true; });
    QTRY_VERIFY(over);
    const Lookers::Visit late(lookers);
    QVERIFY(!late.admitted());
}

void TestParts::aVisitKeepsItAlive()
{
    std::atomic<bool> over = false;
    std::atomic<bool> idle = false;
    Lookers lookers(0ms, [&] { return idle.load(); }, [&] { over = true; });
    {
        const Lookers::Visit visit(lookers);
        QVERIFY(visit.admitted());
        idle = true;
        lookers.lookAgain();
        lookers.hurry();
        QTest::qWait(30); // nothing to wait for: that nothing happens
        QVERIFY(!over);
    }
    QTRY_VERIFY(over);
}

void TestParts::whatRunsKeepsItAlive()
{
    std::atomic<bool> over = false;
    std::atomic<bool> idle = false;
    Lookers lookers(1h, [&] { return idle.load(); }, [&] { over = true; });
    lookers.hurry();
    QTest::qWait(30);
    QVERIFY(!over);
    idle = true;
    lookers.lookAgain();
    QTRY_VERIFY(over); // no lingering: it was asked to hurry
}

QTEST_GUILESS_MAIN(TestParts)
#include "test_parts.moc"
