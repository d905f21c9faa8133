// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/engine/types.h"

#include <stop_token>

namespace firkin::engine {

/// What to make. Empty: the engine chooses.
struct NetworkSpec {
    std::string name;
    std::string subnet;    ///< "10.89.1.0/24"; empty: a free one
    bool ipv6 = false;     ///< with a unique local range of its own
    std::string subnet6;   ///< that range; empty: made up
    unsigned mtu = 1500;
    bool internal = false; ///< no way out of it: its members have no other network
    std::map<std::string, std::string> labels;
    friend bool operator==(const NetworkSpec &, const NetworkSpec &) = default;
};

struct NetworkMember {
    ContainerId container;
    std::string name;
    std::vector<std::string> aliases;
    std::string address;  ///< empty: it has not run yet
    std::string address6;
    std::string mac;
    bool active = false; ///< it runs
    friend bool operator==(const NetworkMember &, const NetworkMember &) = default;
};

struct NetworkView {
    std::string id;
    std::string name;
    std::string subnet;
    std::string subnet6;
    unsigned mtu = 1500;
    bool internal = false;
    std::map<std::string, std::string> labels;
    WallTime createdAt;
    std::vector<NetworkMember> members; ///< containers that are on it, running or not
    bool up = false;                    ///< its switch runs
    friend bool operator==(const NetworkView &, const NetworkView &) = default;
};

/// Named networks: their members reach each other by address and name. Calls block; any thread.
class Networks {
public:
    virtual ~Networks() = default;
    virtual Result<std::vector<NetworkView>> list(std::stop_token stop) = 0;
    virtual Result<NetworkView> find(std::string_view name, std::stop_token stop) = 0;
    /// NameTaken; InUse for a subnet that touches another network's.
    virtual Result<NetworkView> create(const NetworkSpec &spec, std::stop_token stop) = 0;
    /// InUse while a container is on it; the detail names them.
    virtual Status remove(std::string_view name, std::stop_token stop) = 0;
    /// Removes those that no container is on; their names.
    virtual Result<std::vector<std::string>> prune(std::stop_token stop) = 0;
};

} // namespace firkin::engine
