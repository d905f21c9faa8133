// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/base/error_text.h"
#include "runtime/base/file.h"
#include "runtime/base/process.h"
#include "runtime/base/stop_fd.h"
#include "runtime/base/wait_for_file.h"

#include <QTemporaryDir>
#include <QTest>

#include <fcntl.h>
#include <sys/stat.h>

#include <atomic>
#include <csignal>
#include <filesystem>
#include <thread>

using namespace firkin;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

ProcessSpec shell(std::string script)
{
    return {.program = "/bin/sh", .arguments = {"-c", std::move(script)}};
}

bool exists(pid_t pid)
{
    return ::kill(pid, 0) == 0;
}

} // namespace

class TestProcesses : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    fs::path at(const char *name) const { return fs::path(m_folder.path().toStdString()) / name; }

private Q_SLOTS:
    void endsAreTold_data()
    {
        QTest::addColumn<QString>("script");
        QTest::addColumn<int>("exitCode");
        QTest::addColumn<int>("signal");
        QTest::newRow("success") << QStringLiteral("exit 0") << 0 << 0;
        QTest::newRow("failure") << QStringLiteral("exit 7") << 7 << 0;
        QTest::newRow("signal") << QStringLiteral("kill -9 $$") << 137 << 9;
        QTest::newRow("code that looks like a signal") << QStringLiteral("exit 137") << 137 << 0;
    }
    void endsAreTold()
    {
        QFETCH(QString, script);
        QFETCH(int, exitCode);
        QFETCH(int, signal);
        const auto output = run(shell(script.toStdString()), Deadline::after(10s), {});
        QVERIFY(output.has_value());
        QCOMPARE(output->end.exitCode, exitCode);
        QCOMPARE(output->end.signal, signal);
    }

    void outputAndErrorsAreApart()
    {
        const auto output = run(shell("echo out; echo err >&2; printf '\\000\\377'"), Deadline::after(10s), {});
        QCOMPARE(output->output, std::string("out\n\0\xff", 6));
        QCOMPARE(output->errorTail, std::string("err"));
    }

    void aConfinedChildHasItsFoldersOnly_data()
    {
        QTest::addColumn<QString>("script");
        QTest::addColumn<bool>("works");
        QTest::newRow("writes where it may") << QStringLiteral("echo x > $0/mine/file && cat $0/mine/file && rm $0/mine/file") << true;
        QTest::newRow("reads where it may") << QStringLiteral("cat $0/shown/file") << true;
        QTest::newRow("writes where it may only read") << QStringLiteral("echo x > $0/shown/file") << false;
        QTest::newRow("reads elsewhere") << QStringLiteral("cat $0/hidden/file") << false;
        QTest::newRow("lists elsewhere") << QStringLiteral("ls $0/hidden") << false;
        QTest::newRow("goes there by a link") << QStringLiteral("ln -s ../hidden $0/mine/link && cat $0/mine/link/file") << false;
        QTest::newRow("goes there by its descriptors") << QStringLiteral("cat /proc/self/root$0/hidden/file") << false;
        QTest::newRow("removes elsewhere") << QStringLiteral("rm $0/hidden/file") << false;
    }
    void aConfinedChildHasItsFoldersOnly()
    {
        QFETCH(const QString, script);
        QFETCH(const bool, works);
        for (const char *name : {"mine", "shown", "hidden"})
            fs::create_directories(at(name));
        fs::remove(at("mine/link"));
        QVERIFY(writeFileAtomically(at("shown/file"), "shown"));
        QVERIFY(writeFileAtomically(at("hidden/file"), "hidden"));
        ProcessSpec spec = shell(script.toStdString());
        spec.arguments.push_back(m_folder.path().toStdString());
        spec.confinement = Confinement{Confinement::Files{{at("shown")}, {at("mine")}}};
        if (!makeLandlockRules(*spec.confinement, spec.program))
            QSKIP("this kernel has no Landlock");
        const auto output = run(spec, Deadline::after(10s), {});
        QVERIFY(output.has_value());
        QVERIFY2(output->end.success() == works, output->errorTail.c_str());
        QCOMPARE(readFile(at("hidden/file"), 100).value(), "hidden");
    }

    void aConfinedChildStaysSoWhateverItInherits()
    {
        const UniqueFd named(::open("/dev/null", O_RDONLY | O_CLOEXEC));
        ProcessSpec spec = shell("grep NoNewPrivs /proc/self/status");
        spec.confinement = Confinement{};
        const int unused = ::dup(named.get()); // what the kernel gives next
        ::close(unused);
        for (int number = 3; number <= unused + 16; ++number)
            spec.inheritedFds.emplace_back(named.get(), number);
        const auto output = run(spec, Deadline::after(10s), {});
        QVERIFY2(output.has_value(), output ? "" : output.error().detail.c_str());
        QCOMPARE(output->output, std::string("NoNewPrivs:\t1\n"));
    }

    void missingProgramIsNamed()
    {
        const auto started = Process::start({.program = "/no/such/program"});
        QVERIFY(!started && started.error().reason == Reason::HelperMissing && started.error().object == "/no/such/program");
        const auto bare = run({.program = "no-such-program-anywhere"}, Deadline::after(10s), {});
        QVERIFY(!bare && bare.error().reason == Reason::HelperMissing);
        QVERIFY(writeFileAtomically(at("text"), "no program", 0755).has_value());
        QVERIFY(!Process::start({.program = at("text")})); // no #!: ENOEXEC
        const auto folder = Process::start({.program = "/bin/true", .workingDirectory = "/no/such/folder"});
        QVERIFY(!folder);
    }

    void childInheritsOnlyWhatIsNamed()
    {
        const UniqueFd secret(::open("/etc/passwd", O_RDONLY)); // no O_CLOEXEC, as a careless library has it
        const UniqueFd named(::open("/dev/null", O_RDONLY | O_CLOEXEC));
        ProcessSpec spec = shell("ls /proc/self/fd | tr '\\n' ' '; readlink /proc/self/fd/7; readlink /proc/self/fd/0");
        spec.inheritedFds = {{named.get(), 7}};
        const auto output = run(spec, Deadline::after(10s), {});
        QVERIFY2(output->output.ends_with("7 /dev/null\n/dev/null\n"), output->output.c_str());
        QVERIFY2(!output->output.contains(" " + std::to_string(secret.get()) + " ") || secret.get() <= 7, output->output.c_str());
    }

    void descriptorsMayChangePlaces()
    {
        QVERIFY(writeFileAtomically(at("three"), "three").has_value());
        QVERIFY(writeFileAtomically(at("four"), "four").has_value());
        const UniqueFd three(::open(at("three").c_str(), O_RDONLY | O_CLOEXEC));
        const UniqueFd four(::open(at("four").c_str(), O_RDONLY | O_CLOEXEC));
        ProcessSpec spec = shell("cat <&" + std::to_string(three.get()) + " <&" + std::to_string(four.get()) + "; cat <&" + std::to_string(three.get()));
        spec.inheritedFds = {{three.get(), four.get()}, {four.get(), three.get()}};
        const auto output = run(spec, Deadline::after(10s), {});
        QCOMPARE(output->output, std::string("threefour"));
    }

    void environmentFolderAndSignalsAreTheChildsOwn()
    {
        std::signal(SIGPIPE, SIG_IGN);
        ProcessSpec spec = shell("echo $A; pwd; kill -PIPE $$; echo survived");
        spec.environment = {"A=b c", "PATH=/usr/bin:/bin"};
        spec.workingDirectory = "/";
        const auto output = run(spec, Deadline::after(10s), {});
        QCOMPARE(output->output, std::string("b c\n/\n"));
        QCOMPARE(output->end.signal, SIGPIPE); // ignored by us, not by it
    }

    void inputIsFedWhileOutputIsRead()
    {
        const std::string big(3 << 20, 'x');
        const auto output = run({.program = "cat"}, Deadline::after(20s), {}, 4 << 20, [&](int fd) { return writeAll(fd, big, "input"); });
        QVERIFY(output.has_value());
        QVERIFY(output->output == big);
    }

    void childThatDoesNotReadIsNoSignalAndItsOwnEndCounts()
    {
        const auto output = run(shell("echo no >&2; exit 3"), Deadline::after(20s), {}, 1024, [](int fd) { return writeAll(fd, std::string(1 << 20, 'x'), "input"); });
        QVERIFY(output.has_value());
        QCOMPARE(output->end.exitCode, 3);
        QCOMPARE(output->errorTail, std::string("no"));
    }

    void failedInputIsAnErrorEvenIfTheChildIsContent()
    {
        const auto output = run({.program = "cat"}, Deadline::after(20s), {}, 1024, [](int) -> Status { return fail(Operation::LoadImage, "i", Reason::Truncated); });
        QVERIFY(!output && output.error().reason == Reason::Truncated);
    }

    void tooMuchOutputIsAnErrorAndEndsTheChild()
    {
        const auto output = run({.program = "yes"}, Deadline::after(20s), {}, 100'000);
        QVERIFY(!output && output.error().reason == Reason::LimitExceeded);
    }

    void runEndsByDeadlineAndByStopWithNothingLeft_data()
    {
        QTest::addColumn<QString>("script");
        QTest::newRow("obedient") << QStringLiteral("echo $$ > $PIDFILE; sleep 100");
        QTest::newRow("stubborn") << QStringLiteral("trap '' TERM; echo $$ > $PIDFILE; while :; do sleep 1; done");
        QTest::newRow("without standard output") << QStringLiteral("exec >&-; echo $$ > $PIDFILE; sleep 100");
    }
    void runEndsByDeadlineAndByStopWithNothingLeft()
    {
        QFETCH(QString, script);
        const fs::path pidFile = at("pid");
        for (const bool byStop : {false, true}) {
            fs::remove(pidFile);
            ProcessSpec spec = shell(script.toStdString());
            spec.environment = {"PATH=/usr/bin:/bin", "PIDFILE=" + pidFile.native()};
            std::stop_source source;
            std::jthread stopper([&] {
                while (byStop && (!fs::exists(pidFile) || fs::file_size(pidFile) == 0))
                    std::this_thread::sleep_for(1ms);
                if (byStop)
                    source.request_stop();
            });
            const auto output = run(spec, byStop ? Deadline::never() : Deadline::after(300ms), source.get_token());
            QVERIFY(!output);
            QCOMPARE(output.error().code, byStop ? ErrorCode::Cancelled : ErrorCode::Timeout);
            if (const auto pid = readFile(pidFile, 100); pid && !pid->empty())
                QVERIFY(!exists(static_cast<pid_t>(std::stol(*pid))));
        }
    }

    void grandchildThatKeepsThePipeDoesNotHoldUs()
    {
        const auto before = std::chrono::steady_clock::now();
        const auto output = run(shell("(sleep 30 &) ; echo done"), Deadline::after(60s), {});
        QVERIFY(output.has_value());
        QCOMPARE(output->output, std::string("done\n"));
        QVERIFY(std::chrono::steady_clock::now() - before < 15s);
    }

    void onlyTheEndOfTheErrorsIsKept()
    {
        const auto output = run(shell("i=0; while [ $i -lt 3000 ]; do echo line $i >&2; i=$((i+1)); done"), Deadline::after(30s), {});
        QVERIFY(output->errorTail.size() <= 8192);
        QVERIFY(output->errorTail.ends_with("line 2999"));
    }

    void logIsAppendedAndItsTailIsOfThisRun()
    {
        QVERIFY(writeFileAtomically(at("log"), "earlier\n").has_value());
        ProcessSpec spec = shell("echo now; echo and now >&2");
        spec.outputLog = at("log");
        auto process = Process::start(spec);
        QVERIFY((*process)->wait(Deadline::after(10s), {})->success());
        QCOMPARE((*process)->errorTail(), std::string("now\nand now"));
        QCOMPARE(*readFile(at("log"), 100), std::string("earlier\nnow\nand now\n"));
    }

    void destructorLeavesNoChild()
    {
        pid_t pid = 0;
        {
            auto process = Process::start(shell("exec sleep 100"));
            QVERIFY(process.has_value());
            pid = (*process)->pid();
            QVERIFY(exists(pid));
            QVERIFY(!(*process)->ended());
            QCOMPARE((*process)->wait(Deadline::after(10ms), {}).error().code, ErrorCode::Timeout);
        }
        QVERIFY(!exists(pid));
    }

    void manyThreadsMayWaitForOneProcess()
    {
        auto process = Process::start(shell("sleep 0.2; exit 5"));
        std::atomic<int> right = 0;
        {
            std::vector<std::jthread> waiters;
            for (int i = 0; i < 8; ++i)
                waiters.emplace_back([&] { right += (*process)->wait(Deadline::after(10s), {})->exitCode == 5; });
        }
        QCOMPARE(right.load(), 8);
        (*process)->signal(SIGKILL); // long gone: reaches nobody
        QCOMPARE((*process)->terminate(1s).exitCode, 5);
    }

    void childDiesWithTheThreadThatStartedIt()
    {
        std::unique_ptr<Process> process;
        std::jthread([&] { process = std::move(*Process::start(shell("exec sleep 100"))); }).join();
        const auto end = process->wait(Deadline::after(10s), {});
        QVERIFY(end.has_value());
        QCOMPARE(end->signal, SIGKILL);
    }

    void manyThreadsMayStartProcessesAtOnce()
    {
        std::atomic<int> right = 0;
        {
            std::vector<std::jthread> threads;
            for (int t = 0; t < 4; ++t) {
                threads.emplace_back([&, t] {
                    for (int i = 0; i < 25; ++i) {
                        const auto output = run(shell("echo " + std::to_string(t * 100 + i)), Deadline::after(30s), {});
                        right += output && output->output == std::to_string(t * 100 + i) + "\n";
                    }
                });
            }
        }
        QCOMPARE(right.load(), 100);
    }

    void commandsAreQuotedForTheLog()
    {
        const ProcessSpec spec{.program = "/bin/echo", .arguments = {"plain", "", "two words", "it's", "$HOME;rm"}};
        QCOMPARE(spec.toString(), std::string("/bin/echo plain '' 'two words' 'it'\\''s' '$HOME;rm'"));
    }

    void fileIsAwaitedAndSoIsItsMakersEnd()
    {
        auto maker = Process::start(shell("sleep 0.1; touch " + at("socket").native() + "; exec sleep 100"));
        QVERIFY(waitForFile(at("socket"), **maker, Deadline::after(10s), {}).has_value());
        QVERIFY(waitForFile(at("socket"), **maker, Deadline::after(10s), {}).has_value());

        const auto late = waitForFile(at("other"), **maker, Deadline::after(20ms), {});
        QVERIFY(!late && late.error().code == ErrorCode::Timeout);
        std::stop_source source;
        std::jthread stopper([&] { source.request_stop(); });
        const auto stopped = waitForFile(at("other"), **maker, {}, source.get_token());
        QVERIFY(!stopped && stopped.error().isCancelled());

        auto failing = Process::start(shell("echo broken >&2; exit 4"));
        const auto dead = waitForFile(at("other"), **failing, Deadline::after(10s), {});
        QVERIFY(!dead && dead.error().reason == Reason::HelperFailed);
        QVERIFY2(dead.error().detail.contains("broken") && dead.error().detail.contains('4'), dead.error().detail.c_str());
    }

    void pauseIsCutShortByAStop()
    {
        QVERIFY(pauseFor(1ms, {}));
        std::stop_source source;
        QVERIFY(pauseFor(1ms, source.get_token()));
        source.request_stop();
        QVERIFY(!pauseFor(1h, source.get_token()));
    }
};

int runProcessTests(int argc, char **argv)
{
    TestProcesses test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_processes.moc"
