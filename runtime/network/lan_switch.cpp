// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/network/lan_switch.h"

#include "runtime/base/socket.h"
#include "runtime/network/frame_splitter.h"

#include <cerrno>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace firkin::network {

namespace {

constexpr std::size_t readSize = 256 * 1024;
/// Waiting for one port. What comes beyond it is dropped.
constexpr std::size_t queueLimit = 1024 * 1024;

} // namespace

struct LanSwitch::Port {
    std::string name;
    PortIdentity identity;
    UniqueFd listener;
    UniqueFd connection;
    FrameSplitter splitter;
    std::vector<std::byte> queue;
    std::size_t sent = 0; ///< of the queue
};

LanSwitch::LanSwitch() : m_buffer(readSize), m_thread([this](std::stop_token stop) { run(std::move(stop)); }) {}

LanSwitch::~LanSwitch()
{
    m_thread.request_stop();
    m_thread.join();
}

void LanSwitch::setPort(const std::string &name, const PortIdentity &identity, UniqueFd listener)
{
    static_cast<void>(setNonBlocking(listener.get(), true));
    const std::lock_guard lock(m_mutex);
    auto &port = m_ports[name];
    if (port)
        m_byMac.erase(port->identity.mac);
    else
        port = std::make_unique<Port>();
    port->name = name;
    port->identity = identity;
    port->listener = std::move(listener);
    m_byMac[identity.mac] = port.get();
    m_wake.wake();
}

void LanSwitch::removePort(const std::string &name)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_ports.find(name);
    if (found == m_ports.end())
        return;
    m_byMac.erase(found->second->identity.mac);
    m_ports.erase(found);
    m_wake.wake();
}

std::vector<std::string> LanSwitch::ports() const
{
    const std::lock_guard lock(m_mutex);
    std::vector<std::string> names;
    for (const auto &[name, port] : m_ports)
        names.push_back(name);
    return names;
}

bool LanSwitch::isConnected(const std::string &name) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_ports.find(name);
    return found != m_ports.end() && found->second->connection;
}

LanSwitch::Counters LanSwitch::counters() const
{
    const std::lock_guard lock(m_mutex);
    return m_counters;
}

void LanSwitch::run(std::stop_token stop)
{
    const StopFd stopped(stop);
    std::vector<pollfd> fds;
    std::vector<std::string> owners; ///< of each pair of descriptors behind the first two
    while (!stop.stop_requested()) {
        fds = {{stopped.fd(), POLLIN, 0}, {m_wake.fd(), POLLIN, 0}};
        owners.clear();
        {
            const std::lock_guard lock(m_mutex);
            for (const auto &[name, port] : m_ports) {
                owners.push_back(name);
                fds.push_back({port->listener.get(), POLLIN, 0});
                fds.push_back({port->connection ? port->connection.get() : -1, static_cast<short>(port->queue.empty() ? POLLIN : POLLIN | POLLOUT), 0});
            }
        }
        if (::poll(fds.data(), fds.size(), -1) < 0 && errno != EINTR)
            return;
        m_wake.drain();
        const std::lock_guard lock(m_mutex);
        for (std::size_t i = 0; i < owners.size(); ++i) {
            const pollfd &listening = fds[2 + 2 * i];
            const pollfd &connected = fds[3 + 2 * i];
            const auto found = m_ports.find(owners[i]);
            // Ports that changed meanwhile are looked at in the next turn.
            if (found == m_ports.end() || found->second->listener.get() != listening.fd)
                continue;
            Port &port = *found->second;
            if (connected.revents != 0 && port.connection.get() == connected.fd)
                read(port);
            if (listening.revents != 0)
                accept(port);
        }
        for (const auto &[name, port] : m_ports)
            flush(*port);
    }
}

void LanSwitch::accept(Port &port)
{
    UniqueFd connection(::accept4(port.listener.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (!connection)
        return;
    const auto peer = peerOf(connection.get());
    if (!peer || peer->uid != ::geteuid())
        return;
    disconnect(port);
    port.connection = std::move(connection);
}

void LanSwitch::read(Port &port)
{
    const ssize_t count = ::recv(port.connection.get(), m_buffer.data(), m_buffer.size(), 0);
    if (count < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    const bool isWell = count > 0
        && port.splitter.feed(std::span(m_buffer).first(static_cast<std::size_t>(count)), [&](std::span<const std::byte> frame) { forward(port, frame); });
    if (!isWell)
        disconnect(port);
}

void LanSwitch::forward(Port &from, std::span<const std::byte> frame)
{
    if (!isHonest(from.identity, frame)) {
        ++m_counters.refused;
        return;
    }
    const MacAddress to = destinationOf(frame);
    if (!isGroup(to)) {
        const auto target = m_byMac.find(to);
        if (target != m_byMac.end() && target->second != &from)
            queue(*target->second, frame);
        else
            ++m_counters.dropped;
        return;
    }
    for (const auto &[name, port] : m_ports) {
        if (port.get() != &from)
            queue(*port, frame);
    }
}

void LanSwitch::queue(Port &port, std::span<const std::byte> frame)
{
    if (!port.connection || port.queue.size() - port.sent > queueLimit) {
        ++m_counters.dropped;
        return;
    }
    appendFrame(port.queue, frame);
    ++m_counters.forwarded;
}

void LanSwitch::flush(Port &port)
{
    while (port.connection && port.sent < port.queue.size()) {
        const ssize_t count = ::send(port.connection.get(), port.queue.data() + port.sent, port.queue.size() - port.sent, MSG_NOSIGNAL);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0 && errno != EAGAIN) {
            disconnect(port);
            return;
        }
        if (count < 0)
            break;
        port.sent += static_cast<std::size_t>(count);
    }
    if (port.sent == port.queue.size()) {
        port.queue.clear();
        port.sent = 0;
    } else if (port.sent > queueLimit) { // a frame may be half out: only what was sent goes
        port.queue.erase(port.queue.begin(), port.queue.begin() + static_cast<std::ptrdiff_t>(port.sent));
        port.sent = 0;
    }
}

void LanSwitch::disconnect(Port &port)
{
    port.connection.reset();
    port.splitter = {};
    port.queue.clear();
    port.sent = 0;
}

} // namespace firkin::network
