// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/base/stop_fd.h"
#include "runtime/base/error_text.h"
#include "runtime/base/file.h"
#include "runtime/base/log.h"
#include "runtime/base/process.h"
#include "runtime/vmm/accelerator.h"
#include "runtime/vmm/disk_lock.h"
#include "runtime/vmm/qemu/qemu_machine.h"
#include "tests/contract/machine_contract.h"
#include "tests/contract/require_ok.h"

#include <QTemporaryDir>
#include <QTest>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <csignal>
#include <filesystem>
#include <format>
#include <set>
#include <sstream>
#include <thread>

using namespace firkin;
using namespace firkin::vmm;
using namespace firkin::test;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

/// A shell script in place of a helper.
class FakeHelper {
public:
    FakeHelper(const fs::path &folder, const char *variable, const std::string &body) : m_variable(variable)
    {
        const fs::path script = folder / variable;
        (void)writeFileAtomically(script, "#!/bin/sh\n" + body + "\n", 0755);
        ::setenv(variable, script.c_str(), 1);
    }
    FakeHelper(const FakeHelper &) = delete;
    FakeHelper &operator=(const FakeHelper &) = delete;
    ~FakeHelper() { ::unsetenv(m_variable); }

private:
    const char *m_variable;
};

std::string httpGet(std::uint16_t port)
{
    const UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(fd.get(), reinterpret_cast<sockaddr *>(&address), sizeof address) != 0)
        return "no connection";
    (void)writeAll(fd.get(), "GET /index.html HTTP/1.0\r\n\r\n", "http");
    return readToEnd(fd.get());
}

/// Children of this process, without zombies forgotten.
std::set<std::string> childrenOfOurs()
{
    std::set<std::string> children;
    for (const auto &task : fs::directory_iterator("/proc/self/task")) {
        const auto list = readFile(task.path() / "children", 65536);
        std::istringstream pids(list.value_or(""));
        for (std::string pid; pids >> pid;)
            children.insert(pid);
    }
    return children;
}

} // namespace

class TestMachine : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;

    fs::path folder() const { return m_folder->path().toStdString(); }

    MachineConfig config() const
    {
        MachineConfig config;
        config.id = *MachineId::parse("test-machine");
        config.memory = ByteSize::ofMiB(256);
        config.kernel = fs::path(FIRKIN_TEST_GUEST) / "vmlinux";
        config.initramfs = fs::path(FIRKIN_TEST_GUEST) / "initramfs.img";
        config.network = UserNetwork{};
        config.stateDirectory = folder() / "state";
        config.socketDirectory = folder() / "s";
        return config;
    }

    Result<std::unique_ptr<VirtualMachine>> start(const MachineConfig &with, std::stop_token stop = {})
    {
        return qemu::QemuMachineFactory().start(with, {}, std::move(stop));
    }

    MachineContract contract()
    {
        return MachineContract([this] { return start(config()); });
    }

    void checkNothingIsLeft()
    {
        QVERIFY(childrenOfOurs().empty());
        std::error_code problem;
        for (const auto &entry : fs::directory_iterator(folder() / "s", problem))
            QFAIL(("left behind: " + entry.path().native()).c_str());
    }

