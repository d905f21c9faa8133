// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/base/file.h"
#include "runtime/engine/pod_rules.h"
#include "runtime/engine/pods.h"
#include "runtime/engine/store/names.h"
#include "runtime/engine/store/new_container.h"
#include "runtime/engine/store/new_pod.h"
#include "runtime/engine/store/recovery.h"
#include "runtime/engine/store/store_watch.h"
#include "runtime/engine/store/trash.h"
#include "runtime/supervisor/pod_plan.h"
#include "tests/contract/require_ok.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace firkin;
using namespace firkin::engine;
using namespace firkin::store;

namespace {

Store openStore(const QTemporaryDir &folder)
{
    auto store = Store::open(folder.path().toStdString() + "/store");
    if (!store)
        qFatal("%s", render(store.error()).c_str());
    return *store;
}

PodRecord somePod(const std::string &name)
{
    PodRecord record;
    record.name = name;
    record.spec.cpus = 1.5;
    record.spec.memory = ByteSize::ofMiB(700);
    record.spec.shareProcesses = true;
    record.spec.ports = {{"127.0.0.1", 8080, 80, Transport::Tcp}};
    record.spec.hosts = {{"db", "192.0.2.1"}};
    record.spec.nameservers = {"192.0.2.53"};
    record.spec.volumes = {{"data", PodVolumeKind::Disk, {}}, {"cache", PodVolumeKind::Memory, ByteSize::ofMiB(8)}};
    record.spec.labels = {{"a", "b\xff"}};
    record.createdAt = WallTime(std::chrono::microseconds(1234567));
    return record;
}

PodId makePod(const Store &store, const std::string &name)
{
    auto id = createPod(store, somePod(name), [](const std::filesystem::path &) { return Status(); });
    if (!id)
        qFatal("%s", render(id.error()).c_str());
    return *id;
}

ContainerId makeMember(const Store &store, const PodId &pod, std::string_view name)
{
    const auto made = NewContainer::begin(store, name);
    if (!made)
        qFatal("%s", render(made.error()).c_str());
    (*made)->joinPod(*store.load(pod));
    ContainerRecord record;
    record.spec.image = "localhost/starter:latest";
    record.spec.podVolumes = {{"data", "/data", true}};
    record.imageDigest = "sha256:0123456789abcdef0123";
    record.process.command = {"/bin/true"};
    if (const Status committed = (*made)->commit(record); !committed)
        qFatal("%s", render(committed.error()).c_str());
    return (*made)->id();
}

} // namespace

/// Pods where no machine is needed: record, store, rules, plan.
class TestPods : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aRecordComesBackAsItWasWritten();
    void damagedRecordsAreSaidSo_data();
    void damagedRecordsAreSaidSo();
    void containersAndPodsShareTheirNames();
    void aPodThatIsGivenUpLeavesNothing();
    void membersLiveInThePodsMachine();
    void theTrashTakesAMemberAndGivesItBack();
    void aMemberWhosePodIsGoneComesBackAlone();
    void whatIsLostIsRecordedForAllOfThem();
    void aSweepLeavesPodsAlone();
    void theWatchTellsOfPodsAndOfSharedLocks();
    void badSpecificationsAreRefused_data();
    void badSpecificationsAreRefused();
    void joiningTakesWhatIsThePods();
    void samplesAreAddedUp();
    void aPlanHasTheMachineOfThePodAndTheDisksOfItsContainers();
};

void TestPods::aRecordComesBackAsItWasWritten()
{
    PodRecord record = somePod("shop");
    record.id = *PodId::parse("abcdefghijkl");
    record.spec.name = "shop";
    record.state = PodState::Running;
    record.exit = ExitInfo{ExitCause::KernelPanic, 137, 9, WallTime(std::chrono::microseconds(5)), "oops"};
    record.startedAt = WallTime(std::chrono::microseconds(7));
    record.boundPorts = record.spec.ports;
    record.accelerator = "kvm";
    record.machineVcpus = 2;
    record.machineMemory = ByteSize::ofMiB(828);
    record.generation = 3;

    const auto back = parsePodRecord(toJson(record), "record.json");

    REQUIRE_OK(back);
    QVERIFY(back->spec == record.spec);
    QCOMPARE(toJson(*back), toJson(record));
    QCOMPARE(back->machine().str(), std::string("abcdefghijkl"));
}

