// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/base/file.h"
#include "runtime/base/socket.h"
#include "runtime/engine/store/store_lock.h"
#include "runtime/network/frame_splitter.h"
#include "runtime/supervisor/network_plan.h"
#include "runtime/supervisor/switch_keeper.h"
#include "tests/contract/require_ok.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <poll.h>
#include <sys/socket.h>
#include <thread>

using namespace firkin;
using namespace firkin::supervisor;
using store::Lease;
using store::NetworkRecord;

namespace {

NetworkRecord networkOf(const std::string &name, bool internal)
{
    NetworkRecord record;
    record.id = "n" + name;
    record.name = name;
    record.subnet = "10.89.0.0/24";
    record.subnet6 = "fd00:1::/64";
    record.mtu = 1400;
    record.internal = internal;
    return record;
}

JoinedNetwork joined(NetworkRecord network, const std::string &machine)
{
    JoinedNetwork one;
    one.lease = **store::grantLease(network, *MachineId::parse(machine), "");
    one.network = std::move(network);
    one.socket = "/run/" + one.network.id + "/" + machine;
    return one;
}

store::ContainerRecord record(const std::string &id, const std::string &name)
{
    store::ContainerRecord made;
    made.id = *ContainerId::parse(id);
    made.machine = *MachineId::parse(id);
    made.name = name;
    made.process.command = {"/bin/true"};
    made.process.hostname = id;
    made.process.workingDirectory = "/";
    made.spec.memory = ByteSize::ofMiB(512);
    made.spec.networks = {{"app", {}, {"front", "store"}}};
    return made;
}

MachinePlan planFor(const store::ContainerRecord &container)
{
    auto plan = planMachine(container, {"/k", "/i", "/images/rootfs.ext4", "/store/upper.ext4", "/store/machine", "/run/user/1000/firkin/abc", {}}, {});
    if (!plan)
        qFatal("%s", render(plan.error()).c_str());
    return std::move(*plan);
}

/// A store with one network and machines whose locks the test holds, as their supervisors would.
struct Stage {
    Stage() : store(*store::Store::open(folder.path().toStdString() + "/store")), sockets{folder.path().toStdString() + "/run"}
    {
        NetworkRecord made;
        made.name = "app";
        auto network = store::createNetwork(store, made, {});
        id = network->id;
        (void)makePrivateDirectory(sockets.runtime);
    }
    store::StoreLock lockOf(const std::string &machine) const
    {
        const auto name = *MachineId::parse(machine);
        (void)makePrivateDirectory(store.layout().machine(name));
        return std::move(**store::StoreLock::tryAcquire(store.layout().machineLock(name)));
    }
    Lease activate(const std::string &machine, bool active) const
    {
        Lease lease;
        (void)store::changeNetwork(store, "app", [&](NetworkRecord &record) -> Status {
            FIRKIN_ASSIGN(Lease *const own, store::grantLease(record, *MachineId::parse(machine), ""));
            own->active = active;
            lease = *own;
            return {};
        }, {});
        return lease;
    }
    [[nodiscard]] bool isActive(const std::string &machine) const
    {
        auto record = store::loadNetwork(store, "app");
        const Lease *lease = record ? store::findLease(*record, *MachineId::parse(machine)) : nullptr;
        return lease && lease->active;
    }
    [[nodiscard]] std::filesystem::path port(const std::string &machine) const { return sockets.networkPort(id, *MachineId::parse(machine)); }
    [[nodiscard]] UniqueFd plug(const std::string &machine) const
    {
        auto fd = connectTo(port(machine), Deadline::after(std::chrono::seconds(5)), {}, Operation::JoinNetwork);
        return fd ? std::move(*fd) : UniqueFd();
    }

    QTemporaryDir folder;
    store::Store store;
    store::SocketLayout sockets;
    std::string id;
};

/// A keeper that runs on a thread.
struct Running {
    explicit Running(const Stage &stage) : keeper(std::move(*SwitchKeeper::create(stage.store, stage.sockets, "app")))
    {
        thread = std::jthread([this](std::stop_token stop) {
            keeper->run(std::move(stop));
            over = true;
        });
    }
    std::unique_ptr<SwitchKeeper> keeper;
    std::atomic<bool> over{false};
    std::jthread thread;
};

} // namespace

