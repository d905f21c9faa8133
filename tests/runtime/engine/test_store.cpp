// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/base/file.h"
#include "runtime/engine/store/names.h"
#include "runtime/engine/store/new_container.h"
#include "runtime/engine/store/recovery.h"
#include "runtime/engine/store/store_watch.h"
#include "runtime/engine/store/trash.h"
#include "tests/contract/require_ok.h"
#include "tests/runtime/engine/store_fixture.h"

#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <latch>
#include <random>
#include <sys/wait.h>
#include <thread>

using namespace firkin;
using namespace firkin::store;

namespace {

std::set<std::string> filesBelow(const std::filesystem::path &folder)
{
    std::set<std::string> found;
    for (const auto &entry : std::filesystem::recursive_directory_iterator(folder)) {
        const std::string name = entry.path().lexically_relative(folder);
        if (!name.ends_with(".lock") && !name.ends_with("/lock"))
            found.insert(name);
    }
    return found;
}

} // namespace

class TestStore : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aNewStoreHasItsFormatAndIsPrivate();
    void aStoreOfALaterFormatIsRefused();
    void aStoreWhoseFormatIsDamagedIsRefused();
    void aRecordComesBackAsItWasWritten();
    void hostileBytesSurviveARecord();
    void damagedRecordsAreToldApart_data();
    void damagedRecordsAreToldApart();
    void aDamagedRecordCostsOnlyItsOwnContainer();
    void containersAreFoundByIdNameAndPrefix();
    void namesAreChecked_data();
    void namesAreChecked();
    void madeUpNamesAreValid();
    void ofTwoWhoWantANameOneGetsIt();
    void aCreationThatIsGivenUpLeavesNothing();
    void aKilledCreationIsSweptAndItsNameIsFree();
    void killedAnywhereNothingAcknowledgedIsLost();
    void theTrashFreesTheNameAndGivesTheContainerBack();
    void theTrashKeepsSevenDaysAndTenGigabytes_data();
    void theTrashKeepsSevenDaysAndTenGigabytes();
    void whatIsOverGoesWhenTheTrashIsEmptied();
    void aRestoredNameThatIsTakenGetsANumber();
    void removalForGoodLeavesNothing();
    void aLockFallsWithItsProcess();
    void theWatchTellsComingChangeLockAndGoing();
    void theWatchStops();
};

void TestStore::aNewStoreHasItsFormatAndIsPrivate()
{
    const QTemporaryDir folder;
    const Store store = openStore(folder);

    QCOMPARE(readFile(store.layout().formatFile(), 10).value_or("?"), std::string("1\n"));
    QCOMPARE(std::filesystem::status(store.layout().root).permissions(), std::filesystem::perms::owner_all);
    QVERIFY(Store::open(store.layout().root).has_value());
}

void TestStore::aStoreOfALaterFormatIsRefused()
{
    const QTemporaryDir folder;
    const Store store = openStore(folder);
    REQUIRE_OK(writeFileAtomically(store.layout().formatFile(), "2\n"));

    const auto again = Store::open(store.layout().root);

    QVERIFY(!again);
    QCOMPARE(again.error().rootReason(), Reason::StoreTooNew);
}

void TestStore::aStoreWhoseFormatIsDamagedIsRefused()
{
    const QTemporaryDir folder;
    const Store store = openStore(folder);
    REQUIRE_OK(writeFileAtomically(store.layout().formatFile(), "x"));

    QCOMPARE(Store::open(store.layout().root).error().rootReason(), Reason::RecordDamaged);
}

