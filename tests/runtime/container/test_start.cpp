// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/oci/image_config.h"
#include "tests/runtime/container/container_fixture.h"

#include <QTest>

#include <grpcpp/support/status_code_enum.h>
#include <nlohmann/json.hpp>

#include <thread>

using namespace firkin;
using namespace firkin::container;
using namespace firkin::test;
using namespace std::chrono_literals;

/// From the builder to the running container and back, against an agent in this process.
class TestStart : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void outputOfACommandArrivesWithItsStatus_data() { agents(); }
    void outputOfACommandArrivesWithItsStatus()
    {
        QFETCH(const bool, ours);
        World world(ours);

        const auto output = world.builder({"echo", "hi", "there"}).output({});

        REQUIRE_OK(output);
        QCOMPARE(output->standardOutput, "hi there\n");
        QCOMPARE(output->standardError, "");
        QVERIFY(output->status.success());
        QVERIFY(world.agent->mounts() == (std::vector<std::string>{"/tmp", "/dev/pts"}));
        QVERIFY(world.agent->processes().empty());
    }

    void stdoutAndStderrAreKeptApart()
    {
        World world;
        const auto output = world.builder({"complain"}).output({});
        REQUIRE_OK(output);
        QCOMPARE(output->standardOutput, "");
        QCOMPARE(output->standardError, "oh no\n");
        QCOMPARE(output->status.code, 3);
        QVERIFY(!output->status.success());
    }

    void outputLargerThanEveryBufferIsComplete_data() { agents(); }
    void outputLargerThanEveryBufferIsComplete()
    {
        QFETCH(const bool, ours);
        World world(ours);
        const auto output = world.builder({"yes", "40000"}).output({}); // 1.2 MiB
        REQUIRE_OK(output);
        QCOMPARE(output->standardOutput.size(), std::size_t{40000} * 32);
    }

    void outputBeyondTheLimitIsAnError()
    {
        World world;
        auto container = world.builder({"yes", "40000"}).standardOutput(Stdio::Piped).spawn({});
        REQUIRE_OK(container);
        const auto output = std::move(*container).waitWithOutput({}, 1000);
        QVERIFY(!output);
        QCOMPARE(output.error().rootReason(), Reason::LimitExceeded);
    }

    void stdinReachesTheProcessAndItsEndDoes_data() { agents(); }
    void stdinReachesTheProcessAndItsEndDoes()
    {
        QFETCH(const bool, ours);
        World world(ours);
        auto container = world.builder({"cat"}).standardInput(Stdio::Piped).standardOutput(Stdio::Piped).spawn({});
        REQUIRE_OK(container);
        const std::string text(300'000, 'x'); // more than the window
        auto input = container->takeStdin();
        QVERIFY(input);
        QVERIFY(!container->takeStdin());
        std::jthread writer([&] {
            static_cast<void>(agent::writeText(*input, text, {}));
            input.reset();
        });

        const auto output = std::move(*container).waitWithOutput({});

        REQUIRE_OK(output);
        QVERIFY(output->standardOutput == text);
    }

    void whatIsNotPipedCannotBeTaken()
    {
        World world;
        auto container = world.builder({"true"}).spawn({});
        REQUIRE_OK(container);
        QVERIFY(!container->takeStdin());
        QVERIFY(!container->takeStdout());
        QVERIFY(!container->takeStderr());
        REQUIRE_OK(container->wait({}));
    }

    void theRootIsAnOverlayAndTheBootComesFirst()
    {
        World world;
        REQUIRE_OK(world.builder({"true"}).status({}));

        const auto calls = world.agent->calls();

        const std::vector<std::string> expected{
            "Hello", "SetTime", "IpLinkSet lo", "Setenv PATH", "Mkdir /tmp", "Mount tmpfs tmpfs /tmp", "Mkdir /dev/pts",
            "Mount devpts devpts /dev/pts", "Mkdir /run/container/c1/lower", "Mkdir /run/container/c1/upper", "Mkdir /run/container/c1/rootfs",
            "Mount ext4 /dev/disk/by-id/virtio-rootfs /run/container/c1/lower", "Mount ext4 /dev/disk/by-id/virtio-upper /run/container/c1/upper",
            "Mkdir /run/container/c1/upper/diff", "Mkdir /run/container/c1/upper/work", "Mount overlay overlay /run/container/c1/rootfs",
            "CreateProcess c1", "StartProcess c1", "WaitExit c1", "Kill -1", "Umount /run/container/c1/rootfs", "Umount /run/container/c1/upper",
            "Umount /run/container/c1/lower", "Sync", "DeleteProcess c1", "Sync"};
        QCOMPARE(calls.size(), expected.size());
        for (std::size_t i = 0; i < calls.size(); ++i)
            QCOMPARE(calls[i], expected[i]);
    }

    void anAgentOfOthersIsToldDriveLetters()
    {
        World world(false);
        REQUIRE_OK(world.builder({"true"}).status({}));
        QCOMPARE(world.agent->count("Mount ext4 /dev/vda /run/container/c1/lower"), std::size_t{1});
        QCOMPARE(world.agent->count("Mount ext4 /dev/vdb /run/container/c1/upper"), std::size_t{1});
    }

    void groupsByNameAreRefusedWhereNobodyLooksThemUp()
    {
        World world(false);
        const auto status = world.builder({"true"}).user(User::numeric(1, 1).withExtraGroupNames({"video"})).status({});
        QVERIFY(!status);
        QCOMPARE(status.error().rootReason(), Reason::UnsupportedHere);
        QCOMPARE(world.agent->count("CreateProcess"), std::size_t{0});
    }

    void anUpperFilesystemThatIsNoneIsRefusedBeforeTheBoot()
    {
        World world;
        auto init = Container<Streams>::builder("c1");
        REQUIRE_OK(init);
        auto ready = std::move(*init)
                         .machineFactory(world.factory)
                         .kernel(world.path("vmlinux"), world.path("initramfs"))
                         .command({"true"})
                         .rootfs(Rootfs::overlay(world.path("image"), world.path("upper"), "vfat"));
        const auto status = std::move(ready).status({});
        QVERIFY(!status);
        QCOMPARE(status.error().rootReason(), Reason::BadSyntax);
        QVERIFY(!world.lastMachine);
        const auto machine = world.boot();
        REQUIRE_OK(machine);
        const auto mounted = (*machine)->createContainer(*ContainerId::parse("c1"), GuestRootfs::overlay("rootfs", "upper", "vfat"), {});
        QVERIFY(!mounted);
        QCOMPARE(mounted.error().rootReason(), Reason::BadSyntax);
    }

    void theStartTellsWhereItsTimeWent()
    {
        World world;
        auto container = world.builder({"true"}).spawn({});
        REQUIRE_OK(container);
        const StartupTiming timing = container->startupTiming();
        std::vector<std::string_view> names;
        for (const auto &[name, duration] : timing.phases()) {
            names.push_back(name);
            QVERIFY2(duration.count() >= 0, std::string(name).c_str());
            // Those that call the agent. The others may take less than a clock's tick: nothing is piped, and the fake
            // starts at once.
            const bool calls = name == "guest" || name == "rootfs" || name == "create" || name == "start";
            QVERIFY2(duration.count() > 0 || !calls, std::string(name).c_str());
        }
        QCOMPARE(names, (std::vector<std::string_view>{"machine", "kernel", "agent", "guest", "rootfs", "names", "spec", "stdio", "create", "connect", "start"}));
        StartupTiming::Duration sum{};
        for (const auto &phase : timing.phases())
            sum += phase.second;
        QVERIFY(sum <= timing.total);
        REQUIRE_OK(container->wait({}));
    }

    void aFailureOfAnyStepLeavesNothingBehind_data()
    {
        QTest::addColumn<QByteArray>("step");
        for (const char *step : {"Hello", "SetTime", "IpLinkSet", "Mount tmpfs", "Mount devpts", "Mkdir /run/container/c1/upper",
                                 "Mount ext4 /dev/disk/by-id/virtio-rootfs", "Mount ext4 /dev/disk/by-id/virtio-upper", "Mount overlay",
                                 "ConfigureDns", "ConfigureHosts", "CreateProcess", "StartProcess"})
            QTest::newRow(step) << QByteArray(step);
    }
    void aFailureOfAnyStepLeavesNothingBehind()
    {
        QFETCH(const QByteArray, step);
        // A machine that others use, so that what is left in it can be seen …
        {
            World world;
            auto machine = boot(world);
            REQUIRE_OK(machine);
            if (step.startsWith("Mkdir /run") || step.contains("virtio") || step.contains("overlay") || step.startsWith("Conf") || step.contains("Process")) {
                world.agent->failCalls(step.toStdString(), grpc::StatusCode::INTERNAL, "no space left on device");
                auto container = std::move(*(*machine)->container("c1"))
                                     .command({"true"})
                                     .dns({{"1.1.1.1"}, {}, {}, {}})
                                     .hosts({{{"127.0.0.1", {"localhost"}, {}}}, {}})
                                     .rootfs(GuestRootfs::overlay("rootfs", "upper"))
                                     .standardOutput(Stdio::Piped)
                                     .spawn({});
                QVERIFY(!container);
                QCOMPARE(container.error().operation, Operation::StartContainer);
                QCOMPARE(container.error().rootReason(), Reason::NoSpace);
                QVERIFY(world.agent->mounts() == (std::vector<std::string>{"/tmp", "/dev/pts"}));
                QVERIFY(world.agent->processes().empty());
                QCOMPARE(world.lastMachine->openListeners(), std::size_t{0});
                // … and is as good as before.
                world.agent->stopFailing();
                REQUIRE_OK(std::move(*(*machine)->container("c1")).command({"true"}).rootfs(GuestRootfs::overlay("rootfs", "upper")).status({}));
            }
            REQUIRE_OK((*machine)->stop({}));
        }
        // A machine of its own is gone with it.
        World world;
        world.onBoot = [&](FakeMachine &) { world.agent->failCalls(step.toStdString(), grpc::StatusCode::INTERNAL, "no space left on device"); };
        auto container = world.builder({"true"}).dns({{"1.1.1.1"}, {}, {}, {}}).hosts({}).spawn({});
        QVERIFY(!container);
        QCOMPARE(container.error().rootReason(), Reason::NoSpace);
        QVERIFY(std::filesystem::is_empty(world.path("firkin")));
    }

    void aMissingExecutableSaysSo()
    {
        World world;
        const auto container = world.builder({"nonsense"}).spawn({});
        QVERIFY(!container);
        QCOMPARE(container.error().rootReason(), Reason::ExecutableNotFound);
        QCOMPARE(container.error().code, ErrorCode::InvalidArgument);
    }

    void whatIsWrongWithTheSpecificationIsFoundBeforeTheBoot()
    {
        World world;
        QVERIFY(!world.builder({}).spawn({}));
        QCOMPARE(world.factory.started(), 0);
        QVERIFY(!Container<Streams>::builder("a/b"));
        QVERIFY(!Container<Streams>::builder(".."));
        QVERIFY(!Container<Streams>::builder(""));
    }

    void aStopDuringAnyCallEndsTheStart_data()
    {
        QTest::addColumn<QByteArray>("step");
        for (const char *step : {"Hello", "Mount tmpfs", "Mount overlay", "CreateProcess", "StartProcess"})
            QTest::newRow(step) << QByteArray(step);
    }
    void aStopDuringAnyCallEndsTheStart()
    {
        QFETCH(const QByteArray, step);
        World world;
        std::stop_source source;
        world.onBoot = [&](FakeMachine &) { world.agent->holdCalls(step.toStdString()); };
        std::jthread stopper([&] {
            while (!world.agent || world.agent->count(step.toStdString()) == 0)
                std::this_thread::sleep_for(1ms);
            source.request_stop();
        });

        const auto container = world.builder({"hang"}).spawn(source.get_token());

        QVERIFY(!container);
        QVERIFY2(container.error().isCancelled(), render(container.error()).c_str());
        QVERIFY(std::filesystem::is_empty(world.path("firkin")));
    }

    void aMachineThatEndsDuringTheBootIsToldFrom()
    {
        World world;
        world.withAgent = false;
        world.onBoot = [](FakeMachine &machine) { machine.endFromInside({vmm::EndCause::KernelPanic, "not syncing"}); };
        const auto container = world.builder({"true"}).spawn({});
        QVERIFY(!container);
        QCOMPARE(container.error().rootReason(), Reason::KernelPanic);
    }

    void aMachineThatEndsWhileSomebodyWaitsEndsTheWait()
    {
        World world;
        auto container = world.builder({"hang"}).spawn({});
        REQUIRE_OK(container);
        std::jthread killer([&] {
            world.agent->awaitCall("WaitExit");
            world.lastMachine->endFromInside({vmm::EndCause::Killed, "signal 9"});
        });
        const auto status = container->wait({});
        QVERIFY(!status);
        QCOMPARE(status.error().rootReason(), Reason::MachineExited);
        QCOMPARE(status.error().operation, Operation::WaitForContainer);
    }

    void imageConfigurationFillsWhatWasNotSaid()
    {
        oci::ImageConfig image;
        image.entrypoint = {"echo"};
        image.command = {"from", "image"};
        image.environment = {"X=1"};
        image.workingDirectory = "/srv";
        World world;

        const auto implicit = (*Container<Streams>::builder("c1")).rootfs({}).imageConfig(image).runtimeSpec();
        const auto explicitBefore = (*Container<Streams>::builder("c1")).command({"mine"}).rootfs({}).imageConfig(image).runtimeSpec();
        const auto explicitAfter = (*Container<Streams>::builder("c1")).rootfs({}).imageConfig(image).command({"mine"}).runtimeSpec();

        QVERIFY(implicit->process.args == (std::vector<std::string>{"echo", "from", "image"}));
        QVERIFY(explicitBefore->process.args == (std::vector<std::string>{"mine"}));
        QVERIFY(explicitAfter->process.args == (std::vector<std::string>{"mine"}));
        QVERIFY(implicit->process.env == (std::vector<std::string>{"X=1"}));
        QCOMPARE(implicit->process.cwd, "/srv");
    }

private:
    static void agents()
    {
        QTest::addColumn<bool>("ours");
        QTest::newRow("our agent") << true;
        QTest::newRow("an agent of others") << false;
    }

    static Result<std::shared_ptr<Machine>> boot(World &world) { return world.boot(); }
};

QTEST_GUILESS_MAIN(TestStart)
#include "test_start.moc"
