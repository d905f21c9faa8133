// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/engine/store/networks.h"

#include "runtime/base/file.h"
#include "runtime/engine/store/names.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <ifaddrs.h>
#include <netinet/in.h>
#include <random>
#include <spdlog/spdlog.h>

namespace firkin::store {

namespace {

constexpr std::size_t recordLimit = std::size_t{4} << 20;
constexpr std::chrono::seconds patience{10};

Result<StoreLock> lock(const std::filesystem::path &path, std::string_view name, std::stop_token stop)
{
    auto locked = StoreLock::acquire(path, Deadline::after(patience), std::move(stop));
    if (!locked && locked.error().rootReason() == Reason::NoSuchFile)
        return fail(Operation::ReadRecord, name, Reason::NoSuchNetwork);
    return locked;
}

/// What the host itself is on: a network of the same range would hide it from the guests.
std::vector<IpNetwork> networksOfHost()
{
    std::vector<IpNetwork> networks;
    ifaddrs *list = nullptr;
    if (::getifaddrs(&list) != 0)
        return networks;
    for (const ifaddrs *entry = list; entry; entry = entry->ifa_next) {
        if (!entry->ifa_addr || !entry->ifa_netmask || entry->ifa_addr->sa_family != AF_INET)
            continue;
        const std::uint32_t address = ntohl(reinterpret_cast<const sockaddr_in *>(entry->ifa_addr)->sin_addr.s_addr);
        const std::uint32_t mask = ntohl(reinterpret_cast<const sockaddr_in *>(entry->ifa_netmask)->sin_addr.s_addr);
        const std::string text = std::to_string(address >> 24) + "." + std::to_string((address >> 16) & 255) + "."
            + std::to_string((address >> 8) & 255) + "." + std::to_string(address & 255) + "/" + std::to_string(std::popcount(mask));
        if (const auto network = IpNetwork::parse(text))
            networks.push_back(*network);
    }
    ::freeifaddrs(list);
    return networks;
}

Status save(const Store &store, NetworkRecord &record)
{
    ++record.generation;
    return writeFileAtomically(Layout::networkRecord(store.layout().network(record.name)), toJson(record));
}

Status chooseSubnet(const Store &store, NetworkRecord &record)
{
    FIRKIN_ASSIGN(const std::vector<NetworkRecord> others, loadNetworks(store));
    std::vector<IpNetwork> taken;
    for (const NetworkRecord &other : others) {
        for (const std::string &text : {other.subnet, other.subnet6}) {
            const auto network = IpNetwork::parse(text);
            if (!network)
                continue;
            for (const std::string &wished : {record.subnet, record.subnet6}) {
                if (const auto own = IpNetwork::parse(wished); own && own->overlaps(*network))
                    return fail(Operation::CreateNetwork, record.name, Reason::InUse, wished + " touches " + text + " of " + other.name);
            }
            taken.push_back(*network);
        }
    }
    if (!record.subnet.empty()) {
        if (const auto own = IpNetwork::parse(record.subnet))
            record.subnet = own->str();
        return {};
    }
    const auto host = networksOfHost();
    taken.insert(taken.end(), host.begin(), host.end());
    FIRKIN_ASSIGN(const IpNetwork free, freeSubnet(taken));
    record.subnet = free.str();
    return {};
}

} // namespace

Result<std::vector<NetworkRecord>> loadNetworks(const Store &store)
{
    std::vector<NetworkRecord> records;
    std::error_code error;
    std::filesystem::directory_iterator it(store.layout().networks(), error);
    for (const std::filesystem::directory_iterator end; !error && it != end; it.increment(error)) {
        const std::string name = it->path().filename().string();
        if (!isValidName(name))
            continue; // being made, or going
        auto record = loadNetwork(store, name);
        if (record)
            records.push_back(std::move(*record));
        else if (record.error().rootReason() != Reason::NoSuchNetwork)
            spdlog::warn("store: record of network {} cannot be read: {}", name, record.error().detail);
    }
    if (error)
        return fail(systemError(Operation::ListNetworks, store.layout().networks().string(), error.value()));
    std::ranges::sort(records, {}, &NetworkRecord::name);
    return records;
}

Result<NetworkRecord> loadNetwork(const Store &store, std::string_view name)
{
    if (!isValidName(name))
        return fail(Operation::ReadRecord, name.substr(0, 80), Reason::NoSuchNetwork);
    const auto path = Layout::networkRecord(store.layout().network(name));
    const auto text = readFile(path, recordLimit);
    if (!text) {
        if (text.error().rootReason() == Reason::NoSuchFile)
            return fail(Operation::ReadRecord, name, Reason::NoSuchNetwork);
        return fail(wrap(Operation::ReadRecord, name, text.error()));
    }
    return parseNetworkRecord(*text, path.string());
}

Result<NetworkRecord> createNetwork(const Store &store, NetworkRecord record, std::stop_token stop)
{
    const Layout &layout = store.layout();
    FIRKIN_TRY(makePrivateDirectory(layout.networks()));
    // One at a time: two subnets that are chosen at once must not be the same.
    FIRKIN_ASSIGN(const StoreLock creating, lock(layout.networks() / ".lock", record.name, stop));
    FIRKIN_TRY(chooseSubnet(store, record));
    FIRKIN_TRY(validateNetwork(record));
    record.id = randomId();
    record.createdAt = std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
    record.leases.clear();
    record.generation = 1;
    const auto made = layout.networks() / (".new-" + record.id);
    FIRKIN_TRY(makePrivateDirectory(made));
    const Status done = [&]() -> Status {
        FIRKIN_TRY(writeFileAtomically(Layout::networkRecord(made), toJson(record)));
        if (std::rename(made.c_str(), layout.network(record.name).c_str()) != 0)
            return errno == ENOTEMPTY || errno == EEXIST
                ? Status(fail(Operation::CreateNetwork, record.name, Reason::NameTaken))
                : Status(fail(systemError(Operation::CreateNetwork, record.name, errno)));
        return syncDirectory(layout.networks());
    }();
    if (!done) {
        (void)removeTree(made);
        return fail(done.error());
    }
    return record;
}

std::vector<ContainerRecord> usersOf(const std::vector<ContainerRecord> &containers, std::string_view network)
{
    std::vector<ContainerRecord> users;
    for (const ContainerRecord &container : containers) {
        if (std::ranges::find(container.spec.networks, network, &engine::NetworkAttachment::network) != container.spec.networks.end())
            users.push_back(container);
    }
    return users;
}

Status removeNetwork(const Store &store, std::string_view name, std::stop_token stop)
{
    FIRKIN_ASSIGN(const NetworkRecord known, loadNetwork(store, name));
    const auto folder = store.layout().network(name);
    FIRKIN_ASSIGN(const StoreLock held, lock(Layout::networkLock(folder), name, std::move(stop)));
    FIRKIN_ASSIGN(const std::vector<ContainerRecord> containers, store.loadAll());
    std::string users;
    for (const ContainerRecord &user : usersOf(containers, name))
        users += (users.empty() ? "" : ", ") + user.name;
    if (!users.empty())
        return fail(Operation::RemoveNetwork, name, Reason::InUse, users);
    const auto gone = store.layout().networks() / (".gone-" + known.id);
    if (std::rename(folder.c_str(), gone.c_str()) != 0)
        return fail(systemError(Operation::RemoveNetwork, name, errno));
    FIRKIN_TRY(syncDirectory(store.layout().networks()));
    return removeTree(gone);
}

Result<NetworkRecord>
changeNetwork(const Store &store, std::string_view name, const std::function<Status(NetworkRecord &)> &change, std::stop_token stop)
{
    FIRKIN_ASSIGN(const NetworkRecord known, loadNetwork(store, name)); // a lock file must not be made for one that is not there
    FIRKIN_ASSIGN(const StoreLock held, lock(Layout::networkLock(store.layout().network(known.name)), name, std::move(stop)));
    FIRKIN_ASSIGN(NetworkRecord record, loadNetwork(store, name));
    const std::vector<Lease> before = record.leases;
    FIRKIN_TRY(change(record));
    if (record.leases != before)
        FIRKIN_TRY(save(store, record));
    return record;
}

Status endLeases(const Store &store, const ContainerRecord &record, bool gone)
{
    Status all;
    if (record.machine.str() != record.id.str())
        return all; // a pod's machine has them
    for (const engine::NetworkAttachment &attachment : record.spec.networks) {
        const auto changed = changeNetwork(store, attachment.network, [&](NetworkRecord &network) -> Status {
            if (Lease *lease = findLease(network, record.machine))
                lease->active = false;
            if (gone)
                std::erase_if(network.leases, [&](const Lease &lease) { return lease.machine == record.machine; });
            return {};
        }, {});
        if (!changed && changed.error().rootReason() != Reason::NoSuchNetwork) // removed: fine
            all = fail(changed.error());
    }
    return all;
}

} // namespace firkin::store
