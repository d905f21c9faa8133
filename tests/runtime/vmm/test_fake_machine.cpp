// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/base/file.h"
#include "tests/contract/machine_contract.h"
#include "tests/support/fake_machine.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace firkin;
using namespace firkin::vmm;
using namespace firkin::test;

namespace {

std::string readOrder(int fd)
{
    std::string line;
    for (char c = 0; ::read(fd, &c, 1) == 1 && c != '\n';)
        line += c;
    return line;
}

/// What tests/support/guest/test_init.cpp does, in this process.
void playTestGuest(FakeMachine &machine)
{
    machine.serveInGuest(echoPort, [](UniqueFd fd) {
        char buffer[65536];
        for (ssize_t n = 0; (n = ::read(fd.get(), buffer, sizeof buffer)) > 0;) {
            if (!writeAll(fd.get(), std::string_view(buffer, static_cast<std::size_t>(n)), "echo"))
                return;
        }
    });
    machine.serveInGuest(orderPort, [&machine](UniqueFd fd) {
        const std::string line = readOrder(fd.get());
        static std::string kept; // of the one guest that this test plays, restored or not
        if (line.starts_with("remember ")) {
            kept = line.substr(9);
            (void)writeAll(fd.get(), kept, "answer");
        } else if (line == "recall") {
            (void)writeAll(fd.get(), kept, "answer");
        } else if (line.starts_with("find-disk ")) {
            (void)writeAll(fd.get(), machine.hasDevice("disk " + line.substr(10)) ? "PPP" : "", "answer");
        } else if (line.starts_with("find-card ")) {
            // Of cards it knows the names: net0 has the first address that is asked for, net1 the second, …
            const auto count = 1 + std::ranges::count(line.substr(10), ' ');
            bool found = true;
            for (long card = 0; card < count; ++card)
                found = found && machine.hasDevice("network net" + std::to_string(card));
            (void)writeAll(fd.get(), found ? "found" : "", "answer");
        } else if (line == "poweroff") {
            machine.endFromInside({EndCause::PoweredOff, {}});
        } else if (line == "panic") {
            machine.endFromInside({EndCause::KernelPanic, "Kernel panic - not syncing"});
        } else if (line.starts_with("dial ")) {
            const auto space = line.find(' ', 5);
            auto host = machine.dialFromGuest(static_cast<VsockPort>(std::stoul(line.substr(5))));
            if (host && writeAll(host->get(), line.substr(space + 1), "dial"))
                (void)writeAll(fd.get(), readToEnd(host->get()), "answer");
        }
    });
}

} // namespace

class TestFakeMachine : public QObject {
    Q_OBJECT

    FakeMachineFactory m_factory{playTestGuest};

    MachineContract contract()
    {
        return MachineContract([this] {
            MachineConfig config;
            config.id = *MachineId::parse("fake");
            config.kernel = config.initramfs = config.stateDirectory = config.socketDirectory = "/fake";
            config.network = UserNetwork{};
            return m_factory.start(config, {}, {});
        });
    }

private Q_SLOTS:
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
    void connectionsBreakWhenVsockIsUnpluggedAndListenersAnswerAfterwards()
    {
        contract().connectionsBreakWhenVsockIsUnpluggedAndListenersAnswerAfterwards();
    }
    void portsArePublishedAndTakenBack() { contract().portsArePublishedAndTakenBack(); }
    void powerOffAndPanicAreToldApart() { contract().powerOffAndPanicAreToldApart(); }
    void stopIsIdempotentAndFreesEverybody() { contract().stopIsIdempotentAndFreesEverybody(); }

    void aStateIsSavedOnlyOfAPausedMachineWithoutVsockAndRestored()
    {
        const QTemporaryDir folder;
        contract().aStateIsSavedOnlyOfAPausedMachineWithoutVsockAndRestored(folder.path().toStdString(), [this](const std::filesystem::path &state) {
            MachineConfig config;
            config.id = *MachineId::parse("fake");
            config.kernel = config.initramfs = config.stateDirectory = config.socketDirectory = "/fake";
            config.restoreFrom = state;
            return m_factory.start(config, {}, {});
        });
    }

    void startFailsWhenToldTo()
    {
        FakeMachineFactory factory;
        factory.failWith(makeError(Operation::RunHelper, "qemu", Reason::HelperFailed));
        MachineConfig config;
        config.id = *MachineId::parse("fake");
        config.kernel = config.initramfs = config.stateDirectory = config.socketDirectory = "/fake";

        const auto machine = factory.start(config, {}, {});

        QVERIFY(!machine);
        QCOMPARE(machine.error().rootReason(), Reason::HelperFailed);
        QCOMPARE(factory.started(), 0);
    }
};

int runFakeMachineTests(int argc, char **argv)
{
    TestFakeMachine test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_fake_machine.moc"