void TestStore::aRecordComesBackAsItWasWritten()
{
    ContainerRecord record;
    record.id = *ContainerId::parse("abcdefghijkl");
    record.machine = *MachineId::parse("abcdefghijkl");
    record.name = "web";
    record.spec.name = "web";
    record.spec.image = "nginx";
    record.spec.entrypoint = {"/x"};
    record.spec.ports = {{"127.0.0.1", 8080, 80, engine::Transport::Tcp}, {"::1", 0, 53, engine::Transport::Udp}};
    record.spec.stopSignal = "TERM";
    record.spec.stopGrace = std::chrono::milliseconds(1500);
    record.spec.labels = {{"a", "b"}};
    record.spec.mounts = {{.kind = engine::MountKind::Bind, .source = "/s\xff", .destination = "/d", .readOnly = true},
                          {.kind = engine::MountKind::Volume, .source = "pg", .destination = "/pg", .anonymous = true, .noCopy = true, .size = ByteSize::ofMiB(3)},
                          {.kind = engine::MountKind::Tmpfs, .destination = "/t", .options = {"mode=700"}}};
    record.spec.rootfs = "/disk.img";
    record.spec.rootfsOverlay = true;
    record.spec.disk = {"ext4", "data"};
    record.spec.sysctls = {{"net.core.somaxconn", "9"}};
    record.spec.ulimits = {{"nofile", 1, engine::UlimitSpec::unlimited}};
    record.spec.capAdd = {"ALL"};
    record.spec.capDrop = {"NET_RAW"};
    record.spec.groupAdd = {"video"};
    record.spec.noNewPrivileges = record.spec.privileged = record.spec.readOnlyRootfs = record.spec.init = true;
    record.spec.seccomp = "unconfined";
    record.spec.shmSize = ByteSize::ofMiB(1);
    record.spec.pidsLimit = -1;
    record.spec.dns = {"1.1.1.1"};
    record.spec.dnsSearch = {"sea"};
    record.spec.dnsOptions = {"ndots:2"};
    record.spec.extraHosts = {{"db", "10.0.0.5"}};
    record.process = {{"/x", "y"}, {"A=B"}, "/srv", "www:www", "host", 3, std::chrono::milliseconds(5)};
    record.process.healthCheck = engine::HealthCheck{{"/bin/check", "\xff"}, std::chrono::seconds(1), std::chrono::seconds(2), std::chrono::seconds(3), 4};
    record.spec.restart = {engine::RestartPolicy::Kind::OnFailure, 3};
    record.spec.healthCheck = engine::HealthCheck{{"true"}, std::chrono::milliseconds(100), std::chrono::seconds(1), std::chrono::seconds(0), 1};
    record.spec.terminalSize = engine::TerminalSize{132, 50};
    record.spec.notes = "mine\nünd";
    record.health = engine::Health{engine::HealthStatus::Unhealthy, 2, "no\xff"};
    record.restartCount = 5;
    record.restartAt = engine::WallTime(std::chrono::microseconds(99));
    record.lookedInto = true;
    record.createdAt = engine::WallTime(std::chrono::microseconds(1234567890123456));
    record.state = engine::ContainerState::Exited;
    record.exit = engine::ExitInfo{engine::ExitCause::KernelPanic, 137, 9, record.createdAt, "panic"};
    record.startPhases = {{"kernel", std::chrono::microseconds(7)}};
    record.generation = 42;

    const auto read = parseContainerRecord(toJson(record), "test");

    REQUIRE_OK(read);
    QCOMPARE(toJson(*read), toJson(record));
    QVERIFY(read->spec == record.spec);
    QVERIFY(read->process == record.process);
    QVERIFY(read->health == record.health);
    QVERIFY(read->lookedInto && read->restartAt == record.restartAt && read->restartCount == 5);
    QCOMPARE(read->exit->cause, engine::ExitCause::KernelPanic);
}

void TestStore::hostileBytesSurviveARecord()
{
    ContainerRecord record;
    record.id = *ContainerId::parse("a");
    record.machine = *MachineId::parse("a");
    record.process.command = {std::string("\xff\xfe\0x", 4), "\"\\\n", ""};
    record.spec.environment = {"A=\xc3("};

    const auto read = parseContainerRecord(toJson(record), "test");

    REQUIRE_OK(read);
    QVERIFY(read->process.command == record.process.command);
    QVERIFY(read->spec.environment == record.spec.environment);
}

