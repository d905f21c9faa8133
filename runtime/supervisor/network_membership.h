// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/folder_watch.h"
#include "runtime/engine/store/networks.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

namespace firkin::supervisor {

/// A network that a machine is on: the machine's own lease, and where its card calls.
struct JoinedNetwork {
    store::NetworkRecord network;
    store::Lease lease;
    std::filesystem::path socket;
};

/// A machine's part in its named networks, from before its boot to after its end. Its leases are active meanwhile, and each
/// network's switch runs: one that was killed is started again, and QEMU calls it again.
class NetworkMembership {
public:
    /// All of them or none. Blocks until each switch has a port for the machine.
    static Result<std::shared_ptr<NetworkMembership>>
    join(const store::Store &store, const store::SocketLayout &sockets, const store::ContainerRecord &record, std::stop_token stop);
    ~NetworkMembership();
    NetworkMembership(const NetworkMembership &) = delete;
    NetworkMembership &operator=(const NetworkMembership &) = delete;

    [[nodiscard]] const std::vector<JoinedNetwork> &networks() const { return m_networks; }

    /// From now on, on a thread of its own: calls with all networks as they are, at once and when members change.
    using MembersFn = std::function<void(const std::vector<store::NetworkRecord> &, std::stop_token)>;
    void watch(MembersFn onMembers);
    /// The container has another name: others learn it.
    void rename(const store::ContainerRecord &record);
    /// Ends watching; others do not find the machine any more. Idempotent.
    void leave();

private:
    NetworkMembership(store::Store store, store::SocketLayout sockets, MachineId machine);
    Status joinOne(const store::ContainerRecord &record, const engine::NetworkAttachment &attachment, std::stop_token stop);
    void keepWatch(const MembersFn &onMembers, std::stop_token stop);

    const store::Store m_store;
    const store::SocketLayout m_sockets;
    const MachineId m_machine;
    std::vector<JoinedNetwork> m_networks;
    std::mutex m_leaving;
    bool m_left = false;
    std::jthread m_watch;
};

/// How others call it: its name, its aliases there, its host name. Pure.
[[nodiscard]] std::vector<std::string> namesOn(const store::ContainerRecord &record, const engine::NetworkAttachment &attachment);

} // namespace firkin::supervisor