void TestPods::damagedRecordsAreSaidSo_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("reason");
    const QByteArray good = QByteArray::fromStdString(toJson([] {
        PodRecord record = somePod("shop");
        record.id = *PodId::parse("abcdefghijkl");
        return record;
    }()));
    QTest::newRow("empty") << QByteArray() << int(Reason::RecordDamaged);
    QTest::newRow("no object") << QByteArray("[]") << int(Reason::RecordDamaged);
    QTest::newRow("cut off") << good.first(good.size() / 2) << int(Reason::RecordDamaged);
    QTest::newRow("unknown state") << QByteArray(good).replace("\"stopped\"", "\"flying\"") << int(Reason::RecordDamaged);
    QTest::newRow("hostile id") << QByteArray(good).replace("abcdefghijkl", "../escape") << int(Reason::RecordDamaged);
    QTest::newRow("later format") << QByteArray(good).replace("\"format\": 1", "\"format\": 9") << int(Reason::StoreTooNew);
}

void TestPods::damagedRecordsAreSaidSo()
{
    QFETCH(const QByteArray, text);
    QFETCH(const int, reason);

    const auto parsed = parsePodRecord(text.toStdString(), "record.json");

    QVERIFY(!parsed);
    QCOMPARE(int(parsed.error().rootReason()), reason);
}

void TestPods::containersAndPodsShareTheirNames()
{
    const QTemporaryDir folder;
    const Store store = openStore(folder);
    const PodId pod = makePod(store, "shop");

    QCOMPARE(NewContainer::begin(store, "shop").error().rootReason(), Reason::NameTaken);
    makeMember(store, pod, "web");
    QCOMPARE(createPod(store, somePod("web"), [](const auto &) { return Status(); }).error().rootReason(), Reason::NameTaken);
    QVERIFY(*store.resolvePod("shop") == pod);
    QVERIFY(*store.resolvePod(pod.str().substr(0, 6)) == pod);
    QCOMPARE(store.resolve("shop").error().rootReason(), Reason::NoSuchContainer);
    QCOMPARE(store.resolvePod("web").error().rootReason(), Reason::NoSuchPod);
    REQUIRE_OK(removePod(store, *store.load(pod)));
    REQUIRE_OK(NewContainer::begin(store, "shop"));
}

void TestPods::aPodThatIsGivenUpLeavesNothing()
{
    const QTemporaryDir folder;
    const Store store = openStore(folder);

    const auto made = createPod(store, somePod("shop"), [](const std::filesystem::path &) -> Status {
        return fail(Operation::CreatePod, "shop", Reason::NoSpace);
    });

    QCOMPARE(made.error().rootReason(), Reason::NoSpace);
    QVERIFY(store.podIds()->empty());
    QVERIFY(std::filesystem::is_empty(store.layout().pods()));
    QVERIFY(std::filesystem::is_empty(store.layout().machines()));
    REQUIRE_OK(createPod(store, somePod("shop"), [](const auto &) { return Status(); }));
}

void TestPods::membersLiveInThePodsMachine()
{
    const QTemporaryDir folder;
    const Store store = openStore(folder);
    const PodId pod = makePod(store, "shop");
    const ContainerId web = makeMember(store, pod, "web");
    const ContainerId db = makeMember(store, pod, "db");

    const auto record = store.load(web);

    REQUIRE_OK(record);
    QCOMPARE(record->machine.str(), pod.str());
    QCOMPARE(record->spec.pod, pod.str());
    QVERIFY(isInPod(*record) && !ownsMachine(*record));
    QVERIFY(!std::filesystem::exists(store.layout().machines() / web.str())); // it was only for the lock
    QCOMPARE(store.loadAllOf(*MachineId::parse(pod.str()))->size(), std::size_t{2});
    REQUIRE_OK(removeForGood(store, *store.load(db)));
    QVERIFY(std::filesystem::exists(store.layout().machineRecord(record->machine)));
}

