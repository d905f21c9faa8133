// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/container/machine.h"

#include <filesystem>
#include <memory>

namespace firkin::test {

/// Boots a machine of this configuration with Firkin's kernel and initramfs; "state" and "sockets" below `folder` are its
/// folders. When that fails, what it said on its console is in the test's output.
Result<std::shared_ptr<container::Machine>> bootMachine(const std::filesystem::path &folder, vmm::MachineConfig config);

} // namespace firkin::test
