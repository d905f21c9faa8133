// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/engine/store/networks.h"
#include "runtime/network/lan_switch.h"
#include "runtime/supervisor/program.h"

#include <optional>
#include <stop_token>
#include <vector>

namespace firkin::supervisor {

/// A named network's own process: its switch has a port for each active lease of the network's record, and nothing else
/// decides what it has. Leases of machines whose supervisor is gone are ended. It goes when no lease is active.
///
/// Held: the switch's lock, and a control socket on which nothing is said: who holds a connection sees its end.
class SwitchKeeper {
public:
    static Result<std::unique_ptr<SwitchKeeper>> create(const store::Store &store, const store::SocketLayout &sockets, const std::string &network);
    ~SwitchKeeper();
    SwitchKeeper(const SwitchKeeper &) = delete;
    SwitchKeeper &operator=(const SwitchKeeper &) = delete;

    /// Until nobody is on the network any more, it is removed, or stop is asked for.
    void run(std::stop_token stop);
    [[nodiscard]] const network::LanSwitch &lan() const { return m_switch; }

private:
    SwitchKeeper(store::Store store, store::SocketLayout sockets, store::NetworkRecord record, store::StoreLock lock, UniqueFd control);
    /// Ports as the record has leases; false: the network is no more.
    bool reconcile();
    void endStaleLeases();
    /// True: nobody has come meanwhile, and everything is closed.
    bool leaveIfIdle(std::stop_token stop);

    const store::Store m_store;
    const store::SocketLayout m_sockets;
    store::NetworkRecord m_record;
    std::optional<store::StoreLock> m_lock;
    UniqueFd m_control;
    std::vector<UniqueFd> m_watchers; ///< connections to the control socket
    network::LanSwitch m_switch;
};

/// `firkin-supervisor --network NAME`: everything from the switch's lock to its end.
Status superviseNetwork(const Arguments &arguments);

} // namespace firkin::supervisor
