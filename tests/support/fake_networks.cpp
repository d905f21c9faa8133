// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fake_world.h"

#include "runtime/base/ip_network.h"

#include <algorithm>
#include <array>
#include <format>

namespace firkin::engine {

namespace {

/// Networks and published ports without anything that would carry a packet.
class FakeNetworks : public Networks {
public:
    explicit FakeNetworks(std::shared_ptr<FakeWorld> world) : m_world(std::move(world)) {}

    Result<std::vector<NetworkView>> list(std::stop_token stop) override
    {
        FIRKIN_TRY(m_world->enter(Operation::ListNetworks, {}, stop));
        const std::scoped_lock lock(m_world->mutex);
        std::vector<NetworkView> networks;
        for (const NetworkView &network : m_world->networks)
            networks.push_back(withMembers(network));
        std::ranges::sort(networks, {}, &NetworkView::name);
        return networks;
    }

    Result<NetworkView> find(std::string_view name, std::stop_token stop) override
    {
        FIRKIN_TRY(m_world->enter(Operation::ListNetworks, name, stop));
        const std::scoped_lock lock(m_world->mutex);
        if (const auto it = at(name); it != m_world->networks.end())
            return withMembers(*it);
        return fail(Operation::ReadRecord, name, Reason::NoSuchNetwork);
    }

    Result<NetworkView> create(const NetworkSpec &spec, std::stop_token stop) override
    {
        static constexpr std::array reserved{"default", "none", "host", "bridge"};
        FIRKIN_TRY(m_world->enter(Operation::CreateNetwork, spec.name, stop));
        const auto subnet = IpNetwork::parse(spec.subnet);
        const auto subnet6 = IpNetwork::parse(spec.subnet6);
        if (!isValidId(spec.name) || std::ranges::find(reserved, spec.name) != reserved.end())
            return fail(Operation::CreateNetwork, spec.name, Reason::BadName);
        if ((!spec.subnet.empty() && (!subnet || subnet->isV6())) || (!spec.subnet6.empty() && (!subnet6 || !subnet6->isV6())))
            return fail(Operation::CreateNetwork, spec.name, Reason::BadSyntax, spec.subnet);
        if (spec.mtu < 576 || spec.mtu > 9000)
            return fail(Operation::CreateNetwork, spec.name, Reason::OutOfRange);
        const std::scoped_lock lock(m_world->mutex);
        if (at(spec.name) != m_world->networks.end())
            return fail(Operation::CreateNetwork, spec.name, Reason::NameTaken);
        for (const NetworkView &other : m_world->networks) {
            if (const auto taken = IpNetwork::parse(other.subnet); subnet && taken && taken->overlaps(*subnet))
                return fail(Operation::CreateNetwork, spec.name, Reason::InUse, other.subnet);
        }
        NetworkView network;
        network.id = std::format("n{:011}", ++m_world->ids);
        network.name = spec.name;
        network.subnet = subnet ? subnet->str() : std::format("10.89.{}.0/24", m_world->ids % 256);
        network.subnet6 = !spec.subnet6.empty() ? spec.subnet6 : spec.ipv6 ? std::format("fd12:3456:{:x}::/64", m_world->ids) : "";
        network.mtu = spec.mtu;
        network.internal = spec.internal;
        network.labels = spec.labels;
        network.createdAt = std::chrono::system_clock::now();
        m_world->networks.push_back(network);
        return network;
    }

    Status remove(std::string_view name, std::stop_token stop) override
    {
        FIRKIN_TRY(m_world->enter(Operation::RemoveNetwork, name, stop));
        const std::scoped_lock lock(m_world->mutex);
        const auto it = at(name);
        if (it == m_world->networks.end())
            return fail(Operation::RemoveNetwork, name, Reason::NoSuchNetwork);
        std::string users;
        for (const NetworkMember &member : withMembers(*it).members)
            users += (users.empty() ? "" : ", ") + member.name;
        if (!users.empty())
            return fail(Operation::RemoveNetwork, name, Reason::InUse, users);
        m_world->networks.erase(it);
        return {};
    }

    Result<std::vector<std::string>> prune(std::stop_token stop) override
    {
        FIRKIN_TRY(m_world->enter(Operation::RemoveNetwork, {}, stop));
        const std::scoped_lock lock(m_world->mutex);
        std::vector<std::string> gone;
        std::erase_if(m_world->networks, [&](const NetworkView &network) {
            const bool isFree = withMembers(network).members.empty();
            if (isFree)
                gone.push_back(network.name);
            return isFree;
        });
        return gone;
    }

private:
    std::vector<NetworkView>::iterator at(std::string_view name) { return std::ranges::find(m_world->networks, name, &NetworkView::name); }

