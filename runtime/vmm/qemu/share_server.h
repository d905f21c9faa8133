// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "runtime/base/process.h"
#include "runtime/vmm/machine_config.h"

#include <memory>

namespace firkin::vmm::qemu {

/// virtiofsd for one share, behind firkin-share, which puts the paths together where nobody else sees them. It serves one
/// QEMU and ends with its connection.
struct ShareServer {
    std::unique_ptr<Process> process;
    UniqueFd connection; ///< for QEMU: stands before virtiofsd has been started, so nobody waits for a socket's file

    /// Pure. virtiofsd gets its listening socket as descriptor 3.
    static ProcessSpec spec(const std::filesystem::path &launcher, const std::filesystem::path &virtiofsd,
                            const std::filesystem::path &mountPoint, const Share &share, bool asRoot);
    /// `folder`: of the machine's sockets; holds the mount point, too. From a thread that lives as long as the machine.
    static Result<ShareServer> start(const std::filesystem::path &folder, const Share &share, Deadline deadline, std::stop_token stop);
    static void removeFiles(const std::filesystem::path &folder, const Share &share);
};

} // namespace firkin::vmm::qemu
