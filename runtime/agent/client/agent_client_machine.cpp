// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/client/agent_client.h"

#include "runtime/agent/client/calls.h"
#include "runtime/agent/client/convert.h"

namespace firkin::agent {

using Sandbox = v3::SandboxContext::StubInterface;

Result<std::unique_ptr<AgentClient>>
AgentClient::connect(vmm::VirtualMachine &machine, const Deadlines &deadlines, std::stop_token stop)
{
    FIRKIN_ASSIGN(auto connection, AgentConnection::open(machine, deadlines, std::move(stop)));
    return std::unique_ptr<AgentClient>(new AgentClient(std::move(connection)));
}

AgentClient::AgentClient(std::unique_ptr<AgentConnection> connection) : m_connection(std::move(connection)) { }
AgentClient::~AgentClient() = default;

const AgentInfo &AgentClient::info() const { return m_connection->info(); }
const Deadlines &AgentClient::deadlines() const { return m_connection->deadlines(); }

namespace {

CallSpec shortCall(const AgentConnection &connection, Operation operation, std::string_view object, Repeat repeat)
{
    return {operation, object, repeat, Deadline::after(connection.deadlines().rpc)};
}

} // namespace

Status AgentClient::mount(const GuestMount &mount, std::stop_token stop)
{
    v3::MountResponse reply;
    return call(*m_connection, &Sandbox::Mount, toRequest(mount), reply,
                shortCall(*m_connection, Operation::MountFileSystem, mount.destination, Repeat::No), std::move(stop));
}

Status AgentClient::unmount(std::string_view path, int flags, std::stop_token stop)
{
    v3::UmountRequest request;
    v3::UmountResponse reply;
    request.set_path(std::string(path));
    request.set_flags(flags);
    return call(*m_connection, &Sandbox::Umount, request, reply,
                shortCall(*m_connection, Operation::UnmountFileSystem, path, Repeat::No), std::move(stop));
}

Status AgentClient::makeDirectory(std::string_view path, std::uint32_t mode, std::stop_token stop)
{
    v3::MkdirRequest request;
    v3::MkdirResponse reply;
    request.set_path(std::string(path));
    request.set_all(true);
    request.set_perms(mode);
    return call(*m_connection, &Sandbox::Mkdir, request, reply,
                shortCall(*m_connection, Operation::ConfigureGuest, path, Repeat::Yes), std::move(stop));
}

Status AgentClient::writeFile(std::string_view path, std::string_view data, std::uint32_t mode, std::stop_token stop)
{
    v3::WriteFileRequest request;
    v3::WriteFileResponse reply;
    request.set_path(std::string(path));
    request.set_data(std::string(data));
    request.set_mode(mode);
    request.mutable_flags()->set_create_parent_dirs(true);
    request.mutable_flags()->set_create_if_missing(true);
    return call(*m_connection, &Sandbox::WriteFile, request, reply,
                shortCall(*m_connection, Operation::ConfigureGuest, path, Repeat::Yes), std::move(stop));
}

Status AgentClient::setTime(std::chrono::system_clock::time_point now, std::stop_token stop)
{
    using namespace std::chrono;
    const auto since = duration_cast<microseconds>(now.time_since_epoch());
    v3::SetTimeRequest request;
    v3::SetTimeResponse reply;
    request.set_sec(since.count() / 1'000'000);
    request.set_usec(static_cast<std::int32_t>(since.count() % 1'000'000));
    return call(*m_connection, &Sandbox::SetTime, request, reply,
                shortCall(*m_connection, Operation::ConfigureGuest, "clock", Repeat::No), std::move(stop));
}

Status AgentClient::setEnvironment(std::string_view key, std::string_view value, std::stop_token stop)
{
    v3::SetenvRequest request;
    v3::SetenvResponse reply;
    request.set_key(std::string(key));
    request.set_value(std::string(value));
    return call(*m_connection, &Sandbox::Setenv, request, reply,
                shortCall(*m_connection, Operation::ConfigureGuest, key, Repeat::Yes), std::move(stop));
}

Status AgentClient::sync(std::stop_token stop)
{
    v3::SyncRequest request;
    v3::SyncResponse reply;
    // How long a sync takes depends on what is dirty: bounded like a transfer.
    return call(*m_connection, &Sandbox::Sync, request, reply,
                {Operation::ConfigureGuest, "sync", Repeat::Yes, Deadline::after(m_connection->deadlines().transferStall)}, std::move(stop));
}

Status AgentClient::killAll(int signal, std::stop_token stop)
{
    v3::KillRequest request;
    v3::KillResponse reply;
    request.set_pid(-1);
    request.set_signal(signal);
    return call(*m_connection, &Sandbox::Kill, request, reply,
                shortCall(*m_connection, Operation::SignalProcess, "all", Repeat::Yes), std::move(stop));
}

Status AgentClient::setLink(std::string_view interface, bool up, std::optional<std::uint32_t> mtu, std::stop_token stop)
{
    v3::IpLinkSetRequest request;
    v3::IpLinkSetResponse reply;
    request.set_interface(std::string(interface));
    request.set_up(up);
    if (mtu)
        request.set_mtu(*mtu);
    return call(*m_connection, &Sandbox::IpLinkSet, request, reply,
                shortCall(*m_connection, Operation::ConfigureNetwork, interface, Repeat::Yes), std::move(stop));
}

Status AgentClient::addAddress(std::string_view interface, std::string_view cidr, std::string_view cidr6, std::stop_token stop)
{
    v3::IpAddrAddRequest request;
    v3::IpAddrAddResponse reply;
    request.set_interface(std::string(interface));
    request.set_ipv4address(std::string(cidr));
    if (!cidr6.empty())
        request.set_ipv6address(std::string(cidr6));
    return call(*m_connection, &Sandbox::IpAddrAdd, request, reply,
                shortCall(*m_connection, Operation::ConfigureNetwork, interface, Repeat::No), std::move(stop));
}

Status AgentClient::addDefaultRoute(std::string_view interface, std::string_view gateway, std::string_view gateway6, std::stop_token stop)
{
    v3::IpRouteAddDefaultRequest request;
    v3::IpRouteAddDefaultResponse reply;
    request.set_interface(std::string(interface));
    request.set_ipv4gateway(std::string(gateway));
    if (!gateway6.empty())
        request.set_ipv6gateway(std::string(gateway6));
    return call(*m_connection, &Sandbox::IpRouteAddDefault, request, reply,
                shortCall(*m_connection, Operation::ConfigureNetwork, interface, Repeat::No), std::move(stop));
}

Status AgentClient::configureDns(std::string_view rootfs, const DnsConfig &config, std::stop_token stop)
{
    v3::ConfigureDnsResponse reply;
    return call(*m_connection, &Sandbox::ConfigureDns, toRequest(rootfs, config), reply,
                shortCall(*m_connection, Operation::ConfigureGuest, "resolv.conf", Repeat::Yes), std::move(stop));
}

Status AgentClient::setHostname(std::string_view containerId, std::string_view hostname, std::stop_token stop)
{
    v1::SetHostnameRequest request;
    v1::SetHostnameResponse reply;
    request.set_container_id(std::string(containerId));
    request.set_hostname(std::string(hostname));
    return call(*m_connection, &v1::Agent::StubInterface::SetHostname, request, reply,
                shortCall(*m_connection, Operation::ConfigureGuest, hostname, Repeat::Yes), std::move(stop));
}

Status AgentClient::configureHosts(std::string_view rootfs, const HostsConfig &config, std::stop_token stop)
{
    v3::ConfigureHostsResponse reply;
    return call(*m_connection, &Sandbox::ConfigureHosts, toRequest(rootfs, config), reply,
                shortCall(*m_connection, Operation::ConfigureGuest, "hosts", Repeat::Yes), std::move(stop));
}

Status AgentClient::relaySocket(const SocketRelayCall &relay, std::stop_token stop)
{
    const CallSpec spec = shortCall(*m_connection, Operation::RelaySocket, relay.path, Repeat::No);
    const auto action = relay.into ? v3::ProxyVsockRequest::INTO : v3::ProxyVsockRequest::OUT_OF;
    if (info().can("socket-relays")) {
        v1::RelaySocketRequest request;
        v1::RelaySocketResponse reply;
        request.set_id(relay.id);
        request.set_vsock_port(relay.port);
        request.set_action(action);
        request.set_path(relay.path);
        request.set_container_id(relay.containerId);
        if (relay.mode)
            request.set_mode(*relay.mode);
        return call(*m_connection, &v1::Agent::StubInterface::RelaySocket, request, reply, spec, std::move(stop));
    }
    v3::ProxyVsockRequest request;
    v3::ProxyVsockResponse reply;
    request.set_id(relay.id);
    request.set_vsock_port(relay.port);
    request.set_action(action);
    request.set_guestpath(relay.path);
    if (relay.mode)
        request.set_guestsocketpermissions(*relay.mode);
    return call(*m_connection, &Sandbox::ProxyVsock, request, reply, spec, std::move(stop));
}

Status AgentClient::stopSocketRelay(std::string_view id, std::stop_token stop)
{
    v3::StopVsockProxyRequest request;
    v3::StopVsockProxyResponse reply;
    request.set_id(std::string(id));
    return call(*m_connection, &Sandbox::StopVsockProxy, request, reply,
                shortCall(*m_connection, Operation::RelaySocket, id, Repeat::Yes), std::move(stop));
}

} // namespace firkin::agent
