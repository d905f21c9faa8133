// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/contract/engine_contract.h"

#include "tests/contract/require_ok.h"

#include <QTest>

namespace firkin::test {

using namespace engine;

void EngineContract::pausedItStandsStillUntilItIsResumed()
{
    const ContainerId id = create("still");
    Containers &containers = m_engine.containers();
    QCOMPARE(containers.pause(id, {}).error().rootReason(), Reason::NotRunning);
    QCOMPARE(containers.resume(id, {}).error().rootReason(), Reason::NotRunning);
    REQUIRE_OK(containers.restart(id, std::chrono::milliseconds(0), {}, {})); // of what does not run: a start
    QCOMPARE(containers.resume(id, {}).error().rootReason(), Reason::NotPaused);

    REQUIRE_OK(containers.pause(id, {}));
    QCOMPARE(orFail(containers.find("still", {})).state, ContainerState::Paused);
    QCOMPARE(containers.pause(id, {}).error().rootReason(), Reason::IsPaused);
    QCOMPARE(containers.top(id, {}).error().rootReason(), Reason::IsPaused);
    QCOMPARE(m_engine.sessions().open(id, {}, {}).error().rootReason(), Reason::IsPaused);

    REQUIRE_OK(containers.resume(id, {}));
    QCOMPARE(orFail(containers.find("still", {})).state, ContainerState::Running);
    REQUIRE_OK(containers.top(id, {}));
    // What is paused is stopped all the same.
    REQUIRE_OK(containers.pause(id, {}));
    REQUIRE_OK(containers.stop(id, std::chrono::milliseconds(0), {}));
    QCOMPARE(orFail(containers.find("still", {})).state, ContainerState::Exited);
    removeAll();
}

void EngineContract::limitsChangeWithinItsMachine()
{
    const ContainerId id = start("web");
    Containers &containers = m_engine.containers();

    REQUIRE_OK(containers.update(id, {.cpus = 0.5, .memory = ByteSize::ofMiB(128), .notes = "small"}, {}));
    QCOMPARE(containers.update(id, {.memory = ByteSize::ofGiB(8), .notes = "large"}, {}).error().rootReason(), Reason::MachineTooSmall);
    QCOMPARE(containers.update(id, {.cpus = 0.0}, {}).error().rootReason(), Reason::OutOfRange);

    const ContainerView view = orFail(containers.find("web", {}));
    QCOMPARE(view.spec.cpus, 0.5);
    QCOMPARE(view.spec.memory.bytes, ByteSize::ofMiB(128).bytes);
    QCOMPARE(view.spec.notes, std::string("small")); // all or nothing
    REQUIRE_OK(containers.stop(id, std::chrono::milliseconds(0), {}));
    REQUIRE_OK(containers.update(id, {.memory = ByteSize::ofMiB(512), .restart = RestartPolicy{RestartPolicy::Kind::Always, 0}}, {}));
    QCOMPARE(orFail(containers.find("web", {})).spec.memory.bytes, ByteSize::ofMiB(512).bytes);
    QVERIFY(orFail(containers.find("web", {})).spec.restart.kind == RestartPolicy::Kind::Always);
    removeAll();
}

void EngineContract::itsProcessesAreListed()
{
    const ContainerId id = start("web");
    const std::vector<ProcessEntry> processes = orFail(m_engine.containers().top(id, {}));

    QVERIFY(!processes.empty());
    QCOMPARE(processes.front().pid, 1);
    QCOMPARE(processes.front().parentPid, 0);
    QCOMPARE(processes.front().user, std::string("root"));
    QVERIFY(!processes.front().command.empty() && processes.front().memoryBytes > 0);
    removeAll();
}

void EngineContract::whatHasNoSnapshotsSaysSo()
{
    const ContainerId id = create("web");
    Snapshots &snapshots = m_engine.snapshots();

    QVERIFY(orFail(snapshots.list(id, {})).empty());
    QCOMPARE(snapshots.list(*ContainerId::parse("nosuchthing0"), {}).error().rootReason(), Reason::NoSuchContainer);
    QCOMPARE(snapshots.take(id, {}, {}, {}).error().rootReason(), Reason::NotRunning);
    QCOMPARE(snapshots.restore(id, "none", false, {}, {}).error().rootReason(), Reason::NoSuchSnapshot);
    QCOMPARE(snapshots.remove(id, "none", {}).error().rootReason(), Reason::NoSuchSnapshot);
    QCOMPARE(snapshots.fork(id, "none", "other", {}, {}).error().rootReason(), Reason::NoSuchSnapshot);
    removeAll();
}

void EngineContract::aSnapshotIsTakenRestoredForkedAndRemoved()
{
    const ContainerId id = start("web");
    Snapshots &snapshots = m_engine.snapshots();
    REQUIRE_OK(m_engine.files().makeDirectory(id, "/tmp/before", {}));

    QCOMPARE(snapshots.take(id, {"../up", {}}, {}, {}).error().rootReason(), Reason::BadName);
    const SnapshotView taken = orFail(snapshots.take(id, {"good", "before the update"}, {}, {}));
    QCOMPARE(taken.name, std::string("good"));
    QVERIFY(taken.size.bytes > 0);
    QVERIFY(!taken.problem);
    QCOMPARE(orFail(m_engine.containers().find("web", {})).state, ContainerState::Running);
    QCOMPARE(snapshots.take(id, {"good", {}}, {}, {}).error().rootReason(), Reason::NameTaken);
    const auto list = orFail(snapshots.list(id, {}));
    QCOMPARE(list.size(), std::size_t{1});
    QCOMPARE(list[0].note, std::string("before the update"));

    REQUIRE_OK(m_engine.files().makeDirectory(id, "/tmp/after", {}));
    QCOMPARE(snapshots.restore(id, "good", false, {}, {}).error().rootReason(), Reason::StillRunning);
    REQUIRE_OK(snapshots.restore(id, "good", true, {}, {}));
    QCOMPARE(orFail(m_engine.containers().find("web", {})).state, ContainerState::Running);
    REQUIRE_OK(m_engine.files().stat(id, "/tmp/before", {}));
    QCOMPARE(m_engine.files().stat(id, "/tmp/after", {}).error().rootReason(), Reason::NoSuchFile);

    QCOMPARE(snapshots.fork(id, "good", "web", {}, {}).error().rootReason(), Reason::NameTaken);
    const ContainerId fork = orFail(snapshots.fork(id, "good", "other", {}, {}));
    QVERIFY(fork != id);
    QCOMPARE(orFail(m_engine.containers().find("other", {})).state, ContainerState::Running);
    QCOMPARE(orFail(m_engine.containers().find("web", {})).state, ContainerState::Running);
    REQUIRE_OK(m_engine.files().stat(fork, "/tmp/before", {}));

    REQUIRE_OK(snapshots.remove(id, "good", {}));
    QVERIFY(orFail(snapshots.list(id, {})).empty());
    QCOMPARE(snapshots.remove(id, "good", {}).error().rootReason(), Reason::NoSuchSnapshot);
    removeAll();
}

} // namespace firkin::test
