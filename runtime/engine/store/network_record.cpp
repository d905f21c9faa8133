// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/engine/store/network_record.h"

#include "runtime/base/stable_hash.h"
#include "runtime/engine/store/json_parts.h"
#include "runtime/engine/store/names.h"

#include <algorithm>
#include <array>
#include <format>
#include <set>

namespace firkin::store {

namespace {

constexpr int networkFormat = 1;
/// 0 is the network itself, 1 nobody: whoever expects a gateway there finds none rather than a neighbour.
constexpr std::uint64_t firstHost = 2;

NetworkRecord fromJson(const json &in)
{
    NetworkRecord record;
    record.id = in.at("id").get<std::string>();
    record.name = in.at("name").get<std::string>();
    record.subnet = in.at("subnet").get<std::string>();
    record.subnet6 = in.value("subnet6", "");
    record.mtu = in.value("mtu", 1500U);
    record.internal = in.value("internal", false);
    const json labels = in.value("labels", json::object());
    for (const auto &[key, value] : labels.items())
        record.labels[key] = value.get<std::string>();
    record.createdAt = fromMicroseconds(in.value("created_at_us", std::int64_t{0}));
    record.generation = in.value("generation", std::uint64_t{0});
    for (const json &item : in.value("leases", json::array())) {
        Lease lease;
        lease.machine = idFromJson<MachineId>(item.at("machine"));
        lease.address = item.at("address").get<std::string>();
        lease.address6 = item.value("address6", "");
        lease.mac = item.at("mac").get<std::string>();
        for (const json &name : item.value("names", json::array()))
            lease.names.push_back(name.get<std::string>());
        lease.active = item.value("active", false);
        record.leases.push_back(std::move(lease));
    }
    if (!isValidId(record.id))
        throw json::other_error::create(599, "bad id", nullptr);
    return record;
}

std::unexpected<Error> bad(const NetworkRecord &record, Reason reason, std::string_view why)
{
    return fail(Operation::CreateNetwork, record.name.substr(0, 80), reason, why);
}

/// Ranges that mean something else.
bool isUsable(const IpNetwork &network)
{
    static constexpr std::array special{"0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/3", "10.0.2.0/24",
                                        "::/8", "fe80::/10", "ff00::/8"};
    return std::ranges::none_of(special, [&](const char *text) { return IpNetwork::parse(text)->overlaps(network); });
}

} // namespace

std::string toJson(const NetworkRecord &record)
{
    json out = {{"format", networkFormat},
                {"id", record.id},
                {"name", record.name},
                {"subnet", record.subnet},
                {"subnet6", record.subnet6},
                {"mtu", record.mtu},
                {"internal", record.internal},
                {"labels", record.labels},
                {"created_at_us", toMicroseconds(record.createdAt)},
                {"generation", record.generation}};
    out["leases"] = json::array();
    for (const Lease &lease : record.leases) {
        out["leases"].push_back({{"machine", lease.machine.str()},
                                 {"address", lease.address},
                                 {"address6", lease.address6},
                                 {"mac", lease.mac},
                                 {"names", lease.names},
                                 {"active", lease.active}});
    }
    return recordText(out);
}

Result<NetworkRecord> parseNetworkRecord(std::string_view text, std::string_view object)
{
    return parseRecord<NetworkRecord>(text, object, networkFormat, fromJson);
}

bool isReservedNetworkName(std::string_view name)
{
    static constexpr std::array reserved{"default", "none", "host", "bridge", "container", "private"};
    return std::ranges::find(reserved, name) != reserved.end();
}

Status validateNetwork(const NetworkRecord &record)
{
    if (!isValidName(record.name))
        return bad(record, Reason::BadName, "letters, digits, _ . and -; the first a letter or digit");
    if (isReservedNetworkName(record.name))
        return bad(record, Reason::BadName, "the name means something else");
    const auto subnet = IpNetwork::parse(record.subnet);
    if (!subnet || subnet->isV6())
        return bad(record, Reason::BadSyntax, "a subnet is such as 10.89.1.0/24: " + record.subnet.substr(0, 80));
    if (subnet->prefix() < 8 || subnet->prefix() > 29)
        return bad(record, Reason::OutOfRange, "a subnet has a prefix from 8 to 29");
    if (!isUsable(*subnet))
        return bad(record, Reason::OutOfRange, record.subnet + " has another meaning");
    if (!record.subnet6.empty()) {
        const auto subnet6 = IpNetwork::parse(record.subnet6);
        if (!subnet6 || !subnet6->isV6())
            return bad(record, Reason::BadSyntax, "an IPv6 subnet is such as fd12:3456:789a::/64: " + record.subnet6.substr(0, 80));
        if (subnet6->prefix() < 32 || subnet6->prefix() > 96)
            return bad(record, Reason::OutOfRange, "an IPv6 subnet has a prefix from 32 to 96");
        if (!isUsable(*subnet6))
            return bad(record, Reason::OutOfRange, record.subnet6 + " has another meaning");
    }
    if (record.mtu < (record.subnet6.empty() ? leastMtu : leastMtu6) || record.mtu > mostMtu)
        return bad(record, Reason::OutOfRange, record.subnet6.empty() ? "an MTU is from 576 to 9000" : "with IPv6 an MTU is from 1280 to 9000");
    return {};
}

Result<IpNetwork> freeSubnet(const std::vector<IpNetwork> &taken)
{
    for (unsigned second = 89; second < 128; ++second) {
        for (unsigned third = 0; third < 256; ++third) {
            const IpNetwork candidate = *IpNetwork::parse(std::format("10.{}.{}.0/24", second, third));
            if (std::ranges::none_of(taken, [&](const IpNetwork &other) { return other.overlaps(candidate); }))
                return candidate;
        }
    }
    return fail(Operation::CreateNetwork, "10.89.0.0/24", Reason::InUse, "no subnet is free; choose one");
}

IpNetwork uniqueLocalSubnet(std::uint64_t random)
{
    const auto part = [&](int shift, unsigned mask) { return static_cast<unsigned>(random >> shift) & mask; };
    return *IpNetwork::parse(std::format("fd{:02x}:{:x}:{:x}::/64", part(32, 0xff), part(16, 0xffff), part(0, 0xffff)));
}

Lease *findLease(NetworkRecord &record, const MachineId &machine)
{
    const auto found = std::ranges::find(record.leases, machine, &Lease::machine);
    return found == record.leases.end() ? nullptr : &*found;
}

std::string macAddressOn(const NetworkRecord &network, const MachineId &machine)
{
    const std::uint64_t value = stableHash(machine.str() + "/" + network.id);
    const auto byte = [&](int i) { return static_cast<unsigned>(value >> (8 * i)) & 0xff; };
    return std::format("52:56:{:02x}:{:02x}:{:02x}:{:02x}", byte(0), byte(1), byte(2), byte(3));
}

Result<Lease *> grantLease(NetworkRecord &record, const MachineId &machine, std::string_view wish)
{
    const auto refuse = [&](Reason reason, std::string_view why) { return fail(Operation::JoinNetwork, record.name, reason, why); };
    const auto subnet = IpNetwork::parse(record.subnet);
    if (!subnet)
        return refuse(Reason::RecordDamaged, record.subnet);
    const std::uint64_t end = subnet->hostCount() - 1; // the last is broadcast

    std::optional<std::uint64_t> wished;
    if (!wish.empty()) {
        const auto address = IpAddress::parse(wish);
        if (!address || address->isV6())
            return refuse(Reason::BadSyntax, std::string(wish) + " is no IPv4 address");
        if (!subnet->contains(*address))
            return refuse(Reason::OutOfRange, std::string(wish) + " is outside of " + record.subnet);
        if (*address == subnet->host(0) || *address == subnet->host(1) || *address == subnet->host(end))
            return refuse(Reason::OutOfRange, std::string(wish) + " cannot be given away");
    }
    if (Lease *own = findLease(record, machine); own && (wish.empty() || own->address == wish))
        return own;

    std::set<std::string> taken;
    for (const Lease &lease : record.leases) {
        if (lease.machine != machine)
            taken.insert(lease.address);
    }
    std::string address(wish);
    if (!wish.empty()) {
        const auto holder = std::ranges::find_if(record.leases, [&](const Lease &lease) { return lease.address == wish && lease.machine != machine; });
        if (holder != record.leases.end() && holder->active)
            return refuse(Reason::InUse, std::string(wish) + " belongs to " + (holder->names.empty() ? holder->machine.str() : holder->names.front()));
        if (holder != record.leases.end())
            record.leases.erase(holder);
    } else {
        for (std::uint64_t number = firstHost; number < end && address.empty(); ++number) {
            if (const std::string candidate = subnet->host(number).str(); !taken.contains(candidate))
                address = candidate;
        }
        if (address.empty()) {
            const auto idle = std::ranges::find(record.leases, false, &Lease::active);
            if (idle == record.leases.end())
                return refuse(Reason::LimitExceeded, "all addresses of " + record.subnet + " are taken");
            address = idle->address;
            record.leases.erase(idle);
        }
    }
    Lease *lease = findLease(record, machine);
    if (!lease)
        lease = &record.leases.emplace_back();
    lease->machine = machine;
    lease->address = address;
    lease->mac = macAddressOn(record, machine);
    if (const auto subnet6 = IpNetwork::parse(record.subnet6)) {
        // The same number as in the other family, so that one who reads addresses sees who it is.
        const auto bytes = IpAddress::parse(address)->bytes();
        const std::uint64_t number = (std::uint64_t{bytes[0]} << 24) | (std::uint64_t{bytes[1]} << 16) | (std::uint64_t{bytes[2]} << 8) | bytes[3];
        lease->address6 = subnet6->host(number & (subnet->hostCount() - 1)).str();
    }
    return lease;
}

} // namespace firkin::store
