// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/ids.h"
#include "runtime/base/ip_network.h"
#include "runtime/engine/types.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace firkin::store {

/// What a machine has on a network: kept as long as its container exists, so that its addresses stay; active while it
/// runs. The switch lets nothing through from a port that does not bear its lease's addresses.
struct Lease {
    MachineId machine;
    std::string address;
    std::string address6; ///< empty on a network without
    std::string mac;
    std::vector<std::string> names; ///< first the container's
    bool active = false;
    friend bool operator==(const Lease &, const Lease &) = default;
};

/// A named network on disk: what it is, and who has which address on it. Written whole, under its lock.
struct NetworkRecord {
    std::string id; ///< names its folder of sockets
    std::string name;
    std::string subnet;
    std::string subnet6; ///< empty: none
    unsigned mtu = 1500;
    bool internal = false; ///< its members have no other way out
    std::map<std::string, std::string> labels;
    engine::WallTime createdAt;
    std::vector<Lease> leases;
    std::uint64_t generation = 0;
};

constexpr unsigned leastMtu = 576;
constexpr unsigned leastMtu6 = 1280;
constexpr unsigned mostMtu = 9000;
/// Cards in one machine, see runtime/vmm/machine_config.h.
constexpr std::size_t mostNetworks = 4;

[[nodiscard]] std::string toJson(const NetworkRecord &record);
Result<NetworkRecord> parseNetworkRecord(std::string_view json, std::string_view object);

/// Name, subnets and MTU make sense by themselves. Pure.
Status validateNetwork(const NetworkRecord &record);
/// "default", "none" and what Docker's users might mean by a word.
[[nodiscard]] bool isReservedNetworkName(std::string_view name);

/// The first of 10.89.0.0/24 … 10.89.255.0/24 (then 10.90 …) that touches none of `taken`. Pure.
Result<IpNetwork> freeSubnet(const std::vector<IpNetwork> &taken);
/// A unique local /64 from 40 random bits.
[[nodiscard]] IpNetwork uniqueLocalSubnet(std::uint64_t random);

/// Gives `machine` a lease or renews the one it has; `wish`: an IPv4 address, or empty. When all addresses are taken, an
/// inactive machine's goes. Pure; the reference is good until the record changes.
Result<Lease *> grantLease(NetworkRecord &record, const MachineId &machine, std::string_view wish);
[[nodiscard]] Lease *findLease(NetworkRecord &record, const MachineId &machine);

/// A locally administered address that stays the same for the same machine on the same network.
[[nodiscard]] std::string macAddressOn(const NetworkRecord &network, const MachineId &machine);

} // namespace firkin::store