void TestPods::theTrashTakesAMemberAndGivesItBack()
{
    const QTemporaryDir folder;
    const Store store = openStore(folder);
    const PodId pod = makePod(store, "shop");
    const ContainerId web = makeMember(store, pod, "web");
    // Its pod runs: the supervisor has the machine's lock.
    const auto lock = StoreLock::tryAcquire(store.layout().machineLock(*MachineId::parse(pod.str())));
    QVERIFY(lock && *lock);

    REQUIRE_OK(moveToTrash(store, *store.load(web)));
    REQUIRE_OK(restoreFromTrash(store, web));

    QCOMPARE(store.load(web)->machine.str(), pod.str());
    QVERIFY(!std::filesystem::exists(store.layout().machines() / web.str()));
}

void TestPods::aMemberWhosePodIsGoneComesBackAlone()
{
    const QTemporaryDir folder;
    const Store store = openStore(folder);
    const PodId pod = makePod(store, "shop");
    const ContainerId web = makeMember(store, pod, "web");
    REQUIRE_OK(moveToTrash(store, *store.load(web)));
    REQUIRE_OK(removePod(store, *store.load(pod)));

    REQUIRE_OK(restoreFromTrash(store, web));

    const auto record = store.load(web);
    REQUIRE_OK(record);
    QVERIFY(ownsMachine(*record) && !isInPod(*record) && record->spec.podVolumes.empty());
    REQUIRE_OK(store.loadMachine(record->machine));
}

void TestPods::whatIsLostIsRecordedForAllOfThem()
{
    const QTemporaryDir folder;
    const Store store = openStore(folder);
    const PodId pod = makePod(store, "shop");
    const ContainerId web = makeMember(store, pod, "web");
    const ContainerId db = makeMember(store, pod, "db");
    const ContainerId idle = makeMember(store, pod, "idle");
    for (const ContainerId &id : {web, db}) {
        ContainerRecord record = *store.load(id);
        record.state = ContainerState::Running;
        REQUIRE_OK(store.save(record));
    }
    PodRecord record = *store.load(pod);
    record.state = PodState::Running;
    REQUIRE_OK(store.save(record));
    QVERIFY(isLost(store, record));

    const auto first = recoverLost(store, SocketLayout{store.layout().root / "run"}, web);
    const auto second = recoverLost(store, SocketLayout{store.layout().root / "run"}, record.machine());

    REQUIRE_OK(first);
    QVERIFY(*first && !*second);
    for (const ContainerId &id : {web, db})
        QVERIFY(store.load(id)->exit->cause == ExitCause::SupervisorLost);
    QVERIFY(store.load(idle)->state == ContainerState::Created);
    QVERIFY(store.load(pod)->state == PodState::Stopped);
    QVERIFY(store.load(pod)->exit->cause == ExitCause::SupervisorLost);
}

void TestPods::aSweepLeavesPodsAlone()
{
    const QTemporaryDir folder;
    const Store store = openStore(folder);
    const PodId pod = makePod(store, "shop");
    const ContainerId web = makeMember(store, pod, "web");
    std::filesystem::create_directories(store.layout().newPod(*PodId::parse("halfmade")));
    std::filesystem::create_directories(store.layout().machines() / web.str()); // left by a kill during the creation

    REQUIRE_OK(sweep(store));

    REQUIRE_OK(store.load(pod));
    REQUIRE_OK(store.loadMachine(*MachineId::parse(pod.str())));
    REQUIRE_OK(store.load(web));
    QVERIFY(*store.resolvePod("shop") == pod);
    QVERIFY(!std::filesystem::exists(store.layout().newPod(*PodId::parse("halfmade"))));
    QVERIFY(!std::filesystem::exists(store.layout().machines() / web.str()));
}

