// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/base/file.h"
#include "runtime/engine/store/new_container.h"
#include "runtime/engine/store/recovery.h"
#include "runtime/engine/store/trash.h"
#include "tests/contract/require_ok.h"
#include "tests/runtime/engine/store_fixture.h"

#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <sys/wait.h>
#include <thread>

using namespace firkin;
using namespace firkin::store;

class TestRecovery : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aLostSupervisorIsRecordedOnce();
    void aLostContainerWithRemoveOnExitIsRemoved();
    void onlyExactlyTheRecordedProcessIsKilled();
    void statLinesAreParsed_data();
    void statLinesAreParsed();
};

void TestRecovery::aLostSupervisorIsRecordedOnce()
{
    const QTemporaryDir folder;
    const Store store = openStore(folder);
    const SocketLayout sockets{std::filesystem::path(folder.path().toStdString()) / "run"};
    const auto id = makeContainer(store, "web");
    ContainerRecord record = *store.load(*id);
    record.state = engine::ContainerState::Running;
    record.boundPorts = {{"127.0.0.1", 1, 2, engine::Transport::Tcp}};
    REQUIRE_OK(store.save(record));
    const pid_t leftover = ::fork();
    if (leftover == 0) {
        ::pause();
        ::_exit(0);
    }
    REQUIRE_OK(store.saveMachine({record.machine, 1, {}, {*identityOf(leftover)}}));
    QVERIFY(isLost(store, record));

    const auto first = recoverLost(store, sockets, *id);
    const auto second = recoverLost(store, sockets, *id);

    REQUIRE_OK(first);
    REQUIRE_OK(second);
    QVERIFY(*first);
    QVERIFY(!*second);
    const ContainerRecord now = *store.load(*id);
    QCOMPARE(now.state, engine::ContainerState::Exited);
    QCOMPARE(now.exit->cause, engine::ExitCause::SupervisorLost);
    QVERIFY(now.boundPorts.empty());
    int status = 0;
    QCOMPARE(::waitpid(leftover, &status, 0), leftover);
    QVERIFY(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

void TestRecovery::aLostContainerWithRemoveOnExitIsRemoved()
{
    const QTemporaryDir folder;
    const Store store = openStore(folder);
    const auto id = makeContainer(store, "web");
    ContainerRecord record = *store.load(*id);
    record.state = engine::ContainerState::Running;
    record.spec.removeOnExit = true;
    REQUIRE_OK(store.save(record));

    REQUIRE_OK(recoverLost(store, SocketLayout{store.layout().root / "run"}, *id));

    QVERIFY(store.containerIds()->empty());
    QVERIFY(listTrash(store)->empty());
}

void TestRecovery::onlyExactlyTheRecordedProcessIsKilled()
{
    const pid_t child = ::fork();
    if (child == 0) {
        ::pause();
        ::_exit(0);
    }
    ProcessIdentity other = *identityOf(child);
    ++other.startTime; // an earlier process with the same number
    QVERIFY(!isAlive(other));
    killExactly(other);
    QCOMPARE(::waitpid(child, nullptr, WNOHANG), 0);

    killExactly(*identityOf(child));

    QCOMPARE(::waitpid(child, nullptr, 0), child);
}

void TestRecovery::statLinesAreParsed_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<bool>("valid");
    QTest::addColumn<qulonglong>("start");
    const QByteArray rest = " S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 777 20 21";
    QTest::newRow("plain") << QByteArray("12 (bash)" + rest) << true << 777ULL;
    QTest::newRow("hostile name") << QByteArray("12 (a) S 1 (b)" + rest) << true << 777ULL;
    QTest::newRow("short") << QByteArray("12 (bash) S 1 2") << false << 0ULL;
    QTest::newRow("empty") << QByteArray() << false << 0ULL;
    QTest::newRow("no name") << QByteArray("12 bash S") << false << 0ULL;
}

void TestRecovery::statLinesAreParsed()
{
    QFETCH(QByteArray, line);
    QFETCH(bool, valid);
    QFETCH(qulonglong, start);

    const auto identity = parseStat(line.toStdString());

    QCOMPARE(identity.has_value(), valid);
    if (valid)
        QCOMPARE(static_cast<qulonglong>(identity->startTime), start);
}

QTEST_APPLESS_MAIN(TestRecovery)
#include "test_recovery.moc"
