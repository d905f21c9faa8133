// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/engine/engine_fixture.h"

#include "runtime/base/file.h"

#include <QTest>

#include <csignal>
#include <fstream>
#include <thread>

using namespace firkin;
using namespace firkin::engine;
using namespace firkin::test;
using namespace std::chrono_literals;

/// A container's life on real machines: looked into while it does not run, paused, checked, started again.
class TestLife : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void cleanup();
    void aStoppedOneIsLookedIntoAndStartsInTheSameMachine();
    void whatWasWrittenIsThereAfterItsEnd();
    void acknowledgedCopiesSurviveAKilledSupervisor();
    void itsPolicyStartsItAgain();

private:
    [[nodiscard]] ContainerView view(Engine &engine, const ContainerId &id) const;
    /// Waits until the container looks so.
    template <class Predicate>
    [[nodiscard]] bool becomes(Engine &engine, const ContainerId &id, Predicate predicate, int limit = 120'000) const
    {
        return QTest::qWaitFor([&] { return predicate(view(engine, id)); }, limit);
    }
    [[nodiscard]] pid_t monitorOf(const ContainerId &id) const;
    [[nodiscard]] std::filesystem::path fileWith(const std::string &text);

    EngineFixture m_fixture;
    QTemporaryDir m_folder;
};

void TestLife::cleanup()
{
    const auto engine = m_fixture.open();
    for (const ContainerId &id : m_fixture.store().containerIds().value_or(std::vector<ContainerId>())) {
        (void)engine->containers().forceOff(id, {});
        (void)engine->containers().remove(id, true, true, {});
    }
}

ContainerView TestLife::view(Engine &engine, const ContainerId &id) const
{
    return engine.containers().find(id.str(), {}).value_or(ContainerView());
}

/// QEMU's process: the machine's identity.
pid_t TestLife::monitorOf(const ContainerId &id) const
{
    const auto machine = m_fixture.store().loadMachine(*MachineId::parse(id.str()));
    if (!machine)
        return 0;
    for (const store::ProcessIdentity &helper : machine->helpers) {
        if (helper.name.contains("qemu"))
            return helper.pid;
    }
    return 0;
}

std::filesystem::path TestLife::fileWith(const std::string &text)
{
    const std::filesystem::path path = std::filesystem::path(m_folder.path().toStdString()) / "file";
    std::ofstream(path) << text;
    return path;
}

