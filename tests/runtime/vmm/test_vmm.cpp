// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/base/error_text.h"
#include "runtime/vmm/qemu/share_server.h"
#include "runtime/vmm/disk_lock.h"
#include "runtime/vmm/accelerator.h"
#include "runtime/vmm/machine_states.h"
#include "runtime/vmm/qemu/command_line.h"
#include "runtime/vmm/qemu/device_arguments.h"
#include "runtime/vmm/qemu/host_cost.h"
#include "runtime/vmm/qemu/machine_end.h"
#include "runtime/vmm/qemu/migration_status.h"
#include "runtime/vmm/qemu/passt.h"
#include "runtime/vmm/qemu/vsock_device.h"

#include <QTemporaryDir>
#include <QTest>

#include <netinet/in.h>
#include <sys/socket.h>

#include <fstream>

#include <algorithm>
#include <functional>
#include <set>

using namespace firkin;
using namespace firkin::vmm;

namespace {

MachineConfig goodConfig()
{
    MachineConfig config;
    config.id = *MachineId::parse("k3vq7x2m5abc");
    config.kernel = "/share/vmlinux";
    config.initramfs = "/share/initramfs.img";
    config.stateDirectory = "/store/machines/k3vq7x2m5abc";
    config.socketDirectory = "/run/user/1000/firkin/k3vq7x2m5abc";
    return config;
}

using Change = std::function<void(MachineConfig &)>;

} // namespace
Q_DECLARE_METATYPE(Change)

