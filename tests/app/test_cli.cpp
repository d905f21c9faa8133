// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/base/file.h"
#include "tests/app/fake_console.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <CLI/CLI.hpp>

#include <csignal>
#include <numeric>
#include <sys/mman.h>
#include <thread>
#include <unistd.h>

using namespace firkin;
using namespace firkin::cli;
using namespace firkin::engine;

class TestCli : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void wrongArgumentsGetASentence_data();
    void wrongArgumentsGetASentence();
    void everyVerbHasHelp();
    void versionNeedsNoEngine();
    void anEngineThatCannotBeOpenedIsSaid();
    void optionsAfterTheImageBelongToTheCommand();
    void runDetachedPrintsTheId();
    void runTakesEveryOption();
    void runThatCannotStartLeavesNothing();
    void runEndsWithDockersCodes_data();
    void runEndsWithDockersCodes();
    void runWithoutTheImageSaysSo();
    void execGivesOutputAndCode();
    void execPassesInputOn();
    void psListsWhatRuns();
    void psAsJsonIsJsonWhateverTheNames();
    void aMissingContainerDoesNotKeepTheOthers();
    void logsPrintBothStreams();
    void logsFollowUntilTheEnd();
    void statsOnceHasEveryContainer();
    void copyPassesPathsOn();
    void runTakesMountsAndPrivileges();
    void inspectFindsContainersAndImages();
    void completionTellsWhatTheStoreHas_data();
    void completionTellsWhatTheStoreHas();
    void interruptedWaitEndsAsTheShellExpects();
    void systemCheckFailsWhenSomethingFails();

private:
    using Ran = FakeConsole::Ran;
    Ran fk(const std::vector<std::string> &arguments, const std::string &input = {}) { return m_console.fk(m_engine.get(), arguments, input); }

    FakeConsole m_console;
    SignalWatch &m_signals = m_console.watch;
    std::unique_ptr<FakeEngine> m_engine;
};

void TestCli::init()
{
    m_engine = std::make_unique<FakeEngine>();
    ImageView image;
    image.digest = "sha256:" + std::string(64, 'a');
    image.references = {"localhost/starter:latest"};
    image.command = {"/usr/local/bin/welcome"};
    image.size = ByteSize::ofMiB(3);
    m_engine->addImage(image);
}

