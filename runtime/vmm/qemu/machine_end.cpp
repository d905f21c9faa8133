// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/vmm/qemu/machine_end.h"

#include <format>

namespace firkin::vmm::qemu {

void EndEvidence::note(const QmpEvent &event)
{
    if (event.name == "GUEST_PANICKED" || event.name == "GUEST_CRASHLOADED") {
        panicked = true;
    } else if (event.name == "SHUTDOWN") {
        const auto reason = event.data.find("reason");
        if (reason != event.data.end() && reason->is_string())
            shutdownReason = reason->get<std::string>();
    }
}

MachineEnd concludeEnd(const EndEvidence &evidence, ProcessEnd qemu, std::string_view qemuErrors, std::string_view console)
{
    const bool saysPanic = console.contains("Kernel panic - not syncing");
    if (evidence.panicked || evidence.shutdownReason == "guest-panic" || (evidence.shutdownReason == "guest-reset" && saysPanic))
        return {EndCause::KernelPanic, std::string(console)};
    if (evidence.asked)
        return {EndCause::Killed, {}};
    if (evidence.shutdownReason.starts_with("guest-"))
        return {EndCause::PoweredOff, evidence.shutdownReason};
    if (evidence.shutdownReason == "host-signal" || evidence.shutdownReason == "host-qmp-quit")
        return {EndCause::Killed, evidence.shutdownReason};
    std::string detail = qemu.signal ? std::format("QEMU was killed by signal {}", qemu.signal) : std::format("QEMU exited with {}", qemu.exitCode);
    if (!qemuErrors.empty())
        detail += std::format(": {}", qemuErrors);
    return {EndCause::MonitorDied, std::move(detail)};
}

} // namespace firkin::vmm::qemu