    [[nodiscard]] NetworkView withMembers(NetworkView network) const
    {
        const auto subnet = IpNetwork::parse(network.subnet);
        const auto subnet6 = IpNetwork::parse(network.subnet6);
        std::uint64_t number = 2;
        for (const auto &[id, container] : m_world->containers) {
            for (const NetworkAttachment &attachment : container.view.spec.networks) {
                if (attachment.network != network.name)
                    continue;
                NetworkMember member{id, container.view.name, attachment.aliases, attachment.address, {}, {}, false};
                if (member.address.empty() && subnet)
                    member.address = subnet->host(number).str();
                if (subnet6)
                    member.address6 = subnet6->host(number).str();
                member.mac = std::format("52:56:00:00:00:{:02x}", number);
                member.active = container.view.state == ContainerState::Running || container.view.state == ContainerState::Paused;
                network.up |= member.active;
                network.members.push_back(std::move(member));
                ++number;
            }
        }
        return network;
    }

    std::shared_ptr<FakeWorld> m_world;
};

class FakePorts : public Ports {
public:
    explicit FakePorts(std::shared_ptr<FakeWorld> world) : m_world(std::move(world)) {}

    Result<std::vector<PortMapping>> publish(const ContainerId &id, const std::vector<PortMapping> &ports, std::stop_token stop) override
    {
        FIRKIN_TRY(m_world->enter(Operation::PublishPort, id.str(), stop));
        std::vector<PortMapping> bound = ports;
        {
            const std::scoped_lock lock(m_world->mutex);
            FIRKIN_ASSIGN(FakeContainer *const container, m_world->need(Operation::PublishPort, id));
            for (PortMapping &port : bound) {
                if (port.containerPort == 0)
                    return fail(Operation::PublishPort, container->view.name, Reason::OutOfRange);
                if (port.hostPort == 0)
                    port.hostPort = static_cast<std::uint16_t>(40000 + ++m_world->ids % 20000);
                for (const auto &[otherId, other] : m_world->containers) {
                    if (std::ranges::any_of(other.view.ports, [&](const PortMapping &taken) { return taken.hostPort == port.hostPort && taken.transport == port.transport && taken.hostAddress == port.hostAddress; }))
                        return fail(Operation::PublishPort, std::to_string(port.hostPort), Reason::PortTaken);
                }
            }
            for (std::size_t i = 0; i < ports.size(); ++i) {
                container->view.spec.ports.push_back(ports[i]);
                container->view.ports.push_back(bound[i]);
            }
            container->view.generation = ++m_world->generation;
        }
        m_world->announce();
        return bound;
    }

    Status unpublish(const ContainerId &id, const std::vector<PortMapping> &ports, std::stop_token stop) override
    {
        FIRKIN_TRY(m_world->enter(Operation::UnpublishPort, id.str(), stop));
        {
            const std::scoped_lock lock(m_world->mutex);
            FIRKIN_ASSIGN(FakeContainer *const container, m_world->need(Operation::UnpublishPort, id));
            for (const PortMapping &port : ports) {
                const auto matches = [&](const PortMapping &one) { return means(port, one); };
                if (std::erase_if(container->view.ports, matches) == 0)
                    return fail(Operation::UnpublishPort, std::to_string(port.containerPort), Reason::NotPublished);
                // What was asked for as "any free one" has no number there.
                std::erase_if(container->view.spec.ports, [&](const PortMapping &one) {
                    return one.containerPort == port.containerPort && one.transport == port.transport && (one.hostPort == 0 || matches(one));
                });
            }
            container->view.generation = ++m_world->generation;
        }
        m_world->announce();
        return {};
    }

private:
    std::shared_ptr<FakeWorld> m_world;
};

} // namespace

std::unique_ptr<Networks> makeFakeNetworks(std::shared_ptr<FakeWorld> world)
{
    return std::make_unique<FakeNetworks>(std::move(world));
}

std::unique_ptr<Ports> makeFakePorts(std::shared_ptr<FakeWorld> world)
{
    return std::make_unique<FakePorts>(std::move(world));
}

} // namespace firkin::engine