void TestCli::wrongArgumentsGetASentence_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("says");
    QTest::newRow("unknown verb") << QStringList{"frobnicate"} << "frobnicate";
    QTest::newRow("run without an image") << QStringList{"run"} << "image";
    QTest::newRow("run with an unknown option") << QStringList{"run", "--frob", "starter"} << "--frob";
    QTest::newRow("run with a relative place") << QStringList{"run", "-v", "/a:b", "starter"} << "/a:b";
    QTest::newRow("run with a wrong limit") << QStringList{"run", "--ulimit", "files=1", "starter"} << "files";
    QTest::newRow("run with a wrong security option") << QStringList{"run", "--security-opt", "apparmor=mine", "starter"} << "apparmor=mine";
    QTest::newRow("run with a seccomp profile that is not there") << QStringList{"run", "--security-opt", "seccomp=/nowhere.json", "starter"} << "/nowhere.json";
    QTest::newRow("run with a seccomp profile that is empty") << QStringList{"run", "--security-opt", "seccomp=/dev/null", "starter"} << "no profile";
    QTest::newRow("run with the system's paths") << QStringList{"run", "--security-opt", "systempaths=unconfined", "starter"} << "--privileged";
    QTest::newRow("run with a device") << QStringList{"run", "--device", "/dev/sda", "starter"} << "--device";
    QTest::newRow("volume without a verb") << QStringList{"volume"} << "volume";
    QTest::newRow("volume of no size") << QStringList{"volume", "create", "--size", "big", "data"} << "big";
    QTest::newRow("volume with a bad name") << QStringList{"volume", "create", "a/b"} << "a/b";
    QTest::newRow("two volumes at once") << QStringList{"volume", "create", "one", "two"} << "two";
    QTest::newRow("network with a bad name") << QStringList{"network", "create", "a/b"} << "a/b";
    QTest::newRow("an address on the default network") << QStringList{"run", "--network", "default:ip=10.89.0.7", "starter"} << "default:ip=10.89.0.7";
    QTest::newRow("a name without a network") << QStringList{"run", "--network", "none:alias=db", "starter"} << "none:alias=db";
    QTest::newRow("run with a wrong port") << QStringList{"run", "-p", "99999:80", "starter"} << "99999:80";
    QTest::newRow("run with wrong memory") << QStringList{"run", "-m", "lots", "starter"} << "lots";
    QTest::newRow("run with wrong cpus") << QStringList{"run", "--cpus", "many", "starter"} << "many";
    QTest::newRow("run with a wrong name") << QStringList{"run", "--name", "a/b", "starter"} << "a/b";
    QTest::newRow("run with a relative folder") << QStringList{"run", "-w", "srv", "starter"} << "srv";
    QTest::newRow("run with a wrong signal") << QStringList{"run", "--stop-signal", "NOPE", "starter"} << "NOPE";
    QTest::newRow("run with a missing value") << QStringList{"run", "--name"} << "--name";
    QTest::newRow("run with a wrong pull") << QStringList{"run", "--pull", "perhaps", "starter"} << "perhaps";
    QTest::newRow("run with a missing file") << QStringList{"run", "--env-file", "/nonexistent", "starter"} << "/nonexistent";
    QTest::newRow("run -it without a terminal") << QStringList{"run", "-it", "starter"} << "no terminal";
    QTest::newRow("ports without a network") << QStringList{"run", "--network", "none", "-p", "80", "starter"} << "network";
    QTest::newRow("a pod's port on a container") << QStringList{"run", "--pod", "shop", "-p", "80", "starter"} << "fk pod create";
    QTest::newRow("a pod's volume without a pod") << QStringList{"run", "--pod-volume", "data:/data", "starter"} << "--pod";
    QTest::newRow("a pod's volume without a place") << QStringList{"run", "--pod", "shop", "--pod-volume", "data", "starter"} << "VOLUME:/PATH";
    QTest::newRow("pod without a verb") << QStringList{"pod"} << "subcommand";
    QTest::newRow("pod with a wrong name") << QStringList{"pod", "create", "a/b"} << "a/b";
    QTest::newRow("pod with two names") << QStringList{"pod", "create", "--name", "a", "b"} << "--name";
    QTest::newRow("pod with a wrong volume") << QStringList{"pod", "create", "-v", "cache:paper", "shop"} << "NAME:memory";
    QTest::newRow("pod with a volume twice") << QStringList{"pod", "create", "-v", "a", "-v", "a:memory", "shop"} << "two volumes";
    QTest::newRow("pod with a wrong size") << QStringList{"pod", "create", "-v", "a:memory=lots", "shop"} << "lots";
    QTest::newRow("pod with a host without an address") << QStringList{"pod", "create", "--add-host", "db:", "shop"} << "db:";
    QTest::newRow("pod shares what it cannot") << QStringList{"pod", "create", "--share", "ipc", "shop"} << "ipc";
    QTest::newRow("pod stop without a name") << QStringList{"pod", "stop"} << "pods";
    QTest::newRow("exec without a command") << QStringList{"exec", "web"} << "command";
    QTest::newRow("cp with two local sides") << QStringList{"cp", "a", "b"} << "CONTAINER:PATH";
    QTest::newRow("cp between containers") << QStringList{"cp", "a:/x", "b:/y"} << "container to container";
    QTest::newRow("cp with one side") << QStringList{"cp", "a"} << "target";
    QTest::newRow("stop with a wrong time") << QStringList{"stop", "-t", "soon", "web"} << "soon";
    QTest::newRow("kill with a wrong signal") << QStringList{"kill", "-s", "NOPE", "web"} << "NOPE";
    QTest::newRow("a wrong policy") << QStringList{"run", "--restart", "sometimes", "starter"} << "sometimes";
    QTest::newRow("a policy for what is removed") << QStringList{"run", "--rm", "--restart", "always", "starter"} << "--rm";
    QTest::newRow("health options without a check") << QStringList{"run", "--health-interval", "1s", "starter"} << "--health-cmd";
    QTest::newRow("no health check and one") << QStringList{"run", "--no-healthcheck", "--health-cmd", "true", "starter"} << "--no-healthcheck";
    QTest::newRow("no retries") << QStringList{"run", "--health-cmd", "true", "--health-retries", "0", "starter"} << "retries";
    QTest::newRow("update of nothing") << QStringList{"update", "web"} << "--cpus";
    QTest::newRow("update with a wrong size") << QStringList{"update", "-m", "lots", "web"} << "lots";
    QTest::newRow("snapshot of nothing") << QStringList{"snapshot"} << "which container";
    QTest::newRow("a health check without a command") << QStringList{"run", "--health-cmd", "", "starter"} << "--no-healthcheck";
    QTest::newRow("load of nothing") << QStringList{"image", "load"} << "which file";
    QTest::newRow("top of nothing") << QStringList{"top"} << "container";
    QTest::newRow("a unit, and none") << QStringList{"system", "restore", "--install-unit", "--remove-unit"} << "--remove-unit";
    QTest::newRow("logs with a wrong number") << QStringList{"logs", "-n", "-5", "web"} << "-5";
    QTest::newRow("ps with a wrong format") << QStringList{"ps", "--format", "yaml"} << "yaml";
    QTest::newRow("image without a verb") << QStringList{"image"} << "subcommand";
    QTest::newRow("rename with a wrong name") << QStringList{"rename", "a", "b c"} << "b c";
    QTest::newRow("attach to several") << QStringList{"start", "-a", "x", "y"} << "only one";
    QTest::newRow("control characters") << QStringList{"ps", "\x1b[2J"} << "\\x1b";
}

