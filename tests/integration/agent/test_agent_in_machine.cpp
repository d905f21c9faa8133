// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/base/file.h"
#include "runtime/base/log.h"
#include "runtime/base/paths.h"
#include "runtime/base/process.h"
#include "runtime/container/container_builder.h"
#include "runtime/container/default_factory.h"
#include "runtime/container/machine.h"
#include "runtime/vmm/virtual_machine.h"
#include "tests/contract/require_ok.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <random>
#include <sys/stat.h>
#include <thread>

using namespace firkin;
using namespace firkin::container;
using namespace firkin::test;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

constexpr const char *busybox = "/bin/busybox";

/// A root file system of busybox and a few names.
Status makeRootfs(const fs::path &folder, const fs::path &image)
{
    for (const char *name : {"bin", "etc", "root", "tmp", "dev", "proc", "sys", "usr/bin", "var"})
        fs::create_directories(folder / name);
    fs::copy_file(busybox, folder / "bin/busybox");
    for (const char *applet : {"sh", "cat", "echo", "true", "false", "id", "sleep", "env", "hostname", "ls", "yes", "head", "dd", "stty",
                               "mount", "grep", "touch", "pwd", "ps", "printf", "wc", "tr", "ulimit", "stat", "mkdir", "ln", "rm", "od", "md5sum"})
        fs::create_symlink("busybox", folder / "bin" / applet);
    FIRKIN_TRY(writeFileAtomically(folder / "etc/passwd", "root:x:0:0:root:/root:/bin/sh\nbin:x:1:1:bin:/bin:/bin/false\n", 0644));
    FIRKIN_TRY(writeFileAtomically(folder / "etc/group", "root:x:0:\nbin:x:1:\nstaff:x:50:bin\n", 0644));
    // As images have it: a link that leads out of the root, if somebody resolves it wrongly.
    fs::create_symlink("/run/nowhere/resolv.conf", folder / "etc/resolv.conf");
    FIRKIN_ASSIGN(const auto mke2fs, findHelper(Helper::Mke2fs));
    ProcessSpec spec;
    spec.program = mke2fs;
    spec.arguments = {"-q", "-t", "ext4", "-m", "0", "-d", folder, image, "64M"};
    FIRKIN_ASSIGN(const auto done, run(spec, Deadline::after(60s), {}));
    if (!done.end.success())
        return fail(Operation::BuildRootfs, image.native(), Reason::HelperFailed, done.errorTail);
    return {};
}

std::string text(const Result<Output> &output)
{
    return output ? std::string(output->standardOutput.begin(), output->standardOutput.end()) : std::string("failed: ") + problemOf(output);
}

} // namespace