void TestLife::aStoppedOneIsLookedIntoAndStartsInTheSameMachine()
{
    const auto engine = m_fixture.open();
    ContainerSpec spec;
    spec.name = "web";
    spec.command = {"/bin/sh", "-c", "trap 'exit 0' TERM; while :; do sleep 1; done"};
    spec.init = true;
    spec.healthCheck = HealthCheck{{"/bin/sh", "-c", "echo looking; test -e /ok"}, 500ms, 20s, 0s, 2};
    const ContainerId id = m_fixture.create(*engine, spec);

    // Never started: its machine is booted for the copy, and the container stays what it was.
    std::vector<Phase> phases;
    const ProgressFn progress = [&](const Progress &step) { phases.push_back(step.phase); };
    REQUIRE_OK(engine->files().copyIn(id, fileWith("brought in\n"), "/srv/brought", {}, progress, {}));
    QVERIFY(std::ranges::contains(phases, Phase::BootingKernel));
    QVERIFY(view(*engine, id).lookedInto);
    QCOMPARE(view(*engine, id).state, ContainerState::Created);
    REQUIRE_OK(engine->files().makeDirectory(id, "/srv/made", {}));
    REQUIRE_OK(engine->files().rename(id, "/srv/brought", "/srv/made/renamed", {}));
    bool listed = false;
    REQUIRE_OK(engine->files().list(
        id, "/srv/made", [&](const std::vector<FileEntry> &page) { listed |= page.size() == 1 && page.front().name == "renamed"; }, {}));
    QVERIFY(listed);
    QCOMPARE(engine->files().stat(id, "/no/such", {}).error().rootReason(), Reason::NoSuchFile);
    REQUIRE_OK(engine->containers().rename(id, "web2", {}));
    QCOMPARE(view(*engine, id).name, std::string("web2"));
    const pid_t monitor = monitorOf(id);
    QVERIFY(monitor != 0);

    REQUIRE_OK(engine->containers().start(id, {}, {}));
    QCOMPARE(monitorOf(id), monitor);
    QVERIFY(!view(*engine, id).lookedInto);
    QCOMPARE(sh(*engine, id, "cat /srv/made/renamed; hostname").output, std::string("brought in\n") + id.str() + "\n");
    QCOMPARE(sh(*engine, id, "grep -c web2 /etc/hosts").output, std::string("1\n"));

    // Its processes, by its own numbers; the tiny init is the first.
    const auto processes = engine->containers().top(id, {});
    REQUIRE_OK(processes);
    QCOMPARE(processes->front().pid, 1);
    QVERIFY2(processes->front().command.contains(".cz-init"), processes->front().command.c_str());
    QVERIFY(std::ranges::any_of(*processes, [](const ProcessEntry &entry) { return entry.parentPid == 1 && entry.user == "root"; }));

    // Its health follows its check.
    QVERIFY(becomes(*engine, id, [](const ContainerView &now) { return now.health && now.health->status == HealthStatus::Unhealthy; }));
    QCOMPARE(view(*engine, id).health->lastOutput, std::string("looking\n"));
    QVERIFY(sh(*engine, id, "touch /ok").status->code == 0);
    QVERIFY(becomes(*engine, id, [](const ContainerView &now) { return now.health && now.health->status == HealthStatus::Healthy; }));

    // Limits within the machine, seen inside at once.
    REQUIRE_OK(engine->containers().update(id, {.cpus = 0.5, .memory = ByteSize::ofMiB(200)}, {}));
    QCOMPARE(sh(*engine, id, "cat /sys/fs/cgroup/memory.max; cut -d' ' -f1 /sys/fs/cgroup/cpu.max").output, std::string("209715200\n50000\n"));
    QCOMPARE(engine->containers().update(id, {.memory = ByteSize::ofGiB(2)}, {}).error().rootReason(), Reason::MachineTooSmall);

    // Paused, it stands still; what needs it is refused; its clock is right afterwards.
    REQUIRE_OK(engine->containers().pause(id, {}));
    QCOMPARE(view(*engine, id).state, ContainerState::Paused);
    QCOMPARE(sh(*engine, id, "true").failure->rootReason(), Reason::IsPaused);
    QCOMPARE(engine->files().stat(id, "/", {}).error().rootReason(), Reason::IsPaused);
    QCOMPARE(engine->containers().kill(id, SIGUSR1, {}).error().rootReason(), Reason::IsPaused);
    QTest::qWait(7000); // longer than silence: to stand still is not to be silent, and no health is lost
    QVERIFY(!view(*engine, id).silentSince);
    QVERIFY(view(*engine, id).health->status == HealthStatus::Healthy);
    REQUIRE_OK(engine->containers().resume(id, {}));
    const auto told = sh(*engine, id, "date +%s");
    QVERIFY2(!told.failure, told.failure ? render(*told.failure).c_str() : "");
    const std::string &inside = told.output;
    const auto now = std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
    QVERIFY2(std::llabs(std::atoll(inside.c_str()) - now) <= 3, inside.c_str());

    // A debug shell in the same machine, again and again.
    for (int i = 0; i < 5; ++i) {
        const auto session = engine->sessions().open(id, {.command = {}, .environment = {}, .user = {}, .workingDirectory = {}, .size = {}, .debugShell = true}, {});
        REQUIRE_OK(session);
        Mailbox<std::string> text;
        AttachmentEvents events;
        events.output = [&](std::span<const std::byte> bytes) {
            text.edit([&](std::string &all) { all.append(reinterpret_cast<const char *>(bytes.data()), bytes.size()); });
        };
        const auto attachment = engine->sessions().attach(id, session->id, 0, {}, events, {});
        REQUIRE_OK(attachment);
        const std::string line = "echo $((40+2)) \"$(hostname)\"\n";
        REQUIRE_OK((*attachment)->write(std::as_bytes(std::span(line))));
        QVERIFY2(text.waitFor([&](const std::string &all) { return all.contains("42 " + id.str()); }), text.value().c_str());
        REQUIRE_OK(engine->sessions().close(id, session->id, {}));
    }

    // A signal that ends it wakes it.
    REQUIRE_OK(engine->containers().pause(id, {}));
    REQUIRE_OK(engine->containers().kill(id, SIGKILL, {}));
    QVERIFY(becomes(*engine, id, [](const ContainerView &view) { return view.state == ContainerState::Exited; }));
    QCOMPARE(view(*engine, id).exit->code, 137);
}