void TestCli::wrongArgumentsGetASentence()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, says);
    std::vector<std::string> words;
    for (const QString &argument : arguments)
        words.push_back(argument.toStdString());

    const Ran ran = fk(words);

    QCOMPARE(ran.code, 125);
    QVERIFY2(QString::fromStdString(ran.err).contains(says), ran.err.c_str());
    QVERIFY(ran.err.starts_with("fk: "));
    QVERIFY2(!ran.err.contains("after the image's name"), ran.err.c_str()); // that is for images without a command
    QCOMPARE(std::ranges::count(ran.err, '\n'), 1);
    QVERIFY(ran.out.empty());
    QCOMPARE(m_engine->calls(Operation::CreateContainer), 0);
}

namespace {

/// "fk", "image", "pull": the words of each verb that the help shows, groups included.
void addVerbs(const CLI::App &app, const std::vector<std::string> &words, std::vector<std::vector<std::string>> &verbs)
{
    for (const CLI::App *sub : app.get_subcommands(nullptr)) {
        if (sub->get_group().empty())
            continue; // for scripts
        std::vector<std::string> all = words;
        all.push_back(sub->get_name());
        verbs.push_back(all);
        addVerbs(*sub, all, verbs);
    }
}

} // namespace

void TestCli::everyVerbHasHelp()
{
    Program program;
    std::vector<std::vector<std::string>> verbs;
    addVerbs(program.root(), {}, verbs);
    QVERIFY(verbs.size() > 60);
    for (const std::vector<std::string> &words : verbs) {
        const std::string name = std::accumulate(words.begin(), words.end(), std::string("fk"), [](const std::string &a, const std::string &b) { return a + " " + b; });
        std::vector<std::string> asks = words;
        asks.emplace_back("--help");
        const Ran ran = fk(asks);
        QCOMPARE(ran.code, 0);
        QVERIFY2(ran.out.size() > 80, name.c_str());
        asks.erase(asks.end() - 2);
        QVERIFY2(fk(asks).out.find("  " + words.back()) != std::string::npos, name.c_str());
    }
    QCOMPARE(fk({}).code, 0);
}

void TestCli::versionNeedsNoEngine()
{
    m_engine.reset();
    QVERIFY(fk({"version"}).out.starts_with("fk "));
    QVERIFY(fk({"--version"}).out.starts_with("fk "));
    QVERIFY(QJsonDocument::fromJson(QByteArray::fromStdString(fk({"version", "--format", "json"}).out)).object().contains("version"));
}

