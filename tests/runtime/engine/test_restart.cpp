// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/engine/resolve_process.h"
#include "runtime/engine/restart_policy.h"
#include "tests/contract/require_ok.h"

#include <QTest>

using namespace firkin;
using namespace firkin::engine;
using namespace std::chrono_literals;
using Kind = RestartPolicy::Kind;

/// When a container is started again, and how its health check comes about.
class TestRestart : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void policiesDecideAfterAnEnd_data();
    void policiesDecideAfterAnEnd();
    void pausesGrowAndALongRunForgetsThem();
    void restoreStartsWhatIsToRun_data();
    void restoreStartsWhatIsToRun();
    void policiesAreReadAndWritten_data();
    void policiesAreReadAndWritten();
    void imagesChecksAreHonoured_data();
    void imagesChecksAreHonoured();
    void theUsersCheckWins();
    void whatIsRemovedAtItsEndHasNoPolicy();
    void updatesAreAllOrNothing();
};

namespace {

ExitInfo ending(ExitCause cause, int code)
{
    return {.cause = cause, .code = code, .signal = 0, .at = {}, .detail = {}};
}

ContainerSpec someSpec()
{
    ContainerSpec spec;
    spec.name = "web";
    spec.image = "x";
    spec.command = {"/bin/true"};
    return spec;
}

Result<store::ResolvedProcess> resolve(const ContainerSpec &spec, std::vector<std::string> test)
{
    oci::ImageConfig image;
    image.healthCheck = oci::HealthCheck{std::move(test), 5s, 1ms, 0ns, 2};
    return resolveProcess(spec, image, *ContainerId::parse("abcdefghijkl"));
}

} // namespace

void TestRestart::policiesDecideAfterAnEnd_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<unsigned>("most");
    QTest::addColumn<int>("cause");
    QTest::addColumn<int>("code");
    QTest::addColumn<unsigned>("restarts");
    QTest::addColumn<bool>("again");
    const auto row = [](const char *name, Kind kind, unsigned most, ExitCause cause, int code, unsigned restarts, bool again) {
        QTest::newRow(name) << static_cast<int>(kind) << most << static_cast<int>(cause) << code << restarts << again;
    };
    row("no", Kind::No, 0, ExitCause::Exited, 1, 0, false);
    row("failure", Kind::OnFailure, 0, ExitCause::Exited, 1, 100, true);
    row("success", Kind::OnFailure, 0, ExitCause::Exited, 0, 0, false);
    row("the last try", Kind::OnFailure, 3, ExitCause::Exited, 1, 2, true);
    row("no more tries", Kind::OnFailure, 3, ExitCause::Exited, 1, 3, false);
    row("out of memory", Kind::OnFailure, 0, ExitCause::OutOfMemory, 137, 0, true);
    row("kernel panic", Kind::OnFailure, 0, ExitCause::KernelPanic, 137, 0, true);
    row("always, success", Kind::Always, 0, ExitCause::Exited, 0, 9, true);
    row("always, stopped", Kind::Always, 0, ExitCause::StoppedByUser, 143, 0, false);
    row("unless stopped", Kind::UnlessStopped, 0, ExitCause::Exited, 0, 0, true);
    row("unless stopped, stopped", Kind::UnlessStopped, 0, ExitCause::StoppedByUser, 0, 0, false);
}

void TestRestart::policiesDecideAfterAnEnd()
{
    QFETCH(int, kind);
    QFETCH(unsigned, most);
    QFETCH(int, cause);
    QFETCH(int, code);
    QFETCH(unsigned, restarts);
    QFETCH(bool, again);
    QCOMPARE(restartsAfter({static_cast<Kind>(kind), most}, ending(static_cast<ExitCause>(cause), code), restarts), again);
}

void TestRestart::pausesGrowAndALongRunForgetsThem()
{
    std::chrono::milliseconds delay = nextDelay(0ms, 1s);
    QCOMPARE(delay, 100ms);
    delay = nextDelay(delay, 1s);
    QCOMPARE(delay, 200ms);
    for (int i = 0; i < 20; ++i)
        delay = nextDelay(delay, 9999ms);
    QCOMPARE(delay, 60'000ms);
    QCOMPARE(nextDelay(delay, 10s), 100ms);
}

void TestRestart::restoreStartsWhatIsToRun_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<int>("state");
    QTest::addColumn<int>("cause");
    QTest::addColumn<bool>("starts");
    const auto row = [](const char *name, Kind kind, ContainerState state, ExitCause cause, bool starts) {
        QTest::newRow(name) << static_cast<int>(kind) << static_cast<int>(state) << static_cast<int>(cause) << starts;
    };
    row("no policy", Kind::No, ContainerState::Exited, ExitCause::SupervisorLost, false);
    row("always", Kind::Always, ContainerState::Exited, ExitCause::SupervisorLost, true);
    row("always, stopped", Kind::Always, ContainerState::Exited, ExitCause::StoppedByUser, true);
    row("always, running", Kind::Always, ContainerState::Running, ExitCause::Exited, false);
    row("unless stopped", Kind::UnlessStopped, ContainerState::Exited, ExitCause::SupervisorLost, true);
    row("unless stopped, stopped", Kind::UnlessStopped, ContainerState::Exited, ExitCause::StoppedByUser, false);
    row("on failure, with the host", Kind::OnFailure, ContainerState::Exited, ExitCause::SupervisorLost, true);
    row("on failure, by itself", Kind::OnFailure, ContainerState::Exited, ExitCause::Exited, false);
}

