// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace firkin::guest {

/// What PID 1 does before it serves, on the main thread, before there is another: a root that crun can pivot from,
/// the file systems of the kernel, limits, the agent's own cgroup, the modules of vsock. A step that fails is logged,
/// and the machine goes on: it may still be of use, and says what it lacks.
/// Returns the modules that are still to be loaded, which the first call need not wait for.
std::vector<std::string> setUpMachine();

/// A gate that is closed while the rest of the modules load: who needs a device passes through it.
class MachineGate {
public:
    static void close();
    static void open();
    /// At once where it was never closed (tests).
    static void pass();
};

/// Syncs and powers the machine off: PID 1 must not just end, the kernel would panic.
[[noreturn]] void powerOff();

} // namespace firkin::guest
