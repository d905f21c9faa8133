// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/engine/engine_fixture.h"

#include "runtime/base/error_text.h"
#include "runtime/base/file.h"
#include "runtime/engine/store/snapshot_store.h"

#include <QElapsedTimer>
#include <QTest>

#include <csignal>
#include <thread>

using namespace firkin;
using namespace firkin::engine;
using namespace firkin::test;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

/// Counts in its memory, once in a while; each number on a line.
constexpr auto counter = "trap 'exit 0' TERM; i=0; while :; do i=$((i+1)); echo $i; sleep 0.1; done";

/// The numbers of the log from a byte on; empty lines and halves are passed over.
std::vector<int> numbers(Engine &engine, const ContainerId &id, std::size_t from = 0)
{
    std::vector<int> found;
    const std::string log = logOf(engine, id);
    for (const QString &line : QString::fromStdString(log.substr(std::min(from, log.size()))).split(u'\n', Qt::SkipEmptyParts))
        found.push_back(line.toInt());
    return found;
}

bool countsUp(const std::vector<int> &list)
{
    return std::ranges::adjacent_find(list, [](int a, int b) { return b != a + 1; }) == list.end();
}

} // namespace

/// Snapshots on real machines: one container serves most checks.
class TestIntegrationSnapshots : public QObject {
    Q_OBJECT

private:
    EngineFixture m_fixture;

    void edit(const fs::path &file, const std::string &from, const std::string &to)
    {
        std::string text = readFile(file, 1 << 20).value_or("");
        const auto at = text.find(from);
        QVERIFY2(at != std::string::npos, text.c_str());
        QVERIFY(writeFileAtomically(file, text.replace(at, from.size(), to)).has_value());
    }

private Q_SLOTS:
    void cleanup()
    {
        const auto engine = m_fixture.open();
        for (const ContainerId &id : m_fixture.store().containerIds().value_or(std::vector<ContainerId>())) {
            (void)engine->containers().forceOff(id, {});
            (void)engine->containers().remove(id, true, true, {});
        }
    }

