// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/container/test_scenarios.h"

#include "runtime/base/file.h"
#include "tests/integration/container/raw_agent.h"

#include <fstream>
#include <sys/stat.h>
#include <thread>

namespace firkin::test {

using namespace container;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

Result<Output> TestScenarios::exec(ExecBuilder<Streams> builder, const std::string &input)
{
    FIRKIN_ASSIGN(auto process,
                  m.box().exec(m.nextId(), std::move(builder).standardInput(Stdio::Piped).standardOutput(Stdio::Piped).standardError(Stdio::Piped).build(), {}));
    std::jthread writing([stream = process.takeStdin(), &input] { static_cast<void>(agent::writeText(*stream, input, {})); });
    return std::move(process).waitWithOutput({});
}

void TestScenarios::usersHaveTheirGroups_data()
{
    QTest::addColumn<QByteArray>("user");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("of the image") << QByteArray("1:1") << QByteArray("uid=1(bin) gid=1(bin) groups=1(bin)\n");
    QTest::newRow("of nobody") << QByteArray("40000:40000") << QByteArray("uid=40000 gid=40000 groups=40000\n");
}

void TestScenarios::usersHaveTheirGroups()
{
    QFETCH(const QByteArray, user);
    QFETCH(const QByteArray, expected);
    const auto output = exec(execBuilder().command({"/bin/id"}).user(User::parse(user.toStdString())));
    REQUIRE_OK(output);
    QCOMPARE(output->standardOutput + output->standardError, expected.toStdString());
}

void TestScenarios::aHomeThatWasGivenIsKept()
{
    auto place = m.place("home", {"/bin/sh", "-c", "echo $HOME"});
    REQUIRE_OK(place);
    const auto output = m.run(std::move(*place).env("HOME", "/tmp/custom/home"));
    REQUIRE_OK(output);
    QCOMPARE(output->standardOutput, "/tmp/custom/home\n");
}

void TestScenarios::aTerminalHasItsTypeInTheEnvironment()
{
    auto place = m.place("term", {"/bin/env"});
    REQUIRE_OK(place);
    auto container = std::move(*place).pty({80, 24}).spawn({});
    REQUIRE_OK(container);
    const auto mounted = container->mounted();
    const auto output = std::move(*container).waitWithOutput({});
    REQUIRE_OK(mounted->unmount({}));
    REQUIRE_OK(output);
    QVERIFY2(output->standardOutput.contains("TERM=xterm"), output->standardOutput.c_str());
}

void TestScenarios::theHostNameIsTheIdUnlessGiven()
{
    auto named = m.place("named", {"/bin/hostname"});
    REQUIRE_OK(named);
    auto output = m.run(std::move(*named).hostname("foo-bar"));
    REQUIRE_OK(output);
    QCOMPARE(output->standardOutput, "foo-bar\n");
    auto unnamed = m.place("unnamed", {"/bin/hostname"});
    REQUIRE_OK(unnamed);
    output = m.run(std::move(*unnamed));
    REQUIRE_OK(output);
    QCOMPARE(output->standardOutput, "unnamed\n");
}

void TestScenarios::theHostsFileIsWhatWasConfigured()
{
    auto place = m.place("hosts", {"/bin/cat", "/etc/hosts", "/etc/resolv.conf"});
    REQUIRE_OK(place);
    HostsConfig hosts;
    hosts.comment = "of the test";
    hosts.entries = {{"127.0.0.1", {"localhost"}, {}}, {"10.0.0.7", {"db", "db.local"}, "a comment"}};
    DnsConfig dns;
    dns.nameservers = {"1.1.1.1"};
    dns.searchDomains = {"example.com"};
    const auto output = m.run(std::move(*place).hosts(hosts).dns(dns));
    REQUIRE_OK(output);
    QCOMPARE(output->standardOutput,
             "# of the test\n127.0.0.1 localhost\n10.0.0.7 db db.local # a comment \nnameserver 1.1.1.1\nsearch example.com\n");
}

void TestScenarios::statisticsCountProcessesMemoryAndTime()
{
    const auto statistics = m.box().statistics(StatCategory::All, {});
    REQUIRE_OK(statistics);
    QCOMPARE(statistics->containerId, "box");
    QVERIFY(statistics->process->current > 0);
    QVERIFY(statistics->memory->usageBytes > 0);
    QVERIFY(statistics->cpu->usageMicroseconds > 0);
}

void TestScenarios::memoryThatRunsOutIsCounted()
{
    auto place = m.place("hungry", {"/bin/sleep", "1000"});
    REQUIRE_OK(place);
    auto container = std::move(*place).memoryLimit(ByteSize::ofMiB(16)).spawn({});
    REQUIRE_OK(container);
    auto process = container->exec("eat", execBuilder().command({"/bin/dd", "if=/dev/zero", "of=/dev/null", "bs=64M", "count=1"}).build(), {});
    REQUIRE_OK(process);
    const auto status = process->wait({});
    REQUIRE_OK(status);
    const auto statistics = container->statistics(StatCategory::MemoryEvents, {});
    REQUIRE_OK(container->kill(sigKill, {}));
    REQUIRE_OK(m.leave(*container));
    QVERIFY(!status->success());
    REQUIRE_OK(statistics);
    QVERIFY(statistics->memoryEvents && statistics->memoryEvents->oomKill > 0);
}

void TestScenarios::deletingAProcessTwiceIsFine()
{
    const std::string id = m.nextId();
    auto process = m.box().exec(id, execBuilder().command({"/bin/true"}).build(), {});
    REQUIRE_OK(process);
    REQUIRE_OK(process->wait({})); // it is forgotten now
    const auto again = process->wait({});
    REQUIRE_OK(again);
    QCOMPARE(again->code, 0);
    REQUIRE_OK(process->kill(sigTerm, {}));
    const Status deleted = m.machine().agent().deleteProcess({"box", id}, {});
    QVERIFY2(deleted || deleted.error().rootReason() == Reason::NoSuchProcess, render(deleted.error_or(Error())).c_str());
}

void TestScenarios::aPlainAgentCallStatsEveryKindOfFile()
{
    QCOMPARE(m.text("cd /srv; echo hello world > stat; mkdir statd; ln -s stat statl; mkfifo statp; echo ok"), "ok\n");
    auto raw = RawAgent::connect(m.machine());
    REQUIRE_OK(raw);
    const std::string root = "/run/container/box/rootfs/srv/";
    const auto regular = raw->stat(root + "stat");
    QVERIFY(regular && S_ISREG(regular->mode()));
    QCOMPARE(regular->size(), 12);
    QVERIFY(regular->ino() > 0 && regular->nlink() >= 1);
    const auto folder = raw->stat(root + "statd");
    QVERIFY(folder && S_ISDIR(folder->mode()) && folder->nlink() >= 2);
    const auto followed = raw->stat(root + "statl");
    QVERIFY(followed && S_ISREG(followed->mode()));
    QCOMPARE(followed->size(), 12);
    const auto pipe = raw->stat(root + "statp");
    QVERIFY(pipe && S_ISFIFO(pipe->mode()));
    QVERIFY(!raw->stat(root + "missing"));
}

void TestScenarios::copiesFollowTheRulesOfTheirTargets()
{
    std::ofstream(m.path("one.txt")) << "one";
    fs::create_directories(m.path("folder"));
    QCOMPARE(m.text("mkdir /srv/existing; echo x > /srv/plain; echo ok"), "ok\n");

    REQUIRE_OK(m.box().copyIn(m.path("one.txt"), "/srv/existing", {}));
    QCOMPARE(m.text("cat /srv/existing/one.txt"), "one");

    const Status missing = m.box().copyIn(m.path("one.txt"), "/srv/missing/", {});
    QVERIFY(!missing);
    QVERIFY2(missing.error().code == ErrorCode::NotFound || missing.error().code == ErrorCode::InvalidArgument, render(missing.error()).c_str());

    const Status over = m.box().copyIn(m.path("folder"), "/srv/plain", {});
    QVERIFY(!over);
    QCOMPARE(m.text("cat /srv/plain"), "x\n");

    REQUIRE_OK(m.box().copyIn(m.path("one.txt"), "/tmp/a/b/c/d/e/file.txt", {}));
    QCOMPARE(m.text("cat /tmp/a/b/c/d/e/file.txt"), "one");
}

void TestScenarios::everyByteSurvivesACopy_data()
{
    QTest::addColumn<QByteArray>("content");
    QByteArray all;
    for (int i = 0; i < 16 * 1024; ++i)
        all.append(static_cast<char>(i % 256));
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("every value") << all;
    QTest::newRow("line ends and a zero") << QByteArray("a\r\nb\rc\n\0d", 9);
    QTest::newRow("10 MiB") << QByteArray::fromStdString(randomBytes<std::string>(10 << 20, 3));
}

void TestScenarios::everyByteSurvivesACopy()
{
    QFETCH(const QByteArray, content);
    const fs::path tree = m.path("bytes");
    fs::remove_all(tree);
    fs::remove_all(m.path("bytes.back"));
    fs::create_directories(tree / "a/b/c");
    fs::create_directories(tree / "empty");
    std::ofstream(tree / "a/b/c/deep", std::ios::binary) << content.toStdString();
    REQUIRE_OK(m.box().copyIn(tree, "/srv/bytes", {}));
    QCOMPARE(m.text("stat -c %s /srv/bytes/a/b/c/deep; ls -A /srv/bytes/empty"), std::to_string(content.size()) + "\n");
    REQUIRE_OK(m.box().copyOut("/srv/bytes", m.path("bytes.back"), {}));
    QVERIFY(readFile(m.path("bytes.back/a/b/c/deep"), SIZE_MAX).value_or("?") == content.toStdString());
    QVERIFY(fs::is_empty(m.path("bytes.back/empty")));
    REQUIRE_OK(m.box().files().remove("/srv/bytes", true, {}));
}

void TestScenarios::aCopiedScriptStaysExecutable()
{
    std::ofstream(m.path("script")) << "#!/bin/sh\necho it runs\n";
    fs::permissions(m.path("script"), fs::perms(0755));
    REQUIRE_OK(m.box().copyIn(m.path("script"), "/srv/script", {}));
    QCOMPARE(m.text("/srv/script"), "it runs\n");
}

void TestScenarios::largeInputPassesThroughAProcess_data()
{
    QTest::addColumn<int>("bytes");
    QTest::newRow("64 KiB") << (64 << 10);
    QTest::newRow("128 KiB") << (128 << 10);
}

void TestScenarios::largeInputPassesThroughAProcess()
{
    QFETCH(const int, bytes);
    const std::string sent = randomBytes<std::string>(static_cast<std::size_t>(bytes), 5);
    const auto executed = exec(execBuilder().command({"/bin/cat"}), sent);
    REQUIRE_OK(executed);
    QVERIFY(executed->standardOutput == sent);

    auto place = m.place("cat", {"/bin/cat"});
    REQUIRE_OK(place);
    auto container = std::move(*place).standardInput(Stdio::Piped).standardOutput(Stdio::Piped).spawn({});
    REQUIRE_OK(container);
    const auto mounted = container->mounted();
    std::jthread writing([stream = container->takeStdin(), &sent] { static_cast<void>(agent::writeText(*stream, sent, {})); });
    const auto output = std::move(*container).waitWithOutput({});
    REQUIRE_OK(mounted->unmount({}));
    REQUIRE_OK(output);
    QVERIFY(output->standardOutput == sent);
    QCOMPARE(output->status.code, 0);
}

void TestScenarios::thePathOfTheExecutionDecides()
{
    QCOMPARE(m.text("mkdir -p /tmp/custom-bin; printf '#!/bin/sh\\necho found\\n' > /tmp/custom-bin/mytest; chmod 755 /tmp/custom-bin/mytest; echo ok"), "ok\n");
    const auto found = exec(execBuilder().command({"mytest"}).env("PATH", "/tmp/custom-bin:/bin"));
    REQUIRE_OK(found);
    QCOMPARE(found->standardOutput, "found\n");
    const auto missing = exec(execBuilder().command({"mytest"}).env("PATH", "/bin"));
    QVERIFY(!missing);
    QCOMPARE(missing.error().rootReason(), Reason::ExecutableNotFound);
}

void TestScenarios::theInitPassesOutputAndCodesOn_data()
{
    QTest::addColumn<int>("code");
    for (const int code : {0, 1, 42})
        QTest::addRow("%d", code) << code;
}

void TestScenarios::theInitPassesOutputAndCodesOn()
{
    QFETCH(const int, code);
    auto place = m.place("init", {"/bin/sh", "-c", "echo out; exit " + std::to_string(code)});
    REQUIRE_OK(place);
    const auto output = m.run(std::move(*place).useInit(true));
    REQUIRE_OK(output);
    QCOMPARE(output->standardOutput, "out\n");
    QCOMPARE(output->status.code, code);
}

void TestScenarios::theInitPassesSignalsOn()
{
    auto place = m.place("signalled", {"/bin/sleep", "1000"});
    REQUIRE_OK(place);
    auto container = std::move(*place).useInit(true).spawn({});
    REQUIRE_OK(container);
    // The init is there at once, its child a moment later.
    QVERIFY(QTest::qWaitFor([&] { return container->statistics(StatCategory::Process, {}).value().process->current >= 2; }, 10s));
    const auto begin = Deadline::Clock::now();
    REQUIRE_OK(container->kill(sigTerm, {}));
    const auto status = container->wait({});
    const auto took = Deadline::Clock::now() - begin;
    REQUIRE_OK(m.leave(*container));
    REQUIRE_OK(status);
    QCOMPARE(status->code, 143);
    QVERIFY(took < 5s);
}

void TestScenarios::theInitBuriesOrphans()
{
    auto place = m.place("orphans", {"/bin/sh", "-c", "for i in 1 2 3 4 5; do (sleep 0.1 &) ; done; sleep 1000"});
    REQUIRE_OK(place);
    auto container = std::move(*place).useInit(true).spawn({});
    REQUIRE_OK(container);
    const auto zombies = [&] {
        auto process = container->exec(m.nextId(), execBuilder().command({"/bin/sh", "-c", "ps -o stat,comm | grep -c '^Z'; ps -o comm | grep -c '^sleep'"}).inherit().standardOutput(Stdio::Piped).build(), {});
        return process ? std::move(*process).waitWithOutput({})->standardOutput : render(process.error());
    };
    std::string counted;
    const bool none = QTest::qWaitFor([&] { return (counted = zombies()) == "0\n1\n"; }, 15s);
    REQUIRE_OK(container->kill(sigKill, {}));
    REQUIRE_OK(m.leave(*container));
    QVERIFY2(none, counted.c_str());
}

void TestScenarios::theInitPassesInputOn()
{
    auto place = m.place("initcat", {"/bin/cat"});
    REQUIRE_OK(place);
    auto container = std::move(*place).useInit(true).standardInput(Stdio::Piped).standardOutput(Stdio::Piped).spawn({});
    REQUIRE_OK(container);
    const auto mounted = container->mounted();
    {
        const auto input = container->takeStdin();
        REQUIRE_OK(agent::writeText(*input, "through the init\n", {}));
    }
    const auto output = std::move(*container).waitWithOutput({});
    REQUIRE_OK(mounted->unmount({}));
    REQUIRE_OK(output);
    QCOMPARE(output->standardOutput, "through the init\n");
}

} // namespace firkin::test
