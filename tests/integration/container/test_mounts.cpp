// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/base/error_text.h"
#include "runtime/base/file.h"
#include "runtime/base/log.h"
#include "runtime/base/paths.h"
#include "runtime/base/process.h"
#include "runtime/container/container_builder.h"
#include "runtime/image/disk_image.h"
#include "runtime/vmm/qemu/qemu_machine.h"
#include "tests/contract/require_ok.h"
#include "tests/integration/container/boot_machine.h"
#include "tests/integration/container/busybox_rootfs.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>
#include <sys/stat.h>

using namespace firkin;
using namespace firkin::container;
using namespace firkin::test;
namespace fs = std::filesystem;

/// What a container has mounted, stands on, and may: one machine for all, a short container for each check.
class TestMounts : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    std::shared_ptr<Machine> m_machine;
    std::string m_seccomp;
    SharePlan m_shares;
    int m_next = 0;

    using Builder = ContainerBuilder<OnMachine, Init>;
    using Change = std::function<void(Builder &)>;

    [[nodiscard]] fs::path path(const std::string &name) const { return fs::path(m_folder.path().toStdString()) / name; }
    void write(const std::string &name, const std::string &text) const { std::ofstream(path(name)) << text; }
    [[nodiscard]] std::string read(const std::string &name) const { return readFile(path(name), 1 << 20).value_or("(none)"); }

    /// Runs a script in a container of its own; what it says, and at the end " (CODE)" unless that is 0.
    std::string run(const std::string &script, const Change &change = {}, GuestRootfs rootfs = GuestRootfs::readOnlyDisk("rootfs"))
    {
        auto builder = m_machine->container("c" + std::to_string(++m_next));
        if (!builder)
            return render(builder.error());
        if (change)
            change(*builder);
        ContainerConfig config = std::move(*builder).command({"/bin/sh", "-c", script}).config();
        config.readOnlyRoot |= rootfs.readOnlyImage && !rootfs.upperSerial;
        const auto mounted = m_machine->createContainer(config.id, rootfs, {});
        if (!mounted)
            return render(mounted.error());
        auto started = (*mounted)->start(config, StdioConfig{Stdio::Null, Stdio::Piped, Stdio::Piped}, {});
        if (!started)
            return render(started.error());
        auto output = std::move(*started).waitWithOutput({});
        if (auto gone = (*mounted)->unmount({}); !gone)
            return render(gone.error());
        if (!output)
            return render(output.error());
        std::string text = output->standardOutput + output->standardError;
        while (text.ends_with('\n') || text.ends_with(' '))
            text.pop_back();
        return output->status.code == 0 ? text : text + " (" + std::to_string(output->status.code) + ")";
    }

    static Change capabilities(std::set<std::string> names)
    {
        return [names](Builder &builder) { std::move(builder).capabilities(Capabilities::of(names)); };
    }
    [[nodiscard]] Change shared(std::size_t which, const std::string &destination) const
    {
        oci::Mount mount = m_shares.mounts.at(which);
        mount.destination = destination;
        return [mount](Builder &builder) { std::move(builder).mount(mount); };
    }
    static GuestRootfs layer(const std::string &serial, const std::string &filesystem = "ext4")
    {
        return GuestRootfs::overlay("rootfs", serial, filesystem);
    }