void TestPods::theWatchTellsOfPodsAndOfSharedLocks()
{
    const QTemporaryDir folder;
    const Store store = openStore(folder);
    const PodId pod = makePod(store, "shop");
    const ContainerId web = makeMember(store, pod, "web");
    const ContainerId db = makeMember(store, pod, "db");
    const auto watch = StoreWatch::create(store);
    REQUIRE_OK(watch);
    const auto waitFor = [&](const auto &condition) {
        StoreWatch::Changes all;
        while (!condition(all)) {
            const auto changes = (*watch)->wait(-1, {});
            if (!changes)
                qFatal("%s", render(changes.error()).c_str());
            all.pods |= changes->pods;
            all.all |= changes->all;
            all.containers.insert(changes->containers.begin(), changes->containers.end());
        }
    };

    PodRecord record = *store.load(pod);
    REQUIRE_OK(store.save(record));
    waitFor([](const auto &changes) { return changes.pods; });
    {
        const auto lock = StoreLock::tryAcquire(store.layout().machineLock(record.machine()));
        QVERIFY(lock && *lock);
    }
    waitFor([&](const auto &changes) { return changes.pods && changes.containers.contains(web) && changes.containers.contains(db); });
    makePod(store, "second");
    waitFor([](const auto &changes) { return changes.pods; });
}

void TestPods::badSpecificationsAreRefused_data()
{
    QTest::addColumn<int>("which");
    QTest::addColumn<int>("reason");
    QTest::newRow("no cpus") << 0 << int(Reason::OutOfRange);
    QTest::newRow("no memory") << 1 << int(Reason::OutOfRange);
    QTest::newRow("ports without a network") << 2 << int(Reason::ConflictingOptions);
    QTest::newRow("a volume twice") << 3 << int(Reason::NameTaken);
    QTest::newRow("a volume that leads out") << 4 << int(Reason::BadName);
    QTest::newRow("a disk volume with a size") << 5 << int(Reason::BadSize);
    QTest::newRow("a name server that is a name") << 6 << int(Reason::BadSyntax);
    QTest::newRow("a host without an address") << 7 << int(Reason::BadSyntax);
}

void TestPods::badSpecificationsAreRefused()
{
    QFETCH(const int, which);
    QFETCH(const int, reason);
    PodSpec spec = somePod("shop").spec;
    REQUIRE_OK(validatePodSpec(spec));
    switch (which) {
    case 0: spec.cpus = 0; break;
    case 1: spec.memory = ByteSize::ofBytes(1); break;
    case 2: spec.network = false; break;
    case 3: spec.volumes.push_back(spec.volumes.front()); break;
    case 4: spec.volumes.front().name = ".."; break;
    case 5: spec.volumes.front().size = ByteSize::ofMiB(1); break;
    case 6: spec.nameservers = {"dns.example"}; break;
    case 7: spec.hosts = {{"db", ""}}; break;
    }

    const Status checked = validatePodSpec(spec);

    QVERIFY(!checked);
    QCOMPARE(int(checked.error().rootReason()), reason);
}

void TestPods::joiningTakesWhatIsThePods()
{
    const PodId id = *PodId::parse("abcdefghijkl");
    PodSpec pod = somePod("shop").spec;
    pod.hostname = "one";
    ContainerSpec spec;
    spec.cpus = 8;
    spec.memory = ByteSize::ofMiB(100);

    const auto joined = joinPod(spec, id, pod);

    REQUIRE_OK(joined);
    QCOMPARE(joined->cpus, 1.5);
    QVERIFY(joined->memory == ByteSize::ofMiB(100));
    QCOMPARE(joined->hostname, std::string("one"));
    QCOMPARE(joined->pod, id.str());
    spec.hostname = "mine";
    QCOMPARE(joinPod(spec, id, pod)->hostname, std::string("mine"));
    spec.podVolumes = {{"data", "relative", false}};
    QCOMPARE(joinPod(spec, id, pod).error().reason, Reason::BadPath);
    spec.podVolumes = {{"unknown", "/x", false}};
    QCOMPARE(joinPod(spec, id, pod).error().reason, Reason::NoSuchVolume);
    spec.podVolumes.clear();
    spec.ports = {{"127.0.0.1", 1, 1, Transport::Tcp}};
    QCOMPARE(joinPod(spec, id, pod).error().reason, Reason::BelongsToPod);
}

