// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "runtime/vmm/virtual_machine.h"

#include <functional>
#include <string>

namespace firkin::test {

/// What every VirtualMachine does, as checks with Qt Test's macros. The guest behaves as tests/support/guest/
/// test_init.cpp: an echo at port 1024; at 1025 a line "dial PORT TEXT", "panic" or "poweroff".
class MachineContract {
public:
    /// Starts a machine with a network whose guest is up, or soon will be.
    using Start = std::function<Result<std::unique_ptr<vmm::VirtualMachine>>()>;
    explicit MachineContract(Start start) : m_start(std::move(start)) {}

    void echoesWhatIsSent();
    void dialIsUnavailableWhereNobodyListens();
    void guestReachesAListenerAndItsPortIsFreeAgainAfterwards();
    void freePortsAreReservedOnesAndDifferent();
    void acceptEndsByDeadlineByStopAndByTheMachinesEnd();
    void pauseAndResumeMoveTheStateAndOnlyFromTheRightOne();
    void devicesArePluggedByNameAndUnplugged();
    void connectionsBreakWhenVsockIsUnpluggedAndListenersAnswerAfterwards();
    /// `restore`: a machine of the same configuration from that state.
    void aStateIsSavedOnlyOfAPausedMachineWithoutVsockAndRestored(
        const std::filesystem::path &folder,
        const std::function<Result<std::unique_ptr<vmm::VirtualMachine>>(const std::filesystem::path &)> &restore);
    void portsArePublishedAndTakenBack();
    void powerOffAndPanicAreToldApart();
    void stopIsIdempotentAndFreesEverybody();

private:
    std::unique_ptr<vmm::VirtualMachine> started();
    Start m_start;
};

constexpr vmm::VsockPort echoPort = 1024;
constexpr vmm::VsockPort orderPort = 1025;

/// Dials until the guest answers.
Result<UniqueFd> dialPatiently(vmm::VirtualMachine &machine, vmm::VsockPort port);
/// Sends one line to the guest's order port; the connection, to read the answer from.
Result<UniqueFd> order(vmm::VirtualMachine &machine, const std::string &line);
/// Everything until the end of the connection.
std::string readToEnd(int fd);

} // namespace firkin::test
