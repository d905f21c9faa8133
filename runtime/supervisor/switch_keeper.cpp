// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/supervisor/switch_keeper.h"

#include "runtime/base/error_text.h"
#include "runtime/base/file.h"
#include "runtime/base/folder_watch.h"
#include "runtime/base/paths.h"
#include "runtime/base/socket.h"
#include "runtime/base/stop_fd.h"
#include "runtime/engine/store/store_lock.h"
#include "runtime/supervisor/wire/convert.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <poll.h>
#include <spdlog/spdlog.h>
#include <sys/signalfd.h>
#include <sys/socket.h>

namespace firkin::supervisor {

using store::Layout;
using store::Lease;
using store::NetworkRecord;
using store::StoreLock;

namespace {

constexpr std::chrono::seconds lockPatience{8};
/// How long it stays without members: one that restarts finds it.
constexpr std::chrono::seconds linger{2};
/// How often it looks whether the machines of its leases are still there. Nothing tells of the end of a lock.
constexpr std::chrono::milliseconds lookInterval{2000};

bool hasMembers(const NetworkRecord &record)
{
    return std::ranges::any_of(record.leases, &Lease::active);
}

std::optional<network::PortIdentity> identityOf(const Lease &lease)
{
    const auto mac = network::parseMac(lease.mac);
    const auto address = IpAddress::parse(lease.address);
    if (!mac || !address)
        return std::nullopt;
    return network::PortIdentity{*mac, *address, IpAddress::parse(lease.address6)};
}

} // namespace

SwitchKeeper::SwitchKeeper(store::Store store, store::SocketLayout sockets, NetworkRecord record, StoreLock lock, UniqueFd control)
    : m_store(std::move(store)), m_sockets(std::move(sockets)), m_record(std::move(record)), m_lock(std::move(lock)), m_control(std::move(control))
{
}

SwitchKeeper::~SwitchKeeper() = default;

Result<std::unique_ptr<SwitchKeeper>>
SwitchKeeper::create(const store::Store &store, const store::SocketLayout &sockets, const std::string &network)
{
    FIRKIN_ASSIGN(NetworkRecord record, store::loadNetwork(store, network));
    FIRKIN_ASSIGN(StoreLock lock, StoreLock::acquire(Layout::switchLock(store.layout().network(network)), Deadline::after(lockPatience), {}));
    // What a killed predecessor left.
    (void)removeTree(sockets.network(record.id));
    FIRKIN_TRY(makePrivateDirectory(sockets.network(record.id)));
    FIRKIN_ASSIGN(UniqueFd control, listenAt(sockets.networkControl(record.id), 64, Operation::StartSupervisor));
    FIRKIN_TRY(setNonBlocking(control.get(), true));
    std::unique_ptr<SwitchKeeper> keeper(new SwitchKeeper(store, sockets, std::move(record), std::move(lock), std::move(control)));
    if (!keeper->reconcile())
        return fail(Operation::StartSupervisor, network, Reason::NoSuchNetwork);
    return keeper;
}

bool SwitchKeeper::reconcile()
{
    auto record = store::loadNetwork(m_store, m_record.name);
    if (!record || record->id != m_record.id)
        return false;
    const NetworkRecord before = std::exchange(m_record, std::move(*record));
    const auto open = m_switch.ports();
    for (const std::string &port : open) {
        const auto lease = std::ranges::find(m_record.leases, port, [](const Lease &one) { return one.machine.str(); });
        if (lease != m_record.leases.end() && lease->active)
            continue;
        m_switch.removePort(port);
        ::unlink((m_sockets.network(m_record.id) / port).c_str());
    }
    for (const Lease &lease : m_record.leases) {
        const auto old = std::ranges::find(before.leases, lease.machine, &Lease::machine);
        const bool isOpen = std::ranges::find(open, lease.machine.str()) != open.end();
        const bool isSame = old != before.leases.end() && old->address == lease.address && old->address6 == lease.address6 && old->mac == lease.mac;
        if (!lease.active || (isOpen && isSame))
            continue;
        const auto identity = identityOf(lease);
        auto listener = listenAt(m_sockets.networkPort(m_record.id, lease.machine), 4, Operation::JoinNetwork);
        if (identity && listener)
            m_switch.setPort(lease.machine.str(), *identity, std::move(*listener));
        else
            spdlog::error("network {}: no port for {}: {}", m_record.name, lease.machine.str(), listener ? "its lease is damaged" : render(listener.error()));
    }
    return true;
}

void SwitchKeeper::endStaleLeases()
{
    const auto isStale = [&](const Lease &lease) { return lease.active && !StoreLock::isHeld(m_store.layout().machineLock(lease.machine)); };
    if (std::ranges::none_of(m_record.leases, isStale))
        return;
    const auto changed = store::changeNetwork(m_store, m_record.name, [&](NetworkRecord &record) -> Status {
        for (Lease &lease : record.leases) {
            if (isStale(lease)) {
                spdlog::warn("network {}: {} is gone without leaving", record.name, lease.machine.str());
                lease.active = false;
            }
        }
        return {};
    }, {});
    if (!changed)
        spdlog::warn("network {}: {}", m_record.name, render(changed.error()));
}

bool SwitchKeeper::leaveIfIdle(std::stop_token stop)
{
    // With the record's lock: whoever makes a lease active after this finds nobody listening, and starts another.
    const auto lock = StoreLock::acquire(Layout::networkLock(m_store.layout().network(m_record.name)), Deadline::after(lockPatience), std::move(stop));
    const auto record = store::loadNetwork(m_store, m_record.name);
    const bool isThere = record && record->id == m_record.id;
    if (isThere && (!lock || hasMembers(*record)))
        return false; // without the lock somebody may be joining
    m_control.reset();
    (void)removeTree(m_sockets.network(m_record.id));
    m_lock.reset();
    return true;
}

void SwitchKeeper::run(std::stop_token stop)
{
    const StopFd stopped(stop);
    const auto folder = FolderWatch::create(m_store.layout().network(m_record.name));
    auto idleSince = std::chrono::steady_clock::now();
    while (!stop.stop_requested()) {
        std::vector<pollfd> fds{{stopped.fd(), POLLIN, 0}, {folder ? folder->fd() : -1, POLLIN, 0}, {m_control.get(), POLLIN, 0}};
        for (const UniqueFd &watcher : m_watchers)
            fds.push_back({watcher.get(), POLLIN, 0});
        if (::poll(fds.data(), fds.size(), static_cast<int>(lookInterval.count())) < 0 && errno != EINTR)
            return;
        for (std::size_t i = m_watchers.size(); i-- > 0;) {
            if (fds[3 + i].revents != 0)
                m_watchers.erase(m_watchers.begin() + static_cast<std::ptrdiff_t>(i));
        }
        if (fds[2].revents != 0) {
            UniqueFd watcher(::accept4(m_control.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
            if (watcher)
                m_watchers.push_back(std::move(watcher));
        }
        if (folder)
            folder->drain();
        if (!reconcile())
            break;
        endStaleLeases();
        const auto now = std::chrono::steady_clock::now();
        if (hasMembers(m_record))
            idleSince = now;
        else if (now - idleSince >= linger && leaveIfIdle(stop))
            return;
    }
    m_control.reset();
    (void)removeTree(m_sockets.network(m_record.id));
}

Status superviseNetwork(const Arguments &arguments)
{
    UniqueFd ready(arguments.readyFd);
    const auto tell = [&](const Status &status) {
        if (ready)
            (void)writeAll(ready.get(), encodeHandshake(status), "handshake");
        ready.reset();
        return status;
    };
    const auto keeper = [&]() -> Result<std::unique_ptr<SwitchKeeper>> {
        FIRKIN_ASSIGN(const store::Store store, store::Store::open(arguments.store));
        FIRKIN_ASSIGN(const auto runtime, runtimeDirectory());
        return SwitchKeeper::create(store, store::SocketLayout{runtime}, arguments.network);
    }();
    if (!keeper)
        return tell(fail(keeper.error()));
    (void)tell({});

    // SIGTERM and SIGINT, blocked in every thread by main.
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    const UniqueFd signals(::signalfd(-1, &set, SFD_CLOEXEC));
    std::stop_source source;
    const std::jthread listener([&](std::stop_token over) {
        if (waitReady(signals.get(), POLLIN, Deadline::never(), over, Operation::StartSupervisor, arguments.network))
            source.request_stop();
    });
    (*keeper)->run(source.get_token());
    return {};
}

} // namespace firkin::supervisor
