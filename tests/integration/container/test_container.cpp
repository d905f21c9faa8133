// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/base/error_text.h"
#include "runtime/base/file.h"
#include "runtime/base/log.h"
#include "runtime/base/paths.h"
#include "runtime/container/container_builder.h"
#include "tests/contract/require_ok.h"
#include "tests/integration/container/boot_machine.h"
#include "tests/integration/container/busybox_rootfs.h"

#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <fstream>
#include <map>
#include <random>
#include <set>
#include <sys/stat.h>
#include <thread>

using namespace firkin;
using namespace firkin::container;
using namespace firkin::test;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

/// The library against a real machine. Most tests share one machine and one long-lived container in it.
class TestContainer : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    std::shared_ptr<Machine> m_machine;
    std::optional<Container<Streams>> m_container;
    int m_nextId = 0;

    [[nodiscard]] fs::path path(const std::string &name) const { return fs::path(m_folder.path().toStdString()) / name; }
    std::string nextId() { return "e" + std::to_string(++m_nextId); }

    Result<Output> shell(const std::string &script)
    {
        auto process = m_container->exec(nextId(), execBuilder().command({"/bin/sh", "-c", script}).inherit().standardOutput(Stdio::Piped).standardError(Stdio::Piped).build(), {});
        if (!process)
            return fail(process.error());
        return std::move(*process).waitWithOutput({});
    }
    std::string text(const std::string &script)
    {
        const auto output = shell(script);
        return output ? output->standardOutput + output->standardError : render(output.error());
    }

    Result<fs::path> upper(const std::string &name)
    {
        const fs::path image = path(name);
        FIRKIN_TRY(makeEmptyExt4(image, std::uint64_t{1} << 30));
        return image;
    }