void TestStore::damagedRecordsAreToldApart_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("reason");
    const int damaged = static_cast<int>(Reason::RecordDamaged);
    QTest::newRow("empty") << QByteArray() << damaged;
    QTest::newRow("half") << QByteArray(R"({"format": 1, "id": "a)") << damaged;
    QTest::newRow("no object") << QByteArray("[1]") << damaged;
    QTest::newRow("no format") << QByteArray("{}") << damaged;
    QTest::newRow("later") << QByteArray(R"({"format": 2})") << static_cast<int>(Reason::StoreTooNew);
    QTest::newRow("bad id") << QByteArray(R"({"format": 1, "id": "../x", "machine": "a"})") << damaged;
    QTest::newRow("wrong kind") << QByteArray(R"({"format": 1, "id": 5})") << damaged;
    QTest::newRow("zeros") << QByteArray(100, '\0') << damaged;
}

void TestStore::damagedRecordsAreToldApart()
{
    QFETCH(QByteArray, text);
    QFETCH(int, reason);

    const auto record = parseContainerRecord(text.toStdString(), "test");

    QVERIFY(!record);
    QCOMPARE(static_cast<int>(record.error().reason), reason);
}

void TestStore::aDamagedRecordCostsOnlyItsOwnContainer()
{
    const QTemporaryDir folder;
    const Store store = openStore(folder);
    const auto good = makeContainer(store, "good");
    const auto bad = makeContainer(store, "bad");
    REQUIRE_OK(bad);
    REQUIRE_OK(writeFileAtomically(Layout::record(store.layout().container(*bad)), "{"));

    const auto records = store.loadAll();

    REQUIRE_OK(records);
    QCOMPARE(records->size(), std::size_t{1});
    QCOMPARE(records->front().id.str(), good->str());
}

void TestStore::containersAreFoundByIdNameAndPrefix()
{
    const QTemporaryDir folder;
    const Store store = openStore(folder);
    const auto id = makeContainer(store, "web");
    REQUIRE_OK(id);

    QCOMPARE(store.resolve("web").value_or(ContainerId()).str(), id->str());
    QCOMPARE(store.resolve(id->str()).value_or(ContainerId()).str(), id->str());
    QCOMPARE(store.resolve(id->str().substr(0, 5)).value_or(ContainerId()).str(), id->str());
    for (const char *unknown : {"", "we", "..", "../web", "a/b", "web "})
        QCOMPARE(store.resolve(unknown).error().reason, Reason::NoSuchContainer);
}

void TestStore::namesAreChecked_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("valid");
    QTest::newRow("plain") << QStringLiteral("web") << true;
    QTest::newRow("one letter") << QStringLiteral("w") << true;
    QTest::newRow("all kinds") << QStringLiteral("A0_.-z") << true;
    QTest::newRow("64") << QString(64, QLatin1Char('a')) << true;
    QTest::newRow("65") << QString(65, QLatin1Char('a')) << false;
    QTest::newRow("empty") << QString() << false;
    QTest::newRow("dot first") << QStringLiteral(".web") << false;
    QTest::newRow("dash first") << QStringLiteral("-web") << false;
    QTest::newRow("slash") << QStringLiteral("a/b") << false;
    QTest::newRow("blank") << QStringLiteral("a b") << false;
    QTest::newRow("umlaut") << QStringLiteral("ü") << false;
}

void TestStore::namesAreChecked()
{
    QFETCH(QString, name);
    QFETCH(bool, valid);
    QCOMPARE(isValidName(name.toStdString()), valid);
}

void TestStore::madeUpNamesAreValid()
{
    std::set<std::string> names;
    for (std::uint64_t seed = 0; seed < 2000; ++seed) {
        const std::string name = madeUpName(seed);
        QVERIFY(isValidName(name));
        QVERIFY(isValidName(numbered(name, 12)));
        names.insert(name);
    }
    QVERIFY(names.size() > 1900);
    QCOMPARE(numbered(std::string(64, 'a'), 10).size(), std::size_t{64});
}

void TestStore::ofTwoWhoWantANameOneGetsIt()
{
    const QTemporaryDir folder;
    const Store store = openStore(folder);
    std::atomic<int> made = 0;
    std::atomic<int> taken = 0;
    {
        std::latch together(8);
        std::vector<std::jthread> threads;
        for (int i = 0; i < 8; ++i) {
            threads.emplace_back([&] {
                together.arrive_and_wait();
                const auto id = makeContainer(store, "web");
                if (id)
                    ++made;
                else if (id.error().reason == Reason::NameTaken)
                    ++taken;
                else
                    qWarning("%s", render(id.error()).c_str());
            });
        }
    }
    QCOMPARE(made.load(), 1);
    QCOMPARE(taken.load(), 7);
    QCOMPARE(store.containerIds()->size(), std::size_t{1});
}