void TestLife::whatWasWrittenIsThereAfterItsEnd()
{
    const auto engine = m_fixture.open();
    const ContainerId id = m_fixture.start(*engine, "db");
    // Only in the guest's memory: no sync, and the stop at once.
    QVERIFY(sh(*engine, id, "dd if=/dev/urandom of=/data bs=1M count=20 2>/dev/null; sha256sum /data > /sum").status->code == 0);
    REQUIRE_OK(engine->containers().stop(id, std::chrono::milliseconds(0), {}));

    const std::filesystem::path target = std::filesystem::path(m_folder.path().toStdString()) / "sum";
    REQUIRE_OK(engine->files().copyOut(id, "/sum", target, {}, {}, {})); // looks into it
    QVERIFY(view(*engine, id).lookedInto);
    QCOMPARE(view(*engine, id).state, ContainerState::Exited);
    // Removed while it is looked into, and nobody uses it: gone at once.
    {
        const auto other = m_fixture.open();
        REQUIRE_OK(other->containers().start(id, {}, {}));
    }
    const std::string sum = readFile(target, 1024).value_or("");
    QVERIFY(sum.size() > 64);
    QCOMPARE(sh(*engine, id, "sha256sum /data").output, sum);
    REQUIRE_OK(engine->containers().stop(id, std::chrono::milliseconds(0), {}));
    REQUIRE_OK(engine->files().stat(id, "/data", {}));
    REQUIRE_OK(engine->containers().remove(id, false, true, {}));
    QCOMPARE(engine->files().stat(id, "/data", {}).error().rootReason(), Reason::NoSuchContainer);
    QVERIFY(m_fixture.isClean());
}

void TestLife::acknowledgedCopiesSurviveAKilledSupervisor()
{
    const auto engine = m_fixture.open();
    const ContainerId id = m_fixture.start(*engine, "db");
    REQUIRE_OK(engine->files().copyIn(id, fileWith("acknowledged\n"), "/kept", {}, {}, {}));
    QVERIFY(::kill(m_fixture.supervisorOf(id), SIGKILL) == 0);

    // The next look boots a machine of its own, after what the dead one left is gone.
    const std::filesystem::path target = std::filesystem::path(m_folder.path().toStdString()) / "kept";
    QVERIFY(becomes(*engine, id, [](const ContainerView &now) { return now.state == ContainerState::Exited; }));
    REQUIRE_OK(engine->files().copyOut(id, "/kept", target, {}, {}, {}));
    QCOMPARE(readFile(target, 1024).value_or(""), std::string("acknowledged\n"));
    // And killed while it is looked into, it is what it was.
    const pid_t supervisor = m_fixture.supervisorOf(id);
    QVERIFY(supervisor != 0 && ::kill(supervisor, SIGKILL) == 0);
    QVERIFY(becomes(*engine, id, [](const ContainerView &now) { return !now.lookedInto; }));
    QVERIFY(view(*engine, id).exit->cause == ExitCause::SupervisorLost);
    // A look that is cancelled leaves nothing running.
    std::stop_source cancel;
    const auto begun = engine->files().copyOut(
        id, "/kept", target, {}, [&](const Progress &step) { if (step.phase == Phase::BootingKernel) cancel.request_stop(); }, cancel.get_token());
    QVERIFY(!begun && begun.error().isCancelled());
    QVERIFY(becomes(*engine, id, [](const ContainerView &now) { return !now.lookedInto; }));
    REQUIRE_OK(engine->containers().remove(id, false, true, {}));
    QVERIFY(m_fixture.isClean());
}

void TestLife::itsPolicyStartsItAgain()
{
    const auto engine = m_fixture.open();
    ContainerSpec spec;
    spec.name = "flaky";
    // Fails the first time, and then runs.
    spec.command = {"/bin/sh", "-c", "echo run; test -e /tried && sleep 1000; touch /tried; exit 3"};
    spec.restart = {RestartPolicy::Kind::OnFailure, 2};
    const ContainerId id = m_fixture.create(*engine, spec);
    REQUIRE_OK(engine->containers().start(id, {}, {}));
    QVERIFY(becomes(*engine, id, [](const ContainerView &now) { return now.state == ContainerState::Running && now.restartCount == 1; }));
    QTRY_COMPARE_WITH_TIMEOUT(logOf(*engine, id), std::string("run\nrun\n"), 20000); // it runs before it says so

    // What its user stops stays so.
    REQUIRE_OK(engine->containers().stop(id, std::chrono::milliseconds(0), {}));
    QCOMPARE(view(*engine, id).state, ContainerState::Exited);
    QVERIFY(!view(*engine, id).restartAt);
    QCOMPARE(view(*engine, id).restartCount, 1U);
    REQUIRE_OK(engine->containers().remove(id, false, true, {}));
    QVERIFY(m_fixture.isClean());
}

QTEST_GUILESS_MAIN(TestLife)
#include "test_life.moc"
