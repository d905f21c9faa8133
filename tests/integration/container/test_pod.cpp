// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/base/error_text.h"
#include "runtime/base/file.h"
#include "runtime/base/log.h"
#include "runtime/container/pod.h"
#include "tests/contract/require_ok.h"
#include "tests/integration/container/boot_machine.h"
#include "tests/integration/container/busybox_rootfs.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <thread>

using namespace firkin;
using namespace firkin::container;
using namespace firkin::test;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

/// Pods on one real machine: `m_pod` has volumes and defaults for its containers, `m_shared` one process namespace.
class TestPod : public QObject {
    Q_OBJECT

    using Builder = ContainerBuilder<OnMachine, Ready>;
    QTemporaryDir m_folder;
    std::shared_ptr<Machine> m_machine;
    std::shared_ptr<Pod> m_pod;
    std::shared_ptr<Pod> m_shared;
    int m_nextUpper = 0;

    [[nodiscard]] fs::path path(const std::string &name) const { return fs::path(m_folder.path().toStdString()) / name; }

    /// A container of the pod that runs this in a shell, its root writable.
    Result<Builder> builder(Pod &pod, const std::string &id, const std::string &script)
    {
        FIRKIN_ASSIGN(auto named, pod.container(id));
        const std::string upper = "upper" + std::to_string(1 + m_nextUpper++ % 5);
        return std::move(named).command({"/bin/sh", "-c", script}).rootfs(GuestRootfs::overlay("rootfs", upper));
    }
    /// What it prints, or the error.
    std::string outputOf(Pod &pod, Result<Builder> built, int expected = 0)
    {
        if (!built)
            return render(built.error());
        auto container = std::move(*built).standardOutput(Stdio::Piped).standardError(Stdio::Piped).spawn({});
        if (!container)
            return render(container.error());
        const auto mounted = container->mounted();
        const auto output = std::move(*container).waitWithOutput({});
        if (const Status removed = pod.remove(*mounted, {}); !removed)
            return render(removed.error());
        if (!output)
            return render(output.error());
        return output->status.code == expected ? output->standardOutput + output->standardError
                                               : "exit " + std::to_string(output->status.code) + ": " + output->standardError;
    }
    Result<Container<Streams>> running(Pod &pod, const std::string &id, const std::string &script = "trap 'exit 0' TERM; while :; do sleep 1000 & wait; done")
    {
        FIRKIN_ASSIGN(Builder built, builder(pod, id, script));
        return std::move(built).spawn({});
    }
    static std::string in(Container<Streams> &container, const std::string &script)
    {
        static std::atomic<int> number = 0;
        auto process = container.exec("x" + std::to_string(++number),
                                      execBuilder().command({"/bin/sh", "-c", script}).inherit().standardOutput(Stdio::Piped).standardError(Stdio::Piped).build(), {});
        if (!process)
            return render(process.error());
        const auto output = std::move(*process).waitWithOutput({});
        return output ? output->standardOutput + output->standardError : render(output.error());
    }
    static Status end(Pod &pod, Container<Streams> &container)
    {
        FIRKIN_TRY(container.stop({sigKill, 5s}, {}));
        return pod.remove(*container.mounted(), {});
    }

private Q_SLOTS:
    void initTestCase()
    {
        setUpLog("test");
        REQUIRE_OK(makeBusyboxRootfs(path("tree"), path("rootfs.img")));
        vmm::MachineConfig config;
        config.id = *MachineId::parse("podmachine");
        config.vcpus = 1;
        config.memory = ByteSize::ofMiB(768);
        config.disks = {{path("rootfs.img"), "rootfs", true}, {path("volumes.img"), "volumes", false}};
        REQUIRE_OK(makeEmptyExt4(path("volumes.img"), std::uint64_t{1} << 30));
        for (int i = 1; i <= 5; ++i) {
            const std::string name = "upper" + std::to_string(i);
            REQUIRE_OK(makeEmptyExt4(path(name), std::uint64_t{256} << 20));
            config.disks.push_back({path(name), name, false});
        }
        auto machine = bootMachine(path(""), std::move(config));
        REQUIRE_OK(machine);
        m_machine = std::move(*machine);

        PodConfig pod;
        pod.id = *PodId::parse("shop");
        pod.volumes = {SharedVolume::disk("data"), SharedVolume::memory("cache", ByteSize::ofMiB(128))};
        pod.diskSerial = "volumes";
        pod.memory = ByteSize::ofMiB(600);
        pod.dns = DnsConfig{{"192.0.2.53"}, {}, {"pod.test"}, {}};
        pod.hosts = HostsConfig{{{"192.0.2.7", {"podhost"}, {}}}, {}};
        auto made = Pod::create(m_machine, pod, {});
        REQUIRE_OK(made);
        m_pod = *made;
        PodConfig together;
        together.id = *PodId::parse("together");
        together.shareProcesses = true;
        together.hostname = "onename";
        auto shared = Pod::create(m_machine, together, {});
        REQUIRE_OK(shared);
        m_shared = *shared;
    }