class TestNetworkParts : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aNamedNetworkIsASecondCardWithItsAddresses()
    {
        const auto container = record("aaaaaaaaaaaa", "web");
        MachinePlan plan = planFor(container);
        const auto network = joined(networkOf("app", false), "aaaaaaaaaaaa");

        addNetworks(plan, container, {network});

        QVERIFY(plan.machine.network.has_value());
        QCOMPARE(plan.machine.lans.size(), std::size_t{1});
        QCOMPARE(plan.machine.lans.front().macAddress, network.lease.mac);
        QCOMPARE(plan.interfaces.size(), std::size_t{2});
        QCOMPARE(plan.interfaces[1].name, std::string("eth1"));
        QCOMPARE(plan.interfaces[1].address, std::string("10.89.0.2/24"));
        QCOMPARE(plan.interfaces[1].address6, network.lease.address6 + "/64");
        QCOMPARE(plan.interfaces[1].mtu, std::optional<std::uint32_t>(1400));
        REQUIRE_OK(vmm::validate(plan.machine));
        const auto &entries = plan.container.hosts->entries;
        QVERIFY(std::ranges::any_of(entries, [](const auto &entry) { return entry.address == "10.89.0.2" && std::ranges::find(entry.names, "aaaaaaaaaaaa") != entry.names.end(); }));
    }

    void internalNetworksAloneLeaveNoWayOut()
    {
        const auto container = record("aaaaaaaaaaaa", "web");
        MachinePlan plan = planFor(container);
        addNetworks(plan, container, {joined(networkOf("app", true), "aaaaaaaaaaaa")});
        QVERIFY(!plan.machine.network);
        QVERIFY(!plan.container.dns);
        QCOMPARE(plan.interfaces.size(), std::size_t{1});
        QCOMPARE(plan.interfaces[0].name, std::string("eth0"));
        QVERIFY(plan.interfaces[0].gateway.empty());

        MachinePlan mixed = planFor(container);
        addNetworks(mixed, container, {joined(networkOf("app", true), "aaaaaaaaaaaa"), joined(networkOf("web", false), "aaaaaaaaaaaa")});
        QVERIFY(mixed.machine.network.has_value());
        QCOMPARE(mixed.interfaces.size(), std::size_t{3});
    }

    void namesOfOthersThatRunAreInTheHostsFile()
    {
        NetworkRecord network = networkOf("app", false);
        for (const char *machine : {"self", "other", "idle"}) {
            Lease *lease = *store::grantLease(network, *MachineId::parse(machine), "");
            lease->names = {std::string(machine) + "-name", "alias"};
            lease->active = std::string(machine) != "idle";
        }
        const auto hosts = hostsWithMembers({{{"127.0.0.1", {"localhost"}, {}}}, {}}, {network}, *MachineId::parse("self"));
        QCOMPARE(hosts.entries.size(), std::size_t{3}); // localhost, and one of each family
        QCOMPARE(hosts.entries[1].address, std::string("10.89.0.3"));
        QCOMPARE(hosts.entries[1].names, (std::vector<std::string>{"other-name", "alias"}));
    }

    void aContainerIsCalledByNameAliasesAndHostName()
    {
        auto container = record("aaaaaaaaaaaa", "web");
        QCOMPARE(namesOn(container, container.spec.networks.front()), (std::vector<std::string>{"web", "front", "store", "aaaaaaaaaaaa"}));
    }

    void aPortOpensWithALeaseAndClosesWithIt()
    {
        const Stage stage;
        const auto one = stage.lockOf("one"), two = stage.lockOf("two");
        const Lease first = stage.activate("one", true);
        Running running(stage);
        QTRY_VERIFY(std::filesystem::exists(stage.port("one")));
        const Lease second = stage.activate("two", true);
        QTRY_VERIFY(std::filesystem::exists(stage.port("two")));
        const UniqueFd a = stage.plug("one"), b = stage.plug("two");
        QTRY_VERIFY(running.keeper->lan().isConnected("one") && running.keeper->lan().isConnected("two"));

        // From one to two, by the addresses of their leases.
        const auto macs = std::pair(*network::parseMac(first.mac), *network::parseMac(second.mac));
        std::vector<std::byte> frame;
        for (const auto byte : macs.second)
            frame.push_back(static_cast<std::byte>(byte));
        for (const auto byte : macs.first)
            frame.push_back(static_cast<std::byte>(byte));
        const auto address = IpAddress::parse(first.address)->bytes();
        for (const int byte : {0x08, 0x00, 0x45, 0, 0, 20, 0, 0, 0, 0, 64, 17, 0, 0})
            frame.push_back(static_cast<std::byte>(byte));
        for (std::size_t i = 0; i < 4; ++i)
            frame.push_back(static_cast<std::byte>(address.at(i)));
        frame.insert(frame.end(), 4, std::byte{10});
        std::vector<std::byte> wire;
        network::appendFrame(wire, frame);
        QCOMPARE(::send(a.get(), wire.data(), wire.size(), 0), static_cast<ssize_t>(wire.size()));
        std::vector<std::byte> got(wire.size());
        QCOMPARE(::recv(b.get(), got.data(), got.size(), MSG_WAITALL), static_cast<ssize_t>(got.size()));
        QVERIFY(got == wire);

        stage.activate("two", false);
        char end = 0;
        QCOMPARE(::recv(b.get(), &end, 1, 0), ssize_t{0});
        QTRY_VERIFY(!std::filesystem::exists(stage.port("two")));
        QVERIFY(!running.over);
    }

    void theLeaseOfADeadMachineEnds()
    {
        const Stage stage;
        const auto one = stage.lockOf("one");
        stage.activate("one", true);
        auto dead = std::optional(stage.lockOf("two"));
        stage.activate("two", true);
        const Running running(stage);

        dead.reset(); // its supervisor was killed

        QTRY_VERIFY_WITH_TIMEOUT(!stage.isActive("two"), 10'000);
        QVERIFY(stage.isActive("one"));
    }

    void itGoesWhenNobodyIsOnItAndComesAgain()
    {
        const Stage stage;
        const auto one = stage.lockOf("one");
        stage.activate("one", true);
        const auto isHeld = [&] { return store::StoreLock::isHeld(store::Layout::switchLock(stage.store.layout().network("app"))); };
        {
            const Running running(stage);
            QVERIFY(isHeld());
            stage.activate("one", false);
            QTRY_VERIFY_WITH_TIMEOUT(running.over, 15'000);
            QVERIFY(!isHeld());
            QVERIFY(!std::filesystem::exists(stage.sockets.network(stage.id)));
        }
        stage.activate("one", true);
        const Running again(stage);
        QTRY_VERIFY(std::filesystem::exists(stage.port("one")));
    }

    void itGoesWithItsNetwork()
    {
        const Stage stage;
        const auto one = stage.lockOf("one");
        stage.activate("one", true);
        const Running running(stage);
        REQUIRE_OK(store::removeNetwork(stage.store, "app", {})); // no container is on it, as far as the store knows
        QTRY_VERIFY_WITH_TIMEOUT(running.over, 10'000);
    }
};

QTEST_GUILESS_MAIN(TestNetworkParts)
#include "test_network_parts.moc"
