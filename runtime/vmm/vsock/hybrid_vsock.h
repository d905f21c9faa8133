// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "runtime/base/stop_fd.h"
#include "runtime/vmm/virtual_machine.h"

#include <filesystem>
#include <memory>
#include <mutex>
#include <set>

namespace firkin::vmm {

/// Which ports of a range are taken; a freed port is given out again, but as late as possible, so that a late
/// connection to the old one does not meet the new one.
class PortPool {
public:
    PortPool(VsockPort first, VsockPort last) : m_first(first), m_last(last), m_next(first) {}
    [[nodiscard]] std::optional<VsockPort> take();
    /// False when it is taken already.
    [[nodiscard]] bool take(VsockPort port);
    void giveBack(VsockPort port);

private:
    const VsockPort m_first;
    const VsockPort m_last;
    std::mutex m_mutex;
    VsockPort m_next;
    std::set<VsockPort> m_taken;
};

/// A machine's vsock, seen from the host: the hybrid convention over unix sockets, as vhost-device-vsock, Firecracker
/// and Cloud Hypervisor have it. Dial: connect to the base socket, "CONNECT port\n", read "OK port\n". Listen: a
/// socket at `<base>_<port>` that must be bound before the guest connects. Any thread; nothing blocks but dial and
/// accept. Does not start the device.
class HybridVsock {
public:
    HybridVsock(std::filesystem::path base, std::string machine);

    [[nodiscard]] const std::filesystem::path &base() const { return m_base; }
    Result<UniqueFd> dial(VsockPort port, Deadline deadline, std::stop_token stop) const;
    Result<std::unique_ptr<VsockListener>> listen(VsockPort port) const;
    Result<std::unique_ptr<VsockListener>> listenOnFreePort() const;
    /// The machine is no more: who waits in an accept gets ConnectionLost, now and ever after.
    void close() const;

private:
    struct Shared;
    Result<std::unique_ptr<VsockListener>> bindTaken(VsockPort port) const;

    std::filesystem::path m_base;
    std::string m_machine;
    std::shared_ptr<Shared> m_shared;
};

} // namespace firkin::vmm