    void cleanupTestCase()
    {
        if (m_shared)
            REQUIRE_OK(m_shared->stop({}));
        if (m_pod) {
            REQUIRE_OK(m_pod->stop({}));
            REQUIRE_OK(m_pod->stop({})); // once is enough
        }
        if (m_machine)
            REQUIRE_OK(m_machine->stop({}));
    }

    // without the machine: what is wrong is said before anything is made
    void volumesAreNamedOnceAndHaveADisk()
    {
        PodConfig twice{.id = *PodId::parse("p"), .volumes = {SharedVolume::memory("a", ByteSize::ofMiB(1)), SharedVolume::memory("a", ByteSize::ofMiB(1))}};
        QCOMPARE(validate(twice).error().reason, Reason::NameTaken);
        QCOMPARE(validate(twice).error().code, ErrorCode::AlreadyExists);
        const PodConfig diskless{.id = *PodId::parse("p"), .volumes = {SharedVolume::disk("a")}};
        QCOMPARE(validate(diskless).error().reason, Reason::NoSuchVolume);
        const PodConfig hostile{.id = *PodId::parse("p"), .volumes = {SharedVolume::memory("../a", ByteSize::ofMiB(1))}};
        QCOMPARE(validate(hostile).error().reason, Reason::BadName);
        QCOMPARE(m_pod->mountOf("unknown", "/x", false).error().reason, Reason::NoSuchVolume);
        QCOMPARE(m_pod->mountOf("data", "x", false).error().reason, Reason::BadPath);
    }

    void aContainerPrintsAndExits()
    {
        QCOMPARE(outputOf(*m_pod, builder(*m_pod, "one", "echo hello from a pod")), "hello from a pod\n");
        QCOMPARE(outputOf(*m_pod, builder(*m_pod, "two", "exit 0")), "");
        QVERIFY(outputOf(*m_pod, builder(*m_pod, "three", "exit 3")).starts_with("exit 3"));
    }

    void fiveRunAtOnce()
    {
        std::vector<std::string> outputs(5);
        {
            std::vector<std::jthread> threads;
            for (std::size_t i = 0; i < outputs.size(); ++i) {
                auto built = builder(*m_pod, "five" + std::to_string(i), "sleep 1; echo " + std::to_string(i));
                threads.emplace_back([&, i, made = std::move(built)]() mutable { outputs[i] = outputOf(*m_pod, std::move(made)); });
            }
        }
        for (std::size_t i = 0; i < outputs.size(); ++i)
            QCOMPARE(outputs[i], std::to_string(i) + "\n");
    }

    void theHostNameIsTheContainersId()
    {
        QCOMPARE(outputOf(*m_pod, builder(*m_pod, "named", "hostname")), "named\n");
        auto own = builder(*m_pod, "other", "hostname");
        REQUIRE_OK(own);
        QCOMPARE(outputOf(*m_pod, std::move(*own).hostname("chosen")), "chosen\n");
        QCOMPARE(outputOf(*m_shared, builder(*m_shared, "third", "hostname")), "onename\n");
        auto over = builder(*m_shared, "fourth", "hostname");
        REQUIRE_OK(over);
        QCOMPARE(outputOf(*m_shared, std::move(*over).hostname("mine")), "mine\n");
    }