void TestStore::aCreationThatIsGivenUpLeavesNothing()
{
    const QTemporaryDir folder;
    const Store store = openStore(folder);
    const auto before = filesBelow(store.layout().root);
    {
        const auto made = NewContainer::begin(store, "web");
        REQUIRE_OK(made);
    }
    QCOMPARE(filesBelow(store.layout().root), before);
}

void TestStore::aKilledCreationIsSweptAndItsNameIsFree()
{
    const QTemporaryDir folder;
    const Store store = openStore(folder);
    const auto before = filesBelow(store.layout().root);
    const pid_t child = ::fork();
    if (child == 0) {
        auto made = NewContainer::begin(store, "web");
        (void)made->release();
        ::kill(::getpid(), SIGKILL);
    }
    int status = 0;
    QCOMPARE(::waitpid(child, &status, 0), child);
    QVERIFY(filesBelow(store.layout().root) != before);

    // The name is free even without a sweep …
    REQUIRE_OK(makeContainer(store, "web"));
    // … which takes the rest.
    REQUIRE_OK(sweep(store));
    QCOMPARE(store.containerIds()->size(), std::size_t{1});
    REQUIRE_OK(removeForGood(store, *store.load(store.containerIds()->front())));
    QCOMPARE(filesBelow(store.layout().root), before);
}