private Q_SLOTS:
    void initTestCase()
    {
        setUpLog("test_machine");
        qInfo("accelerator: %s; KVM: %s", std::string(name(chooseAccelerator({}))).c_str(), probeKvm().detail.c_str());
    }
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void cleanup() { checkNothingIsLeft(); }

    void echoesWhatIsSent() { contract().echoesWhatIsSent(); }
    void dialIsUnavailableWhereNobodyListens() { contract().dialIsUnavailableWhereNobodyListens(); }
    void guestReachesAListenerAndItsPortIsFreeAgainAfterwards()
    {
        contract().guestReachesAListenerAndItsPortIsFreeAgainAfterwards();
    }
    void freePortsAreReservedOnesAndDifferent() { contract().freePortsAreReservedOnesAndDifferent(); }
    void acceptEndsByDeadlineByStopAndByTheMachinesEnd() { contract().acceptEndsByDeadlineByStopAndByTheMachinesEnd(); }
    void pauseAndResumeMoveTheStateAndOnlyFromTheRightOne()
    {
        contract().pauseAndResumeMoveTheStateAndOnlyFromTheRightOne();
    }
    void devicesArePluggedByNameAndUnplugged() { contract().devicesArePluggedByNameAndUnplugged(); }
    void disksAreFreeOnceUnpluggedAndWhenTheMachineHasEnded()
    {
        auto with = config();
        for (const char *name : {"first", "second", "third"}) {
            REQUIRE_OK(writeFileAtomically(folder() / name, std::string(1 << 20, 'x')));
            if (name != std::string_view("third"))
                with.disks.push_back({folder() / name, name, false});
        }
        const Disk third{folder() / "third", "third", false};
        auto machine = start(with);
        REQUIRE_OK(machine);
        REQUIRE_OK(dialPatiently(**machine, echoPort));
        QCOMPARE(DiskLock::take(with.disks[0]).error().reason, Reason::InUse);

        REQUIRE_OK((*machine)->unplugDisk("first", {}));
        REQUIRE_OK((*machine)->plugDisk(third, {}));

        QVERIFY(DiskLock::take(with.disks[0]).has_value());
        QCOMPARE(DiskLock::take(third).error().reason, Reason::InUse);
        REQUIRE_OK((*machine)->stop(5s)); // the object stays
        QVERIFY(DiskLock::take(with.disks[1]).has_value());
        QVERIFY(DiskLock::take(third).has_value());
    }
    void connectionsBreakWhenVsockIsUnpluggedAndListenersAnswerAfterwards()
    {
        contract().connectionsBreakWhenVsockIsUnpluggedAndListenersAnswerAfterwards();
    }
    void aStateIsSavedOnlyOfAPausedMachineWithoutVsockAndRestored()
    {
        contract().aStateIsSavedOnlyOfAPausedMachineWithoutVsockAndRestored(folder(), [this](const fs::path &state) {
            auto with = config();
            with.id = *MachineId::parse("test-restored");
            with.restoreFrom = state;
            with.stateDirectory = folder() / "state2";
            with.socketDirectory = folder() / "s2";
            return start(with);
        });
    }
    void portsArePublishedAndTakenBack() { contract().portsArePublishedAndTakenBack(); }
    void powerOffAndPanicAreToldApart() { contract().powerOffAndPanicAreToldApart(); }
    void stopIsIdempotentAndFreesEverybody() { contract().stopIsIdempotentAndFreesEverybody(); }

    void killedVsockDeviceIsReplacedAndGuestsListenersAnswerAgain()
    {
        auto machine = start(config());
        REQUIRE_OK(machine);
        auto before = dialPatiently(**machine, echoPort);
        REQUIRE_OK(before);
        const auto found = run({.program = "pgrep", .arguments = {"-f", (folder() / "s/vh").native() + " "}}, Deadline::after(5s), {});
        REQUIRE_OK(found);
        ::kill(static_cast<pid_t>(std::stol(found->output)), SIGKILL);
        QCOMPARE(readToEnd(before->get()), std::string()); // the old connection breaks, it does not hang

        auto after = dialPatiently(**machine, echoPort);

        REQUIRE_OK(after);
        QVERIFY(writeAll(after->get(), "again", "echo").has_value());
        char buffer[5];
        QCOMPARE(::recv(after->get(), buffer, sizeof buffer, MSG_WAITALL), ssize_t{5});
        QCOMPARE(std::string(buffer, 5), std::string("again"));
    }

    void killedQemuIsToldWithItsSignal()
    {
        auto machine = start(config());
        REQUIRE_OK(machine);
        const auto found = run({.program = "pgrep", .arguments = {"-f", "^[^ ]*qemu-system.*" + folder().native() + "|qemu-system.*test-machine"}}, Deadline::after(5s), {});
        REQUIRE_OK(found);
        for (const std::string &child : childrenOfOurs()) {
            if (found->output.contains(child + "\n"))
                ::kill(static_cast<pid_t>(std::stol(child)), SIGKILL);
        }

        const auto end = (*machine)->waitForEnd(Deadline::after(10s), {});

        REQUIRE_OK(end);
        QCOMPARE(end->cause, EndCause::MonitorDied);
        QVERIFY2(end->detail.contains("signal 9"), end->detail.c_str());
    }

    void diskIsFoundByItsSerialAndPublishedPortLeadsInside()
    {
        auto with = config();
        const fs::path image = folder() / "a disk, with a comma.img";
        QVERIFY(writeFileAtomically(image, std::string(1 << 20, 'D')).has_value());
        with.disks = {{image, "firkin-test", true}};
        with.network->ports = {{"127.0.0.1", 0, 8080, Transport::Tcp}};
        auto machine = start(with);
        REQUIRE_OK(machine);
        auto serial = order(**machine, "sh cat /sys/block/vda/serial; head -c 3 /dev/vda");
        REQUIRE_OK(serial);
        QCOMPARE(readToEnd(serial->get()), std::string("firkin-testDDD"));
        auto served = order(**machine,
                            "sh ip addr add 10.0.2.15/24 dev eth0 && ip link set eth0 up && ip link set lo up && ip route add default via 10.0.2.2;"
                            " echo inside > /tmp/index.html; httpd -p 8080 -h /tmp; until wget -q -O - http://10.0.2.15:8080/; do sleep 0.1; done; echo up");
        REQUIRE_OK(served);
        const std::string up = readToEnd(served->get());
        QVERIFY2(up.ends_with("up\n"), up.c_str());

        const auto ports = (*machine)->publishedPorts();
        QCOMPARE(ports.size(), std::size_t{1});
        REQUIRE_OK((*machine)->publish({"127.0.0.1", 0, 8080, Transport::Tcp}));
        for (const PublishedPort &port : (*machine)->publishedPorts()) {
            // The guest's link may still be coming up.
            std::string page = httpGet(port.hostPort);
            for (const Deadline deadline = Deadline::after(20s); page.empty() && !deadline.passed(); page = httpGet(port.hostPort))
                QTest::qWait(50);
            QVERIFY2(page.ends_with("inside\n"), page.c_str());
        }
        // The host's loopback stays out of reach: neither the gateway nor anything else leads there.
        auto escape = order(**machine, std::format("sh wget -T 3 -q -O - http://10.0.2.2:{}/ ; echo code $?", ports[0].hostPort));
        REQUIRE_OK(escape);
        QCOMPARE(readToEnd(escape->get()).contains("inside"), false);
    }

    void takenPortFailsTheStartAndSaysWhich()
    {
        const UniqueFd taken(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t length = sizeof address;
        QVERIFY(::bind(taken.get(), reinterpret_cast<sockaddr *>(&address), length) == 0 && ::listen(taken.get(), 1) == 0);
        ::getsockname(taken.get(), reinterpret_cast<sockaddr *>(&address), &length);
        auto with = config();
        with.network->ports = {{"127.0.0.1", ntohs(address.sin_port), 80, Transport::Tcp}};

        const auto machine = start(with);

        QVERIFY(!machine);
        QVERIFY2(machine.error().rootReason() == Reason::PortTaken, render(machine.error()).c_str());
        QVERIFY(render(machine.error()).contains(std::to_string(ntohs(address.sin_port))));
    }

    void eachStepOfAStartCanFail_data()
    {
        QTest::addColumn<QByteArray>("variable");
        QTest::addColumn<QByteArray>("script");
        QTest::addColumn<QByteArray>("said");
        QTest::newRow("vsock device missing") << QByteArray("FIRKIN_VHOST_DEVICE_VSOCK") << QByteArray() << QByteArray("missing");
        QTest::newRow("vsock device fails") << QByteArray("FIRKIN_VHOST_DEVICE_VSOCK") << QByteArray("echo no vsock today >&2; exit 3") << QByteArray("no vsock today");
        QTest::newRow("passt fails") << QByteArray("FIRKIN_PASST") << QByteArray("echo no network today >&2; exit 3") << QByteArray("no network today");
        QTest::newRow("QEMU fails") << QByteArray("FIRKIN_QEMU") << QByteArray("echo no machine today >&2; exit 3") << QByteArray("no machine today");
        QTest::newRow("QEMU says nonsense") << QByteArray("FIRKIN_QEMU") << QByteArray("echo hello >&3; exec sleep 60") << QByteArray("no JSON");
        QTest::newRow("QEMU missing") << QByteArray("FIRKIN_QEMU") << QByteArray() << QByteArray("missing");
    }
    void eachStepOfAStartCanFail()
    {
        QFETCH(QByteArray, variable);
        QFETCH(QByteArray, script);
        QFETCH(QByteArray, said);
        const FakeHelper helper(folder(), variable.constData(), script.toStdString());
        if (script.isEmpty())
            ::setenv(variable.constData(), "/nowhere/at/all", 1);

        const auto machine = start(config());

        QVERIFY(!machine);
        const std::string text = render(machine.error());
        QVERIFY2(text.starts_with("cannot start machine test-machine: ") && text.contains(said.toStdString()), text.c_str());
        checkNothingIsLeft();
    }

    void eachStepOfAStartCanBeCancelled_data()
    {
        QTest::addColumn<QByteArray>("variable");
        QTest::newRow("vsock device hangs") << QByteArray("FIRKIN_VHOST_DEVICE_VSOCK");
        QTest::newRow("passt hangs") << QByteArray("FIRKIN_PASST");
        QTest::newRow("QEMU hangs") << QByteArray("FIRKIN_QEMU");
    }
    void eachStepOfAStartCanBeCancelled()
    {
        QFETCH(QByteArray, variable);
        const fs::path sign = folder() / "s/hanging"; // where a confined helper, too, may write
        const FakeHelper helper(folder(), variable.constData(), "touch " + sign.native() + "; trap '' TERM; while :; do sleep 60; done");
        std::stop_source source;
        std::jthread stopper([&](const std::stop_token &enough) {
            while (!fs::exists(sign) && !enough.stop_requested())
                pauseFor(5ms, enough);
            source.request_stop();
        });

        const auto machine = start(config(), source.get_token());

        QVERIFY(!machine);
        QVERIFY2(machine.error().isCancelled(), render(machine.error()).c_str());
        fs::remove(sign);
        checkNothingIsLeft();
    }

    void consoleIsKept()
    {
        auto machine = start(config());
        REQUIRE_OK(machine);
        REQUIRE_OK(dialPatiently(**machine, echoPort));
        QVERIFY((*machine)->consoleBytes() > 0);
        REQUIRE_OK((*machine)->stop(5s));

        const auto console = readFile(folder() / "state/console.log", 1 << 20);

        REQUIRE_OK(console);
        QVERIFY2(console->contains("test guest ready"), console->c_str());
    }
};

QTEST_GUILESS_MAIN(TestMachine)
#include "test_machine.moc"
