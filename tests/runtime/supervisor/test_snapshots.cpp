// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/base/disk_copy.h"
#include "runtime/base/file.h"
#include "runtime/engine/store/snapshot_store.h"
#include "runtime/supervisor/machine_saver.h"
#include "runtime/supervisor/quiet_gate.h"
#include "runtime/supervisor/snapshot_host.h"
#include "tests/runtime/container/container_fixture.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <atomic>
#include <thread>

using namespace firkin;
using namespace firkin::supervisor;
using namespace firkin::test;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

using Deeds = std::vector<std::string>;

/// A store with one container that has a disk.
struct SmallStore {
    SmallStore()
    {
        id = *ContainerId::parse("abcdefghijkl");
        store = *store::Store::open(folder.path().toStdString());
        fs::create_directories(container());
        (void)writeFileAtomically(store::Layout::upperDisk(container()), "the disk");
    }
    [[nodiscard]] fs::path container() const { return store->layout().container(id); }

    store::SnapshotRecord record() const
    {
        store::SnapshotRecord record;
        record.name = "good";
        record.note = "a note\n";
        record.takenAt = engine::WallTime(std::chrono::microseconds(1'700'000'000'000'000));
        record.stoodStill = 1234ms;
        record.host = {1, "QEMU emulator version 10.0", "tcg", "", "sha256:guest"};
        record.macAddress = "52:54:00:00:00:01";
        record.guestId = id;
        record.pid = 77;
        record.stdoutOffset = 10;
        record.stderrOffset = 20;
        record.outputOffset = 30;
        record.container.id = id;
        record.container.machine = *MachineId::parse(id.str());
        record.container.name = "web";
        record.container.process.command = {"/bin/true"};
        return record;
    }
    Result<store::SnapshotRecord> save(std::string_view name)
    {
        FIRKIN_ASSIGN(const auto made, store::NewSnapshot::begin(*store, id, name));
        FIRKIN_TRY(writeFileAtomically(store::memoryFile(made->folder()), "memory"));
        FIRKIN_TRY(copyDisk(store::Layout::upperDisk(container()), store::Layout::upperDisk(made->folder()), {}));
        return made->commit(record());
    }

    QTemporaryDir folder;
    std::optional<store::Store> store;
    ContainerId id;
};

std::string content(const fs::path &file) { return readFile(file, 1 << 20).value_or("none"); }

} // namespace

class TestSnapshots : public QObject {
    Q_OBJECT

private:
    SaveTarget targetIn(const World &world)
    {
        return {world.path("memory"), world.path("upper"), world.path("copy"), {}};
    }

private Q_SLOTS:
    void aMachineIsSavedInOrderAndGoesOn()
    {
        World world;
        const auto machine = world.boot();
        REQUIRE_OK(machine);
        auto target = targetIn(world);
        vmm::MachineState then{};
        target.onStill = [&] { then = (*machine)->vm().state(); };

        const auto still = saveMachine(**machine, target, {}, {});

        REQUIRE_OK(still);
        QCOMPARE(then, vmm::MachineState::Paused);
        QCOMPARE(world.lastMachine->deeds(), (Deeds{"unplug vsock", "pause", "save state", "resume", "plug vsock"}));
        QCOMPARE((*machine)->vm().state(), vmm::MachineState::Running);
        QCOMPARE(world.agent->calls().back(), std::string("SetTime")); // the first that the guest hears
        QCOMPARE(content(world.path("copy")), std::string("x"));
        QVERIFY(fs::exists(world.path("memory")));
        REQUIRE_OK((*machine)->agent().sync({}));
    }

    void whicheverStepFailsItGoesOnAndSaysWhy_data()
    {
        QTest::addColumn<QByteArray>("deed");
        for (const char *deed : {"unplug vsock", "pause", "save state", "the disk"})
            QTest::newRow(deed) << QByteArray(deed);
    }
    void whicheverStepFailsItGoesOnAndSaysWhy()
    {
        QFETCH(QByteArray, deed);
        World world;
        const auto machine = world.boot();
        REQUIRE_OK(machine);
        auto target = targetIn(world);
        if (deed == "the disk")
            target.disk = world.path("no disk");
        else
            world.lastMachine->failAt(deed.toStdString(), makeError(Operation::RunHelper, "qemu", Reason::NoSpace));

        const auto saved = saveMachine(**machine, target, {}, {});

        QVERIFY(!saved);
        QCOMPARE(saved.error().rootReason(), deed == "the disk" ? Reason::NoSuchFile : Reason::NoSpace);
        QCOMPARE((*machine)->vm().state(), vmm::MachineState::Running);
        REQUIRE_OK((*machine)->agent().sync({})); // it is heard again
    }