class TestAgentInMachine : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        setUpLog("test_agent_in_machine");
        REQUIRE_OK(makeRootfs(fs::path(m_folder.filePath("root").toStdString()), image()));
        vmm::MachineConfig config;
        config.id = *MachineId::parse("agenttest");
        config.memory = ByteSize::ofMiB(512);
        config.kernel = fs::path(FIRKIN_GUEST) / "vmlinux";
        config.initramfs = fs::path(FIRKIN_GUEST) / "initramfs.img";
        config.disks = {{image(), "root", false}};
        config.stateDirectory = m_folder.filePath("state").toStdString();
        config.socketDirectory = m_folder.filePath("s").toStdString();
        REQUIRE_OK(makePrivateDirectory(config.stateDirectory));
        REQUIRE_OK(makePrivateDirectory(config.socketDirectory));
        QElapsedTimer timer;
        timer.start();
        auto machine = Machine::boot(defaultMachineFactory(), config, {}, {});
        if (!machine)
            qWarning("%s", readFile(config.stateDirectory / "console.log", 1 << 20).value_or("no console").c_str());
        REQUIRE_OK(machine);
        m_machine = *machine;
        const auto &timing = m_machine->bootTiming();
        const auto ms = [](auto duration) { return static_cast<long long>(std::chrono::duration_cast<std::chrono::milliseconds>(duration).count()); };
        qInfo("boot %lld ms: machine %lld, kernel %lld, agent %lld, setup %lld", timer.elapsed(), ms(timing.machineStart), ms(timing.kernelBoot),
              ms(timing.agentConnect), ms(timing.guestSetup));
        auto mounted = m_machine->createContainer(*ContainerId::parse("box"), GuestRootfs::readWriteDisk("root"), {});
        REQUIRE_OK(mounted);
        m_box = *mounted;
        ContainerConfig container;
        container.id = *ContainerId::parse("box");
        container.process.arguments = {"/bin/sleep", "100000"};
        container.process.environment = {"PATH=/bin:/usr/bin"};
        container.hostname = "box";
        timer.start();
        auto started = m_box->start(container, StdioConfig{}, {});
        if (!started)
            qWarning("%s", readFile(config.stateDirectory / "console.log", 1 << 20).value_or("no console").c_str());
        REQUIRE_OK(started);
        m_container.emplace(std::move(*started));
        qInfo("first container %lld ms", timer.elapsed());
    }

    void cleanupTestCase()
    {
        qInfo("%s", readFile(fs::path(m_folder.filePath("state").toStdString()) / "console.log", 1 << 20).value_or("").c_str());
        m_container.reset();
        m_box.reset();
        if (m_machine)
            REQUIRE_OK(m_machine->stop({}));
        // Qt cannot remove names that are no UTF-8.
        fs::remove_all(m_folder.filePath("tree").toStdString());
        fs::remove_all(m_folder.filePath("back").toStdString());
    }

    void execOfTrueIsQuick()
    {
        QElapsedTimer timer;
        timer.start();
        for (int i = 0; i < 10; ++i)
            QCOMPARE(status({"true"}), 0);
        qInfo("exec of true: %lld ms", timer.elapsed() / 10);
    }

    void outputAndExitCodeComeThrough_data()
    {
        QTest::addColumn<QString>("script");
        QTest::addColumn<QString>("expected");
        QTest::addColumn<int>("code");
        QTest::newRow("echo") << "echo hi" << "hi\n" << 0;
        QTest::newRow("false") << "false" << "" << 1;
        QTest::newRow("code 42") << "exit 42" << "" << 42;
        QTest::newRow("signal") << "kill -TERM $$" << "" << 143;
        QTest::newRow("hostname") << "hostname" << "box\n" << 0;
        QTest::newRow("no newline") << "printf abc" << "abc" << 0;
        QTest::newRow("last words of a child") << "(sleep 0.2; echo late) & echo early" << "early\nlate\n" << 0;
        QTest::newRow("a child that stays") << "sleep 1000 & echo early" << "early\n" << 0;
        QTest::newRow("oom score") << "cat /proc/self/oom_score_adj" << "0\n" << 0;
        QTest::newRow("open files") << "ulimit -n" << "1024\n" << 0;
    }
    void outputAndExitCodeComeThrough()
    {
        QFETCH(QString, script);
        QFETCH(QString, expected);
        QFETCH(int, code);
        auto output = sh(script.toStdString());
        REQUIRE_OK(output);
        QCOMPARE(QString::fromStdString(text(output)), expected);
        QCOMPARE(output->status.code, code);
    }

    void manyBytesComeThroughUnchanged()
    {
        auto output = sh("yes 0123456789abcdef | head -c 5000000");
        REQUIRE_OK(output);
        QCOMPARE(output->standardOutput.size(), std::size_t{5000000});
        std::string expected;
        while (expected.size() < 5000000)
            expected += "0123456789abcdef\n";
        expected.resize(5000000);
        QVERIFY(text(output) == expected);
    }

    void inputComesThroughUnchanged()
    {
        std::mt19937 random(1);
        std::vector<std::byte> data(1'000'000);
        for (auto &byte : data)
            byte = static_cast<std::byte>(random());
        auto process = m_container->exec(nextId(), execBuilder().command({"cat"}).env("PATH", "/bin").standardInput(Stdio::Piped).standardOutput(Stdio::Piped).build(), {});
        REQUIRE_OK(process);
        auto input = process->takeStdin();
        std::jthread writing([&] {
            static_cast<void>(input->write(data, Deadline::never(), {}));
            static_cast<void>(input->close());
        });
        auto output = std::move(*process).waitWithOutput({});
        REQUIRE_OK(output);
        QCOMPARE(output->status.code, 0);
        QCOMPARE(output->standardOutput.size(), data.size());
        QVERIFY(std::memcmp(output->standardOutput.data(), data.data(), data.size()) == 0);
    }

    void missingProgramIsSaidAtTheStart()
    {
        auto process = m_container->exec(nextId(), execBuilder().command({"nosuch"}).env("PATH", "/bin").build(), {});
        QVERIFY(!process);
        QCOMPARE(process.error().rootReason(), Reason::ExecutableNotFound);
        QVERIFY2(problemOf(process).contains("nosuch"), problemOf(process).c_str());
        auto absolute = m_container->exec(nextId(), execBuilder().command({"/bin/nosuch"}).env("PATH", "/bin").build(), {});
        QVERIFY(!absolute);
        QCOMPARE(absolute.error().rootReason(), Reason::ExecutableNotFound);
        auto folder = m_container->exec(nextId(), execBuilder().command({"/etc"}).env("PATH", "/bin").build(), {});
        QVERIFY(!folder);
        QCOMPARE(folder.error().rootReason(), Reason::ExecutableNotRunnable);
    }

    void unknownUserIsRefused()
    {
        auto process = m_container->exec(nextId(), execBuilder().command({"true"}).env("PATH", "/bin").user(User::named("nobodyhere")).build(), {});
        QVERIFY(!process);
        QCOMPARE(process.error().rootReason(), Reason::UnknownUser);
        auto named = exec(execBuilder().command({"id"}).env("PATH", "/bin").user(User::named("bin")).standardOutput(Stdio::Piped).build());
        QCOMPARE(QString::fromStdString(text(named)), "uid=1(bin) gid=1(bin) groups=1(bin),50(staff)\n");
    }

    void missingFolderIsMade()
    {
        auto output = exec(execBuilder().command({"pwd"}).env("PATH", "/bin").workingDirectory("/does/not/exist").standardOutput(Stdio::Piped).build());
        QCOMPARE(QString::fromStdString(text(output)), "/does/not/exist\n");
    }

    void terminalHasItsInitialSize()
    {
        auto terminal = m_container->exec(nextId(), execBuilder().command({"sh", "-c", "stty size; read line; stty size; echo $TERM $line"}).env("PATH", "/bin").pty({100, 30}).build(), {});
        REQUIRE_OK(terminal);
        std::string seen;
        std::array<std::byte, 4096> buffer;
        const auto readUntil = [&](std::string_view wanted) {
            while (!seen.contains(wanted)) {
                const auto count = terminal->pty().read(buffer, {});
                if (!count || *count == 0)
                    return false;
                seen.append(reinterpret_cast<const char *>(buffer.data()), *count);
            }
            return true;
        };
        QVERIFY2(readUntil("30 100"), seen.c_str());
        auto foreground = terminal->foreground({});
        REQUIRE_OK(foreground);
        QCOMPARE(QString::fromStdString(foreground->command), "sh");
        QCOMPARE(QString::fromStdString(foreground->workingDirectory), "/");
        QVERIFY(foreground->isSessionLeader);
        REQUIRE_OK(terminal->pty().resize({120, 40}, {}));
        REQUIRE_OK(terminal->pty().write(std::as_bytes(std::span(std::string_view("go\n"))), {}));
        QVERIFY2(readUntil("40 120"), seen.c_str());
        QVERIFY2(readUntil("xterm go"), seen.c_str());
        auto end = terminal->wait({});
        REQUIRE_OK(end);
        QCOMPARE(end->code, 0);
    }

    void debugShellRunsInTheContainer()
    {
        auto shell = m_container->debugShell(nextId(), {90, 25}, {});
        REQUIRE_OK(shell);
        REQUIRE_OK(shell->pty().write(std::as_bytes(std::span(std::string_view("hostname; stty size; cat /etc/passwd | head -n 1; vi --help 2>&1 | head -n 1; exit 7\n"))), {}));
        auto output = std::move(*shell).waitWithOutput({});
        REQUIRE_OK(output);
        QVERIFY2(text(output).contains("\r\nbox\r\n"), text(output).c_str());
        QVERIFY2(text(output).contains("25 90"), text(output).c_str());
        QVERIFY2(text(output).contains("root:x:0:0"), text(output).c_str());
        QVERIFY2(text(output).contains("BusyBox"), text(output).c_str());
        QCOMPARE(output->status.code, 7);
    }

    void killedProcessSaysSo()
    {
        auto process = m_container->exec(nextId(), execBuilder().command({"sleep", "1000"}).env("PATH", "/bin").build(), {});
        REQUIRE_OK(process);
        REQUIRE_OK(process->kill(sigKill, {}));
        auto end = process->wait({});
        REQUIRE_OK(end);
        QCOMPARE(end->code, 137);
        REQUIRE_OK(process->kill(sigKill, {}));
    }

    void filesAreCopiedInAndOut()
    {
        const fs::path source = m_folder.filePath("tree").toStdString(), target = m_folder.filePath("back").toStdString();
        fs::create_directories(source / "a/b/c");
        fs::create_directories(source / "empty");
        QVERIFY(writeFileAtomically(source / "a/b/c/deep", "deep\r\n\0x", 0755));
        QVERIFY(writeFileAtomically(source / "gr\xc3\xbc\xc3\x9f.txt", "names", 0600));
        QVERIFY(writeFileAtomically(source / "\xff\xfe", "no UTF-8", 0644));
        fs::create_symlink("a/b", source / "link");
        fs::create_symlink("/etc/shadow", source / "absolute");
        fs::create_hard_link(source / "a/b/c/deep", source / "hard");
        REQUIRE_OK(m_container->copyIn(source, "/tmp/tree", {}));
        auto listing = sh("cd /tmp/tree && stat -c '%n %a %h %F' a a/b/c/deep hard link empty absolute && cat a/b/c/deep gr*.txt && ls | wc -l");
        QCOMPARE(QString::fromStdString(text(listing)),
                 "a 755 3 directory\na/b/c/deep 755 1 regular file\nhard 755 1 regular file\nlink 777 1 symbolic link\n"
                 "empty 755 2 directory\nabsolute 777 1 symbolic link\ndeep\r\nnames7\n");
        REQUIRE_OK(m_container->copyOut("/tmp/tree", target, {}));
        QCOMPARE(QString::fromStdString(readFile(target / "a/b/c/deep", 100).value_or("none")), "deep\r\n");
        QCOMPARE(fs::read_symlink(target / "absolute"), fs::path("/etc/shadow"));
        QVERIFY(fs::exists(target / "\xff\xfe"));
        QVERIFY(fs::exists(target / "gr\xc3\xbc\xc3\x9f.txt"));
        QVERIFY(fs::is_directory(target / "empty"));
        // One file, into the tree the container sees: its /tmp here, its tmpfs on /dev/shm there.
        REQUIRE_OK(m_container->copyIn(source / "hard", "/dev/shm/one", {}));
        QCOMPARE(QString::fromStdString(text(sh("cat /dev/shm/one"))), "deep\r\n");
    }

    void filesAreListed()
    {
        std::vector<agent::FileEntry> all;
        REQUIRE_OK(m_container->files().list("/etc", [&](auto page) { all.insert(all.end(), page.begin(), page.end()); }, {}));
        const auto found = std::ranges::find(all, "passwd", &agent::FileEntry::name);
        QVERIFY(found != all.end());
        QCOMPARE(found->type, agent::FileType::Regular);
        QCOMPARE(QString::fromStdString(found->owner), "root");
        REQUIRE_OK(m_container->files().makeDirectory("/tmp/x/y", true, {}));
        REQUIRE_OK(m_container->files().rename("/tmp/x/y", "/tmp/x/z", false, {}));
        REQUIRE_OK(m_container->files().stat("/tmp/x/z", true, {}));
        REQUIRE_OK(m_container->files().remove("/tmp/x", true, {}));
        auto gone = m_container->files().stat("/tmp/x", true, {});
        QVERIFY(!gone);
        QCOMPARE(gone.error().code, ErrorCode::NotFound);
    }

    void statisticsAreTold()
    {
        auto statistics = m_container->statistics(agent::StatCategory::All, {});
        REQUIRE_OK(statistics);
        QVERIFY(statistics->process && statistics->process->current > 0);
        QVERIFY(statistics->memory && statistics->memory->usageBytes > 0);
        QVERIFY(statistics->cpu && statistics->cpu->usageMicroseconds > 0);
    }

    void lackOfMemoryIsTold()
    {
        QCOMPARE(status({"sh", "-c", "mkdir -p /sys/fs/cgroup/small; echo 8388608 > /sys/fs/cgroup/memory.max"}), 0);
        auto process = m_container->exec(nextId(), execBuilder().command({"dd", "if=/dev/zero", "of=/dev/null", "bs=64M", "count=1"}).env("PATH", "/bin").build(), {});
        REQUIRE_OK(process);
        auto end = process->wait({});
        REQUIRE_OK(end);
        QCOMPARE(end->code, 137);
        QVERIFY(end->killedReason && *end->killedReason == KilledReason::OutOfMemory);
        QCOMPARE(status({"sh", "-c", "echo max > /sys/fs/cgroup/memory.max"}), 0);
    }

    void tinyInitForwardsSignalsAndReaps()
    {
        // The agent, as a host binds it into containers: here in the machine's only tree that has it, through a copy.
        REQUIRE_OK(m_container->copyIn(fs::path(FIRKIN_AGENT), "/tmp/.cz-init", {}));
        QCOMPARE(status({"sh", "-c", "chmod 755 /tmp/.cz-init"}), 0);
        QCOMPARE(status({"/tmp/.cz-init", "--", "sh", "-c", "exit 42"}), 42);
        QCOMPARE(status({"/tmp/.cz-init", "--", "nosuch"}), 127);
        auto process = m_container->exec(nextId(), execBuilder().command({"/tmp/.cz-init", "--", "sleep", "1000"}).env("PATH", "/bin").build(), {});
        REQUIRE_OK(process);
        // The command may not run yet when the first signal comes: it waits in init for it.
        REQUIRE_OK(process->kill(sigTerm, {}));
        auto end = process->wait({}, Deadline::after(20s));
        REQUIRE_OK(end);
        QCOMPARE(end->code, 143);
    }

    void manyProcessesAtOnce()
    {
        QElapsedTimer timer;
        timer.start();
        std::atomic<int> good = 0;
        {
            std::vector<std::jthread> threads;
            for (int i = 0; i < 20; ++i)
                threads.emplace_back([&] { good += status({"true"}) == 0 ? 1 : 0; });
        }
        qInfo("20 execs at once: %lld ms", timer.elapsed());
        QCOMPARE(good.load(), 20);
    }

private:
    [[nodiscard]] fs::path image() const { return m_folder.filePath("root.ext4").toStdString(); }
    std::string nextId() { return "p" + std::to_string(++m_counter); }
    Result<Output> exec(const ExecConfig<Streams> &config)
    {
        auto process = m_container->exec(nextId(), config, {});
        if (!process)
            return fail(std::move(process).error());
        return std::move(*process).waitWithOutput({});
    }
    Result<Output> sh(const std::string &script)
    {
        return exec(execBuilder().command({"sh", "-c", script}).env("PATH", "/bin").standardOutput(Stdio::Piped).build());
    }
    int status(std::vector<std::string> command)
    {
        auto output = exec(execBuilder().command(std::move(command)).env("PATH", "/bin").build());
        if (!output)
            qWarning("%s", problemOf(output).c_str());
        return output ? output->status.code : -1;
    }

    QTemporaryDir m_folder{"/tmp/fa-XXXXXX"};
    std::shared_ptr<Machine> m_machine;
    std::shared_ptr<MountedContainer> m_box;
    std::optional<Container<Streams>> m_container;
    std::atomic<int> m_counter = 0;
};

QTEST_GUILESS_MAIN(TestAgentInMachine)
#include "test_agent_in_machine.moc"
