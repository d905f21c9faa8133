// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/engine/store/networks.h"
#include "runtime/engine/store/new_container.h"
#include "tests/contract/require_ok.h"

#include <QTemporaryDir>
#include <QTest>

#include <set>
#include <thread>

using namespace firkin;
using namespace firkin::store;

namespace {

MachineId machine(const std::string &name) { return *MachineId::parse(name); }

NetworkRecord network(const std::string &subnet, const std::string &subnet6 = {})
{
    NetworkRecord record;
    record.id = "abcdefghijkl";
    record.name = "app";
    record.subnet = subnet;
    record.subnet6 = subnet6;
    return record;
}

Reason reasonOf(const auto &result) { return result ? Reason::Unspecified : result.error().rootReason(); }

} // namespace

class TestNetworks : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void rangesAreReadAndCompared()
    {
        const auto range = IpNetwork::parse("10.1.2.3/24");
        QVERIFY(range && range->str() == "10.1.2.0/24" && range->hostCount() == 256);
        QCOMPARE(range->host(7).str(), std::string("10.1.2.7"));
        QVERIFY(range->contains(*IpAddress::parse("10.1.2.255")) && !range->contains(*IpAddress::parse("10.1.3.0")));
        QVERIFY(!range->contains(*IpAddress::parse("::ffff:10.1.2.3")));
        QVERIFY(range->overlaps(*IpNetwork::parse("10.0.0.0/8")) && !range->overlaps(*IpNetwork::parse("10.1.3.0/24")));
        const auto range6 = IpNetwork::parse("fd12:3456:789a:1::9/64");
        QVERIFY(range6 && range6->str() == "fd12:3456:789a:1::/64");
        QCOMPARE(range6->host(258).str(), std::string("fd12:3456:789a:1::102"));
        for (const char *bad : {"", "10.1.2.0", "10.1.2/24", "10.1.2.0/", "10.1.2.0/33", "10.1.2.0/-1", "fd00::/129", "x/8", "10.1.2.0/24 "})
            QVERIFY2(!IpNetwork::parse(bad), bad);
    }

    void leasesAreGrantedInOrderAndKept()
    {
        NetworkRecord record = network("10.89.0.0/24", "fd00:1:2::/64");
        const Lease one = **grantLease(record, machine("one"), "");
        const Lease two = **grantLease(record, machine("two"), "");
        QCOMPARE(one.address, std::string("10.89.0.2"));
        QCOMPARE(two.address, std::string("10.89.0.3"));
        QCOMPARE(two.address6, std::string("fd00:1:2::3")); // the same number
        QVERIFY(one.mac != two.mac);
        const Lease again = **grantLease(record, machine("one"), "");
        QCOMPARE(again, one);
        QCOMPARE(record.leases.size(), std::size_t{2});
    }

    void wishesAreCheckedAndHonoured_data()
    {
        QTest::addColumn<QByteArray>("wish");
        QTest::addColumn<int>("reason");
        const auto row = [](const char *name, const char *wish, Reason reason) { QTest::newRow(name) << QByteArray(wish) << static_cast<int>(reason); };
        row("fine", "10.89.0.77", Reason::Unspecified);
        row("the last", "10.89.0.254", Reason::Unspecified);
        row("of an idle one", "10.89.0.3", Reason::Unspecified);
        row("of an active one", "10.89.0.2", Reason::InUse);
        row("outside", "10.89.1.2", Reason::OutOfRange);
        row("the network", "10.89.0.0", Reason::OutOfRange);
        row("the gateway's place", "10.89.0.1", Reason::OutOfRange);
        row("broadcast", "10.89.0.255", Reason::OutOfRange);
        row("IPv6", "fd00::2", Reason::BadSyntax);
        row("nonsense", "10.89.0", Reason::BadSyntax);
    }
    void wishesAreCheckedAndHonoured()
    {
        QFETCH(QByteArray, wish);
        QFETCH(int, reason);
        NetworkRecord record = network("10.89.0.0/24");
        (*grantLease(record, machine("active"), ""))->active = true;
        REQUIRE_OK(grantLease(record, machine("idle"), ""));
        const auto granted = grantLease(record, machine("new"), wish.toStdString());
        QCOMPARE(static_cast<int>(reasonOf(granted)), reason);
        if (granted)
            QCOMPARE((*granted)->address, wish.toStdString());
        std::set<std::string> addresses;
        for (const Lease &lease : record.leases)
            QVERIFY(addresses.insert(lease.address).second);
    }

    void whenAllAreTakenAnIdleOneGives()
    {
        NetworkRecord record = network("10.89.0.0/29"); // 2 to 6
        for (int i = 0; i < 5; ++i)
            (*grantLease(record, machine("m" + std::to_string(i)), ""))->active = i != 3;
        const auto granted = grantLease(record, machine("new"), "");
        REQUIRE_OK(granted);
        QCOMPARE((*granted)->address, std::string("10.89.0.5"));
        QVERIFY(!findLease(record, machine("m3")));
        (*granted)->active = true;
        QCOMPARE(reasonOf(grantLease(record, machine("late"), "")), Reason::LimitExceeded);
    }

    void recordsComeBackAsTheyWent()
    {
        NetworkRecord record = network("10.89.0.0/24", "fd00::/64");
        record.labels = {{"team", "sea"}};
        record.internal = true;
        record.mtu = 1400;
        Lease *lease = *grantLease(record, machine("one"), "");
        lease->names = {"web", "front"};
        lease->active = true;
        const auto back = parseNetworkRecord(toJson(record), "x");
        REQUIRE_OK(back);
        QCOMPARE(toJson(*back), toJson(record));
        for (const char *bad : {"", "{}", "[]", R"({"format":1,"id":"../x","name":"n","subnet":""})", R"({"format":1,"id":"a","name":"n","subnet":"","leases":[{"machine":"/"}]})"})
            QCOMPARE(reasonOf(parseNetworkRecord(bad, "x")), Reason::RecordDamaged);
        QCOMPARE(reasonOf(parseNetworkRecord(R"({"format":99})", "x")), Reason::StoreTooNew);
    }

    void aFreeRangeTouchesNoOther()
    {
        QCOMPARE(freeSubnet({})->str(), std::string("10.89.0.0/24"));
        QCOMPARE(freeSubnet({*IpNetwork::parse("10.89.0.0/22")})->str(), std::string("10.89.4.0/24"));
        QCOMPARE(reasonOf(freeSubnet({*IpNetwork::parse("10.0.0.0/8")})), Reason::InUse);
    }

    void networksMadeAtOnceHaveDifferentRanges()
    {
        const QTemporaryDir folder;
        const Store store = *Store::open(folder.path().toStdString() + "/store");
        std::vector<std::jthread> makers;
        for (int i = 0; i < 8; ++i)
            makers.emplace_back([&, i] {
                NetworkRecord record;
                record.name = "n" + std::to_string(i);
                (void)createNetwork(store, record, {});
            });
        makers.clear();
        const auto networks = loadNetworks(store);
        REQUIRE_OK(networks);
        std::set<std::string> subnets;
        for (const NetworkRecord &record : *networks)
            subnets.insert(record.subnet);
        QCOMPARE(subnets.size(), std::size_t{8});
    }

    void leasesGrantedAtOnceAreDifferent()
    {
        const QTemporaryDir folder;
        const Store store = *Store::open(folder.path().toStdString() + "/store");
        NetworkRecord made;
        made.name = "app";
        REQUIRE_OK(createNetwork(store, made, {}));
        std::vector<std::jthread> joiners;
        for (int i = 0; i < 8; ++i)
            joiners.emplace_back([&, i] {
                (void)changeNetwork(store, "app", [&](NetworkRecord &record) -> Status {
                    FIRKIN_TRY(grantLease(record, machine("m" + std::to_string(i)), ""));
                    return {};
                }, {});
            });
        joiners.clear();
        const auto record = loadNetwork(store, "app");
        REQUIRE_OK(record);
        std::set<std::string> addresses;
        for (const Lease &lease : record->leases)
            addresses.insert(lease.address);
        QCOMPARE(addresses.size(), std::size_t{8});
        QCOMPARE(reasonOf(changeNetwork(store, "gone", [](NetworkRecord &) { return Status(); }, {})), Reason::NoSuchNetwork);
        QVERIFY(!std::filesystem::exists(store.layout().network("gone")));
    }

    void endedLeasesAreNotActiveAndGoneOnesAreFree()
    {
        const QTemporaryDir folder;
        const Store store = *Store::open(folder.path().toStdString() + "/store");
        NetworkRecord made;
        made.name = "app";
        REQUIRE_OK(createNetwork(store, made, {}));
        ContainerRecord container;
        container.id = *ContainerId::parse("one");
        container.machine = machine("one");
        container.spec.networks = {{"app", {}, {}}, {"removed", {}, {}}};
        REQUIRE_OK(changeNetwork(store, "app", [&](NetworkRecord &record) -> Status {
            FIRKIN_ASSIGN(Lease *const lease, grantLease(record, machine("one"), ""));
            lease->active = true;
            return {};
        }, {}));

        REQUIRE_OK(endLeases(store, container, false));
        QVERIFY(!loadNetwork(store, "app")->leases.front().active);
        REQUIRE_OK(endLeases(store, container, true));
        QVERIFY(loadNetwork(store, "app")->leases.empty());
    }
};

QTEST_GUILESS_MAIN(TestNetworks)
#include "test_networks.moc"