private Q_SLOTS:
    void initTestCase()
    {
        setUpLog("test");
        // Whoever works on this computer may have machines of his own.
        REQUIRE_OK(makePrivateDirectory(path("run")));
        qputenv("XDG_RUNTIME_DIR", QByteArray::fromStdString(path("run").native()));
        REQUIRE_OK(makeBusyboxRootfs(path("tree"), path("rootfs.img")));
        vmm::MachineConfig config;
        config.id = *MachineId::parse("shared");
        config.vcpus = 1;
        config.memory = ByteSize::ofMiB(512);
        const auto upper1 = upper("upper1.img");
        REQUIRE_OK(upper1);
        const auto upper2 = upper("upper2.img");
        REQUIRE_OK(upper2);
        config.disks = {{path("rootfs.img"), "rootfs", true}, {*upper1, "upper1", false}, {*upper2, "upper2", false}};
        auto machine = bootMachine(path(""), std::move(config));
        REQUIRE_OK(machine);
        m_machine = std::move(*machine);
        auto container = std::move(*m_machine->container("shared"))
                             .command({"/bin/sh", "-c", "trap 'exit 0' TERM; while :; do sleep 1000 & wait; done"})
                             .env("FROM", "container")
                             .workingDirectory("/srv")
                             .rootfs(GuestRootfs::overlay("rootfs", "upper1"))
                             .spawn({});
        if (!container)
            qInfo("%s", readFile(path("state/console.log"), SIZE_MAX).value_or("no console").c_str());
        REQUIRE_OK(container);
        m_container.emplace(std::move(*container));
        for (const auto &[name, duration] : m_container->startupTiming().phases())
            qInfo("%-8s %7.1f ms", std::string(name).c_str(), static_cast<double>(duration.count()) / 1000);
    }

    void cleanupTestCase()
    {
        if (m_container)
            REQUIRE_OK(m_container->stop({}, {}));
        if (m_machine)
            REQUIRE_OK(m_machine->stop({}));
        // Names that are no text are beyond QTemporaryDir.
        std::error_code ignored;
        fs::remove_all(path("copytree"), ignored);
        fs::remove_all(path("treeback"), ignored);
    }

    void aCommandPrintsAndExits()
    {
        const auto output = shell("echo hi; echo no >&2; exit 3");
        REQUIRE_OK(output);
        QCOMPARE(output->standardOutput, "hi\n");
        QCOMPARE(output->standardError, "no\n");
        QCOMPARE(output->status.code, 3);
        QVERIFY(!output->status.signal);
    }

    void exitCodesArriveAsTheyAre_data()
    {
        QTest::addColumn<QByteArray>("script");
        QTest::addColumn<int>("code");
        QTest::newRow("true") << QByteArray("true") << 0;
        QTest::newRow("false") << QByteArray("false") << 1;
        QTest::newRow("255") << QByteArray("exit 255") << 255;
        QTest::newRow("143 by itself is no signal") << QByteArray("exit 143") << 143;
    }
    void exitCodesArriveAsTheyAre()
    {
        QFETCH(const QByteArray, script);
        QFETCH(const int, code);
        const auto output = shell(script.toStdString());
        REQUIRE_OK(output);
        QCOMPARE(output->status.code, code);
        QVERIFY(!output->status.signal);
    }

    void aMissingExecutableSaysSo()
    {
        const auto process = m_container->exec(nextId(), execBuilder().command({"nonsense"}).build(), {});
        QVERIFY(!process);
        QCOMPARE(process.error().rootReason(), Reason::ExecutableNotFound);
        const auto folder = m_container->exec(nextId(), execBuilder().command({"/bin"}).build(), {});
        QVERIFY(!folder);
        QVERIFY2(folder.error().rootReason() == Reason::ExecutableNotRunnable || folder.error().rootReason() == Reason::ExecutableNotFound, render(folder.error()).c_str());
    }

    void anExecutedProcessInherits()
    {
        QCOMPARE(text("echo $FROM; pwd"), "container\n/srv\n");
        auto process = m_container->exec(nextId(), execBuilder().command({"/bin/env"}).env("A", "1").standardOutput(Stdio::Piped).build(), {});
        REQUIRE_OK(process);
        const auto output = std::move(*process).waitWithOutput({});
        REQUIRE_OK(output);
        QVERIFY(output->standardOutput.starts_with("A=1\n"));
        QVERIFY(!output->standardOutput.contains("FROM="));
    }

    void usersAreLookedUpInTheContainer_data()
    {
        QTest::addColumn<QByteArray>("user");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("name") << QByteArray("bin") << QByteArray("1 1");
        QTest::newRow("uid") << QByteArray("1") << QByteArray("1 1");
        QTest::newRow("unknown number") << QByteArray("40000:40000") << QByteArray("40000 40000");
        QTest::newRow("name and group") << QByteArray("bin:root") << QByteArray("1 0");
        QTest::newRow("unknown name") << QByteArray("nobody-here") << QByteArray();
    }
    void usersAreLookedUpInTheContainer()
    {
        QFETCH(const QByteArray, user);
        QFETCH(const QByteArray, expected);
        auto process = m_container->exec(nextId(), execBuilder().command({"/bin/sh", "-c", "echo $(id -u) $(id -g)"}).inherit().user(User::parse(user.toStdString())).standardOutput(Stdio::Piped).build(), {});
        if (expected.isEmpty()) {
            QVERIFY(!process);
            QCOMPARE(process.error().rootReason(), Reason::UnknownUser);
            return;
        }
        REQUIRE_OK(process);
        const auto output = std::move(*process).waitWithOutput({});
        REQUIRE_OK(output);
        QCOMPARE(output->standardOutput, expected.toStdString() + "\n");
    }

    void stdinEndsWhenItIsClosed_data()
    {
        QTest::addColumn<int>("bytes");
        QTest::newRow("nothing") << 0;
        QTest::newRow("a line") << 10;
        QTest::newRow("more than every buffer") << 2'000'000;
    }
    void stdinEndsWhenItIsClosed()
    {
        QFETCH(const int, bytes);
        auto process = m_container->exec(nextId(), execBuilder().command({"/bin/cat"}).standardInput(Stdio::Piped).standardOutput(Stdio::Piped).build(), {});
        REQUIRE_OK(process);
        std::string content(static_cast<std::size_t>(bytes), '\0');
        for (std::size_t i = 0; i < content.size(); ++i)
            content[i] = static_cast<char>(i * 7 + i / 256);
        std::jthread writer([&, input = std::shared_ptr<InputStream>(process->takeStdin())]() mutable {
            static_cast<void>(agent::writeText(*input, content, {}));
            input.reset();
        });
        const auto output = std::move(*process).waitWithOutput({});
        REQUIRE_OK(output);
        QVERIFY(output->standardOutput == content);
        QCOMPARE(output->status.code, 0);
    }

    void outputAtTheEndIsNotLost()
    {
        for (int round = 0; round < 5; ++round) {
            const auto output = shell("yes 0123456789 | head -c 300000; echo -n END");
            REQUIRE_OK(output);
            QCOMPARE(output->standardOutput.size(), std::size_t{300003});
            QVERIFY(output->standardOutput.ends_with("END"));
        }
    }

    void aTerminalHasItsSizeAtOnceAndFollowsItsResizing()
    {
        auto process = m_container->exec(nextId(), execBuilder().command({"/bin/sh", "-c", "stty size; read x; stty size; test -t 0 && test -t 1 && echo tty $TERM"}).inherit().pty({100, 30}).build(), {});
        REQUIRE_OK(process);
        REQUIRE_OK(process->pty().resize({132, 43}, {}));
        const std::string enter = "\n";
        REQUIRE_OK(process->pty().write(std::as_bytes(std::span(enter)), {}));
        const auto output = std::move(*process).waitWithOutput({});
        REQUIRE_OK(output);
        QVERIFY2(output->standardOutput.starts_with("30 100\r\n"), output->standardOutput.c_str());
        QVERIFY2(output->standardOutput.contains("43 132\r\n"), output->standardOutput.c_str());
        QVERIFY2(output->standardOutput.contains("tty xterm"), output->standardOutput.c_str());
    }

    void theForegroundOfATerminalIsTold()
    {
        auto process = m_container->exec(nextId(), execBuilder().command({"/bin/sh"}).inherit().pty({}).build(), {});
        REQUIRE_OK(process);
        const std::string typed = "cd /tmp; exec sleep 1000\n";
        REQUIRE_OK(process->pty().write(std::as_bytes(std::span(typed)), {}));
        std::jthread drain([&, output = std::shared_ptr<OutputStream>(process->pty().takeOutput())] { static_cast<void>(agent::readToEnd(*output, 1 << 20, Deadline::never(), {})); });
        std::string command;
        std::string folder;
        for (const Deadline deadline = Deadline::after(20s); !deadline.passed() && (command != "sleep" || folder != "/tmp");) {
            const auto foreground = process->foreground({});
            REQUIRE_OK(foreground);
            command = foreground->command;
            folder = foreground->workingDirectory;
        }
        QCOMPARE(command, "sleep");
        QCOMPARE(folder, "/tmp");
        REQUIRE_OK(process->kill(sigKill, {}));
        REQUIRE_OK(process->wait({}));
    }

    void theDebugShellLooksIntoTheContainer()
    {
        auto shell = m_container->debugShell(nextId(), {80, 24}, {});
        REQUIRE_OK(shell);
        const std::string typed = "hostname; exit 5\n";
        REQUIRE_OK(shell->pty().write(std::as_bytes(std::span(typed)), {}));
        const auto output = std::move(*shell).waitWithOutput({});
        REQUIRE_OK(output);
        QVERIFY2(output->standardOutput.contains("shared"), (output->standardOutput + std::to_string(output->status.code)).c_str());
        QCOMPARE(output->status.code, 5);
    }

    void aKilledProcessTellsItsSignal()
    {
        auto process = m_container->exec(nextId(), execBuilder().command({"/bin/sleep", "1000"}).build(), {});
        REQUIRE_OK(process);
        REQUIRE_OK(process->kill(sigKill, {}));
        const auto status = process->wait({});
        REQUIRE_OK(status);
        QCOMPARE(status->code, 137);
        QVERIFY(status->signal == sigKill);
        QVERIFY(status->killedReason == KilledReason::SignalFromHost);
        REQUIRE_OK(process->kill(sigTerm, {})); // nothing happens any more
    }

    void manyProcessesRunAtOnce()
    {
        constexpr int count = 12;
        std::vector<std::string> outputs(count);
        {
            std::vector<std::jthread> threads;
            for (int i = 0; i < count; ++i)
                threads.emplace_back([&, i, id = nextId()] {
                    auto process = m_container->exec(id, execBuilder().command({"/bin/echo", std::to_string(i)}).standardOutput(Stdio::Piped).build(), {});
                    if (!process) {
                        outputs[i] = render(process.error());
                        return;
                    }
                    auto output = std::move(*process).waitWithOutput({});
                    outputs[i] = output ? output->standardOutput : render(output.error());
                });
        }
        for (int i = 0; i < count; ++i)
            QCOMPARE(outputs[i], std::to_string(i) + "\n");
    }

    void aFileGoesInAndComesOut_data()
    {
        QTest::addColumn<int>("bytes");
        QTest::newRow("empty") << 0;
        QTest::newRow("binary") << 70'000;
        QTest::newRow("100 MB") << 100'000'000;
    }
    void aFileGoesInAndComesOut()
    {
        QFETCH(const int, bytes);
        {
            std::mt19937 random(static_cast<unsigned>(bytes));
            std::ofstream file(path("file"), std::ios::binary);
            std::string piece(1 << 16, '\0');
            for (int left = bytes; left > 0; left -= static_cast<int>(piece.size())) {
                for (char &c : piece)
                    c = static_cast<char>(random());
                file.write(piece.data(), std::min<std::streamsize>(left, static_cast<std::streamsize>(piece.size())));
            }
        }
        fs::permissions(path("file"), fs::perms(0754));
        REQUIRE_OK(m_container->copyIn(path("file"), "/srv/in/file", {}));
        QCOMPARE(text("stat -c '%s %a %u' /srv/in/file"), std::to_string(bytes) + " 754 0\n");
        fs::remove(path("back"));
        REQUIRE_OK(m_container->copyOut("/srv/in/file", path("back"), {}));
        QVERIFY(readFile(path("back"), SIZE_MAX).value() == readFile(path("file"), SIZE_MAX).value());
        QCOMPARE(static_cast<int>(fs::status(path("back")).permissions()), 0754);
        REQUIRE_OK(m_container->files().remove("/srv/in", true, {}));
    }

    void aTreeGoesInAndComesOut()
    {
        const fs::path tree = path("copytree");
        fs::create_directories(tree / "a/b/c");
        fs::create_directories(tree / "empty");
        std::ofstream(tree / "a/b/c/deep") << "deep";
        std::ofstream(tree / "\xc3\xa4 \xff odd\nname") << "odd";
        std::ofstream(tree / "-rf") << "dash";
        std::ofstream(tree / std::string(250, 'n')) << "long";
        std::ofstream(tree / "locked") << "locked";
        fs::permissions(tree / "locked", fs::perms(0400));
        fs::permissions(tree / "a/b", fs::perms(0711));
        fs::create_symlink("a/b/c/deep", tree / "link");
        fs::create_symlink("/etc/passwd", tree / "absolute");
        fs::create_symlink("nowhere", tree / "dangling");
        for (int i = 0; i < 300; ++i)
            std::ofstream(tree / ("many" + std::to_string(i))) << i;

        REQUIRE_OK(m_container->copyIn(tree, "/srv/tree", {}));
        REQUIRE_OK(m_container->copyOut("/srv/tree", path("treeback"), {}));

        const auto listing = [](const fs::path &root) {
            std::set<std::string> lines;
            for (const auto &one : fs::recursive_directory_iterator(root)) {
                std::string line = one.path().lexically_relative(root).string();
                if (one.is_symlink())
                    line += " -> " + fs::read_symlink(one.path()).string();
                else
                    line += " " + std::to_string(static_cast<int>(one.status().permissions()));
                if (one.is_regular_file() && !one.is_symlink())
                    line += " " + readFile(one.path(), SIZE_MAX).value_or("?");
                lines.insert(line);
            }
            return lines;
        };
        QVERIFY(listing(path("treeback")) == listing(tree));
        // Once more: into the folder that is there now, as Docker does.
        REQUIRE_OK(m_container->copyIn(tree, "/srv/tree", {}));
        QCOMPARE(text("ls -d /srv/tree/copytree"), "/srv/tree/copytree\n");
        REQUIRE_OK(m_container->files().remove("/srv/tree", true, {}));
    }

    void linksOfTheContainerLeadNowhereOutside()
    {
        // Of the machine's own root: if a copy followed the link there, it would find or change the agent's files.
        QCOMPARE(text("ln -s / /srv/rootlink; ln -s /run/container /srv/runlink; ln -s ../../../../../../etc /srv/uplink; echo ok"), "ok\n");
        std::ofstream(path("payload")) << "payload";
        REQUIRE_OK(m_container->copyIn(path("payload"), "/srv/rootlink/payload", {}));
        QCOMPARE(text("cat /payload"), "payload");
        REQUIRE_OK(m_container->copyIn(path("payload"), "/srv/uplink/payload", {}));
        QCOMPARE(text("cat /etc/payload"), "payload");
        const auto outside = m_container->copyOut("/srv/runlink/shared/config.json", path("stolen"), {});
        QVERIFY(!outside);
        QVERIFY(!fs::exists(path("stolen")));
        REQUIRE_OK(m_container->copyOut("/srv/rootlink/etc/passwd", path("passwd"), {}));
        QVERIFY(readFile(path("passwd"), SIZE_MAX).value().starts_with("root:x:0:0:root:/root:/bin/sh"));
        QVERIFY(!m_container->files().stat("/srv/runlink/shared", true, {}));
    }

    void aCopyIsCancelledHalfWay()
    {
        std::ofstream(path("large"), std::ios::binary) << std::string(60'000'000, 'x');
        std::stop_source source;
        const auto outcome = m_container->files().copyIn(
            path("large"), "/srv/large", {},
            [&](const Progress &progress) {
                if (progress.done > 1'000'000)
                    source.request_stop();
            },
            source.get_token());
        QVERIFY(!outcome);
        QVERIFY2(outcome.error().isCancelled(), render(outcome.error()).c_str());
        QCOMPARE(text("echo alive"), "alive\n");
        text("rm -f /srv/large");
    }

    void aCopyToWhatCannotBeWrittenSaysWhy()
    {
        std::ofstream(path("payload")) << "payload";
        const auto outcome = m_container->copyIn(path("payload"), "/proc/sys/kernel/nonsense", {});
        QVERIFY(!outcome);
        const auto full = text("dd if=/dev/zero of=/dev/shm/fill bs=1M count=100 2>/dev/null; ls /dev/shm");
        QCOMPARE(full, "fill\n");
        std::ofstream(path("large"), std::ios::binary) << std::string(5'000'000, 'x');
        const auto space = m_container->copyIn(path("large"), "/dev/shm/large", {});
        QVERIFY(!space);
        QCOMPARE(space.error().rootReason(), Reason::NoSpace);
        text("rm -f /dev/shm/*");
    }

    void filesAreListedRenamedAndRemoved()
    {
        QCOMPARE(text("mkdir /srv/l; cd /srv/l; touch a b; ln -s a c; ln -s missing d; mkfifo e; echo -n $(ls | wc -l)"), "5");
        std::map<std::string, FileEntry> entries;
        REQUIRE_OK(m_container->files().list("/srv/l", [&](std::vector<FileEntry> page) { for (auto &entry : page) entries[entry.name] = entry; }, {}));
        QCOMPARE(entries.size(), std::size_t{5});
        QVERIFY(entries["a"].type == FileType::Regular && entries["e"].type == FileType::Fifo);
        QVERIFY(entries["c"].type == FileType::Symlink && entries["c"].linkTarget == "a" && entries["c"].targetType == FileType::Regular);
        QVERIFY(entries["d"].targetType == FileType::Unknown);
        QCOMPARE(entries["a"].owner, "root");
        REQUIRE_OK(m_container->files().rename("/srv/l/a", "/srv/l/z", false, {}));
        const auto taken = m_container->files().rename("/srv/l/z", "/srv/l/b", false, {});
        QVERIFY(!taken);
        QCOMPARE(taken.error().code, ErrorCode::AlreadyExists);
        REQUIRE_OK(m_container->files().makeDirectory("/srv/l/m/n", true, {}));
        const auto full = m_container->files().remove("/srv/l", false, {});
        QVERIFY(!full);
        QCOMPARE(full.error().rootReason(), Reason::DirectoryNotEmpty);
        REQUIRE_OK(m_container->files().remove("/srv/l", true, {}));
        QCOMPARE(m_container->files().stat("/srv/l", true, {}).error().rootReason(), Reason::NoSuchFile);
    }

    void aTarStreamGoesInAndComesOut()
    {
        QCOMPARE(text("mkdir -p /srv/t/sub; echo A > /srv/t/a; echo B > /srv/t/sub/b; mkdir /srv/u; echo ok"), "ok\n");
        std::FILE *file = std::fopen(path("t.tar").c_str(), "w+");
        REQUIRE_OK(m_container->files().archive("/srv/t", ::fileno(file), {}, {}, {}));
        std::rewind(file);
        REQUIRE_OK(m_container->files().extract(::fileno(file), "/srv/u", {}, {}, {}));
        std::fclose(file);
        QCOMPARE(text("cat /srv/u/t/a /srv/u/t/sub/b; rm -r /srv/t /srv/u"), "A\nB\n");
    }

    void statisticsRiseUnderLoad()
    {
        std::mutex mutex;
        std::condition_variable changed;
        std::vector<agent::StatisticsSample> samples;
        auto busy = m_container->exec(nextId(), execBuilder().command({"/bin/sh", "-c", "while :; do :; done"}).build(), {});
        REQUIRE_OK(busy);
        {
            auto watch = m_container->watchStatistics(
                StatCategory::All, 300ms,
                [&](const agent::StatisticsSample &sample) {
                    const std::lock_guard lock(mutex);
                    samples.push_back(sample);
                    changed.notify_all();
                },
                {});
            std::unique_lock lock(mutex);
            QVERIFY(changed.wait_for(lock, 20s, [&] { return samples.size() >= 4; }));
        }
        REQUIRE_OK(busy->kill(sigKill, {}));
        REQUIRE_OK(busy->wait({}));
        const auto &first = samples.front();
        const auto &last = samples.back();
        QCOMPARE(first.containers.size(), std::size_t{1});
        const double wall = static_cast<double>(last.monotonicNanoseconds - first.monotonicNanoseconds) / 1000;
        const double cpu = static_cast<double>(last.containers[0].cpu->usageMicroseconds - first.containers[0].cpu->usageMicroseconds);
        QVERIFY2(cpu / wall > 0.3, std::to_string(cpu / wall).c_str());
        QVERIFY(last.containers[0].memory->usageBytes > 0);
        QVERIFY(last.containers[0].process->current >= 2);

        const auto some = m_container->statistics(StatCategory::Memory, {});
        REQUIRE_OK(some);
        QVERIFY(some->memory && !some->cpu && !some->networks);
    }

    void twoContainersLiveOnOneMachine()
    {
        auto second = std::move(*m_machine->container("second")).command({"/bin/sleep", "1000"}).rootfs(GuestRootfs::overlay("rootfs", "upper2")).spawn({});
        REQUIRE_OK(second);
        QCOMPARE(text("touch /only-here; hostname"), "shared\n");
        auto process = second->exec("x", execBuilder().command({"/bin/sh", "-c", "hostname; ls /only-here"}).standardOutput(Stdio::Piped).build(), {});
        REQUIRE_OK(process);
        QCOMPARE(std::move(*process).waitWithOutput({})->standardOutput, "second\n");
        const auto begin = Deadline::Clock::now();
        const auto status = second->stop({sigTerm, 300ms}, {}); // sleep as PID 1 ignores SIGTERM
        REQUIRE_OK(status);
        QCOMPARE(status->code, 137);
        QVERIFY(Deadline::Clock::now() - begin < 10s);
        REQUIRE_OK(second->mounted()->unmount({}));
        QCOMPARE(text("echo alive"), "alive\n");
        // The same place can be used again, and what was written is there.
        auto again = std::move(*m_machine->container("second")).command({"/bin/true"}).rootfs(GuestRootfs::overlay("rootfs", "upper2")).status({});
        REQUIRE_OK(again);
    }

    void aContainerThatDoesNotRunCanBeLookedInto()
    {
        auto mounted = m_machine->createContainer(*ContainerId::parse("sleeping"), GuestRootfs::overlay("rootfs", "upper2"), {});
        REQUIRE_OK(mounted);
        std::ofstream(path("note")) << "note";
        REQUIRE_OK((*mounted)->files().copyIn(path("note"), "/srv/note", {}, {}, {}));
        QCOMPARE((*mounted)->files().stat("/srv/note", true, {})->size, std::uint64_t{4});
        std::set<std::string> names;
        REQUIRE_OK((*mounted)->files().list("/srv", [&](std::vector<FileEntry> page) { for (auto &entry : page) names.insert(entry.name); }, {}));
        QVERIFY(names.contains("note"));
        REQUIRE_OK((*mounted)->files().rename("/srv/note", "/srv/renamed", false, {}));
        REQUIRE_OK((*mounted)->files().copyOut("/srv", path("looked"), {}, {}, {}));
        QCOMPARE(readFile(path("looked/renamed"), 10).value(), "note");

        // Then it runs, ends, and can be looked into again.
        ContainerConfig config;
        config.id = (*mounted)->id();
        config.process.arguments = {"/bin/sh", "-c", "cat /srv/renamed; echo more > /srv/more"};
        auto container = (*mounted)->start(config, {.standardOutput = Stdio::Piped}, {});
        REQUIRE_OK(container);
        const auto output = std::move(*container).waitWithOutput({});
        REQUIRE_OK(output);
        QCOMPARE(output->standardOutput, "note");
        REQUIRE_OK((*mounted)->files().copyOut("/srv/more", path("more"), {}, {}, {}));
        QCOMPARE(readFile(path("more"), 10).value(), "more\n");

        // A start that fails unmounts; the next one mounts again.
        config.process.arguments = {"/bin/nonsense"};
        const auto failed = (*mounted)->start(config, StdioConfig{}, {});
        QVERIFY(!failed);
        QCOMPARE(failed.error().rootReason(), Reason::ExecutableNotFound);
        config.process.arguments = {"/bin/true"};
        auto again = (*mounted)->start(config, StdioConfig{}, {});
        REQUIRE_OK(again);
        REQUIRE_OK(again->wait({}));
        REQUIRE_OK((*mounted)->unmount({}));
        QVERIFY(!(*mounted)->files().stat("/srv/more", true, {}));
    }

    void aStopDuringTheStartOfAProcessLeavesNoProcess()
    {
        std::stop_source source;
        std::jthread stopper([&] {
            std::this_thread::sleep_for(60ms);
            source.request_stop();
        });
        const std::string id = nextId();
        auto process = m_container->exec(id, execBuilder().command({"/bin/sleep", "4321"}).build(), source.get_token());
        stopper.join();
        if (process) {
            REQUIRE_OK(process->kill(sigKill, {})); // it was quicker
        } else {
            QVERIFY2(process.error().isCancelled(), render(process.error()).c_str());
            QTRY_COMPARE_WITH_TIMEOUT(text("ps | grep -c '[s]leep 4321'"), "0\n", 10000);
        }
    }

    void streamsSurviveTheLossOfTheVsockDevice()
    {
        auto process = m_container->exec(nextId(), execBuilder().command({"/bin/cat"}).standardInput(Stdio::Piped).standardOutput(Stdio::Piped).build(), {});
        REQUIRE_OK(process);
        auto input = process->takeStdin();
        auto output = process->takeStdout();
        std::string received;
        std::jthread reader([&] { received = agent::readToEnd(*output, SIZE_MAX, Deadline::never(), {}).value_or("lost"); });
        std::jthread waiter([&] { static_cast<void>(process->wait({})); });
        std::string sent;
        for (int round = 0; round < 6; ++round) {
            const std::string piece(static_cast<std::size_t>(50'000 + round), static_cast<char>('a' + round));
            REQUIRE_OK(agent::writeText(*input, piece, {}));
            sent += piece;
            if (round == 2)
                killVsockDevice();
        }
        input.reset();
        reader.join();
        waiter.join();
        QVERIFY(received == sent);
        QCOMPARE(process->wait({})->code, 0);
        QCOMPARE(text("echo alive"), "alive\n");
    }

    void aContainerWithAMachineOfItsOwnLeavesNothingBehind()
    {
        const auto image = upper("own.img");
        REQUIRE_OK(image);
        const auto run = [&](std::vector<std::string> command) {
            return (*Container<Streams>::builder("own")).command(std::move(command)).cpus(1).memory(ByteSize::ofMiB(256)).rootfs(Rootfs::overlay(path("rootfs.img"), *image)).output({});
        };
        const auto first = run({"/bin/sh", "-c", "echo written > /kept; echo hi"});
        REQUIRE_OK(first);
        QCOMPARE(first->standardOutput, "hi\n");
        const auto second = run({"/bin/cat", "/kept"}); // nothing written was lost with the machine
        REQUIRE_OK(second);
        QCOMPARE(second->standardOutput, "written\n");
        const auto base = runtimeDirectory();
        REQUIRE_OK(base);
        QVERIFY(fs::is_empty(*base));
    }

private:
    /// The helper that carries this machine's vsock: found by its socket's path among the children of this process.
    void killVsockDevice()
    {
        for (const auto &one : fs::directory_iterator("/proc")) {
            const std::string pid = one.path().filename().string();
            const auto command = readFile(one.path() / "cmdline", 1 << 16);
            if (!command || !command->contains("vhost-device-vsock") || !command->contains(path("sockets").string()))
                continue;
            ::kill(std::stoi(pid), SIGKILL);
            return;
        }
        QFAIL("no vsock device found");
    }
};

QTEST_GUILESS_MAIN(TestContainer)
#include "test_container.moc"
