// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "runtime/base/process.h"
#include "runtime/vmm/qemu/qmp_message.h"
#include "runtime/vmm/virtual_machine.h"

#include <string>
#include <string_view>

namespace firkin::vmm::qemu {

/// What was seen on the way to a machine's end; fed by QEMU's events.
struct EndEvidence {
    bool panicked = false;      ///< pvpanic spoke
    bool asked = false;         ///< we told it to stop
    std::string shutdownReason; ///< of the SHUTDOWN event: "guest-shutdown", "guest-reset", "host-signal" …

    void note(const QmpEvent &event);
};

/// Pure: why the machine ended. A guest that panics before it has loaded pvpanic resets, and so looks like one that
/// reboots; then the console's words decide.
[[nodiscard]] MachineEnd concludeEnd(const EndEvidence &evidence, ProcessEnd qemu, std::string_view qemuErrors, std::string_view console);

} // namespace firkin::vmm::qemu
