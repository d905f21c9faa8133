// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/vmm/qemu/vsock_device.h"

#include "runtime/base/paths.h"
#include "runtime/base/socket.h"
#include "runtime/base/stop_fd.h"
#include "runtime/base/wait_for_file.h"

namespace firkin::vmm::qemu {

ProcessSpec VsockDevice::spec(const std::filesystem::path &program, const std::filesystem::path &folder)
{
    ProcessSpec spec;
    spec.program = program;
    spec.arguments = {
        "--guest-cid",      "3", // each machine has a device of its own, so all can have the same
        "--socket",         backendSocket(folder).native(),
        "--uds-path",       baseSocket(folder).native(),
        // The guest's credit. Guests of 6.12 and later send packets over 32 KiB in several descriptors, which
        // vhost-device-vsock 0.3.0 rejects: the connection hangs. With less credit packets stay small.
        "--tx-buffer-size", "28672",
    };
    // It reads every packet that the guest makes.
    spec.confinement = Confinement{Confinement::Files{{}, {folder}}};
    return spec;
}

Result<VsockDevice> VsockDevice::start(const std::filesystem::path &folder, Deadline deadline, std::stop_token stop)
{
    FIRKIN_ASSIGN(const auto program, findHelper(Helper::VhostDeviceVsock));
    removeSockets(folder);
    VsockDevice device;
    FIRKIN_ASSIGN(device.process, Process::start(spec(program, folder)));
    FIRKIN_TRY(waitForFile(backendSocket(folder), *device.process, deadline, stop));
    for (;;) {
        auto connection = connectTo(backendSocket(folder), deadline, stop, Operation::RunHelper);
        if (connection) {
            device.connection = std::move(*connection);
            return device;
        }
        // Between its bind() and its listen() a socket exists and refuses; there is no event for that.
        if (connection.error().code != ErrorCode::Unavailable || deadline.passed() || device.process->ended())
            return fail(std::move(connection).error());
        if (!pauseFor(std::chrono::milliseconds(1), stop))
            return fail(cancelled(Operation::RunHelper, program.native()));
    }
}

void VsockDevice::removeSockets(const std::filesystem::path &folder)
{
    ::unlink(backendSocket(folder).c_str());
    ::unlink(baseSocket(folder).c_str());
}

} // namespace firkin::vmm::qemu