    void aMachineThatCannotResumeSaysSo()
    {
        World world;
        const auto machine = world.boot();
        REQUIRE_OK(machine);
        world.lastMachine->failAt("resume", makeError(Operation::RunHelper, "qemu", Reason::HelperFailed));

        const auto saved = saveMachine(**machine, targetIn(world), {}, {});

        QVERIFY(!saved && saved.error().rootReason() == Reason::HelperFailed);
    }

    void ofOneThatDiesMeanwhileTheSaveIsWhatFailed()
    {
        World world;
        const auto machine = world.boot();
        REQUIRE_OK(machine);
        auto target = targetIn(world);
        target.onStill = [&] { world.lastMachine->endFromInside({vmm::EndCause::Killed, "signal 9"}); };

        const auto saved = saveMachine(**machine, target, {}, {});

        QVERIFY(!saved);
        QCOMPARE(saved.error().operation, Operation::SaveSnapshot); // and not that it could not be resumed
    }

    void vsockIsTriedAgainUntilItIsBack()
    {
        World world;
        const auto machine = world.boot();
        REQUIRE_OK(machine);
        world.lastMachine->failAt("plug vsock", makeError(Operation::RunHelper, "vhost-device-vsock", Reason::HelperFailed));
        std::jthread healer([&] {
            while (!std::ranges::contains(world.lastMachine->deeds(), "resume"))
                std::this_thread::sleep_for(1ms);
            world.lastMachine->failAt("plug vsock", {});
        });

        REQUIRE_OK(saveMachine(**machine, targetIn(world), {}, {}));
    }

    void aSaveCanBeCancelledAtEachStep_data()
    {
        QTest::addColumn<QByteArray>("after");
        for (const char *deed : {"", "unplug vsock", "pause"})
            QTest::newRow(deed) << QByteArray(deed);
    }
    void aSaveCanBeCancelledAtEachStep()
    {
        QFETCH(QByteArray, after);
        World world;
        const auto machine = world.boot();
        REQUIRE_OK(machine);
        std::stop_source source;
        if (after.isEmpty())
            source.request_stop();
        else
            world.lastMachine->onDeed = [&](const std::string &deed) {
                if (deed == after.toStdString())
                    source.request_stop();
            };

        const auto saved = saveMachine(**machine, targetIn(world), {}, source.get_token());

        QVERIFY(!saved && saved.error().isCancelled());
        QCOMPARE((*machine)->vm().state(), vmm::MachineState::Running);
        REQUIRE_OK((*machine)->agent().sync({}));
        QVERIFY(!fs::exists(world.path("memory")) && !fs::exists(world.path("copy")));
    }

    void aRestoredMachineAnswersWithItsClockSetAndAForkHasACardOfItsOwn()
    {
        World world;
        const fs::path state = world.path("state");
        {
            const auto machine = world.boot();
            REQUIRE_OK(machine);
            REQUIRE_OK((*machine)->vm().unplugVsock({}));
            REQUIRE_OK((*machine)->vm().pause());
            REQUIRE_OK((*machine)->vm().saveState(state, {}, {}));
            world.agent.reset();
        }
        vmm::MachineConfig config;
        config.id = *MachineId::parse("m2");
        config.accelerator = Accelerator::Kvm;
        config.kernel = world.path("vmlinux");
        config.initramfs = world.path("initramfs");
        config.network = vmm::UserNetwork{};
        config.stateDirectory = config.socketDirectory = world.folder.path().toStdString();
        config.restoreFrom = state;

        const auto restored = container::Machine::restore(
            world.factory, config, {"52:54:00:00:00:02", {{.name = "eth0", .address = "10.0.2.15/24", .gateway = {}, .address6 = {}, .gateway6 = {}}}}, {}, {});

        REQUIRE_OK(restored);
        QCOMPARE(world.lastMachine->deeds(), (Deeds{"resume", "unplug network net0", "plug network net0", "plug vsock"}));
        QVERIFY(world.agent->count("SetTime") > 0);
        QVERIFY(world.agent->count("Mount") == 0); // the guest has its mounts
        QVERIFY(world.agent->count("IpAddrAdd") > 0);
        world.agent.reset();
    }

    void aRecordSurvivesItsFile()
    {
        SmallStore small;
        const store::SnapshotRecord before = small.record();

        const auto after = store::parseSnapshotRecord(toJson(before), "good");

        REQUIRE_OK(after);
        QCOMPARE(toJson(*after), toJson(before));
        QVERIFY(after->host == before.host);
        QCOMPARE(after->container.name, std::string("web"));
    }

