// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/supervisor/network_membership.h"

#include "runtime/base/error_text.h"
#include "runtime/base/socket.h"
#include "runtime/base/stop_fd.h"
#include "runtime/supervisor/launch/launch.h"

#include <algorithm>
#include <cerrno>
#include <poll.h>
#include <spdlog/spdlog.h>

namespace firkin::supervisor {

using store::Layout;
using store::Lease;
using store::NetworkRecord;

namespace {

constexpr std::chrono::seconds portPatience{10};
constexpr std::chrono::milliseconds portPace{5};
constexpr std::chrono::seconds relaunchPause{1};

/// The switch opens a port once it has seen the lease.
Status awaitPort(const std::filesystem::path &socket, std::string_view network, std::stop_token stop)
{
    const Deadline deadline = Deadline::after(portPatience);
    std::error_code error;
    // Its folder may be made anew meanwhile, so there is nothing to watch.
    while (!std::filesystem::exists(socket, error)) {
        if (deadline.passed())
            return fail(timedOut(Operation::JoinNetwork, network, "its switch gives no port"));
        if (!pauseFor(portPace, stop))
            return fail(cancelled(Operation::JoinNetwork, network));
    }
    return {};
}

} // namespace

std::vector<std::string> namesOn(const store::ContainerRecord &record, const engine::NetworkAttachment &attachment)
{
    std::vector<std::string> names{record.name};
    names.insert(names.end(), attachment.aliases.begin(), attachment.aliases.end());
    names.push_back(record.process.hostname);
    names.push_back(record.id.str());
    std::vector<std::string> unique;
    for (std::string &name : names) {
        if (!name.empty() && std::ranges::find(unique, name) == unique.end())
            unique.push_back(std::move(name));
    }
    return unique;
}

NetworkMembership::NetworkMembership(store::Store store, store::SocketLayout sockets, MachineId machine)
    : m_store(std::move(store)), m_sockets(std::move(sockets)), m_machine(std::move(machine))
{
}

NetworkMembership::~NetworkMembership()
{
    leave();
}

Result<std::shared_ptr<NetworkMembership>>
NetworkMembership::join(const store::Store &store, const store::SocketLayout &sockets, const store::ContainerRecord &record, std::stop_token stop)
{
    std::shared_ptr<NetworkMembership> made(new NetworkMembership(store, sockets, record.machine));
    for (const engine::NetworkAttachment &attachment : record.spec.networks)
        FIRKIN_TRY(made->joinOne(record, attachment, stop)); // the destructor leaves those before
    return made;
}

Status NetworkMembership::joinOne(const store::ContainerRecord &record, const engine::NetworkAttachment &attachment, std::stop_token stop)
{
    JoinedNetwork joined;
    auto changed = store::changeNetwork(m_store, attachment.network, [&](NetworkRecord &network) -> Status {
        FIRKIN_ASSIGN(Lease *const lease, store::grantLease(network, m_machine, attachment.address));
        lease->names = namesOn(record, attachment);
        lease->active = true;
        joined.lease = *lease;
        return {};
    }, stop);
    if (!changed)
        return fail(wrap(Operation::JoinNetwork, attachment.network, std::move(changed).error()));
    joined.network = std::move(*changed);
    joined.socket = m_sockets.networkPort(joined.network.id, m_machine);
    m_networks.push_back(joined);
    if (const Status launched = launchForNetwork(m_store, m_sockets, joined.network, stop); !launched)
        return fail(wrap(Operation::JoinNetwork, attachment.network, launched.error()));
    return awaitPort(joined.socket, attachment.network, std::move(stop));
}

void NetworkMembership::watch(MembersFn onMembers)
{
    const std::lock_guard lock(m_leaving);
    if (!m_left && !m_networks.empty())
        m_watch = std::jthread([this, onMembers = std::move(onMembers)](std::stop_token stop) { keepWatch(onMembers, std::move(stop)); });
}

void NetworkMembership::keepWatch(const MembersFn &onMembers, std::stop_token stop)
{
    const StopFd stopped(stop);
    struct Watched {
        std::optional<FolderWatch> folder;
        UniqueFd control; ///< open while the switch lives
    };
    std::vector<Watched> watched(m_networks.size());
    std::vector<NetworkRecord> records;
    bool look = true;
    while (!stop.stop_requested()) {
        for (std::size_t i = 0; i < watched.size(); ++i) {
            if (!watched[i].folder) {
                auto folder = FolderWatch::create(m_store.layout().network(m_networks[i].network.name));
                if (folder)
                    watched[i].folder = std::move(*folder);
            }
            if (watched[i].control)
                continue;
            auto control = connectTo(m_sockets.networkControl(m_networks[i].network.id), Deadline::after(std::chrono::seconds(1)), stop, Operation::ContactSupervisor);
            if (!control) {
                spdlog::warn("network {}: its switch is gone; starting it again", m_networks[i].network.name);
                if (const Status launched = launchForNetwork(m_store, m_sockets, m_networks[i].network, stop); !launched) {
                    spdlog::error("network {}: no switch: {}", m_networks[i].network.name, render(launched.error()));
                    if (!pauseFor(relaunchPause, stop))
                        return;
                }
                control = connectTo(m_sockets.networkControl(m_networks[i].network.id), Deadline::after(std::chrono::seconds(1)), stop, Operation::ContactSupervisor);
            }
            if (control)
                watched[i].control = std::move(*control);
        }
        if (look) {
            records.clear();
            for (const JoinedNetwork &joined : m_networks) {
                if (auto record = store::loadNetwork(m_store, joined.network.name))
                    records.push_back(std::move(*record));
            }
            onMembers(records, stop);
            look = false;
        }
        std::vector<pollfd> fds{{stopped.fd(), POLLIN, 0}};
        bool allUp = true;
        for (const Watched &one : watched) {
            fds.push_back({one.folder ? one.folder->fd() : -1, POLLIN, 0});
            fds.push_back({one.control ? one.control.get() : -1, POLLIN, 0});
            allUp &= static_cast<bool>(one.control);
        }
        if (::poll(fds.data(), fds.size(), allUp ? -1 : 1000) < 0 && errno != EINTR)
            return;
        for (std::size_t i = 0; i < watched.size(); ++i) {
            if (fds[1 + 2 * i].revents != 0) {
                watched[i].folder->drain();
                look = true;
            }
            if (fds[2 + 2 * i].revents != 0)
                watched[i].control.reset(); // nothing is ever said on it: this is its end
        }
    }
}

void NetworkMembership::rename(const store::ContainerRecord &record)
{
    for (const engine::NetworkAttachment &attachment : record.spec.networks) {
        const auto changed = store::changeNetwork(m_store, attachment.network, [&](NetworkRecord &network) -> Status {
            if (Lease *lease = store::findLease(network, m_machine))
                lease->names = namesOn(record, attachment);
            return {};
        }, {});
        if (!changed)
            spdlog::warn("network {}: {}", attachment.network, render(changed.error()));
    }
}

void NetworkMembership::leave()
{
    {
        const std::lock_guard lock(m_leaving);
        if (std::exchange(m_left, true))
            return;
    }
    m_watch = {}; // stops and joins
    for (const JoinedNetwork &joined : m_networks) {
        const auto changed = store::changeNetwork(m_store, joined.network.name, [&](NetworkRecord &network) -> Status {
            if (Lease *lease = store::findLease(network, m_machine))
                lease->active = false;
            return {};
        }, {});
        if (!changed)
            spdlog::warn("network {}: {}", joined.network.name, render(changed.error()));
    }
}

} // namespace firkin::supervisor
