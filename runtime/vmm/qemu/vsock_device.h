// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "runtime/base/process.h"

#include <filesystem>
#include <memory>
#include <stop_token>

namespace firkin::vmm::qemu {

/// The process that serves a machine's virtio-vsock on unix sockets, and a connection to it for QEMU.
struct VsockDevice {
    std::unique_ptr<Process> process;
    UniqueFd connection;

    /// Where it serves in a machine's socket folder: QEMU's side, and the base of the hybrid convention.
    static std::filesystem::path backendSocket(const std::filesystem::path &folder) { return folder / "vh"; }
    static std::filesystem::path baseSocket(const std::filesystem::path &folder) { return folder / "v"; }
    [[nodiscard]] static ProcessSpec spec(const std::filesystem::path &program, const std::filesystem::path &folder);

    /// Returns once QEMU can use it. To be called from a thread that outlives the device.
    static Result<VsockDevice> start(const std::filesystem::path &folder, Deadline deadline, std::stop_token stop);
    static void removeSockets(const std::filesystem::path &folder);
};

} // namespace firkin::vmm::qemu