    void hostileRecordsAreRefused_data()
    {
        QTest::addColumn<QByteArray>("text");
        const QByteArray good = QByteArray::fromStdString(toJson(SmallStore().record()));
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("no object") << QByteArray("[1]");
        QTest::newRow("cut") << good.left(good.size() / 2);
        QTest::newRow("no host") << QByteArray(good).replace("\"host\"", "\"hosts\"");
        QTest::newRow("no container") << QByteArray(good).replace("\"container\"", "\"containers\"");
        QTest::newRow("guest id with a path") << QByteArray(good).replace("\"guest_id\": \"abcdefghijkl\"", "\"guest_id\": \"../../etc\"");
        QTest::newRow("text for a number") << QByteArray(good).replace("\"pid\": 77", "\"pid\": \"x\"");
        QTest::newRow("of a later format") << QByteArray(good).replace("\"format\": 1,\n \"guest_id", "\"format\": 99,\n \"guest_id");
    }
    void hostileRecordsAreRefused()
    {
        QFETCH(QByteArray, text);
        QVERIFY(!store::parseSnapshotRecord(text.toStdString(), "good"));
    }

    void aSnapshotIsListedCheckedAndRemoved()
    {
        SmallStore small;
        REQUIRE_OK(small.save("good"));
        const auto second = small.save("");
        REQUIRE_OK(second);
        QCOMPARE(second->name, std::string("snapshot-1"));
        QCOMPARE(small.save("good").error().rootReason(), Reason::NameTaken);
        QCOMPARE(small.save("../x").error().rootReason(), Reason::BadName);

        const auto list = store::listSnapshots(*small.store, small.id);
        REQUIRE_OK(list);
        QCOMPARE(list->size(), std::size_t{2});
        const fs::path folder = store::snapshotFolder(small.container(), "good");
        const auto record = store::loadSnapshot(*small.store, small.id, "good");
        REQUIRE_OK(record);
        REQUIRE_OK(store::checkFiles(*record, folder));
        QVERIFY(::truncate(store::memoryFile(folder).c_str(), 3) == 0);
        QCOMPARE(store::checkFiles(*record, folder).error().rootReason(), Reason::SnapshotDamaged);
        fs::remove(store::memoryFile(folder));
        QCOMPARE(store::checkFiles(*record, folder).error().rootReason(), Reason::SnapshotDamaged);

        {
            const auto reading = store::lockSnapshot(folder, FileLock::Kind::Shared);
            REQUIRE_OK(reading);
            QCOMPARE(store::removeSnapshot(*small.store, small.id, "good").error().rootReason(), Reason::InUse);
        }
        REQUIRE_OK(store::removeSnapshot(*small.store, small.id, "good"));
        const Status gone = store::removeSnapshot(*small.store, small.id, "good");
        QCOMPARE(gone.error().rootReason(), Reason::NoSuchSnapshot);
        QCOMPARE(gone.error().operation, Operation::RemoveSnapshot);
        QCOMPARE(store::loadSnapshot(*small.store, small.id, "good").error().rootReason(), Reason::NoSuchSnapshot);
    }

    void whatWasNotFinishedLeavesNothing()
    {
        SmallStore small;
        {
            const auto made = store::NewSnapshot::begin(*small.store, small.id, "half");
            REQUIRE_OK(made);
            REQUIRE_OK(writeFileAtomically(store::memoryFile((*made)->folder()), "memory"));
            QVERIFY(store::listSnapshots(*small.store, small.id)->empty());
        }
        QVERIFY(fs::is_empty(store::snapshotsFolder(small.container())));

        // As a kill -9 leaves it.
        fs::create_directories(store::snapshotsFolder(small.container()) / ".new-half");
        fs::create_directories(store::snapshotsFolder(small.container()) / ".gone-old");
        store::sweepSnapshots(small.container());
        QVERIFY(fs::is_empty(store::snapshotsFolder(small.container())));
    }

    void aDiskIsSwappedAndPutBack()
    {
        SmallStore small;
        REQUIRE_OK(small.save("good"));
        const fs::path disk = store::Layout::upperDisk(small.container());
        const fs::path folder = store::snapshotFolder(small.container(), "good");
        REQUIRE_OK(writeFileAtomically(disk, "written since"));

        REQUIRE_OK(store::swapUpperDisk(small.container(), folder, {}));
        QCOMPARE(content(disk), std::string("the disk"));
        store::sweepSnapshots(small.container()); // killed before it ran
        QCOMPARE(content(disk), std::string("written since"));
        REQUIRE_OK(store::swapUpperDisk(small.container(), folder, {}));
        store::settleUpperDisk(small.container());
        store::sweepSnapshots(small.container());
        QCOMPARE(content(disk), std::string("the disk"));
        QCOMPARE(content(store::Layout::upperDisk(folder)), std::string("the disk")); // it can be used again
        std::stop_source source;
        source.request_stop();
        QVERIFY(!store::swapUpperDisk(small.container(), folder, source.get_token()));
        QCOMPARE(content(disk), std::string("the disk"));
    }

