// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/container/pod.h"
#include "tests/runtime/container/container_fixture.h"

#include <QTest>

#include <array>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

using namespace firkin;
using namespace firkin::container;
using namespace firkin::test;
using namespace std::chrono_literals;

/// What can be done with a container that runs, against an agent in this process.
class TestRunning : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everythingWorksWhileSomebodyWaits()
    {
        World world;
        auto container = world.builder({"hang"}).spawn({});
        REQUIRE_OK(container);
        std::jthread waiter([&] { static_cast<void>(container->wait({})); });
        world.agent->awaitCall("WaitExit");

        auto process = container->exec("e1", execBuilder().command({"echo", "x"}).standardOutput(Stdio::Piped).build(), {});
        REQUIRE_OK(process);
        REQUIRE_OK(std::move(*process).waitWithOutput({}));
        REQUIRE_OK(container->statistics(StatCategory::Cpu, {}));
        REQUIRE_OK(container->files().stat("/", true, {}));
        REQUIRE_OK(container->kill(sigTerm, {}));
    }

    void manyWaitersGetTheSameStatus()
    {
        World world;
        auto container = world.builder({"exit", "7"}).spawn({});
        REQUIRE_OK(container);
        std::array<int, 8> codes{};
        {
            std::vector<std::jthread> waiters;
            for (int &code : codes)
                waiters.emplace_back([&] { code = container->wait({}).value().code; });
        }
        for (const int code : codes)
            QCOMPARE(code, 7);
        QCOMPARE(container->wait({})->code, 7);
        QCOMPARE(world.agent->count("Sync"), std::size_t{2}); // the machine was stopped once
    }

    void aWaitEndsAtItsDeadlineAndByItsStop()
    {
        World world;
        auto container = world.builder({"hang"}).spawn({});
        REQUIRE_OK(container);

        const auto late = container->wait({}, Deadline::after(20ms));
        std::stop_source source;
        std::jthread stopper([&] {
            std::this_thread::sleep_for(20ms);
            source.request_stop();
        });
        const auto stopped = container->wait(source.get_token());

        QCOMPARE(late.error().code, ErrorCode::Timeout);
        QVERIFY(stopped.error().isCancelled());
        REQUIRE_OK(container->stop({}, {}));
    }

    void stopReturnsAsSoonAsTheProcessHasEnded()
    {
        World world;
        auto container = world.builder({"hang"}).spawn({});
        REQUIRE_OK(container);
        const auto begin = Deadline::Clock::now();

        const auto status = container->stop({sigTerm, 30s}, {});

        REQUIRE_OK(status);
        QVERIFY(Deadline::Clock::now() - begin < 5s);
        QCOMPARE(status->code, 143);
        QVERIFY(status->signal == sigTerm);
        QVERIFY(status->killedReason == KilledReason::SignalFromHost);
        QCOMPARE(world.agent->count("KillProcess c1 9"), std::size_t{0});
        QVERIFY(world.agent->mounts() == (std::vector<std::string>{"/tmp", "/dev/pts"}));
    }

    void stopKillsAfterTheGrace()
    {
        World world;
        auto container = world.builder({"stubborn"}).spawn({});
        REQUIRE_OK(container);
        const auto status = container->stop({sigTerm, 50ms}, {});
        REQUIRE_OK(status);
        QCOMPARE(status->code, 137);
        QCOMPARE(world.agent->count("KillProcess c1 15"), std::size_t{1});
        QCOMPARE(world.agent->count("KillProcess c1 9"), std::size_t{1});
    }

    void stoppingWhatHasEndedIsFine()
    {
        World world;
        auto container = world.builder({"exit", "3"}).spawn({});
        REQUIRE_OK(container);
        REQUIRE_OK(container->wait({}));
        QCOMPARE(container->stop({}, {})->code, 3);
        REQUIRE_OK(container->kill(sigKill, {}));
    }

    void anExecutedProcessHasItsOwnOutputAndIsForgottenAfterwards()
    {
        World world;
        auto container = world.builder({"hang"}).spawn({});
        REQUIRE_OK(container);
        auto process = container->exec("e1", execBuilder().command({"complain"}).standardOutput(Stdio::Piped).standardError(Stdio::Piped).build(), {});
        REQUIRE_OK(process);
        QVERIFY(process->pid() > 0);
        QCOMPARE(process->id().str(), "e1");

        const auto output = std::move(*process).waitWithOutput({});

        REQUIRE_OK(output);
        QCOMPARE(output->standardError, "oh no\n");
        QCOMPARE(output->status.code, 3);
        QVERIFY(world.agent->processes() == (std::vector<std::string>{"c1"}));
        REQUIRE_OK(container->stop({}, {}));
    }

    void inheritanceIsAnOption()
    {
        World world;
        auto container = world.builder({"hang"}).env("A", "1").workingDirectory("/srv").spawn({});
        REQUIRE_OK(container);
        const auto outputOf = [&](auto config, const char *id) { return container->exec(id, config, {}).and_then([](auto process) { return std::move(process).waitWithOutput({}); }); };

        const auto bare = outputOf(execBuilder().command({"env"}).env("B", "2").standardOutput(Stdio::Piped).build(), "e1");
        const auto full = outputOf(execBuilder().command({"env"}).env("B", "2").inherit().standardOutput(Stdio::Piped).build(), "e2");
        const auto folder = outputOf(execBuilder().command({"pwd"}).inherit().standardOutput(Stdio::Piped).build(), "e3");

        QCOMPARE(bare->standardOutput, "B=2\n");
        QCOMPARE(full->standardOutput, defaultPathVariable() + "\nA=1\nB=2\n");
        QCOMPARE(folder->standardOutput, "/srv\n");
        REQUIRE_OK(container->stop({}, {}));
    }

    void aProcessMayNotBeNamedLikeTheContainer()
    {
        World world;
        auto container = world.builder({"hang"}).spawn({});
        REQUIRE_OK(container);
        for (const char *id : {"c1", "", "..", "a/b"}) {
            const auto process = container->exec(id, execBuilder().command({"true"}).build(), {});
            QVERIFY(!process);
            QCOMPARE(process.error().rootReason(), Reason::BadId);
        }
        REQUIRE_OK(container->stop({}, {}));
    }

    void aFailedExecLeavesNothingBehind_data()
    {
        QTest::addColumn<QByteArray>("step");
        QTest::newRow("create") << QByteArray("CreateProcess");
        QTest::newRow("start") << QByteArray("StartProcess");
    }
    void aFailedExecLeavesNothingBehind()
    {
        QFETCH(const QByteArray, step);
        World world;
        auto container = world.builder({"hang"}).spawn({});
        REQUIRE_OK(container);
        world.agent->failCalls(step.toStdString(), 13, "no");
        QVERIFY(!container->exec("e1", execBuilder().command({"cat"}).standardInput(Stdio::Piped).build(), {}));
        QVERIFY(world.agent->processes() == (std::vector<std::string>{"c1"}));
        QCOMPARE(world.lastMachine->openListeners(), std::size_t{0});
        world.agent->stopFailing();
        REQUIRE_OK(container->exec("e1", execBuilder().command({"true"}).build(), {}));
        REQUIRE_OK(container->stop({}, {}));
    }

    void aTerminalHasItsSizeAtOnceAndCanBeResized()
    {
        World world;
        auto container = world.builder({"hang"}).pty({100, 30}).spawn({});
        REQUIRE_OK(container);
        QCOMPARE(container->pty().size().columns, 100);
        REQUIRE_OK(container->pty().resize({132, 43}, {}));
        QCOMPARE(container->pty().size().rows, 43);
        QCOMPARE(world.agent->count("ResizeProcess c1 132x43"), std::size_t{1});

        auto process = container->exec("e1", execBuilder().command({"stty", "size"}).pty({90, 20}).build(), {});
        REQUIRE_OK(process);
        QCOMPARE(std::move(*process).waitWithOutput({})->standardOutput, "20 90\n");
        REQUIRE_OK(container->stop({}, {}));
    }

    void aTerminalEchoesWhatIsTyped()
    {
        World world;
        auto container = world.builder({"cat"}).pty({}).spawn({});
        REQUIRE_OK(container);
        Pty pty = container->takePty();
        const std::string typed = "ls\n";
        REQUIRE_OK(pty.write(std::as_bytes(std::span(typed)), {}));
        std::array<std::byte, 16> buffer;
        QCOMPARE(pty.read(buffer, {}).value(), typed.size());
        QVERIFY(pty.takeInput());
        QVERIFY(!pty.write(std::as_bytes(std::span(typed)), {}));
        REQUIRE_OK(container->stop({}, {}));
    }

    void theDebugShellRunsInTheContainer()
    {
        World world;
        auto container = world.builder({"hang"}).spawn({});
        REQUIRE_OK(container);
        auto shell = container->debugShell("d1", {80, 24}, {});
        REQUIRE_OK(shell);
        QCOMPARE(world.agent->count("CreateDebugProcess d1"), std::size_t{1});
        REQUIRE_OK(shell->kill(sigHup, {}));
        REQUIRE_OK(shell->wait({}));
        REQUIRE_OK(container->stop({}, {}));
    }

    void streamsSurviveTheirConnections()
    {
        World world;
        auto container = world.builder({"cat"}).standardInput(Stdio::Piped).standardOutput(Stdio::Piped).spawn({});
        REQUIRE_OK(container);
        auto input = container->takeStdin();
        auto output = container->takeStdout();
        std::string sent;
        std::string received;
        std::jthread reader([&] {
            std::array<std::byte, 5000> buffer;
            for (;;) {
                const auto count = output->read(buffer, Deadline::never(), {});
                if (!count || *count == 0)
                    break;
                received.append(reinterpret_cast<const char *>(buffer.data()), *count);
            }
        });
        for (int round = 0; round < 20; ++round) {
            const std::string piece(static_cast<std::size_t>(1000 + round * 5000), static_cast<char>('a' + round));
            REQUIRE_OK(agent::writeText(*input, piece, {}));
            sent += piece;
            if (round % 5 == 4)
                world.lastMachine->breakConnections();
        }
        input.reset();
        reader.join();

        QVERIFY(received == sent);
        REQUIRE_OK(container->wait({}));
        QVERIFY(world.agent->count("AttachStream c1") > 0);
    }

    void aDeadlineThatHasPassedCostsAStreamNothing()
    {
        World world;
        auto container = world.builder({"cat"}).standardInput(Stdio::Piped).standardOutput(Stdio::Piped).spawn({});
        REQUIRE_OK(container);
        auto input = container->takeStdin();
        auto output = container->takeStdout();
        world.lastMachine->breakConnections();

        std::array<std::byte, 100> buffer;
        for (int i = 0; i < 100; ++i) {
            const auto count = output->read(buffer, Deadline::after(0ms), {});
            QVERIFY(!count);
            QCOMPARE(count.error().code, ErrorCode::Timeout);
        }
        REQUIRE_OK(agent::writeText(*input, "still here", {}));
        input.reset(); // the fake agent sends again once it has more to say
        REQUIRE_OK(output->read(buffer, Deadline::after(20s), {}));
        REQUIRE_OK(container->wait({}));
    }

    void aPodsStopGoesOnWhereItFailed()
    {
        World world;
        auto machine = world.boot();
        REQUIRE_OK(machine);
        PodConfig config;
        config.id = *PodId::parse("shop");
        config.volumes = {SharedVolume::memory("a", ByteSize::ofMiB(1)), SharedVolume::memory("b", ByteSize::ofMiB(1))};
        const std::size_t before = world.agent->mounts().size();
        const auto pod = Pod::create(*machine, config, {});
        REQUIRE_OK(pod);
        QCOMPARE(world.agent->mounts().size(), before + 2);

        world.agent->failCalls("Umount /run/volumes/a", 13, "no");
        QVERIFY(!(*pod)->stop({}));
        QCOMPARE(world.agent->mounts().size(), before + 1);
        world.agent->stopFailing();
        REQUIRE_OK((*pod)->stop({}));
        QCOMPARE(world.agent->mounts().size(), before);
        REQUIRE_OK((*pod)->stop({}));
    }

    void aBrokenConnectionIsMadeAgainForCallsThatMayBeRepeated()
    {
        World world;
        auto container = world.builder({"hang"}).spawn({});
        REQUIRE_OK(container);
        std::jthread waiter([&] { static_cast<void>(container->wait({})); });
        world.agent->awaitCall("WaitExit");
        world.lastMachine->breakConnections();
        REQUIRE_OK(container->statistics(StatCategory::All, {}));
        REQUIRE_OK(container->kill(sigTerm, {}));
        waiter.join();
        QCOMPARE(world.agent->count("WaitExit"), std::size_t{2});
        QCOMPARE(container->wait({})->code, 143);
    }

    void statisticsHaveWhatWasAskedForOnly()
    {
        World world;
        auto container = world.builder({"hang"}).spawn({});
        REQUIRE_OK(container);
        const auto statistics = container->statistics(StatCategory::Cpu | StatCategory::Process, {});
        REQUIRE_OK(statistics);
        QVERIFY(statistics->cpu && statistics->process);
        QVERIFY(!statistics->memory && !statistics->networks && !statistics->blockIo);
        REQUIRE_OK(container->stop({}, {}));
    }

    void statisticsArePushedOrPolled_data()
    {
        QTest::addColumn<bool>("ours");
        QTest::newRow("our agent") << true;
        QTest::newRow("an agent of others") << false;
    }
    void statisticsArePushedOrPolled()
    {
        QFETCH(const bool, ours);
        World world(ours);
        auto container = world.builder({"hang"}).spawn({});
        REQUIRE_OK(container);
        std::mutex mutex;
        std::condition_variable changed;
        std::vector<std::uint64_t> seen;
        std::optional<Error> lost;
        {
            auto watch = container->watchStatistics(
                StatCategory::All, 10ms,
                [&](const agent::StatisticsSample &sample) {
                    const std::lock_guard lock(mutex);
                    seen.push_back(sample.containers.at(0).cpu->usageMicroseconds);
                    world.agent->setCpuUsage(seen.size() * 5000);
                    changed.notify_all();
                },
                [&](const Error &error) {
                    const std::lock_guard lock(mutex);
                    lost = error;
                    changed.notify_all();
                });
            std::unique_lock lock(mutex);
            QVERIFY(changed.wait_for(lock, 10s, [&] { return seen.size() >= 3; }));
            lock.unlock();
            world.lastMachine->breakConnections();
            lock.lock();
            const std::size_t before = seen.size();
            QVERIFY(changed.wait_for(lock, 10s, [&] { return seen.size() >= before + 2; }));
            lock.unlock();
            world.lastMachine->endFromInside({vmm::EndCause::Killed, {}});
            lock.lock();
            QVERIFY(changed.wait_for(lock, 10s, [&] { return lost.has_value(); }));
        }
        QVERIFY(seen.back() > seen.front());
        QCOMPARE(lost->rootReason(), Reason::MachineExited);
    }

    void severalContainersLiveOnOneMachine()
    {
        World world;
        auto machine = world.boot();
        REQUIRE_OK(machine);
        const auto make = [&](const char *id, std::vector<std::string> command) {
            return std::move(*(*machine)->container(id)).command(std::move(command)).rootfs(GuestRootfs::guestPath(*GuestPath::parse("/srv/" + std::string(id)))).standardOutput(Stdio::Piped).spawn({});
        };
        auto one = make("one", {"hang"});
        REQUIRE_OK(one);
        auto two = make("two", {"echo", "2"});
        REQUIRE_OK(two);
        QVERIFY(!make("one", {"true"})); // the name is taken

        QCOMPARE(std::move(*two).waitWithOutput({})->standardOutput, "2\n");
        QCOMPARE((*machine)->vm().state(), vmm::MachineState::Running);
        REQUIRE_OK(one->stop({}, {}));
        QCOMPARE((*machine)->vm().state(), vmm::MachineState::Running);
        REQUIRE_OK((*machine)->stop({}));
        REQUIRE_OK((*machine)->stop({}));
        QCOMPARE(world.agent->count("Mount ext4"), std::size_t{0});
    }

    void aMountedContainerCanBeLookedIntoAndStartedAgain()
    {
        World world;
        std::ofstream(world.root() / "file") << "x";
        auto machine = world.boot();
        REQUIRE_OK(machine);
        auto mounted = (*machine)->createContainer(*ContainerId::parse("c1"), GuestRootfs::overlay("rootfs", "upper"), {});
        REQUIRE_OK(mounted);
        QCOMPARE((*mounted)->files().stat("/file", true, {})->size, std::uint64_t{1});
        ContainerConfig config;
        config.id = (*mounted)->id();
        config.process.arguments = {"true"};
        for (int round = 0; round < 3; ++round) {
            auto container = (*mounted)->start(config, StdioConfig{}, {});
            REQUIRE_OK(container);
            REQUIRE_OK(container->wait({}));
        }
        config.process.arguments = {"hang"};
        auto container = (*mounted)->start(config, StdioConfig{}, {});
        REQUIRE_OK(container);
        QCOMPARE((*mounted)->start(config, StdioConfig{}, {}).error().reason, Reason::AlreadyRunning);
        REQUIRE_OK(container->stop({}, {}));
        REQUIRE_OK((*mounted)->unmount({}));
        REQUIRE_OK((*mounted)->unmount({}));
        REQUIRE_OK((*machine)->stop({}));
    }

    void aMachineWhoseAgentIsGoneStopsAllTheSame()
    {
        World world;
        auto machine = world.boot();
        REQUIRE_OK(machine);
        auto mounted = (*machine)->createContainer(*ContainerId::parse("c1"), GuestRootfs::overlay("rootfs", "upper"), {});
        REQUIRE_OK(mounted);
        world.agent->failCalls("Umount", 13, "umount: Device or resource busy");
        REQUIRE_OK((*machine)->stop({}));
        QCOMPARE((*machine)->vm().state(), vmm::MachineState::Stopped);
    }

    void theNetworkIsConfiguredInOrder()
    {
        World world;
        auto machine = world.boot();
        REQUIRE_OK(machine);
        REQUIRE_OK((*machine)->configureNetwork({{"eth0", "10.0.0.2/24", "10.0.0.1", {}, {}}, {"eth1", "10.1.0.2/24", "10.1.0.1", {}, {}}}, {}));
        const auto calls = world.agent->calls();
        const std::vector<std::string> tail(calls.end() - 5, calls.end());
        QVERIFY(tail == (std::vector<std::string>{"IpAddrAdd eth0 10.0.0.2/24", "IpLinkSet eth0", "IpRouteAddDefault eth0 10.0.0.1", "IpAddrAdd eth1 10.1.0.2/24", "IpLinkSet eth1"}));
        REQUIRE_OK((*machine)->stop({}));
    }

    void reservedPortsAreRefusedOthersDialled()
    {
        World world;
        auto container = world.builder({"hang"}).spawn({});
        REQUIRE_OK(container);
        world.lastMachine->serveInGuest(80, [](UniqueFd connection) { static_cast<void>(::send(connection.get(), "hi", 2, 0)); });
        QCOMPARE(container->dialVsock(1024, Deadline::after(1s), {}).error().reason, Reason::ReservedPort);
        QCOMPARE(container->dialVsock(0x10000001, Deadline::after(1s), {}).error().reason, Reason::ReservedPort);
        const auto connection = container->dialVsock(80, Deadline::after(1s), {});
        REQUIRE_OK(connection);
        char buffer[2];
        QCOMPARE(::recv(connection->get(), buffer, 2, MSG_WAITALL), ssize_t{2});

        for (const std::uint32_t reserved : {1024U, 0x10000000U, 0x20000000U})
            QCOMPARE(container->listenVsock(reserved).error().reason, Reason::ReservedPort);
        const auto listener = container->listenVsock(7000);
        REQUIRE_OK(listener);
        const auto fromGuest = world.lastMachine->guestDialer()(7000);
        REQUIRE_OK(fromGuest);
        const auto accepted = (*listener)->accept(Deadline::after(1s), {});
        REQUIRE_OK(accepted);
        QCOMPARE(::send(fromGuest->get(), "yo", 2, 0), ssize_t{2});
        QCOMPARE(::recv(accepted->get(), buffer, 2, MSG_WAITALL), ssize_t{2});
        REQUIRE_OK(container->stop({}, {}));
    }

    void theForegroundOfATerminalIsTold()
    {
        World world;
        auto container = world.builder({"hang"}).pty({}).spawn({});
        REQUIRE_OK(container);
        const auto foreground = container->foreground({});
        REQUIRE_OK(foreground);
        QCOMPARE(foreground->command, "vi");
        REQUIRE_OK(container->stop({}, {}));
    }

    void inheritedOutputIsThroughWhenTheWaitReturns()
    {
        World world;
        int ends[2];
        QCOMPARE(::pipe(ends), 0);
        const UniqueFd saved(::dup(STDOUT_FILENO));
        ::dup2(ends[1], STDOUT_FILENO);
        ::close(ends[1]);
        const auto status = world.builder({"echo", "inherited"}).standardOutput(Stdio::Inherit).status({});
        ::dup2(saved.get(), STDOUT_FILENO);
        char buffer[64] = {};
        const ssize_t count = ::read(ends[0], buffer, sizeof buffer);
        ::close(ends[0]);
        REQUIRE_OK(status);
        QCOMPARE(std::string(buffer, static_cast<std::size_t>(std::max<ssize_t>(0, count))), "inherited\n");
    }
};

QTEST_GUILESS_MAIN(TestRunning)
#include "test_running.moc"
