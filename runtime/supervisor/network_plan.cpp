// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/supervisor/network_plan.h"

#include <algorithm>

namespace firkin::supervisor {

namespace {

std::string withPrefix(const std::string &address, const std::string &subnet)
{
    return address + subnet.substr(std::min(subnet.find('/'), subnet.size()));
}

} // namespace

void addNetworks(MachinePlan &plan, const store::ContainerRecord &record, const std::vector<JoinedNetwork> &joined)
{
    if (joined.empty())
        return;
    const bool isInternal = std::ranges::all_of(joined, [](const JoinedNetwork &one) { return one.network.internal; });
    if (isInternal) {
        plan.machine.network.reset();
        plan.interfaces.clear();
        if (record.spec.dns.empty())
            plan.container.dns.reset(); // nobody there would answer
    }
    for (const JoinedNetwork &one : joined) {
        plan.machine.lans.push_back({one.socket, one.lease.mac});
        plan.interfaces.push_back({.name = "eth" + std::to_string(plan.interfaces.size()),
                                   .address = withPrefix(one.lease.address, one.network.subnet),
                                   .gateway = {},
                                   .address6 = one.lease.address6.empty() ? std::string() : withPrefix(one.lease.address6, one.network.subnet6),
                                   .gateway6 = {},
                                   .mtu = one.network.mtu});
    }
    if (!plan.container.hosts)
        return;
    // Its own name leads to where the others find it.
    const std::string own = record.process.hostname;
    for (container::HostsEntry &entry : plan.container.hosts->entries) {
        if (std::ranges::find(entry.names, own) != entry.names.end())
            entry.address = joined.front().lease.address;
    }
}

container::HostsConfig hostsWithMembers(container::HostsConfig base, const std::vector<store::NetworkRecord> &networks, const MachineId &self)
{
    for (const store::NetworkRecord &network : networks) {
        for (const store::Lease &lease : network.leases) {
            if (!lease.active || lease.machine == self || lease.names.empty())
                continue;
            base.entries.push_back({lease.address, lease.names, {}});
            if (!lease.address6.empty())
                base.entries.push_back({lease.address6, lease.names, {}});
        }
    }
    return base;
}

} // namespace firkin::supervisor