    void anotherHostIsRefusedWithWhatDiffers_data()
    {
        QTest::addColumn<int>("what");
        QTest::addColumn<QString>("said");
        const char *words[] = {"", "machine layout", "QEMU", "accelerator", "processor", "guest image"};
        for (int i = 0; i < 6; ++i)
            QTest::newRow(words[i][0] ? words[i] : "the same") << i << words[i];
    }
    void anotherHostIsRefusedWithWhatDiffers()
    {
        QFETCH(int, what);
        QFETCH(QString, said);
        const store::SnapshotRecord record = SmallStore().record();
        store::SnapshotHost host = record.host;
        if (what == 1)
            host.layout = 2;
        std::string *const fields[] = {nullptr, nullptr, &host.monitor, &host.accelerator, &host.processor, &host.guestImage};
        if (fields[what])
            *fields[what] += "other";

        const Status checked = store::checkHost(record, host);

        QCOMPARE(checked.has_value(), what == 0);
        if (checked)
            return;
        QCOMPARE(checked.error().rootReason(), Reason::SnapshotMismatch);
        QVERIFY(QString::fromStdString(render(checked.error())).contains(said));
    }

    void aProcessorsModelIsRead()
    {
        QCOMPARE(processorModel("processor\t: 0\nmodel name\t: A CPU @ 2.0GHz\nflags\t: fpu\n"), std::string("A CPU @ 2.0GHz"));
        QCOMPARE(processorModel("model name\t: last"), std::string("last"));
        QCOMPARE(processorModel("model name"), std::string());
        QCOMPARE(processorModel(""), std::string());
    }

    void quietWaitsForThoseInsideAndKeepsOthersOut()
    {
        QuietGate gate;
        auto inside = gate.enter({});
        REQUIRE_OK(inside);
        std::atomic<bool> quiet = false;
        std::atomic<bool> entered = false;
        std::jthread saver([&] {
            const auto pass = gate.quiet({});
            quiet = pass.has_value();
            while (!entered.load() && quiet.load())
                std::this_thread::sleep_for(1ms); // released by the stop below
        });
        std::stop_source source;
        source.request_stop();
        QVERIFY(!gate.quiet(source.get_token()));
        QVERIFY(!quiet);
        QTRY_VERIFY(!gate.enter(source.get_token())); // who waits for quiet goes first
        QVERIFY(!quiet);
        {
            const QuietGate::Pass left = std::move(*inside);
        }
        QTRY_VERIFY(quiet);
        QVERIFY(!gate.enter(source.get_token()));
        entered = true;
        saver.join();
        REQUIRE_OK(gate.enter({}));
    }

    void aSparseDiskIsCopiedWithItsHoles()
    {
        const QTemporaryDir folder;
        const fs::path from = folder.filePath("from").toStdString();
        const fs::path to = folder.filePath("to").toStdString();
        {
            const UniqueFd fd(::open(from.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
            QVERIFY(::ftruncate(fd.get(), 100 << 20) == 0);
            QVERIFY(::pwrite(fd.get(), "begin", 5, 0) == 5 && ::pwrite(fd.get(), "middle", 6, 50 << 20) == 6);
        }
        REQUIRE_OK(copyDisk(from, to, {}));
        struct stat status {};
        QVERIFY(::stat(to.c_str(), &status) == 0);
        QCOMPARE(status.st_size, off_t{100 << 20});
        QVERIFY(status.st_blocks * 512 < 4 << 20);
        const UniqueFd fd(::open(to.c_str(), O_RDONLY | O_CLOEXEC));
        char buffer[6];
        QVERIFY(::pread(fd.get(), buffer, 6, 50 << 20) == 6);
        QCOMPARE(std::string(buffer, 6), std::string("middle"));
        QVERIFY(!copyDisk(from, to, {})); // never over an existing one
        QVERIFY(!copyDisk(folder.filePath("missing").toStdString(), folder.filePath("x").toStdString(), {}));
        std::stop_source source;
        source.request_stop();
        QVERIFY(!copyDisk(from, folder.filePath("y").toStdString(), source.get_token()));
        QVERIFY(!QFile::exists(folder.filePath("y")));
    }
};

QTEST_GUILESS_MAIN(TestSnapshots)
#include "test_snapshots.moc"