void TestCli::anEngineThatCannotBeOpenedIsSaid()
{
    const UniqueFd err(::memfd_create("err", MFD_CLOEXEC));
    Console console;
    console.error = err.get();
    Program program;

    const int code = program.run({"ps"}, console, [] { return Result<std::unique_ptr<Engine>>(fail(Operation::OpenStore, "/store", Reason::StoreTooNew)); }, m_signals);

    QCOMPARE(code, 1);
    QVERIFY(contentOf(err.get()).find("/store") != std::string::npos);
}

void TestCli::optionsAfterTheImageBelongToTheCommand()
{
    const Ran ran = fk({"create", "-e", "A=1", "starter", "sh", "-c", "exit 3", "--name", "x", "-e", "B=2", "--help"});

    QCOMPARE(ran.code, 0);
    const auto view = m_engine->containers().find(ran.out.substr(0, ran.out.size() - 1), {});
    QVERIFY2(view, ran.err.c_str());
    QCOMPARE(view->spec.command, (std::vector<std::string>{"sh", "-c", "exit 3", "--name", "x", "-e", "B=2", "--help"}));
    QCOMPARE(view->spec.environment, std::vector<std::string>{"A=1"});
}

void TestCli::runDetachedPrintsTheId()
{
    const Ran ran = fk({"run", "-d", "--name", "web", "starter"});

    QCOMPARE(ran.code, 0);
    const auto view = m_engine->containers().find("web", {});
    QVERIFY(view);
    QCOMPARE(ran.out, view->id.str() + "\n");
    QCOMPARE(view->state, ContainerState::Running);
    QVERIFY(ran.err.empty());
}

void TestCli::runTakesEveryOption()
{
    qputenv("FK_TEST_VARIABLE", "here");
    const Ran ran = fk({"run", "-dit", "--rm", "--name=web", "-eA=1", "-e", "FK_TEST_VARIABLE", "-w", "/srv", "-u", "web:www", "-p8080:80", "-p", "53/udp",
                        "--cpus", "1.5", "-m", "512m", "--disk-size", "5g", "--entrypoint", "", "-h", "box", "--stop-signal", "INT", "--stop-timeout", "3",
                        "-l", "k=v", "-l", "flag", "starter", "top"});

    QVERIFY2(ran.code == 0, ran.err.c_str());
    const ContainerSpec spec = m_engine->containers().find("web", {})->spec;
    QVERIFY(spec.terminal && spec.openStdin && spec.removeOnExit);
    QCOMPARE(spec.environment, (std::vector<std::string>{"A=1", "FK_TEST_VARIABLE=here"}));
    QCOMPARE(spec.workingDirectory, std::string("/srv"));
    QCOMPARE(spec.user, std::string("web:www"));
    QCOMPARE(spec.ports.size(), std::size_t{2});
    QCOMPARE(spec.cpus, 1.5);
    QCOMPARE(spec.memory.bytes, ByteSize::ofMiB(512).bytes);
    QCOMPARE(spec.diskSize.bytes, ByteSize::ofGiB(5).bytes);
    QVERIFY(spec.entrypoint && spec.entrypoint->empty());
    QCOMPARE(spec.hostname, std::string("box"));
    QCOMPARE(*spec.stopSignal, std::string("INT"));
    QCOMPARE(*spec.stopGrace, std::chrono::milliseconds(3000));
    QCOMPARE(spec.labels, (std::map<std::string, std::string>{{"k", "v"}, {"flag", ""}}));
    QCOMPARE(spec.command, std::vector<std::string>{"top"});
}

void TestCli::runThatCannotStartLeavesNothing()
{
    m_engine->inject(Operation::StartContainer, {.error = makeError(Operation::StartContainer, "web", Reason::MachineStuck)});

    const Ran ran = fk({"run", "-d", "--name", "web", "starter"});

    QCOMPARE(ran.code, 125);
    QVERIFY(ran.out.empty());
    QVERIFY(!m_engine->containers().find("web", {}));
    QVERIFY(m_engine->containers().trash({})->empty());
}

void TestCli::runEndsWithDockersCodes_data()
{
    QTest::addColumn<int>("reason");
    QTest::addColumn<int>("code");
    QTest::newRow("not there") << int(Reason::ExecutableNotFound) << 127;
    QTest::newRow("not runnable") << int(Reason::ExecutableNotRunnable) << 126;
    QTest::newRow("panic") << int(Reason::KernelPanic) << 125;
}

