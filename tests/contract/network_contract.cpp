// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/contract/engine_contract.h"

#include "tests/contract/require_ok.h"

#include <QTest>

namespace firkin::test {

using namespace engine;

void EngineContract::networksAreMadeListedAndRemoved()
{
    Networks &networks = m_engine.networks();
    QVERIFY(orFail(networks.list({})).empty());

    const NetworkView made = orFail(networks.create({.name = "app", .subnet = "10.99.1.7/24", .ipv6 = true, .subnet6 = {}, .mtu = 1400, .internal = true, .labels = {{"k", "v"}}}, {}));
    const NetworkView other = orFail(networks.create({.name = "back", .subnet = {}, .subnet6 = {}, .labels = {}}, {}));

    QCOMPARE(made.subnet, std::string("10.99.1.0/24"));
    QVERIFY(made.subnet6.starts_with("fd"));
    QVERIFY(!other.subnet.empty() && other.subnet6.empty());
    const NetworkView found = orFail(networks.find("app", {}));
    QCOMPARE(found, made);
    QCOMPARE(found.mtu, 1400U);
    QVERIFY(found.internal && !found.up && found.members.empty());
    QCOMPARE(orFail(networks.list({})).size(), std::size_t{2});
    REQUIRE_OK(networks.remove("app", {}));
    QCOMPARE(networks.find("app", {}).error().rootReason(), Reason::NoSuchNetwork);
    QCOMPARE(networks.remove("app", {}).error().rootReason(), Reason::NoSuchNetwork);
    QCOMPARE(orFail(networks.prune({})), std::vector<std::string>{"back"});
    QVERIFY(orFail(networks.list({})).empty());
}

void EngineContract::badNetworksAreRefused()
{
    Networks &networks = m_engine.networks();
    const auto reasonOf = [&](NetworkSpec spec) {
        const auto made = networks.create(spec, {});
        return made ? Reason::Unspecified : made.error().rootReason();
    };
    orFail(networks.create({.name = "taken", .subnet = "10.99.2.0/24", .subnet6 = {}, .labels = {}}, {}));

    for (const char *name : {"", "..", "a/b", "none", "default", "host", "a b"})
        QCOMPARE(reasonOf({.name = name, .subnet = {}, .subnet6 = {}, .labels = {}}), Reason::BadName);
    for (const char *subnet : {"10.1.2.3", "10.1.2.0/33", "nonsense", "10.1.2.0/24/24", "fd00::/64"})
        QCOMPARE(reasonOf({.name = "x", .subnet = subnet, .subnet6 = {}, .labels = {}}), Reason::BadSyntax);
    QCOMPARE(reasonOf({.name = "x", .subnet = {}, .subnet6 = "10.1.2.0/24", .labels = {}}), Reason::BadSyntax);
    QCOMPARE(reasonOf({.name = "x", .subnet = {}, .subnet6 = {}, .mtu = 100, .labels = {}}), Reason::OutOfRange);
    QCOMPARE(reasonOf({.name = "x", .subnet = "10.99.0.0/16", .subnet6 = {}, .labels = {}}), Reason::InUse);
    QCOMPARE(reasonOf({.name = "taken", .subnet = {}, .subnet6 = {}, .labels = {}}), Reason::NameTaken);
    REQUIRE_OK(networks.remove("taken", {}));
}

void EngineContract::aNetworkInUseStays()
{
    orFail(m_engine.networks().create({.name = "app", .subnet = "10.99.3.0/24", .subnet6 = {}, .labels = {}}, {}));
    ContainerSpec spec;
    spec.name = "web";
    spec.image = m_image;
    spec.networks = {{"app", {}, {"front"}}};
    orFail(m_engine.containers().create(spec, {}, {}));

    const Status removed = m_engine.networks().remove("app", {});

    QCOMPARE(removed.error().rootReason(), Reason::InUse);
    QVERIFY(removed.error().detail.contains("web"));
    QVERIFY(orFail(m_engine.networks().prune({})).empty());
    const NetworkView network = orFail(m_engine.networks().find("app", {}));
    QCOMPARE(network.members.size(), std::size_t{1});
    QCOMPARE(network.members.front().name, std::string("web"));
    QCOMPARE(network.members.front().aliases, std::vector<std::string>{"front"});
    QVERIFY(!network.members.front().active);
    spec.name = "other";
    spec.networks = {{"nowhere", {}, {}}};
    QCOMPARE(m_engine.containers().create(spec, {}, {}).error().rootReason(), Reason::NoSuchNetwork);
    removeAll();
    REQUIRE_OK(m_engine.networks().remove("app", {}));
}

void EngineContract::portsOfAStoppedContainerAreChanged()
{
    const ContainerId id = create("web");

    REQUIRE_OK(m_engine.ports().publish(id, {{"127.0.0.1", 18181, 80, Transport::Tcp}, {"127.0.0.1", 18181, 53, Transport::Udp}}, {}));

    QCOMPARE(orFail(m_engine.containers().find("web", {})).spec.ports.size(), std::size_t{2});
    REQUIRE_OK(m_engine.ports().unpublish(id, {{"", 0, 80, Transport::Tcp}}, {}));
    const ContainerView view = orFail(m_engine.containers().find("web", {}));
    QCOMPARE(view.spec.ports, (std::vector<PortMapping>{{"127.0.0.1", 18181, 53, Transport::Udp}}));
    QCOMPARE(m_engine.ports().unpublish(id, {{"", 0, 80, Transport::Tcp}}, {}).error().rootReason(), Reason::NotPublished);
    QCOMPARE(m_engine.ports().publish(id, {{"127.0.0.1", 1, 0, Transport::Tcp}}, {}).error().rootReason(), Reason::OutOfRange);
    removeAll();
}

void EngineContract::portsArePublishedWhileItRuns()
{
    const ContainerId id = start("web");
    Mailbox<ContainerList> lists;
    const auto watch = orFail(m_engine.containers().watch([&](const ContainerList &list) { lists.put(list); }));

    const auto bound = orFail(m_engine.ports().publish(id, {{"127.0.0.1", 0, 8080, Transport::Tcp}}, {}));

    QCOMPARE(bound.size(), std::size_t{1});
    QVERIFY(bound.front().hostPort != 0);
    QVERIFY(lists.waitFor([&](const ContainerList &list) { return findIn(list, id) && findIn(list, id)->ports == bound; }));
    QCOMPARE(m_engine.ports().publish(id, bound, {}).error().rootReason(), Reason::PortTaken);
    REQUIRE_OK(m_engine.ports().unpublish(id, bound, {}));
    QVERIFY(lists.waitFor([&](const ContainerList &list) { return findIn(list, id) && findIn(list, id)->ports.empty(); }));
    QVERIFY(orFail(m_engine.containers().find("web", {})).spec.ports.empty());
    QCOMPARE(m_engine.ports().unpublish(id, bound, {}).error().rootReason(), Reason::NotPublished);
    removeAll();
}

} // namespace firkin::test