    void aContainerIsSavedGoesOnIsRestoredAndForked()
    {
        const auto engine = m_fixture.open();
        Snapshots &snapshots = engine->snapshots();
        const ContainerId id = m_fixture.start(*engine, "web", counter);
        SessionSpec shell;
        shell.command = {"/bin/sh"};
        const auto session = engine->sessions().open(id, shell, {});
        REQUIRE_OK(session);
        Mailbox<std::string> text;
        AttachmentEvents events;
        events.output = [&](std::span<const std::byte> bytes) {
            text.edit([&](std::string &all) { all.append(reinterpret_cast<const char *>(bytes.data()), bytes.size()); });
        };
        const auto viewer = engine->sessions().attach(id, session->id, {}, {80, 24}, events, {});
        REQUIRE_OK(viewer);
        const auto type = [&](const std::string &line) { return (*viewer)->write(std::as_bytes(std::span(line))); };
        REQUIRE_OK(type("x=kept\r"));
        QVERIFY(sh(*engine, id, "echo before > /tmp/before; sync").status.has_value());
        QTRY_VERIFY_WITH_TIMEOUT(numbers(*engine, id).size() > 5, 30'000);

        // Saved, and it goes on: the count without a gap, the terminal with its variable.
        QElapsedTimer timer;
        timer.start();
        const auto saved = snapshots.take(id, {"good", "while it counts"}, {}, {});
        const auto saveTime = timer.elapsed();
        REQUIRE_OK(saved);
        const auto at = static_cast<std::size_t>(saved->outputOffset);
        const auto soFar = numbers(*engine, id).size();
        QTRY_VERIFY_WITH_TIMEOUT(numbers(*engine, id).size() > soFar + 5, 60'000);
        QVERIFY(countsUp(numbers(*engine, id)));
        REQUIRE_OK(type("echo still-$x\r"));
        QVERIFY(text.waitFor([](const std::string &all) { return all.contains("still-kept"); }));
        QCOMPARE(engine->containers().find("web", {})->state, ContainerState::Running);
        // Who pauses it meanwhile waits for the save; what stands still is not saved.
        Status paused;
        {
            std::jthread pauser;
            const auto pauseAt = [&](const Progress &progress) {
                if (progress.phase == Phase::Copying && !pauser.joinable())
                    pauser = std::jthread([&] { paused = engine->containers().pause(id, {}); });
            };
            REQUIRE_OK(snapshots.take(id, {"paused", {}}, pauseAt, {}));
            QVERIFY(pauser.joinable());
        }
        REQUIRE_OK(paused);
        QCOMPARE(engine->containers().find("web", {})->state, ContainerState::Paused);
        QCOMPARE(snapshots.take(id, {}, {}, {}).error().rootReason(), Reason::IsPaused);
        REQUIRE_OK(engine->containers().resume(id, {}));
        REQUIRE_OK(snapshots.remove(id, "paused", {}));
        const auto macOf = [&](const ContainerId &of) { return sh(*engine, of, "cat /sys/class/net/eth0/address").output; };
        const std::string mac = macOf(id);
        QVERIFY(sh(*engine, id, "echo after > /tmp/after; echo changed > /tmp/before; sync").status.has_value());

        // A mismatch and a damaged file are refused, and cost nothing.
        const fs::path folder = store::snapshotFolder(m_fixture.store().layout().container(id), "good");
        edit(folder / "snapshot.json", "\"monitor\": \"", "\"monitor\": \"another ");
        const Status other = snapshots.restore(id, "good", true, {}, {});
        QVERIFY(!other && other.error().rootReason() == Reason::SnapshotMismatch);
        edit(folder / "snapshot.json", "\"monitor\": \"another ", "\"monitor\": \"");
        fs::rename(folder / "memory", folder / "memory.away");
        QVERIFY(snapshots.list(id, {})->front().problem.has_value());
        const Status missing = snapshots.restore(id, "good", true, {}, {});
        QVERIFY(!missing && missing.error().rootReason() == Reason::SnapshotDamaged);
        fs::rename(folder / "memory.away", folder / "memory");
        QCOMPARE(engine->containers().find("web", {})->state, ContainerState::Running);
        QVERIFY(countsUp(numbers(*engine, id)));

        // Restored: the count goes on from then, what was written since is gone.
        const std::string before = logOf(*engine, id);
        const std::size_t end = before.size();
        const auto last = std::ranges::count(before, '\n');
        timer.restart();
        REQUIRE_OK(snapshots.restore(id, "good", true, {}, {}));
        const auto restoreTime = timer.elapsed();
        const auto atSave = std::ranges::count(logOf(*engine, id).substr(0, at), '\n');
        // What it still said until it was thrown away goes on from before; the restored one starts anew.
        const auto restored = [&] {
            std::vector<int> since = numbers(*engine, id, end);
            const auto anew = std::ranges::adjacent_find(since, std::greater());
            if (!since.empty() && since.front() == last + 1)
                since.erase(since.begin(), anew == since.end() ? anew : anew + 1);
            return since;
        };
        QTRY_VERIFY_WITH_TIMEOUT(restored().size() > 5, 60'000);
        const auto again = restored();
        QVERIFY2(std::abs(again.front() - static_cast<int>(atSave) - 1) <= 1, (std::to_string(again.front()) + " after " + std::to_string(atSave)).c_str());
        QVERIFY(countsUp(again));
        QCOMPARE(sh(*engine, id, "cat /tmp/before; ls /tmp/after 2>/dev/null").output, std::string("before\n"));
        const auto clock = std::stoll(sh(*engine, id, "date +%s").output);
        QVERIFY(std::abs(clock - std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count()) <= 5);

        // Forked: another container, and this one goes on.
        timer.restart();
        const auto fork = snapshots.fork(id, "good", "other", {}, {});
        const auto forkTime = timer.elapsed();
        REQUIRE_OK(fork);
        QVERIFY(*fork != id);
        QTRY_VERIFY_WITH_TIMEOUT(numbers(*engine, *fork).size() > 3, 60'000);
        QVERIFY(numbers(*engine, *fork).front() > 5);
        QVERIFY(macOf(*fork) != mac && macOf(*fork).size() == mac.size());
        QVERIFY2(sh(*engine, *fork, "timeout 20 nslookup localhost 10.0.2.3 >/dev/null 2>&1; ip -o addr show eth0").output.contains("10.0.2.15"), "no address");
        QCOMPARE(sh(*engine, *fork, "hostname; cat /etc/hostname").output, fork->str() + "\n" + fork->str());
        QCOMPARE(sh(*engine, *fork, "cat /tmp/before").output, std::string("before\n"));
        QVERIFY(sh(*engine, id, "head -c 16 /dev/urandom | od -x").output != sh(*engine, *fork, "head -c 16 /dev/urandom | od -x").output);
        QCOMPARE(engine->containers().find("web", {})->state, ContainerState::Running);
        QVERIFY(engine->statistics().history(*fork, 1min, {}).has_value());

        // A fork is asked, changed, saved, stopped, looked into, restored and started like any other.
        const auto processes = engine->containers().top(*fork, {});
        REQUIRE_OK(processes);
        QVERIFY(!processes->empty() && processes->front().pid == 1);
        REQUIRE_OK(engine->containers().update(*fork, {.cpus = 0.9, .memory = ByteSize::ofMiB(192)}, {})); // its machine stays as large as it is
        REQUIRE_OK(snapshots.take(*fork, {"of-a-fork", {}}, {}, {}));
        REQUIRE_OK(engine->containers().stop(*fork, 5s, {}));
        REQUIRE_OK(engine->files().stat(*fork, "/tmp/before", {}));
        REQUIRE_OK(snapshots.restore(*fork, "of-a-fork", false, {}, {}));
        QCOMPARE(engine->containers().find("other", {})->state, ContainerState::Running);
        REQUIRE_OK(engine->containers().stop(*fork, 5s, {}));
        REQUIRE_OK(engine->containers().start(*fork, {}, {}));
        QVERIFY(sh(*engine, *fork, "true").status.has_value());
        REQUIRE_OK(engine->containers().remove(*fork, true, true, {}));

        REQUIRE_OK(engine->containers().stop(id, 5s, {}));
        QVERIFY(m_fixture.isClean());
        qInfo("saved in %lld ms (stood still %lld ms), %s; restored in %lld ms, forked in %lld ms", static_cast<long long>(saveTime),
              static_cast<long long>(saved->saveTime.count()), toString(saved->size).c_str(), static_cast<long long>(restoreTime), static_cast<long long>(forkTime));
    }

    void aFailedSaveLeavesTheContainerAndNoHalfSnapshot()
    {
        const auto engine = m_fixture.open();
        ContainerSpec spec;
        spec.name = "tty";
        spec.terminal = true;
        spec.openStdin = true;
        spec.command = {"/bin/sh"};
        const ContainerId id = m_fixture.create(*engine, spec);
        REQUIRE_OK(engine->containers().start(id, {}, {}));

        // Cancelled while it is at it.
        std::stop_source source;
        const auto stopAt = [&](const Progress &progress) {
            if (progress.phase == Phase::Copying)
                source.request_stop();
        };
        const auto cancelledSave = engine->snapshots().take(id, {"half", {}}, stopAt, source.get_token());
        if (!cancelledSave) {
            QVERIFY2(cancelledSave.error().isCancelled(), render(cancelledSave.error()).c_str());
            QTRY_VERIFY_WITH_TIMEOUT(fs::is_empty(store::snapshotsFolder(m_fixture.store().layout().container(id))), 30'000);
        }
        QCOMPARE(sh(*engine, id, "echo alive").output, std::string("alive\n"));

        // Killed while it is at it: the container is lost as by any kill, and there is no half snapshot.
        REQUIRE_OK(engine->snapshots().take(id, {"whole", {}}, {}, {}));
        const pid_t supervisor = m_fixture.supervisorOf(id);
        const auto killAt = [&](const Progress &progress) {
            if (progress.phase == Phase::Copying)
                ::kill(supervisor, SIGKILL);
        };
        QVERIFY(!engine->snapshots().take(id, {"killed", {}}, killAt, {}));
        const auto list = engine->snapshots().list(id, {});
        REQUIRE_OK(list);
        QVERIFY(std::ranges::none_of(*list, [](const SnapshotView &one) { return one.name == "killed"; }));
        const fs::directory_iterator files(store::snapshotsFolder(m_fixture.store().layout().container(id)));
        QCOMPARE(std::distance(files, fs::directory_iterator()), std::ptrdiff_t{1});

        // From the stopped state back to the terminal of then.
        REQUIRE_OK(engine->snapshots().restore(id, "whole", false, {}, {}));
        const auto sessions = engine->sessions().list(id, {});
        REQUIRE_OK(sessions);
        QCOMPARE(sessions->size(), std::size_t{1});
        Mailbox<std::string> text;
        AttachmentEvents events;
        events.output = [&](std::span<const std::byte> bytes) {
            text.edit([&](std::string &all) { all.append(reinterpret_cast<const char *>(bytes.data()), bytes.size()); });
        };
        const auto viewer = engine->sessions().attach(id, sessions->front().id, {}, {80, 24}, events, {});
        REQUIRE_OK(viewer);
        const std::string line = "echo ba''ck; exit 3\r";
        REQUIRE_OK((*viewer)->write(std::as_bytes(std::span(line))));
        QVERIFY(text.waitFor([](const std::string &all) { return all.contains("back"); }));
        QCOMPARE(engine->containers().wait(id, {})->code, 3);
        QVERIFY(m_fixture.isClean());
    }
};

QTEST_GUILESS_MAIN(TestIntegrationSnapshots)
#include "test_snapshots.moc"