void TestRestart::restoreStartsWhatIsToRun()
{
    QFETCH(int, kind);
    QFETCH(int, state);
    QFETCH(int, cause);
    QFETCH(bool, starts);
    ContainerView view;
    view.spec.restart.kind = static_cast<Kind>(kind);
    view.state = static_cast<ContainerState>(state);
    if (view.state == ContainerState::Exited)
        view.exit = ending(static_cast<ExitCause>(cause), 137);
    QCOMPARE(startsAtRestore(view), starts);
    view.state = ContainerState::Created; // it never ran
    view.exit.reset();
    QVERIFY(!startsAtRestore(view));
}

void TestRestart::policiesAreReadAndWritten_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("fine");
    for (const char *text : {"no", "on-failure", "on-failure:3", "always", "unless-stopped"})
        QTest::newRow(text) << QString::fromLatin1(text) << true;
    for (const char *text : {"", "yes", "always:3", "on-failure:", "on-failure:x", "on-failure:-1", "on-failure:3 ", "on-failure:99999999999"})
        QTest::addRow("'%s'", text) << QString::fromLatin1(text) << false;
}

void TestRestart::policiesAreReadAndWritten()
{
    QFETCH(QString, text);
    QFETCH(bool, fine);
    const auto policy = parseRestartPolicy(text.toStdString());
    QCOMPARE(policy.has_value(), fine);
    if (policy)
        QCOMPARE(toString(*policy), text.toStdString());
}

void TestRestart::imagesChecksAreHonoured_data()
{
    QTest::addColumn<QStringList>("test");
    QTest::addColumn<QStringList>("command");
    QTest::newRow("nothing") << QStringList{} << QStringList{};
    QTest::newRow("none") << QStringList{"NONE"} << QStringList{};
    QTest::newRow("inherit") << QStringList{""} << QStringList{};
    QTest::newRow("words") << QStringList{"CMD", "curl", "-f", "localhost"} << QStringList{"curl", "-f", "localhost"};
    QTest::newRow("shell") << QStringList{"CMD-SHELL", "curl -f localhost || exit 1"} << QStringList{"/bin/sh", "-c", "curl -f localhost || exit 1"};
    QTest::newRow("no words") << QStringList{"CMD"} << QStringList{};
    QTest::newRow("unknown") << QStringList{"HTTP", "/"} << QStringList{};
}

void TestRestart::imagesChecksAreHonoured()
{
    QFETCH(QStringList, test);
    QFETCH(QStringList, command);
    std::vector<std::string> words;
    for (const QString &word : test)
        words.push_back(word.toStdString());

    const auto process = resolve(someSpec(), words);

    REQUIRE_OK(process);
    QCOMPARE(process->healthCheck.has_value(), !command.isEmpty());
    if (command.isEmpty())
        return;
    QStringList found;
    for (const std::string &word : process->healthCheck->command)
        found << QString::fromStdString(word);
    QCOMPARE(found, command);
    QCOMPARE(process->healthCheck->interval, 5000ms);
    QCOMPARE(process->healthCheck->timeout, 1ms);
    QCOMPARE(process->healthCheck->retries, 2U);
}

void TestRestart::theUsersCheckWins()
{
    ContainerSpec spec = someSpec();
    spec.healthCheck = HealthCheck{{"mine"}, 1s, 1s, 0s, 1};
    const auto own = resolve(spec, {"CMD", "image's"});
    REQUIRE_OK(own);
    QVERIFY(own->healthCheck == spec.healthCheck);

    spec.healthCheck = HealthCheck{}; // --no-healthcheck
    const auto none = resolve(spec, {"CMD", "image's"});
    REQUIRE_OK(none);
    QVERIFY(!none->healthCheck);

    spec.healthCheck = HealthCheck{{"mine"}, 1s, 1s, 0s, 0};
    QCOMPARE(resolve(spec, {}).error().rootReason(), Reason::OutOfRange);
    spec.healthCheck = HealthCheck{{"mine"}, 1ms, 1s, 0s, 1};
    QCOMPARE(resolve(spec, {}).error().rootReason(), Reason::OutOfRange);
}

void TestRestart::whatIsRemovedAtItsEndHasNoPolicy()
{
    ContainerSpec spec = someSpec();
    spec.removeOnExit = true;
    REQUIRE_OK(validateSpec(spec));
    spec.restart.kind = Kind::Always;
    QCOMPARE(validateSpec(spec).error().rootReason(), Reason::ConflictingOptions);
}

void TestRestart::updatesAreAllOrNothing()
{
    ContainerSpec spec = someSpec();
    const ContainerSpec before = spec;
    const Status refused = applyUpdate({.cpus = 1.0, .memory = ByteSize::ofBytes(1)}, spec);
    QCOMPARE(refused.error().rootReason(), Reason::OutOfRange);
    QCOMPARE(refused.error().detail, std::string("memory"));
    QVERIFY(spec == before);
    REQUIRE_OK(applyUpdate({.memory = ByteSize::ofMiB(300), .notes = "n"}, spec));
    QCOMPARE(spec.memory.bytes, ByteSize::ofMiB(300).bytes);
    QCOMPARE(spec.cpus, before.cpus);
    QCOMPARE(spec.notes, std::string("n"));
}

QTEST_GUILESS_MAIN(TestRestart)
#include "test_restart.moc"