void TestStore::killedAnywhereNothingAcknowledgedIsLost()
{
    const QTemporaryDir folder;
    const Store store = openStore(folder);
    std::mt19937 random(11);
    std::set<std::string> acknowledged;
    std::set<std::string> trashed;
    for (int round = 0; round < 25; ++round) {
        int told[2];
        QCOMPARE(::pipe(told), 0);
        const pid_t child = ::fork();
        if (child == 0) {
            // Makes containers and moves every other one into the trash, and tells each that is done.
            for (int i = 0;; ++i) {
                const auto id = makeContainer(store, "c-" + std::to_string(round) + "-" + std::to_string(i));
                if (!id)
                    ::_exit(1);
                std::string line = "+" + id->str() + "\n";
                (void)!::write(told[1], line.data(), line.size());
                if (i % 2 == 0 || !moveToTrash(store, *store.load(*id)))
                    continue;
                line[0] = '-';
                (void)!::write(told[1], line.data(), line.size());
            }
        }
        ::close(told[1]);
        // The first one takes as long as the host is busy; the time after it is what is chosen.
        char buffer[4096];
        std::string text;
        if (const ssize_t size = ::read(told[0], buffer, sizeof buffer); size > 0)
            text.assign(buffer, static_cast<std::size_t>(size));
        (void)::usleep(static_cast<useconds_t>(random() % 120'000));
        ::kill(child, SIGKILL);
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QVERIFY(WIFSIGNALED(status));
        for (ssize_t size = 0; (size = ::read(told[0], buffer, sizeof buffer)) > 0;)
            text.append(buffer, static_cast<std::size_t>(size));
        ::close(told[0]);
        for (std::size_t at = 0; at + 14 <= text.size(); at += 14)
            (text[at] == '+' ? acknowledged : trashed).insert(text.substr(at + 1, 12));
    }
    REQUIRE_OK(sweep(store));

    QVERIFY(acknowledged.size() > 25);
    std::size_t undecided = 0; // done, but killed before it was told
    const auto isInTrash = [&](const std::string &id) { return std::filesystem::exists(store.layout().trash() / id / "record.json"); };
    for (const std::string &id : acknowledged) {
        const bool isThere = store.load(*ContainerId::parse(id)).has_value();
        QVERIFY2(isThere != isInTrash(id), id.c_str());
        if (trashed.contains(id))
            QVERIFY(isInTrash(id));
        else if (isInTrash(id))
            ++undecided;
    }
    QVERIFY(undecided <= 25);
    // Nothing half-made: every folder is a container's, every name leads to one.
    const auto ids = store.containerIds();
    REQUIRE_OK(ids);
    QCOMPARE(store.loadAll()->size(), ids->size());
    std::size_t names = 0;
    for (const auto &entry : std::filesystem::directory_iterator(store.layout().names())) {
        const std::string name = entry.path().filename();
        if (name.starts_with('.'))
            continue;
        ++names;
        QVERIFY2(store.resolve(name).has_value(), name.c_str());
    }
    QCOMPARE(names, ids->size());
    for (const auto &entry : std::filesystem::directory_iterator(store.layout().containers()))
        QVERIFY(!entry.path().filename().string().starts_with('.'));
}

void TestStore::theTrashKeepsSevenDaysAndTenGigabytes_data()
{
    QTest::addColumn<QList<std::pair<int, int>>>("entries"); // hours ago, GiB; newest first
    QTest::addColumn<QList<int>>("over");                    // their numbers
    using Entries = QList<std::pair<int, int>>;
    QTest::newRow("none") << Entries{} << QList<int>{};
    QTest::newRow("young and small") << Entries{{1, 1}, {100, 2}} << QList<int>{};
    QTest::newRow("just seven days") << Entries{{168, 1}} << QList<int>{};
    QTest::newRow("older") << Entries{{1, 1}, {169, 1}} << QList<int>{1};
    QTest::newRow("the only one, too old") << Entries{{1000, 1}} << QList<int>{0};
    QTest::newRow("just ten gigabytes") << Entries{{1, 4}, {2, 6}} << QList<int>{};
    QTest::newRow("the oldest go first") << Entries{{1, 4}, {2, 5}, {3, 2}} << QList<int>{2};
    QTest::newRow("the newest stays, however large") << Entries{{1, 50}, {2, 1}} << QList<int>{1};
    QTest::newRow("one too large is passed over") << Entries{{1, 1}, {2, 50}, {3, 1}} << QList<int>{1};
    QTest::newRow("removed in the future") << Entries{{-5, 1}} << QList<int>{};
}

void TestStore::theTrashKeepsSevenDaysAndTenGigabytes()
{
    using Entries = QList<std::pair<int, int>>;
    QFETCH(Entries, entries);
    QFETCH(QList<int>, over);
    const engine::WallTime now{std::chrono::hours(500'000)};
    std::vector<TrashedContainer> trashed;
    for (const auto &[hours, gib] : entries) {
        TrashedContainer entry;
        entry.record.id = *ContainerId::parse("c" + std::to_string(trashed.size()));
        entry.record.removedAt = now - std::chrono::hours(hours);
        entry.size = ByteSize::ofGiB(static_cast<std::uint64_t>(gib));
        trashed.push_back(entry);
    }
    QList<int> got;
    for (const auto &id : expiredTrash(trashed, {}, now))
        got << std::stoi(id.str().substr(1));
    QCOMPARE(got, over);
}

void TestStore::whatIsOverGoesWhenTheTrashIsEmptied()
{
    const QTemporaryDir folder;
    const Store store = openStore(folder);
    const auto id = makeContainer(store, "web");
    REQUIRE_OK(id);
    REQUIRE_OK(moveToTrash(store, *store.load(*id)));
    REQUIRE_OK(emptyExpired(store, {}, std::chrono::system_clock::now()));
    QCOMPARE(listTrash(store)->size(), std::size_t{1});
    REQUIRE_OK(emptyExpired(store, {}, std::chrono::system_clock::now() + std::chrono::hours(200)));
    QVERIFY(listTrash(store)->empty());
}

void TestStore::theTrashFreesTheNameAndGivesTheContainerBack()
{
    const QTemporaryDir folder;
    const Store store = openStore(folder);
    const auto id = makeContainer(store, "web");
    REQUIRE_OK(id);

    REQUIRE_OK(moveToTrash(store, *store.load(*id)));

    QCOMPARE(store.load(*id).error().reason, Reason::NoSuchContainer);
    const auto trashed = listTrash(store);
    REQUIRE_OK(trashed);
    QCOMPARE(trashed->size(), std::size_t{1});
    QVERIFY(trashed->front().record.removedAt.has_value());
    QVERIFY(!std::filesystem::exists(store.layout().names() / "web"));

    REQUIRE_OK(restoreFromTrash(store, *id));
    QCOMPARE(store.load(*id)->name, std::string("web"));
    QVERIFY(!store.load(*id)->removedAt);
    QVERIFY(store.loadMachine(store.load(*id)->machine).has_value());
    QCOMPARE(restoreFromTrash(store, *id).error().reason, Reason::NoSuchContainer);
}

void TestStore::aRestoredNameThatIsTakenGetsANumber()
{
    const QTemporaryDir folder;
    const Store store = openStore(folder);
    const auto first = makeContainer(store, "web");
    REQUIRE_OK(moveToTrash(store, *store.load(*first)));
    REQUIRE_OK(makeContainer(store, "web"));

    REQUIRE_OK(restoreFromTrash(store, *first));

    QCOMPARE(store.load(*first)->name, std::string("web-2"));
    QCOMPARE(store.resolve("web-2")->str(), first->str());
}

void TestStore::removalForGoodLeavesNothing()
{
    const QTemporaryDir folder;
    const Store store = openStore(folder);
    const auto before = filesBelow(store.layout().root);
    const auto one = makeContainer(store, "one");
    const auto two = makeContainer(store, "two");

    REQUIRE_OK(removeForGood(store, *store.load(*one)));
    REQUIRE_OK(moveToTrash(store, *store.load(*two)));
    REQUIRE_OK(purgeFromTrash(store, *two));

    QCOMPARE(filesBelow(store.layout().root), before);
}

void TestStore::aLockFallsWithItsProcess()
{
    const QTemporaryDir folder;
    const auto path = std::filesystem::path(folder.path().toStdString()) / "lock";
    int ready[2];
    QCOMPARE(::pipe(ready), 0);
    const pid_t child = ::fork();
    if (child == 0) {
        const auto lock = StoreLock::tryAcquire(path);
        (void)!::write(ready[1], "x", 1);
        ::pause();
    }
    char byte = 0;
    QCOMPARE(::read(ready[0], &byte, 1), ssize_t{1});
    QVERIFY(StoreLock::isHeld(path));
    QVERIFY(!*StoreLock::tryAcquire(path));
    QCOMPARE(StoreLock::acquire(path, Deadline::after(std::chrono::milliseconds(30)), {}).error().reason, Reason::StoreBusy);

    ::kill(child, SIGKILL);

    REQUIRE_OK(StoreLock::acquire(path, Deadline::after(std::chrono::seconds(10)), {}));
    ::waitpid(child, nullptr, 0);
    QVERIFY(!StoreLock::isHeld(path));
}

void TestStore::theWatchTellsComingChangeLockAndGoing()
{
    const QTemporaryDir folder;
    const Store store = openStore(folder);
    auto watch = StoreWatch::create(store);
    REQUIRE_OK(watch);

    const auto id = makeContainer(store, "web");
    auto changes = (*watch)->wait(-1, {});
    REQUIRE_OK(changes);
    QVERIFY(changes->all);

    ContainerRecord record = *store.load(*id);
    REQUIRE_OK(store.save(record));
    do {
        changes = (*watch)->wait(-1, {});
        REQUIRE_OK(changes);
    } while (!changes->containers.contains(*id));

    {
        const auto lock = StoreLock::tryAcquire(store.layout().machineLock(record.machine));
        REQUIRE_OK(lock);
    }
    changes = (*watch)->wait(-1, {});
    REQUIRE_OK(changes);
    QVERIFY(changes->containers.contains(*id));

    REQUIRE_OK(moveToTrash(store, *store.load(*id)));
    do {
        changes = (*watch)->wait(-1, {});
        REQUIRE_OK(changes);
    } while (!changes->all);
}

void TestStore::theWatchStops()
{
    const QTemporaryDir folder;
    const Store store = openStore(folder);
    auto watch = StoreWatch::create(store);
    REQUIRE_OK(watch);
    std::stop_source stop;
    std::jthread stopper([&] { stop.request_stop(); });

    REQUIRE_OK((*watch)->wait(-1, stop.get_token()));
}

QTEST_GUILESS_MAIN(TestStore)
#include "test_store.moc"