    void namesComeFromThePodUnlessTheContainerHasItsOwn()
    {
        const std::string look = "grep -v '^#' /etc/resolv.conf; cat /etc/hosts";
        const std::string pods = outputOf(*m_pod, builder(*m_pod, "podnames", look));
        QVERIFY2(pods.contains("nameserver 192.0.2.53"), pods.c_str());
        QVERIFY2(pods.contains("podhost"), pods.c_str());
        for (const char *server : {"192.0.2.1", "192.0.2.2"}) {
            auto built = builder(*m_pod, "own" + std::string(server).substr(8), look);
            REQUIRE_OK(built);
            const std::string own = outputOf(*m_pod, std::move(*built).dns({{server}, {}, {}, {}}).hosts({{{server, {"ownhost"}, {}}}, {}}));
            QVERIFY2(own.contains("nameserver " + std::string(server)), own.c_str());
            QVERIFY2(own.contains("ownhost"), own.c_str());
            QVERIFY2(!own.contains("192.0.2.53") && !own.contains("podhost"), own.c_str()); // replaced, not added to
        }
        auto built = builder(*m_pod, "readonly", look);
        REQUIRE_OK(built);
        const std::string readOnly = outputOf(*m_pod, std::move(*built).readOnlyRoot(true));
        QVERIFY2(readOnly.contains("nameserver 192.0.2.53"), readOnly.c_str());
    }

    void limitsAreEachOnesOwn()
    {
        const std::string look = "cat /sys/fs/cgroup/memory.max /sys/fs/cgroup/cpu.max";
        auto small = builder(*m_pod, "small", look);
        REQUIRE_OK(small);
        QCOMPARE(outputOf(*m_pod, std::move(*small).memoryLimit(ByteSize::ofMiB(128)).cpuLimit(1)), "134217728\n100000 100000\n");
        auto large = builder(*m_pod, "large", look);
        REQUIRE_OK(large);
        QCOMPARE(outputOf(*m_pod, std::move(*large).memoryLimit(ByteSize::ofMiB(256)).cpuLimit(2)), "268435456\n200000 100000\n");
    }

    void filesOfOneAreNotTheOthers()
    {
        auto first = running(*m_pod, "writer");
        REQUIRE_OK(first);
        auto second = running(*m_pod, "reader");
        REQUIRE_OK(second);
        QCOMPARE(in(*first, "echo secret >/root/file; cat /root/file"), "secret\n");
        QVERIFY(in(*second, "cat /root/file").contains("No such file"));
        QVERIFY(!in(*second, "ps").contains("writer"));
        REQUIRE_OK(end(*m_pod, *first));
        QCOMPARE(in(*second, "echo still here"), "still here\n");
        REQUIRE_OK(end(*m_pod, *second));
    }

    void volumesAreShared()
    {
        const auto with = [this](const std::string &id, const std::string &script, bool readOnly) -> Result<Builder> {
            FIRKIN_ASSIGN(Builder built, builder(*m_pod, id, script));
            FIRKIN_ASSIGN(oci::Mount data, m_pod->mountOf("data", "/data", readOnly));
            FIRKIN_ASSIGN(oci::Mount cache, m_pod->mountOf("cache", "/cache", false));
            return std::move(built).mount(std::move(data)).mount(std::move(cache));
        };
        QCOMPARE(outputOf(*m_pod, with("putter", "echo disk >/data/a; echo memory >/cache/b", false)), "");
        QCOMPARE(outputOf(*m_pod, with("getter", "cat /data/a /cache/b", true)), "disk\nmemory\n"); // added after the other ended
        QVERIFY(outputOf(*m_pod, with("stubborn", "echo no >/data/a", true), 1).contains("Read-only"));
        const std::string mounted = outputOf(*m_pod, with("sizes", "grep ' /cache ' /proc/mounts", false));
        QVERIFY2(mounted.contains("size=131072k"), mounted.c_str());
    }

    void statisticsNameEachContainer()
    {
        auto first = running(*m_pod, "counted1");
        REQUIRE_OK(first);
        auto second = running(*m_pod, "counted2");
        REQUIRE_OK(second);
        const auto statistics = m_pod->statistics({first->id(), second->id()}, StatCategory::All, {});
        REQUIRE_OK(statistics);
        QCOMPARE(statistics->size(), std::size_t{2});
        for (const ContainerStatistics &one : *statistics) {
            QVERIFY(one.containerId == "counted1" || one.containerId == "counted2");
            QVERIFY(one.process && one.process->current > 0);
            QVERIFY(one.memory && one.memory->usageBytes > 0);
        }
        REQUIRE_OK(end(*m_pod, *first));
        REQUIRE_OK(end(*m_pod, *second));
    }

