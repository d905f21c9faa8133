// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/engine/client/networks_client.h"

#include "runtime/base/ids.h"
#include "runtime/engine/store/store_lock.h"

#include <algorithm>
#include <random>

namespace firkin::engine {

NetworkView toView(const store::NetworkRecord &record, const std::vector<store::ContainerRecord> &containers, bool up)
{
    NetworkView view{.id = record.id,
                     .name = record.name,
                     .subnet = record.subnet,
                     .subnet6 = record.subnet6,
                     .mtu = record.mtu,
                     .internal = record.internal,
                     .labels = record.labels,
                     .createdAt = record.createdAt,
                     .members = {},
                     .up = up};
    for (const store::ContainerRecord &container : store::usersOf(containers, record.name)) {
        const auto attachment = std::ranges::find(container.spec.networks, record.name, &NetworkAttachment::network);
        NetworkMember member{container.id, container.name, attachment->aliases, attachment->address, {}, {}, false};
        if (const auto lease = std::ranges::find(record.leases, container.machine, &store::Lease::machine); lease != record.leases.end()) {
            member.address = lease->address;
            member.address6 = lease->address6;
            member.mac = lease->mac;
            member.active = lease->active && store::isLive(container.state);
        }
        view.members.push_back(std::move(member));
    }
    std::ranges::sort(view.members, {}, &NetworkMember::name);
    return view;
}

namespace {

bool isUp(const store::Store &store, const store::NetworkRecord &record)
{
    return store::StoreLock::isHeld(store::Layout::switchLock(store.layout().network(record.name)));
}

} // namespace

Result<std::vector<NetworkView>> NetworksClient::list(std::stop_token)
{
    FIRKIN_ASSIGN(const std::vector<store::NetworkRecord> records, store::loadNetworks(m_store));
    FIRKIN_ASSIGN(const std::vector<store::ContainerRecord> containers, m_store.loadAll());
    std::vector<NetworkView> views;
    for (const store::NetworkRecord &record : records)
        views.push_back(toView(record, containers, isUp(m_store, record)));
    return views;
}

Result<NetworkView> NetworksClient::find(std::string_view name, std::stop_token)
{
    FIRKIN_ASSIGN(const store::NetworkRecord record, store::loadNetwork(m_store, name));
    FIRKIN_ASSIGN(const std::vector<store::ContainerRecord> containers, m_store.loadAll());
    return toView(record, containers, isUp(m_store, record));
}

Result<NetworkView> NetworksClient::create(const NetworkSpec &spec, std::stop_token stop)
{
    store::NetworkRecord record;
    record.name = spec.name;
    record.subnet = spec.subnet;
    record.subnet6 = spec.subnet6;
    if (spec.ipv6 && spec.subnet6.empty()) {
        std::random_device random;
        record.subnet6 = store::uniqueLocalSubnet((std::uint64_t{random()} << 32) | random()).str();
    }
    record.mtu = spec.mtu;
    record.internal = spec.internal;
    record.labels = spec.labels;
    FIRKIN_ASSIGN(const store::NetworkRecord made, store::createNetwork(m_store, std::move(record), std::move(stop)));
    return toView(made, {}, false);
}

Status NetworksClient::remove(std::string_view name, std::stop_token stop)
{
    const Status removed = store::removeNetwork(m_store, name, std::move(stop));
    if (!removed && removed.error().rootReason() == Reason::NoSuchNetwork)
        return fail(Operation::RemoveNetwork, name, Reason::NoSuchNetwork);
    return removed;
}

Result<std::vector<std::string>> NetworksClient::prune(std::stop_token stop)
{
    FIRKIN_ASSIGN(const std::vector<store::NetworkRecord> records, store::loadNetworks(m_store));
    std::vector<std::string> gone;
    for (const store::NetworkRecord &record : records) {
        const Status removed = store::removeNetwork(m_store, record.name, stop);
        if (removed)
            gone.push_back(record.name);
        else if (const Reason reason = removed.error().rootReason(); reason != Reason::InUse && reason != Reason::NoSuchNetwork)
            return fail(removed.error());
    }
    return gone;
}

} // namespace firkin::engine