class TestVmm : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void configurationsAreChecked_data()
    {
        QTest::addColumn<Change>("change");
        QTest::addColumn<int>("expected"); // -1: fine, else the reason
        const auto row = [](const char *name, Change change, std::optional<Reason> reason = {}) {
            QTest::newRow(name) << std::move(change) << (reason ? static_cast<int>(*reason) : -1);
        };
        row("as it comes", [](MachineConfig &) {});
        row("no id", [](MachineConfig &c) { c.id = {}; }, Reason::BadId);
        row("layout 0", [](MachineConfig &c) { c.layout = 0; }, Reason::UnsupportedHere);
        row("layout 2", [](MachineConfig &c) { c.layout = 2; }, Reason::UnsupportedHere);
        row("no vcpu", [](MachineConfig &c) { c.vcpus = 0; }, Reason::OutOfRange);
        row("65 vcpus", [](MachineConfig &c) { c.vcpus = 65; }, Reason::OutOfRange);
        row("127 MiB", [](MachineConfig &c) { c.memory = ByteSize::ofMiB(127); }, Reason::OutOfRange);
        row("128 MiB", [](MachineConfig &c) { c.memory = ByteSize::ofMiB(128); });
        row("all bytes there are", [](MachineConfig &c) { c.memory = ByteSize::ofBytes(~std::uint64_t{0}); }, Reason::OutOfRange);
        row("relative kernel", [](MachineConfig &c) { c.kernel = "vmlinux"; }, Reason::BadPath);
        row("no initramfs", [](MachineConfig &c) { c.initramfs.clear(); }, Reason::BadPath);
        row("newline in a path", [](MachineConfig &c) { c.kernel = "/a\nb"; }, Reason::BadPath);
        row("kernel argument with a newline", [](MachineConfig &c) { c.kernelArguments = {"a\nb"}; }, Reason::BadSyntax);
        row("empty kernel argument", [](MachineConfig &c) { c.kernelArguments = {""}; }, Reason::BadSyntax);
        row("endless kernel argument", [](MachineConfig &c) { c.kernelArguments = {std::string(2000, 'x')}; }, Reason::TooLarge);
        row("a disk", [](MachineConfig &c) { c.disks = {{"/d", "root", true}}; });
        row("serial too long", [](MachineConfig &c) { c.disks = {{"/d", std::string(21, 'x'), true}}; }, Reason::BadName);
        row("serial with a comma", [](MachineConfig &c) { c.disks = {{"/d", "a,b", true}}; }, Reason::BadName);
        row("no serial", [](MachineConfig &c) { c.disks = {{"/d", "", true}}; }, Reason::BadName);
        row("the same serial twice", [](MachineConfig &c) { c.disks = {{"/d", "a", true}, {"/e", "a", true}}; }, Reason::NameTaken);
        row("relative disk", [](MachineConfig &c) { c.disks = {{"d", "a", true}}; }, Reason::BadPath);
        row("nine disks", [](MachineConfig &c) {
            for (int i = 0; i < 9; ++i)
                c.disks.push_back({"/d", "s" + std::to_string(i), true});
        }, Reason::OutOfRange);
        const auto share = [](std::vector<Share> shares) { return [shares](MachineConfig &c) { c.shares = shares; }; };
        row("a share", share({{"firkin", {{"p0", "/srv", true}, {"p1", "/etc/hosts", false}}}}));
        row("share without paths", share({{"firkin", {}}}), Reason::OutOfRange);
        row("tag too long", share({{std::string(37, 'x'), {{"p0", "/srv"}}}}), Reason::BadName);
        row("tag with a comma", share({{"a,b", {{"p0", "/srv"}}}}), Reason::BadName);
        row("the same tag twice", share({{"a", {{"p0", "/srv"}}}, {"a", {{"p0", "/srv"}}}}), Reason::NameTaken);
        row("upwards in a share", share({{"a", {{"..", "/srv"}}}}), Reason::BadName);
        row("folder in a share", share({{"a", {{"b/c", "/srv"}}}}), Reason::BadName);
        row("a name twice in a share", share({{"a", {{"p", "/srv"}, {"p", "/opt"}}}}), Reason::NameTaken);
        row("relative source", share({{"a", {{"p", "srv"}}}}), Reason::BadPath);
        row("NUL in a source", share({{"a", {{"p", std::string("/s\0v", 4)}}}}), Reason::BadPath);
        row("five shares", share(std::vector<Share>{{"a", {{"p", "/s"}}}, {"b", {{"p", "/s"}}}, {"c", {{"p", "/s"}}}, {"d", {{"p", "/s"}}}, {"e", {{"p", "/s"}}}}), Reason::OutOfRange);
        const auto lan = [](std::vector<LanCard> cards) { return [cards](MachineConfig &c) { c.lans = cards; }; };
        const auto card = [](int number) { return LanCard{"/run/n/m", "52:56:00:00:00:0" + std::to_string(number)}; };
        row("a card", lan({card(1)}));
        row("two cards of one address", lan({card(1), card(1)}), Reason::NameTaken);
        row("five cards", lan({card(1), card(2), card(3), card(4), card(5)}), Reason::OutOfRange);
        row("relative socket of a card", lan({{"n/m", "52:56:00:00:00:01"}}), Reason::BadPath);
        row("a card's socket with too long a path", lan({{"/" + std::string(107, 'x'), "52:56:00:00:00:01"}}), Reason::BadPath);
        row("address of a card with a comma", lan({{"/n/m", "52:56:00:00:00,01"}}), Reason::BadSyntax);
        row("a card without an address", lan({{"/n/m", ""}}), Reason::BadSyntax);
        row("a port", [](MachineConfig &c) { c.network = UserNetwork{{{"::1", 0, 80, Transport::Udp}}, {}}; });
        row("host name for an address", [](MachineConfig &c) { c.network = UserNetwork{{{"localhost", 1, 80, Transport::Tcp}}, {}}; }, Reason::BadSyntax);
        row("option for an address", [](MachineConfig &c) { c.network = UserNetwork{{{"--runas=0", 1, 80, Transport::Tcp}}, {}}; }, Reason::BadSyntax);
        row("guest port 0", [](MachineConfig &c) { c.network = UserNetwork{{{"127.0.0.1", 1, 0, Transport::Tcp}}, {}}; }, Reason::OutOfRange);
        row("a host port twice", [](MachineConfig &c) {
            c.network = UserNetwork{{{"127.0.0.1", 1, 80, Transport::Tcp}, {"127.0.0.1", 1, 81, Transport::Tcp}}, {}};
        }, Reason::PortTaken);
        row("tcp and udp of a number", [](MachineConfig &c) {
            c.network = UserNetwork{{{"127.0.0.1", 1, 80, Transport::Tcp}, {"127.0.0.1", 1, 80, Transport::Udp}}, {}};
        });
        row("group MAC address", [](MachineConfig &c) { c.network = UserNetwork{{}, "53:54:00:00:00:01"}; }, Reason::BadSyntax);
        row("MAC address with a comma", [](MachineConfig &c) { c.network = UserNetwork{{}, "52:54:00:00:00,01"}; }, Reason::BadSyntax);
        row("long socket folder", [](MachineConfig &c) { c.socketDirectory = "/" + std::string(94, 's'); });
        row("too long socket folder", [](MachineConfig &c) { c.socketDirectory = "/" + std::string(95, 's'); }, Reason::BadPath);
        row("relative state folder", [](MachineConfig &c) { c.stateDirectory = "state"; }, Reason::BadPath);
    }
    void configurationsAreChecked()
    {
        QFETCH(Change, change);
        QFETCH(int, expected);
        MachineConfig config = goodConfig();
        change(config);

        const Status checked = validate(config);

        QCOMPARE(checked ? -1 : static_cast<int>(checked.error().reason), expected);
        if (!checked && checked.error().operation == Operation::ValidateMachine)
            QCOMPARE(checked.error().object, config.id.str());
    }

    void sharesHavePlacesOfTheirOwn()
    {
        MachineConfig config = goodConfig();
        config.shares = {{"firkin", {{"p0", "/srv", true}}}, {"second", {{"p0", "/opt", false}}}};

        const auto arguments = qemu::commandLine(config, Accelerator::Tcg);

        for (const char *wanted : {"socket,id=share0,fd=16", "socket,id=share1,fd=17", R"({"addr":"0xc","chardev":"share0","driver":"vhost-user-fs-pci","id":"share0-device","tag":"firkin"})",
                                   R"({"addr":"0xd","chardev":"share1","driver":"vhost-user-fs-pci","id":"share1-device","tag":"second"})"})
            QVERIFY2(std::ranges::find(arguments, wanted) != arguments.end(), wanted);
    }
    void aCardOnANetworkCallsItsSwitchAgainAndAgain()
    {
        MachineConfig config = goodConfig();
        config.lans = {{"/run/n/a,b", "52:56:00:00:00:01"}, {"/run/m/x", "52:56:00:00:00:02"}};

        const auto arguments = qemu::commandLine(config, Accelerator::Tcg);

        for (const char *wanted : {R"({"addr":{"path":"/run/n/a,b","type":"unix"},"id":"lan0","reconnect-ms":100,"server":false,"type":"stream"})",
                                   R"({"addr":"0x8","driver":"virtio-net-pci","id":"lan0-device","mac":"52:56:00:00:00:01","netdev":"lan0","romfile":""})",
                                   R"({"addr":"0x9","driver":"virtio-net-pci","id":"lan1-device","mac":"52:56:00:00:00:02","netdev":"lan1","romfile":""})"})
            QVERIFY2(std::ranges::find(arguments, wanted) != arguments.end(), wanted);
    }
    void theHostsLoopbackIsMappedOnlyWhenAskedFor()
    {
        const auto mappedTo = [](bool asked) {
            UserNetwork network;
            network.hostLoopback = asked;
            const auto arguments = qemu::Passt::arguments("/run/m", network, 3);
            return *std::next(std::ranges::find(arguments, "--map-host-loopback"));
        };
        QCOMPARE(mappedTo(false), std::string("none"));
        QCOMPARE(mappedTo(true), std::string(UserNetwork::gateway));
    }
    void aShareServerIsToldItsPathsAndNothingElse()
    {
        const Share share{"firkin", {{"p0", "/srv/a b", true}, {"p1", "/home/me/x,y", false}}};

        const ProcessSpec spec = qemu::ShareServer::spec("/lib/firkin-share", "/usr/libexec/virtiofsd", "/run/m/share-firkin", share, false);

        QVERIFY(spec.arguments
                == (std::vector<std::string>{"/run/m/share-firkin", "ro", "p0", "/srv/a b", "rw", "p1", "/home/me/x,y", "--", "/usr/libexec/virtiofsd", "--fd", "3",
                                             "--shared-dir", "/run/m/share-firkin", "--migration-mode", "find-paths", "--log-level", "error"}));
        QVERIFY(qemu::ShareServer::spec("/l", "/v", "/m", share, true).arguments.back() == "--modcaps=-mknod");
        QVERIFY(spec.dieWithParent);
    }
    void disksBelongToOneWriterOrToReaders()
    {
        QTemporaryDir folder;
        const std::filesystem::path image = (folder.path() + QLatin1String("/disk")).toStdString();
        std::ofstream(image) << "x";
        std::filesystem::create_symlink(image, image.string() + "-link");
        const Disk writer{image, "a", false}, reader{image, "a", true}, byLink{image.string() + "-link", "a", false};

        {
            const auto first = DiskLock::take(reader);
            QVERIFY(first.has_value());
            QVERIFY(DiskLock::take(reader).has_value());
            QCOMPARE(DiskLock::take(writer).error().reason, Reason::InUse);
        }
        const auto second = DiskLock::take(writer);
        QVERIFY(second.has_value());
        QCOMPARE(DiskLock::take(reader).error().reason, Reason::InUse);
        QCOMPARE(DiskLock::take(byLink).error().reason, Reason::InUse);
        QCOMPARE(DiskLock::take(writer).error().reason, Reason::InUse);
        QCOMPARE(DiskLock::take(Disk{"/nowhere/disk", "a", true}).error().rootReason(), Reason::NoSuchFile);
    }

    void argumentsOfAPlainMachine()
    {
        const std::vector<std::string> expected{
            "-nodefaults", "-no-user-config", "-no-reboot", "-display", "none", "-name", "k3vq7x2m5abc",
            "-sandbox", "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny",
            "-chardev", "socket,id=monitor,fd=3", "-mon", "chardev=monitor,mode=control",
            "-machine", "pc-i440fx-10.0,memory-backend=memory,usb=off,vmport=off,smbus=off,hpet=off",
            "-accel", "tcg,thread=multi,tb-size=256", "-cpu", "max,la57=off", "-smp", "1", "-m", "512M",
            "-object", "memory-backend-memfd,id=memory,size=512M,share=on",
            "-chardev", "socket,id=console,fd=4", "-serial", "chardev:console",
            "-device", "vmgenid,guid=auto", "-device", "pvpanic-pci,addr=0x3",
            "-object", "rng-builtin,id=rng", "-device", "virtio-rng-pci,rng=rng,addr=0x4",
            "-device", "virtio-balloon-pci,free-page-reporting=on,addr=0x5",
            "-chardev", "socket,id=vsock,fd=5", "-device", R"({"addr":"0x6","chardev":"vsock","driver":"vhost-user-vsock-pci","id":"vsock0"})",
            "-kernel", "/share/vmlinux", "-initrd", "/share/initramfs.img",
            "-append", qemu::kernelCommandLine(goodConfig()),
        };

        QCOMPARE(qemu::commandLine(goodConfig(), Accelerator::Tcg), expected);
    }

    void argumentsOfAFullMachine()
    {
        MachineConfig config = goodConfig();
        config.vcpus = 3;
        config.memory = ByteSize::ofMiB(1025);
        config.disks = {{"/images/a,b \"c\".ext4", "root", true}, {"/upper.ext4", "upper", false}};
        config.network = UserNetwork{{}, "52:54:00:12:34:56"};
        config.kernelArguments = {"firkin.debug=1", "x"};

        const auto arguments = qemu::commandLine(config, Accelerator::Kvm);

        const auto has = [&](std::string_view wanted) { return std::ranges::find(arguments, wanted) != arguments.end(); };
        QVERIFY(has("kvm"));
        QVERIFY(has("host,vmx=off,svm=off"));
        QVERIFY(has("3"));
        QVERIFY(has("1026M")); // whole blocks of 2 MiB
        QVERIFY(has("memory-backend-memfd,id=memory,size=1026M,share=on"));
        QVERIFY(has(nlohmann::json{{"node-name", "disk0"}, {"driver", "raw"}, {"read-only", true}, {"discard", "unmap"},
                                   {"file", {{"driver", "file"}, {"discard", "unmap"}, {"filename", "/images/a,b \"c\".ext4"}}}}
                        .dump()));
        QVERIFY(has(R"({"addr":"0x10","drive":"disk0","driver":"virtio-blk-pci","id":"disk0-device","serial":"root"})"));
        QVERIFY(has(R"({"addr":"0x11","drive":"disk1","driver":"virtio-blk-pci","id":"disk1-device","serial":"upper"})"));
        QVERIFY(has(R"({"addr":{"str":"6","type":"fd"},"id":"network","server":false,"type":"stream"})"));
        QVERIFY(has(R"({"addr":"0x7","driver":"virtio-net-pci","id":"net0","mac":"52:54:00:12:34:56","netdev":"network","romfile":""})"));
        QVERIFY(arguments.back().ends_with(" firkin.debug=1 x"));
    }

    void aRestoredMachineWaitsForItsStateAndHasNoVsock()
    {
        MachineConfig config = goodConfig();
        config.restoreFrom = "/snapshots/memory";

        const auto arguments = qemu::commandLine(config, Accelerator::Tcg);

        QVERIFY(std::ranges::none_of(arguments, [](const std::string &one) { return one.contains("vsock"); }));
        QCOMPARE(arguments[arguments.size() - 2] + " " + arguments.back(), std::string("-incoming defer"));
    }

    void migrationStatusIsReadFromWhateverComes()
    {
        using namespace qemu;
        const auto read = [](const char *text) { return parseMigrationStatus(nlohmann::json::parse(text)); };
        QCOMPARE(read("{}").phase, MigrationPhase::None);
        QCOMPARE(read("[1]").phase, MigrationPhase::None);
        QCOMPARE(read(R"({"status": "setup"})").phase, MigrationPhase::Active);
        QCOMPARE(read(R"({"status": 7})").phase, MigrationPhase::None);
        const auto active = read(R"({"status": "active", "ram": {"total": 100, "remaining": 30}})");
        QVERIFY(active.phase == MigrationPhase::Active && active.done == 70 && active.total == 100);
        QCOMPARE(read(R"({"status": "active", "ram": {"total": 1, "remaining": 30}})").done, std::uint64_t{0});
        QCOMPARE(read(R"({"status": "active", "ram": {"total": -1, "remaining": "x"}})").total, std::uint64_t{0});
        QCOMPARE(read(R"({"status": "completed"})").phase, MigrationPhase::Completed);
        QCOMPARE(read(R"({"status": "cancelled"})").phase, MigrationPhase::Cancelled);
        const auto failed = read(R"({"status": "failed", "error-desc": "No space left on device"})");
        QVERIFY(failed.phase == MigrationPhase::Failed && failed.error == "No space left on device");
        QCOMPARE(reasonOfFailure(Operation::SaveSnapshot, failed.error), Reason::NoSpace);
        QCOMPARE(reasonOfFailure(Operation::SaveSnapshot, "Input/output error"), Reason::HelperFailed);
        QCOMPARE(reasonOfFailure(Operation::RestoreSnapshot, "Not a migration stream"), Reason::SnapshotDamaged);
        QCOMPARE(reasonOfFailure(Operation::RestoreSnapshot, "Machine type received is 'pc-q35-9.0' and local is 'pc-i440fx-10.0'"), Reason::SnapshotMismatch);
    }

    void pluggedDevicesHaveSlotsOfTheirOwnAndMoveNobody()
    {
        using qemu::DeviceKind;
        MachineConfig config = goodConfig();
        config.disks = {{"/a", "root", true}, {"/b", "upper", false}};
        config.network = UserNetwork{};
        qemu::DeviceTable table(config);

        QCOMPARE(table.find(DeviceKind::Disk, "upper")->id, std::string("disk1-device"));
        QCOMPARE(table.find(DeviceKind::Disk, "upper")->slot, 0x11U);
        QCOMPARE(table.find(DeviceKind::Network, "net0")->slot, 0x7U);
        QVERIFY(table.isAsStarted());
        for (unsigned slot = 0x18; slot <= 0x1f; ++slot)
            QCOMPARE(table.add(DeviceKind::Share, std::to_string(slot))->slot, slot);
        QVERIFY(!table.add(DeviceKind::Disk, "one more"));
        QVERIFY(!table.isAsStarted());
        table.remove(DeviceKind::Share, std::to_string(0x1a));
        const qemu::Device *again = table.add(DeviceKind::Disk, "data");
        QCOMPARE(again->slot, 0x1aU);
        QCOMPARE(qemu::diskDevice({"/c", "data", true}, *again).dump(),
                 nlohmann::json({{"driver", "virtio-blk-pci"}, {"drive", "plug1a"}, {"id", "plug1a-device"}, {"serial", "data"}, {"addr", "0x1a"}}).dump());
        QVERIFY(!table.find(DeviceKind::Network, "data"));
    }

    void machineKeepsItsMacAddressAndOthersHaveOthers()
    {
        const auto mac = macAddressFor(*MachineId::parse("a"));
        QCOMPARE(mac, macAddressFor(*MachineId::parse("a")));
        QVERIFY(mac != macAddressFor(*MachineId::parse("b")));
        MachineConfig config = goodConfig();
        config.network = UserNetwork{{}, mac};
        QVERIFY(validate(config).has_value());
    }

    void passtHasNoWayToTheHostsLoopback()
    {
        const auto arguments = qemu::Passt::arguments("/run/m", UserNetwork{{{"127.0.0.1", 8080, 80, Transport::Tcp}, {"::1", 53, 5353, Transport::Udp}}, {}}, 3);

        const std::vector<std::string> expected{
            "--foreground", "--quiet", "--fd", "3", "--conf-path", "/run/m/passt", "--no-map-gw", "--map-host-loopback", "none",
            "--address", "10.0.2.15", "--netmask", "24", "--gateway", "10.0.2.2", "--dns-forward", "10.0.2.3",
            "--tcp-ports", "127.0.0.1/8080:80", "--udp-ports", "::1/53:5353"};
        QCOMPARE(arguments, expected);
    }

    void aPortOfOneFamilyLeavesTheOthersFree()
    {
        const UniqueFd taken(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        sockaddr_in address{};
        address.sin_family = AF_INET;
        socklen_t length = sizeof address;
        QVERIFY(::bind(taken.get(), reinterpret_cast<sockaddr *>(&address), length) == 0 && ::listen(taken.get(), 1) == 0);
        QCOMPARE(::getsockname(taken.get(), reinterpret_cast<sockaddr *>(&address), &length), 0);
        const std::uint16_t port = ntohs(address.sin_port);

        QCOMPARE(qemu::freeHostPort("0.0.0.0", Transport::Tcp, port).error().reason, Reason::PortTaken);
        if (!qemu::freeHostPort("::", Transport::Tcp))
            QSKIP("no IPv6 here");
        QCOMPARE(qemu::freeHostPort("::", Transport::Tcp, port).value_or(0), port);
    }

    void vsockDeviceGetsASmallCredit()
    {
        const auto spec = qemu::VsockDevice::spec("/usr/bin/vhost-device-vsock", "/run/m");
        const std::vector<std::string> expected{"--guest-cid", "3", "--socket", "/run/m/vh", "--uds-path", "/run/m/v", "--tx-buffer-size", "28672"};
        QCOMPARE(spec.arguments, expected);
    }

    void statesMoveAsTheTableSays()
    {
        using enum MachineState;
        const std::vector<MachineState> all{Created, Starting, Running, Paused, Stopping, Stopped};
        const std::set<std::pair<MachineState, MachineState>> allowed{
            {Created, Starting}, {Created, Stopped}, {Starting, Running}, {Starting, Paused}, {Starting, Stopping}, {Starting, Stopped},
            {Running, Paused}, {Running, Stopping}, {Running, Stopped}, {Paused, Running}, {Paused, Stopping},
            {Paused, Stopped}, {Stopping, Stopped}};
        for (const MachineState from : all) {
            for (const MachineState to : all)
                QCOMPARE(canMove(from, to), allowed.contains({from, to}));
            QVERIFY(!vmm::name(from).empty());
        }
        const Error error = illegalMove(Operation::PauseMachine, "m", Stopped, Paused);
        QCOMPARE(error.code, ErrorCode::InvalidState);
        QVERIFY(render(error).contains("stopped to paused"));
    }

    void endsAreToldApart_data()
    {
        QTest::addColumn<QString>("events"); // "EVENT:reason …"
        QTest::addColumn<bool>("asked");
        QTest::addColumn<int>("signal");
        QTest::addColumn<QString>("console");
        QTest::addColumn<int>("cause");
        const auto row = [](const char *name, const char *events, bool asked, int signal, const char *console, EndCause cause) {
            QTest::newRow(name) << QString::fromLatin1(events) << asked << signal << QString::fromLatin1(console) << static_cast<int>(cause);
        };
        const char *panic = "[ 1.0] Kernel panic - not syncing: no init";
        row("power-off", "SHUTDOWN:guest-shutdown", false, 0, "", EndCause::PoweredOff);
        row("power-off after printing a panic's words", "SHUTDOWN:guest-shutdown", false, 0, panic, EndCause::PoweredOff);
        row("panic that pvpanic tells", "GUEST_PANICKED: SHUTDOWN:guest-panic", false, 0, "", EndCause::KernelPanic);
        row("panic before pvpanic is there", "SHUTDOWN:guest-reset", false, 0, panic, EndCause::KernelPanic);
        row("reboot", "SHUTDOWN:guest-reset", false, 0, "rebooting", EndCause::PoweredOff);
        row("we stop it", "SHUTDOWN:host-qmp-quit", true, 0, "", EndCause::Killed);
        row("somebody's SIGTERM", "SHUTDOWN:host-signal", false, 0, "", EndCause::Killed);
        row("SIGKILL", "", false, 9, "", EndCause::MonitorDied);
        row("crash", "", false, 11, panic, EndCause::MonitorDied);
        row("panic while we stop it", "GUEST_PANICKED:", true, 0, panic, EndCause::KernelPanic);
    }
    void endsAreToldApart()
    {
        QFETCH(QString, events);
        QFETCH(bool, asked);
        QFETCH(int, signal);
        QFETCH(QString, console);
        QFETCH(int, cause);
        qemu::EndEvidence evidence;
        evidence.asked = asked;
        for (const QString &event : events.split(u' ', Qt::SkipEmptyParts))
            evidence.note({event.section(u':', 0, 0).toStdString(), {{"reason", event.section(u':', 1).toStdString()}}});

        const MachineEnd end = concludeEnd(evidence, {signal ? 128 + signal : 0, signal}, "last words", console.toStdString());

        QCOMPARE(static_cast<int>(end.cause), cause);
        if (end.cause == EndCause::MonitorDied)
            QVERIFY(end.detail.contains("signal") && end.detail.contains("last words"));
    }

    void eventsOfOddShapesLeaveNoNote()
    {
        qemu::EndEvidence evidence;
        for (const nlohmann::json &data : {nlohmann::json(), nlohmann::json(3), nlohmann::json::array(), nlohmann::json{{"reason", 7}}})
            evidence.note({"SHUTDOWN", data});
        QVERIFY(evidence.shutdownReason.empty() && !evidence.panicked);
    }

    void hostCostIsReadFromHostileProcFiles()
    {
        const std::string status = "Name:\tx\nVmRSS:\t 999 kB\nRssAnon:\t 10 kB\nRssFile:\t 20 kB\nRssShmem:\t 40 kB\n";
        QCOMPARE(qemu::residentBytes(status, true), std::uint64_t{70} << 10);
        QCOMPARE(qemu::residentBytes(status, false), std::uint64_t{30} << 10);
        QCOMPARE(qemu::residentBytes("", true), std::uint64_t{0});
        QCOMPARE(qemu::residentBytes("\nRssAnon:", true), std::uint64_t{0});

        const std::string fields = " S 1 1 1 0 -1 4194560 100 0 0 0 150 50 7 7 20 0 1 0 100 1 1";
        QCOMPARE(qemu::cpuTime("42 (qemu)" + fields, 100), std::chrono::microseconds(2'000'000));
        QCOMPARE(qemu::cpuTime("42 (a) R 9 9) 9 (b)" + fields, 100), std::chrono::microseconds(2'000'000));
        QCOMPARE(qemu::cpuTime("", 100), std::chrono::microseconds(0));
        QCOMPARE(qemu::cpuTime("42 (x) S 1", 100), std::chrono::microseconds(0));
        QCOMPARE(qemu::cpuTime("42 (qemu)" + fields, 0), std::chrono::microseconds(0));
    }

    void kvmNeedsAProcessorThatHasIt_data()
    {
        QTest::addColumn<QByteArray>("cpuinfo");
        QTest::addColumn<bool>("expected");
        QTest::newRow("intel") << QByteArray("processor\t: 0\nflags\t\t: fpu vmx sse\n") << true;
        QTest::newRow("amd, last of the line") << QByteArray("processor\t: 0\nflags\t\t: fpu svm\nbugs\t:\n") << true;
        QTest::newRow("end of file") << QByteArray("processor\t: 0\nflags\t\t: fpu svm") << true;
        QTest::newRow("neither") << QByteArray("processor\t: 0\nflags\t\t: fpu sse\nbugs\t: vmx svm\n") << false;
        QTest::newRow("part of a word") << QByteArray("processor\t: 0\nflags\t\t: svm_lock xvmx\n") << false;
        QTest::newRow("empty") << QByteArray() << false;
    }
    void kvmNeedsAProcessorThatHasIt()
    {
        QFETCH(QByteArray, cpuinfo);
        QFETCH(bool, expected);
        QCOMPARE(hasHardwareVirtualization(cpuinfo.toStdString()), expected);
    }
};

int runVmmTests(int argc, char **argv)
{
    TestVmm test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_vmm.moc"