    void oneThatRunsOutOfMemoryLeavesTheOthers()
    {
        auto other = running(*m_pod, "bystander");
        REQUIRE_OK(other);
        auto built = builder(*m_pod, "greedy", "x=a; while :; do x=$x$x; done");
        REQUIRE_OK(built);
        auto greedy = std::move(*built).memoryLimit(ByteSize::ofMiB(32)).spawn({});
        REQUIRE_OK(greedy);
        const auto status = greedy->wait({});
        REQUIRE_OK(status);
        QCOMPARE(status->code, 137);
        QVERIFY(status->killedReason == KilledReason::OutOfMemory);
        const auto events = m_pod->statistics({greedy->id()}, StatCategory::MemoryEvents, {});
        REQUIRE_OK(events);
        QVERIFY(events->front().memoryEvents && events->front().memoryEvents->oomKill > 0);
        QVERIFY(!events->front().cpu);
        REQUIRE_OK(m_pod->remove(*greedy->mounted(), {}));
        QCOMPARE(in(*other, "echo well"), "well\n");
        REQUIRE_OK(end(*m_pod, *other));
    }

    void processesAreSharedWhereThatWasAsked()
    {
        auto sleeper = running(*m_shared, "sleeper", "sleep 300");
        REQUIRE_OK(sleeper);
        const std::string seen = outputOf(*m_shared, builder(*m_shared, "watcher", "ps"));
        QVERIFY2(seen.contains("sleep 300"), seen.c_str());
        auto withInit = builder(*m_shared, "watcher2", "ps");
        REQUIRE_OK(withInit);
        const std::string seenByInit = outputOf(*m_shared, std::move(*withInit).useInit(true));
        QVERIFY2(seenByInit.contains("sleep 300"), seenByInit.c_str());
        QVERIFY(!outputOf(*m_pod, builder(*m_pod, "stranger", "ps")).contains("sleep 300"));
        REQUIRE_OK(end(*m_shared, *sleeper));
    }

    void whatAContainerMayIsItsOwn()
    {
        auto readOnly = builder(*m_pod, "ro", "touch /x");
        REQUIRE_OK(readOnly);
        QVERIFY(outputOf(*m_pod, std::move(*readOnly).readOnlyRoot(true), 1).contains("Read-only"));
        auto files = builder(*m_pod, "files", "ulimit -n");
        REQUIRE_OK(files);
        QCOMPARE(outputOf(*m_pod, std::move(*files).rlimit({"RLIMIT_NOFILE", 1024, 1024})), "1024\n");
        auto sysctl = builder(*m_pod, "sysctl", "cat /proc/sys/net/core/somaxconn");
        REQUIRE_OK(sysctl);
        QCOMPARE(outputOf(*m_pod, std::move(*sysctl).sysctl("net.core.somaxconn", "4096")), "4096\n");
    }

    void anInitCarriesCodesAndSignals()
    {
        for (const int code : {0, 1, 42}) {
            auto built = builder(*m_pod, "init" + std::to_string(code), "echo ran; exit " + std::to_string(code));
            REQUIRE_OK(built);
            QCOMPARE(outputOf(*m_pod, std::move(*built).useInit(true), code), "ran\n");
        }
        auto built = builder(*m_pod, "signalled", "sleep 300");
        REQUIRE_OK(built);
        auto container = std::move(*built).useInit(true).spawn({});
        REQUIRE_OK(container);
        // A signal for the first process of a namespace is lost until that has a handler for it: the init, once its child runs.
        QCOMPARE(in(*container, "until ps | grep -q '[s]leep 300'; do :; done; echo runs"), "runs\n");
        const auto status = container->stop({sigTerm, 5s}, {});
        REQUIRE_OK(status);
        QCOMPARE(status->code, 143);
        REQUIRE_OK(m_pod->remove(*container->mounted(), {}));
    }

    void stoppingTwiceIsAsGoodAsOnce()
    {
        auto container = running(*m_pod, "twice");
        REQUIRE_OK(container);
        REQUIRE_OK(container->stop({sigKill, 5s}, {}));
        REQUIRE_OK(container->stop({sigKill, 5s}, {}));
        REQUIRE_OK(m_pod->remove(*container->mounted(), {}));
        REQUIRE_OK(m_pod->remove(*container->mounted(), {}));
        // Its id is free again.
        QCOMPARE(outputOf(*m_pod, builder(*m_pod, "twice", "echo again")), "again\n");
    }
};

QTEST_GUILESS_MAIN(TestPod)
#include "test_pod.moc"