void TestCli::runEndsWithDockersCodes()
{
    QFETCH(int, reason);
    QFETCH(int, code);
    const Error inner = makeError(Operation::StartProcess, "x", static_cast<Reason>(reason));
    m_engine->inject(Operation::StartContainer, {.error = wrap(Operation::StartContainer, "web", inner)});
    QCOMPARE(fk({"run", "starter", "x"}).code, code);
}

void TestCli::runWithoutTheImageSaysSo()
{
    const Ran ran = fk({"run", "nothing-here"});
    QCOMPARE(ran.code, 125);
    QVERIFY(ran.err.find("nothing-here") != std::string::npos);
    QCOMPARE(fk({"run", "--pull", "never", "quay.io/x/y"}).code, 125);
    QCOMPARE(m_engine->calls(Operation::PullImage), 0);
}

void TestCli::execGivesOutputAndCode()
{
    m_engine->addRunning("web");
    const Ran echo = fk({"exec", "web", "echo", "-n", "hi"});
    QCOMPARE(echo.out, std::string("-n hi\n"));
    QCOMPARE(echo.code, 0);
    QCOMPARE(fk({"exec", "web", "false"}).code, 1);
    QCOMPARE(fk({"exec", "nobody", "true"}).code, 125);
}

void TestCli::execPassesInputOn()
{
    m_engine->addRunning("web");
    const std::string bytes = "line\n" + std::string(100'000, 'x') + std::string("\0\xff", 2);
    QCOMPARE(fk({"exec", "-i", "web", "cat"}, bytes).out, bytes);
}

void TestCli::psListsWhatRuns()
{
    m_engine->addRunning("web");
    fk({"create", "--name", "idle", "starter"});

    const Ran running = fk({"ps"});
    const Ran all = fk({"ps", "-a"});

    QVERIFY(running.out.starts_with("CONTAINER ID   "));
    QVERIFY(running.out.find("web") != std::string::npos);
    QVERIFY(running.out.find("idle") == std::string::npos);
    QVERIFY(all.out.find("idle") != std::string::npos);
    QCOMPARE(std::ranges::count(fk({"ps", "-aq"}).out, '\n'), 2);
}

void TestCli::psAsJsonIsJsonWhateverTheNames()
{
    ContainerView view;
    view.name = "evil \"\x1b\xff\n";
    view.resolvedCommand = {"\xfe"};
    view.state = ContainerState::Exited;
    view.exit = ExitInfo{ExitCause::KernelPanic, 255, 0, {}, "\xff"};
    m_engine->add(view);

    const auto json = QJsonDocument::fromJson(QByteArray::fromStdString(fk({"ps", "-a", "--format", "json"}).out));

    QVERIFY(json.isArray());
    QCOMPARE(json.array().size(), 1);
    QCOMPARE(json.array()[0].toObject()["state"].toString(), QString("exited"));
    QCOMPARE(json.array()[0].toObject()["exit"].toObject()["cause"].toString(), QString("kernel panic"));
}

void TestCli::aMissingContainerDoesNotKeepTheOthers()
{
    m_engine->addRunning("a");
    m_engine->addRunning("b");
    const Ran ran = fk({"stop", "a", "missing", "b"});
    QCOMPARE(ran.code, 1);
    QCOMPARE(ran.out, std::string("a\nb\n"));
    QVERIFY(ran.err.find("missing") != std::string::npos);
}

void TestCli::logsPrintBothStreams()
{
    const ContainerId id = m_engine->addRunning("web");
    m_engine->change(id, [](ContainerView &view) { view.state = ContainerState::Exited; view.exit = ExitInfo{}; });
    m_engine->print(id, OutputStream::Stdout, "out\n");
    m_engine->print(id, OutputStream::Stderr, "err\n");
    const Ran ran = fk({"logs", "web"});
    QVERIFY(ran.out.ends_with("out\n"));
    QVERIFY(ran.err.ends_with("err\n"));
    QCOMPARE(fk({"logs", "-n1", "web"}).out + fk({"logs", "-n1", "web"}).err, std::string("err\n"));
    QVERIFY(fk({"logs", "-t", "-n", "1", "web"}).err.find("Z err\n") != std::string::npos);
}

void TestCli::logsFollowUntilTheEnd()
{
    const ContainerId id = m_engine->addRunning("web");
    std::jthread program([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(50)); // sometimes before, sometimes after the reader has begun: both are right
        m_engine->print(id, OutputStream::Stdout, "later\n");
        (void)m_engine->containers().kill(id, 9, {});
    });
    const Ran ran = fk({"logs", "-f", "web"});
    QCOMPARE(ran.code, 0);
    QVERIFY(ran.out.ends_with("later\n"));
}