private Q_SLOTS:
    void initTestCase()
    {
        setUpLog("test");
        REQUIRE_OK(makeBusyboxRootfs(path("tree"), path("rootfs.img")));
        const auto disk = [&](const char *name, image::DiskOptions options) { return image::makeDisk(path(name), options, {}); };
        REQUIRE_OK(disk("writeback.img", {.size = ByteSize::ofGiB(1), .journal = image::Ext4Journal::Writeback}));
        REQUIRE_OK(disk("ordered.img", {.size = ByteSize::ofMiB(64), .journal = image::Ext4Journal::Ordered}));
        REQUIRE_OK(disk("data.img", {.size = ByteSize::ofMiB(64), .journal = image::Ext4Journal::Data}));
        REQUIRE_OK(disk("xfs.img", {.size = ByteSize::ofMiB(512), .filesystem = image::DiskFilesystem::Xfs}));
        REQUIRE_OK(disk("btrfs.img", {.size = ByteSize::ofMiB(256), .filesystem = image::DiskFilesystem::Btrfs}));
        REQUIRE_OK(disk("volume.img", {.size = ByteSize::ofMiB(64), .emptyRoot = true}));
        fs::copy_file(path("rootfs.img"), path("own.img"));
        m_seccomp = readFile(*shareFile("defaults/seccomp.json"), 1 << 20).value_or("");

        fs::create_directories(path("host/dir/below"));
        fs::create_directories(path("host/secret"));
        write("host/dir/hello.txt", "hello from the host\n");
        write("host/secret/one.txt", "one\n");
        write("host/secret/two.txt", "two\n");
        write("host/secret/sibling.txt", "not for the guest\n");
        fs::create_symlink("dir", path("host/link"));
        std::vector<HostMount> mounts;
        const auto add = [&](const char *name, bool readOnly) -> Status {
            FIRKIN_ASSIGN(const fs::path source, canonicalSource(path(name)));
            mounts.push_back({source, "/x", readOnly});
            return {};
        };
        REQUIRE_OK(add("host/dir", false));
        REQUIRE_OK(add("host/secret/one.txt", true));
        REQUIRE_OK(add("host/secret/two.txt", false));
        REQUIRE_OK(add("host/link", true));
        m_shares = planShare(mounts);
        QCOMPARE(m_shares.share->paths.size(), std::size_t{3}); // the link is the folder

        vmm::MachineConfig config;
        config.id = *MachineId::parse("mounts");
        config.vcpus = 2;
        config.memory = ByteSize::ofMiB(640);
        config.disks = {{path("rootfs.img"), "rootfs", true}, {path("writeback.img"), "writeback"}, {path("ordered.img"), "ordered"},
                        {path("data.img"), "data"},           {path("xfs.img"), "xfs"},             {path("btrfs.img"), "btrfs"},
                        {path("volume.img"), "volume"},       {path("own.img"), "own"}};
        config.shares = {*m_shares.share};
        auto machine = bootMachine(path(""), std::move(config));
        REQUIRE_OK(machine);
        m_machine = std::move(*machine);
    }

    void cleanupTestCase()
    {
        if (m_machine)
            REQUIRE_OK(m_machine->stop({}));
    }

    // Shares

    void aSharedFolderIsRead() // X120
    {
        QCOMPARE(run("cat /mnt/hello.txt", shared(0, "/mnt")), "hello from the host");
    }
    void whatIsWrittenInASharedFolderIsOnTheHost()
    {
        QCOMPARE(run("echo back > /mnt/below/new.txt && mv /mnt/below/new.txt /mnt/below/moved.txt && ls /mnt/below", shared(0, "/mnt")), "moved.txt");
        QCOMPARE(read("host/dir/below/moved.txt"), "back\n");
    }
    void aSingleFileIsMounted() // X121, X122
    {
        QCOMPARE(run("cat /etc/myconfig.txt; ls /etc | grep -c sibling", shared(1, "/etc/myconfig.txt"), layer("ordered")), "one\n0 (1)");
        QVERIFY(run("echo x > /etc/myconfig.txt", shared(1, "/etc/myconfig.txt"), layer("ordered")).contains("Read-only file system"));
        QCOMPARE(read("host/secret/one.txt"), "one\n");
    }
    void aSingleFileIsWrittenBack() // X123
    {
        QCOMPARE(run("echo changed > /etc/two.txt", shared(2, "/etc/two.txt"), layer("ordered")), "");
        QCOMPARE(read("host/secret/two.txt"), "changed\n");
    }
    void theGuestSeesNothingBesideASingleFile()
    {
        const auto whole = [](Builder &builder) { std::move(builder).mount(oci::Mount::bind(shareMountPoint("firkin"), "/mnt")); };
        QCOMPARE(run("cd /mnt && find . -maxdepth 1 | sort | tr '\\n' ' '; cat p1; ls p1/.. ; touch x", whole),
                 ". ./p0 ./p1 ./p2 one\nls: p1/..: Not a directory\ntouch: x: Read-only file system (1)");
    }
    void theSameSourceTwiceIsOneShare() // X125, X126
    {
        const auto both = [&](Builder &builder) {
            shared(0, "/mnt1")(builder);
            shared(3, "/mnt2")(builder);
        };
        QCOMPARE(run("echo twice > /mnt1/twice; cat /mnt2/twice; touch /mnt2/no; mkdir /mnt1/sub; ls -d /mnt2/sub", both),
                 "twice\n/mnt2/sub\ntouch: /mnt2/no: Read-only file system");
    }
    void mountsBelowMountsAreThere()
    {
        const auto nested = [&](Builder &builder) {
            shared(1, "/mnt/a/file")(builder); // deeper first: the order of the list does not count
            std::move(builder).tmpfs("/mnt/a", ByteSize::ofMiB(1));
        };
        QCOMPARE(run("cat /mnt/a/file; echo x > /mnt/a/other && ls /mnt/a | tr '\\n' ' '", nested, layer("ordered")), "one\nfile other");
    }

    // Memory and disks

    void aTmpfsHasItsSizeAndOptions()
    {
        const auto tmpfs = [](Builder &builder) { std::move(builder).tmpfs("/mnt", ByteSize::ofMiB(4), {"mode=700", "exec"}); };
        QCOMPARE(run("df -k /mnt | awk 'NR==2 {print $2}'; stat -c %a /mnt; cp /bin/busybox /mnt/echo 2>/dev/null && /mnt/echo ran", tmpfs), "4096\n700\nran");
        QVERIFY(run("dd if=/dev/zero of=/mnt/full bs=1M count=5", tmpfs).contains("No space left"));
    }
    void aVolumeKeepsWhatOneContainerWroteForTheNext()
    {
        const auto volume = [](bool readOnly) {
            return [readOnly](Builder &builder) { std::move(builder).mount(diskMount("volume", "ext4", "/data", readOnly)); };
        };
        QCOMPARE(run("ls -A /data; echo kept > /data/file", volume(false), layer("ordered")), "");
        QCOMPARE(run("cat /data/file; touch /data/no", volume(true), layer("ordered")), "kept\ntouch: /data/no: Read-only file system (1)");
    }
    void aNewVolumeGetsWhatTheImageHasThere()
    {
        const auto fill = [](Builder &builder) {
            std::move(builder).mount(diskMount("volume", "ext4", "/etc", false)).volumeFill({.serial = "volume", .filesystem = "ext4", .destination = "/etc"});
        };
        // It holds something from the test before: nothing is mixed into that.
        QCOMPARE(run("ls /etc", fill), "file");
        QCOMPARE(run("rm -r /etc/*", fill), "");
        QCOMPARE(run("ls /etc | tr '\\n' ' '; head -1 /etc/passwd; stat -c '%a %u' /etc", fill), "group passwd root:x:0:0:root:/root:/bin/sh\n755 0");
    }

    // Root file systems

    void aReadOnlyRootIsNotWritten() // X045, X046, X047
    {
        const auto readOnly = [](Builder &builder) {
            std::move(builder).readOnlyRoot(true).dns({.nameservers = {"10.9.8.7"}, .domain = {}, .searchDomains = {"sea"}, .options = {}});
            std::move(builder).hosts({.entries = {{"10.1.2.3", {"db"}, {}}}, .comment = {}});
        };
        QCOMPARE(run("touch /testfile; cat /etc/hosts /etc/resolv.conf | awk '{print $1, $2}'", readOnly, layer("ordered")),
                 "10.1.2.3 db\nnameserver 10.9.8.7\nsearch sea\ntouch: /testfile: Read-only file system");
    }
    void aLayerTakesDnsAndHosts() // X056
    {
        const auto names = [](Builder &builder) {
            std::move(builder).dns({.nameservers = {"10.9.8.7"}, .domain = {}, .searchDomains = {}, .options = {}});
            std::move(builder).hosts({.entries = {{"10.1.2.3", {"db"}, {}}}, .comment = {}});
        };
        QCOMPARE(run("cat /etc/hosts /etc/resolv.conf | awk '{print $1, $2}'", names, layer("data")), "10.1.2.3 db\nnameserver 10.9.8.7");
    }
    void layersAreOfEveryKind_data() // X049, X050, X051, X053, X054
    {
        QTest::addColumn<QByteArray>("serial");
        QTest::addColumn<QByteArray>("filesystem");
        QTest::addColumn<int>("journal"); // bits of the superblock's default options
        QTest::newRow("ext4, writeback") << QByteArray("writeback") << QByteArray("ext4") << 0x60;
        QTest::newRow("ext4, ordered") << QByteArray("ordered") << QByteArray("ext4") << 0x40;
        QTest::newRow("ext4, data") << QByteArray("data") << QByteArray("ext4") << 0x20;
        QTest::newRow("xfs") << QByteArray("xfs") << QByteArray("xfs") << 0;
        QTest::newRow("btrfs") << QByteArray("btrfs") << QByteArray("btrfs") << 0;
    }
    void layersAreOfEveryKind()
    {
        QFETCH(QByteArray, serial);
        QFETCH(QByteArray, filesystem);
        QFETCH(int, journal);
        const GuestRootfs rootfs = layer(serial.toStdString(), filesystem.toStdString());
        QCOMPARE(run("echo layer > /kept && rm /etc/group && cat /kept", {}, rootfs), "layer");
        QCOMPARE(run("cat /kept; ls /etc/group", {}, rootfs), "layer\nls: /etc/group: No such file or directory (1)");
        // X052: the image is not touched
        QCOMPARE(run("ls /kept; ls /etc/group", {}), "/etc/group\nls: /kept: No such file or directory");
        if (journal == 0)
            return;
        ProcessSpec tool;
        tool.program = *findHelper(Helper::Debugfs);
        tool.arguments = {"-R", "show_super_stats -h", path(serial.toStdString() + ".img").string()};
        const auto shown = firkin::run(tool, Deadline::after(std::chrono::seconds(20)), {});
        REQUIRE_OK(shown);
        QVERIFY(shown->output.contains("has_journal"));
        const char *word = journal == 0x60 ? "journal_data_writeback" : journal == 0x40 ? "journal_data_ordered" : "journal_data";
        const std::size_t line = shown->output.find("Default mount options:");
        QVERIFY(line != std::string::npos);
        const std::string options = shown->output.substr(line, shown->output.find('\n', line) - line) + " ";
        QVERIFY2(options.contains(std::string(" ") + word + " "), options.c_str());
    }
    void aLayerHasTheSizeThatWasAskedFor() // X055
    {
        const int kibibytes = std::stoi(run("df -k / | awk 'NR==2 {print $2}'", {}, layer("writeback")));
        QVERIFY2(kibibytes > (1 << 20) * 9 / 10 && kibibytes < (1 << 20) * 11 / 10, std::to_string(kibibytes).c_str());
    }
    void anImageOfOnesOwnIsWrittenInPlace() // X048
    {
        QCOMPARE(run("echo own > /own && cat /own", {}, GuestRootfs::readWriteDisk("own")), "own");
        QCOMPARE(run("cat /own", {}, GuestRootfs::readWriteDisk("own")), "own");
    }
    void noTwoMachinesWriteToOneDisk_data()
    {
        QTest::addColumn<bool>("readOnly");
        QTest::newRow("both write") << false;
        QTest::newRow("one reads") << true;
    }
    void noTwoMachinesWriteToOneDisk()
    {
        QFETCH(bool, readOnly);
        vmm::MachineConfig config = m_machine->vm().config();
        config.id = *MachineId::parse("other");
        config.shares.clear();
        config.disks = {{path("rootfs.img"), "rootfs", true}, {path("volume.img"), "volume", readOnly}};
        config.stateDirectory = path("state2");
        config.socketDirectory = path("sockets2");
        vmm::qemu::QemuMachineFactory factory;
        const auto second = factory.start(config, {}, {});
        QVERIFY(!second);
        QCOMPARE(second.error().rootReason(), Reason::InUse);
        QVERIFY(render(second.error()).contains("volume.img"));
    }

    // Users and groups

    void usersAreByNameOrNumber_data() // X005
    {
        QTest::addColumn<QByteArray>("user");
        QTest::addColumn<QByteArray>("id");
        QTest::newRow("name") << QByteArray("bin") << QByteArray("uid=1(bin) gid=1(bin) groups=1(bin)");
        QTest::newRow("numbers") << QByteArray("1:1") << QByteArray("uid=1(bin) gid=1(bin) groups=1(bin)");
        QTest::newRow("numbers of nobody") << QByteArray("40000:40000") << QByteArray("uid=40000 gid=40000 groups=40000");
        QTest::newRow("user and group") << QByteArray("root:bin") << QByteArray("uid=0(root) gid=1(bin) groups=1(bin)");
    }
    void usersAreByNameOrNumber()
    {
        QFETCH(QByteArray, user);
        QFETCH(QByteArray, id);
        QCOMPARE(run("id", [&](Builder &builder) { std::move(builder).user(User::parse(user.toStdString())); }), id.toStdString());
    }
    void anUnknownUserIsAnError()
    {
        QVERIFY(run("id", [](Builder &builder) { std::move(builder).user(User::named("nobodyhere")); }).contains("nobodyhere"));
    }
    void furtherGroupsAreByNameOrNumber()
    {
        const auto groups = [](std::vector<std::string> names) {
            return [names](Builder &builder) { std::move(builder).user(User::parse("40000:40000").withExtraGroups({777}).withExtraGroupNames(names)); };
        };
        QCOMPARE(run("id -G | tr ' ' '\\n' | sort -nu | tr '\\n' ' '", groups({"bin"})), "1 777 40000");
        QVERIFY(run("id", groups({"nogroup-here"})).contains("nogroup-here"));
    }

    // What it may

    void capabilitiesDecideWhatRootMay_data() // X022, X023, X025, X026
    {
        QTest::addColumn<QByteArray>("script");
        QTest::addColumn<QByteArray>("capability");
        QTest::newRow("mount") << QByteArray("mount -t tmpfs tmpfs /mnt") << QByteArray("CAP_SYS_ADMIN");
        QTest::newRow("network") << QByteArray("ip link set lo down && ip link set lo up") << QByteArray("CAP_NET_ADMIN");
        QTest::newRow("owner") << QByteArray("touch /tmp/f && chown 1 /tmp/f") << QByteArray("CAP_CHOWN");
    }
    void capabilitiesDecideWhatRootMay()
    {
        QFETCH(QByteArray, script);
        QFETCH(QByteArray, capability);
        const auto with = [&](Capabilities set) {
            return [this, set](Builder &builder) {
                // As engine and fk start it: with Docker's default profile, of which the capability opens its part.
                auto profile = resolveSeccomp(m_seccomp, set);
                std::move(builder).capabilities(set).seccompProfileJson(profile ? *profile : "").tmpfs("/mnt").tmpfs("/tmp");
            };
        };
        const std::string denied = run(script.toStdString(), with(Capabilities::none()));
        QVERIFY2(denied.contains("ermission denied") || denied.contains("not permitted"), denied.c_str());
        QCOMPARE(run(script.toStdString(), with(Capabilities::of({capability.toStdString()}))), "");
        QCOMPARE(run(script.toStdString(), with(Capabilities::all())), "");
    }
    void theDefaultProfileHolds() // X024
    {
        const auto profile = resolveSeccomp(m_seccomp, Capabilities::ociDefault());
        REQUIRE_OK(profile);
        const auto guarded = [&](Builder &builder) { std::move(builder).seccompProfileJson(*profile); };
        QCOMPARE(run("grep -w Seccomp /proc/self/status | tr -d '\\t'; echo fine", guarded), "Seccomp:2\nfine");
        QCOMPARE(run("grep -w Seccomp /proc/self/status | tr -d '\\t'"), "Seccomp:0");
        // All that root may, but the profile of one who has less.
        const auto strict = [&](Builder &builder) { std::move(builder).capabilities(Capabilities::all()).seccompProfileJson(*profile).tmpfs("/mnt"); };
        QVERIFY(run("mount -t tmpfs tmpfs /mnt", strict).contains("ermission denied")); // busybox' word for EPERM
        QVERIFY(run("unshare -m true", strict).contains("not permitted"));
    }
    void aStructuredProfileHolds()
    {
        SeccompProfile profile;
        profile.defaultAction = "SCMP_ACT_ALLOW";
        profile.rules = {{.names = {"mkdir", "mkdirat"}, .action = "SCMP_ACT_ERRNO", .errnoReturn = 13}};
        const auto guarded = [&](Builder &builder) { std::move(builder).seccomp(profile).tmpfs("/mnt"); };
        QCOMPARE(run("touch /mnt/f && mkdir /mnt/d", guarded), "mkdir: can't create directory '/mnt/d': Permission denied (1)");
    }
    void aProfileThatIsNoJsonIsRefused()
    {
        QVERIFY(run("true", [](Builder &builder) { std::move(builder).seccompProfileJson("{nonsense"); }).contains("seccomp"));
    }
    void newPrivilegesCanBeForbidden() // X075, X076, X077
    {
        const auto forbidden = [](Builder &builder) { std::move(builder).noNewPrivileges(true); };
        QCOMPARE(run("grep NoNewPrivs /proc/self/status | tr -d '\\t'", forbidden), "NoNewPrivs:1");
        QCOMPARE(run("grep NoNewPrivs /proc/self/status | tr -d '\\t'"), "NoNewPrivs:0");
    }
    void limitsHold() // X064, X065, X066
    {
        const auto limited = [](Builder &builder) {
            std::move(builder).rlimit({"RLIMIT_NOFILE", 2048, 4096}).rlimit({"RLIMIT_STACK", 8388608, 16777216}).rlimit({"RLIMIT_CORE", 0, 0});
        };
        QCOMPARE(run("ulimit -n; ulimit -Hn; awk '/Max stack|Max core/ {print $(NF-2), $(NF-1)}' /proc/self/limits", limited),
                 "2048\n4096\n8388608 16777216\n0 0");

        auto builder = m_machine->container("limits");
        REQUIRE_OK(builder);
        auto running = std::move(*builder).command({"/bin/sleep", "1000"}).noNewPrivileges(true).rlimit({"RLIMIT_NOFILE", 1024, 2048}).rootfs(GuestRootfs::readOnlyDisk("rootfs")).spawn({});
        REQUIRE_OK(running);
        const auto exec = [&](const char *id, auto config) {
            auto process = running->exec(id, std::move(config), {});
            return process ? std::move(*process).waitWithOutput({}).value_or(Output()).standardOutput : render(process.error());
        };
        QCOMPARE(exec("e1", execBuilder().command({"/bin/sh", "-c", "ulimit -n; grep NoNewPrivs /proc/self/status"}).inherit().standardOutput(Stdio::Piped).build()),
                 "1024\nNoNewPrivs:\t1\n");
        QCOMPARE(exec("e2", execBuilder().command({"/bin/sh", "-c", "ulimit -n"}).rlimit({"RLIMIT_NOFILE", 256, 256}).standardOutput(Stdio::Piped).build()), "256\n");
        REQUIRE_OK(running->kill(sigKill, {}));
        REQUIRE_OK(running->wait({}));
    }
    void kernelSettingsAreThere() // X073, X074
    {
        const auto set = [](Builder &builder) { std::move(builder).sysctl("net.core.somaxconn", "2048").sysctl("net.ipv4.ip_forward", "1").sysctl("kernel.shm_rmid_forced", "1"); };
        QCOMPARE(run("cat /proc/sys/net/core/somaxconn /proc/sys/net/ipv4/ip_forward /proc/sys/kernel/shm_rmid_forced", set), "2048\n1\n1");
    }
    void pathsAreMaskedAndReadOnly() // X027
    {
        const auto docker = [](Builder &builder) { std::move(builder).maskedPaths(dockerMaskedPaths()).readOnlyPaths(dockerReadOnlyPaths()); };
        QVERIFY(run("echo x > /proc/sys/kernel/hostname", docker).contains("Read-only file system"));
        QCOMPARE(run("grep -c ' /proc/kcore ' /proc/self/mounts; wc -c < /proc/kcore", docker), "1\n0");
    }
    void aMissingWorkingFolderIsMade() // X078
    {
        QCOMPARE(run("pwd", [](Builder &builder) { std::move(builder).workingDirectory("/does/not/exist"); }, layer("ordered")), "/does/not/exist");
    }
    void theMachineHasMoreThanTheContainer() // X080
    {
        const auto limited = [](Builder &builder) { std::move(builder).memoryLimit(ByteSize::ofMiB(256)).cpuLimit(1); };
        QCOMPARE(run("nproc; cat /sys/fs/cgroup/memory.max; awk '/MemTotal/ {print ($2 > 262144)}' /proc/meminfo", limited), "2\n268435456\n1");
    }
    void anInitForwardsAndReaps()
    {
        QCOMPARE(run("cat /proc/1/comm; test $$ -ne 1 && echo child", [](Builder &builder) { std::move(builder).useInit(true); }, layer("ordered")), ".cz-init\nchild");
    }

    // What is refused before anything runs

    void badMountsAreRefused_data()
    {
        QTest::addColumn<QByteArray>("destination");
        QTest::newRow("relative") << QByteArray("mnt");
        QTest::newRow("NUL") << QByteArray("/m\0nt", 5);
        QTest::newRow("upwards") << QByteArray("/mnt/../../etc");
        QTest::newRow("empty") << QByteArray("");
    }
    void badMountsAreRefused()
    {
        QFETCH(QByteArray, destination);
        auto builder = m_machine->container("bad");
        REQUIRE_OK(builder);
        const auto spec = std::move(*builder).command({"true"}).tmpfs(destination.toStdString()).rootfs(GuestRootfs::readOnlyDisk("rootfs")).runtimeSpec();
        QVERIFY(!spec);
        QCOMPARE(spec.error().rootReason(), Reason::BadPath);
    }
    void aSourceThatIsNotThereIsAnError()
    {
        QCOMPARE(canonicalSource(path("nothing")).error().rootReason(), Reason::NoSuchFile);
        QCOMPARE(canonicalSource("relative").error().rootReason(), Reason::BadPath);
        QCOMPARE(canonicalSource("/dev/null").error().rootReason(), Reason::BadPath);
    }
};

QTEST_GUILESS_MAIN(TestMounts)
#include "test_mounts.moc"