void TestPods::samplesAreAddedUp()
{
    Sample first{.cpu = 0.5, .memoryBytes = 100, .networkReceived = 7, .blockRead = 1, .processes = 2, .hostMemoryBytes = 1000, .hostCpu = 1.1};
    Sample second{.cpu = 0.25, .memoryBytes = 50, .networkReceived = 7, .blockRead = 2, .processes = 3, .hostMemoryBytes = 1000, .hostCpu = 1.1};

    const Sample total = podSample(std::vector{first, second}, std::vector{2.0, 4.0}, 4, ByteSize::ofBytes(500));

    QCOMPARE(total.cpu, 0.5); // two of four cpus
    QCOMPARE(total.memoryBytes, std::uint64_t{150});
    QCOMPARE(total.memoryLimit, std::uint64_t{500});
    QCOMPARE(total.processes, 5U);
    QCOMPARE(total.blockRead, 3.0);
    QCOMPARE(total.networkReceived, 7.0); // the machine's, told by each
    QCOMPARE(total.hostMemoryBytes, std::uint64_t{1000});
    QCOMPARE(podSample({}, {}, 1, ByteSize::ofBytes(500)).memoryBytes, std::uint64_t{0});
}

void TestPods::aPlanHasTheMachineOfThePodAndTheDisksOfItsContainers()
{
    using namespace supervisor;
    PodRecord pod = somePod("shop");
    pod.id = *PodId::parse("abcdefghijkl");
    const MachinePaths paths{"/k", "/i", "/images/rootfs.ext4", "/store/upper.ext4", "/store/machine", "/run/user/1000/firkin/abc"};

    auto plan = planPod(pod, paths, "/store/volumes.ext4");

    REQUIRE_OK(plan);
    QCOMPARE(plan->machine.id.str(), pod.id.str());
    QCOMPARE(plan->machine.vcpus, 2U);
    QCOMPARE(plan->machine.network->ports.size(), std::size_t{1});
    QCOMPARE(plan->machine.disks.size(), std::size_t{1});
    QCOMPARE(plan->pod.diskSerial, plan->machine.disks.front().serial);
    QVERIFY(plan->pod.shareProcesses);

    std::vector<MachinePlan> containers;
    for (int i = 0; i < 9; ++i) {
        ContainerRecord record;
        record.id = *ContainerId::parse("container" + std::to_string(i));
        record.machine = pod.machine();
        record.name = "c" + std::to_string(i);
        record.imageDigest = i % 2 == 0 ? "sha256:0123456789abcdef0123" : "sha256:fedcba98765432100123";
        record.process.command = {"/bin/true"};
        record.process.hostname = record.id.str();
        record.spec.pod = pod.id.str();
        auto made = planMachine(record, paths, {});
        REQUIRE_OK(made);
        adaptToPod(*made, record, pod.spec, {"sibling"});
        containers.push_back(std::move(*made));
    }
    QVERIFY(containers[0].rootfs.imageSerial != containers[1].rootfs.imageSerial);
    QCOMPARE(containers[0].rootfs.imageSerial, containers[2].rootfs.imageSerial);
    QVERIFY(containers[0].container.dns->nameservers == std::vector<std::string>{"192.0.2.53"});
    const auto &hosts = containers[0].container.hosts->entries;
    QVERIFY(std::ranges::any_of(hosts, [](const auto &entry) { return entry.names == std::vector<std::string>{"sibling"}; }));
    QVERIFY(std::ranges::any_of(hosts, [](const auto &entry) { return entry.names == std::vector<std::string>{"db"}; }));
    for (const MachinePlan &one : containers)
        addDevices(plan->machine, one.machine);
    QCOMPARE(plan->machine.disks.size(), std::size_t{8}); // the others are plugged in
    REQUIRE_OK(vmm::validate(plan->machine));
}

QTEST_GUILESS_MAIN(TestPods)
#include "test_pods.moc"