void TestCli::statsOnceHasEveryContainer()
{
    m_engine->addRunning("a");
    m_engine->addRunning("b");
    std::jthread ticks([&](std::stop_token stop) {
        while (!stop.stop_requested()) {
            m_engine->tickNow();
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
    });
    const Ran ran = fk({"stats", "--no-stream"});
    QCOMPARE(ran.code, 0);
    QCOMPARE(std::ranges::count(ran.out, '\n'), 3);
    QVERIFY(ran.out.find("%") != std::string::npos);
    QVERIFY(ran.out.find("--") == std::string::npos);
    const auto json = QJsonDocument::fromJson(QByteArray::fromStdString(fk({"stats", "--no-stream", "--format", "json"}).out)).array();
    QCOMPARE(json.size(), 2);
    QVERIFY(json[0].toObject()["memory"].toDouble() > 0);
}

void TestCli::copyPassesPathsOn()
{
    const ContainerId id = m_engine->addRunning("web");
    QTemporaryDir dir;
    const std::string file = dir.filePath("page.html").toStdString();
    QVERIFY(writeFileAtomically(file, "hello"));

    const Ran in = fk({"cp", file, "web:/srv/page.html"});

    QVERIFY2(in.code == 0, in.err.c_str());
    QVERIFY(m_engine->fileContent(id, "/srv/page.html"));
    QCOMPARE(fk({"cp", "web:/no/such", dir.path().toStdString()}).code, 1);
    QCOMPARE(fk({"cp", file, "nobody:/srv"}).code, 1);
}

void TestCli::inspectFindsContainersAndImages()
{
    m_engine->addRunning("web");
    const Ran ran = fk({"inspect", "web", "starter", "nothing"});
    QCOMPARE(ran.code, 1);
    const auto json = QJsonDocument::fromJson(QByteArray::fromStdString(ran.out)).array();
    QCOMPARE(json.size(), 2);
    QVERIFY(json[1].toObject().contains("references"));
    QCOMPARE(fk({"image", "inspect", "starter"}).code, 0);
}

void TestCli::completionTellsWhatTheStoreHas_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<QString>("offered");
    QTest::newRow("a container") << QStringList{"stop", "w"} << "web\n";
    QTest::newRow("none that begins so") << QStringList{"stop", "x"} << "";
    QTest::newRow("one side of a copy") << QStringList{"cp", "w"} << "web:\n";
    QTest::newRow("an image") << QStringList{"rmi", "local"} << "localhost/starter:latest\n";
    QTest::newRow("a volume") << QStringList{"volume", "rm", "d"} << "data\n";
    QTest::newRow("a volume to mount") << QStringList{"run", "-v", "d"} << "data\n";
    QTest::newRow("a network") << QStringList{"network", "inspect", "a"} << "app\n";
    QTest::newRow("a network to join") << QStringList{"run", "--network", ""} << "app\n";
    QTest::newRow("a pod") << QStringList{"pod", "stop", "s"} << "shop\n";
    QTest::newRow("a pod to join") << QStringList{"run", "--pod", "s"} << "shop\n";
    QTest::newRow("a name that is free") << QStringList{"run", "--network-alias", ""} << "";
    QTest::newRow("help") << QStringList{"--help"} << "--help\n";
    QTest::newRow("help of a verb") << QStringList{"stop", "--help"} << "--help\n";
    QTest::newRow("nothing") << QStringList{} << "";
}

void TestCli::completionTellsWhatTheStoreHas()
{
    QFETCH(QStringList, words);
    QFETCH(QString, offered);
    m_engine->addRunning("web");
    QCOMPARE(fk({"volume", "create", "data"}).code, 0);
    QCOMPARE(fk({"network", "create", "app"}).code, 0);
    QCOMPARE(fk({"pod", "create", "shop"}).code, 0);
    std::vector<std::string> arguments{"__complete"};
    for (const QString &word : words)
        arguments.push_back(word.toStdString());

    const Ran ran = fk(arguments);

    QCOMPARE(ran.code, 0);
    QCOMPARE(QString::fromStdString(ran.out), offered);
}

void TestCli::runTakesMountsAndPrivileges()
{
    const Ran ran = fk({"create", "--name", "all", "-v", "/srv:/data:ro", "--mount", "type=volume,src=pg,dst=/pg", "--tmpfs", "/t:size=1m", "--ulimit", "nofile=10:20",
                        "--sysctl", "net.core.somaxconn=9", "--cap-add", "NET_ADMIN", "--cap-drop", "ALL", "--group-add", "video", "--security-opt", "no-new-privileges",
                        "--security-opt", "seccomp=unconfined", "--dns", "1.1.1.1", "--dns-search", "sea", "--dns-option", "ndots:2", "--add-host", "db:10.0.0.5",
                        "--read-only", "--init", "--shm-size", "128m", "--pids-limit", "50", "--disk-filesystem", "xfs", "starter"});
    QCOMPARE(ran.err, std::string());
    const auto view = m_engine->containers().find("all", {});
    QVERIFY(view.has_value());
    const ContainerSpec &spec = view->spec;
    QCOMPARE(spec.mounts.size(), std::size_t{3});
    QVERIFY(spec.mounts[0].readOnly && spec.mounts[0].source == "/srv");
    QVERIFY(spec.ulimits == std::vector<UlimitSpec>({{"nofile", 10, 20}}));
    QCOMPARE(spec.sysctls.at("net.core.somaxconn"), std::string("9"));
    QVERIFY(spec.capAdd == std::vector<std::string>{"NET_ADMIN"} && spec.capDrop == std::vector<std::string>{"ALL"});
    QVERIFY(spec.noNewPrivileges && spec.readOnlyRootfs && spec.init && !spec.privileged);
    QCOMPARE(spec.seccomp, std::string("unconfined"));
    QVERIFY(spec.extraHosts == std::vector<HostSpec>({{"db", "10.0.0.5"}}));
    QCOMPARE(spec.shmSize->bytes, ByteSize::ofMiB(128).bytes);
    QCOMPARE(spec.pidsLimit.value_or(0), std::int64_t{50});
    QCOMPARE(spec.disk.filesystem, std::string("xfs"));
}

void TestCli::interruptedWaitEndsAsTheShellExpects()
{
    m_engine->addRunning("web");
    SignalWatch watch;
    std::jthread interrupts([] {
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        ::kill(::getpid(), SIGINT); // blocked everywhere: one of the watches reads it
    });
    // Both watches read the same signal; the one that gets it ends its wait.
    const UniqueFd err(::memfd_create("err", MFD_CLOEXEC));
    Console console;
    console.error = err.get();
    m_signals.handle([&](int) { watch.requestStop(); });
    Program program;
    const int code = program.run({"wait", "web"}, console, [this] { return std::make_unique<Borrowed>(*m_engine); }, watch);
    m_signals.handle({});
    QVERIFY(code == 130 || code == 129);
    QVERIFY(contentOf(err.get()).empty());
}

void TestCli::systemCheckFailsWhenSomethingFails()
{
    const Ran ran = fk({"system", "check"});
    const auto json = QJsonDocument::fromJson(QByteArray::fromStdString(fk({"system", "check", "--format", "json"}).out)).array();
    QVERIFY(!json.isEmpty());
    bool failed = false;
    for (const auto &item : json)
        failed = failed || item.toObject()["verdict"].toString() == "failed";
    QCOMPARE(ran.code, failed ? 1 : 0);
    QVERIFY(std::ranges::count(ran.out, '\n') == json.size());
}

QTEST_APPLESS_MAIN(TestCli)
#include "test_cli.moc"
