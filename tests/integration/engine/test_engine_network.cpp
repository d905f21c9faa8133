// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/base/file.h"
#include "runtime/base/socket.h"
#include "tests/integration/engine/engine_fixture.h"
#include "tests/support/bytes.h"

#include <QCoreApplication>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

#include <algorithm>
#include <csignal>
#include <format>
#include <sys/socket.h>
#include <sys/stat.h>
#include <thread>

using namespace firkin;
using namespace firkin::engine;
using namespace firkin::test;

/// Two containers on a named network of their own, one boot of each for all checks; sockets and ports of the same two.
class TestEngineNetwork : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void membersHaveTheirAddressesAndNames();
    void membersReachEachOtherByNameAndAlias();
    void bulkGoesThroughTheSwitch();
    void theHostsLoopbackIsOutOfReach();
    void portsComeAndGoWhileItRuns();
    void aSwitchThatIsKilledComesBack();
    void aSocketOfTheHostIsSeenInTheContainer();
    void aSocketOfTheContainerIsSeenOnTheHost();
    void aMemberThatStopsIsForgotten();
    void aMemberWhoseSupervisorIsKilledIsForgotten();
    void nothingIsLeft();

private:
    [[nodiscard]] NetworkView network() const
    {
        const auto view = m_engine->networks().find("app", {});
        return view ? *view : NetworkView();
    }
    [[nodiscard]] bool reaches(const ContainerId &from, const std::string &name) const
    {
        return sh(*m_engine, from, "wget -q -T 5 -O - http://" + name + ":8000/").output.contains("it is web");
    }

    EngineFixture m_fixture;
    std::unique_ptr<Engine> m_engine;
    std::filesystem::path m_folder;
    UniqueFd m_hostServer; ///< listens at m_folder/host.sock
    std::jthread m_hostThread;
    ContainerId m_web;
    ContainerId m_db;
};

namespace {

constexpr auto untilStopped = "trap 'exit 0' TERM; while :; do sleep 1; done";

std::string backwards(const std::string &bytes)
{
    return {bytes.rbegin(), bytes.rend()};
}

/// A page from a published port; empty when there is none.
QByteArray pageAt(std::uint16_t port)
{
    QTcpSocket socket;
    socket.connectToHost(QStringLiteral("127.0.0.1"), port);
    if (!socket.waitForConnected(5000))
        return {};
    socket.write("GET / HTTP/1.0\r\n\r\n");
    while (socket.waitForReadyRead(5000)) {
    }
    return socket.readAll();
}

} // namespace

void TestEngineNetwork::initTestCase()
{
    m_engine = m_fixture.open();
    m_folder = m_fixture.store().layout().root.parent_path();
    // A server of the host's that answers after its client's end.
    auto listener = listenAt(m_folder / "host.sock", 16, firkin::Operation::RelaySocket);
    REQUIRE_OK(listener);
    m_hostServer = std::move(*listener);
    m_hostThread = std::jthread([fd = m_hostServer.get()](std::stop_token stop) {
        while (!stop.stop_requested()) {
            const auto connection = acceptFrom(fd, Deadline::never(), stop, firkin::Operation::RelaySocket, "host.sock");
            if (!connection)
                return;
            (void)writeAll(connection->get(), backwards(readToEnd<std::string>(connection->get())), "host.sock");
        }
    });

    REQUIRE_OK(m_engine->networks().create({.name = "app", .subnet = "10.89.77.0/24", .ipv6 = true, .subnet6 = {}, .mtu = 1400, .labels = {}}, {}));
    ContainerSpec web;
    web.name = "web";
    web.command = {"/bin/sh", "-c", std::string("mkdir /www; echo it is web > /www/index.html; httpd -p 8000 -h /www; ") + untilStopped};
    web.networks = {{"app", "10.89.77.10", {"front"}}};
    web.sockets = {{SocketDirection::IntoContainer, (m_folder / "host.sock").native(), "/var/run/deep/host.sock", 0660},
                   {SocketDirection::OutOfContainer, (m_folder / "made/guest.sock").native(), "/tmp/link.sock", 0640}};
    m_web = m_fixture.create(*m_engine, web);
    ContainerSpec db;
    db.name = "db";
    db.command = {"/bin/sh", "-c", untilStopped};
    db.networks = {{"app", {}, {}}};
    m_db = m_fixture.create(*m_engine, db);
    Status second;
    {
        std::jthread other([&] { second = m_engine->containers().start(m_db, {}, {}); });
        REQUIRE_OK(m_engine->containers().start(m_web, {}, {}));
    }
    REQUIRE_OK(second);
    const std::filesystem::path tool = std::filesystem::path(QCoreApplication::applicationDirPath().toStdString()) / "socket_tool";
    REQUIRE_OK(m_engine->files().copyIn(m_web, tool, "/bin/socket_tool", {}, {}, {}));
}

void TestEngineNetwork::membersHaveTheirAddressesAndNames()
{
    const NetworkView view = network();
    QVERIFY(view.up);
    QCOMPARE(view.members.size(), std::size_t{2});
    QCOMPARE(view.members[1].name, std::string("web"));
    QCOMPARE(view.members[1].address, std::string("10.89.77.10"));
    QVERIFY(view.members[0].active && view.members[1].active);

    const std::string addresses = sh(*m_engine, m_web, "ip addr show eth1; ip addr show eth0").output;
    QVERIFY2(addresses.contains("10.89.77.10/24"), addresses.c_str());
    QVERIFY2(addresses.contains(view.members[1].address6 + "/64"), addresses.c_str());
    QVERIFY2(addresses.contains("mtu 1400"), addresses.c_str());
    QVERIFY2(addresses.contains("10.0.2.15"), addresses.c_str());
    const std::string own = sh(*m_engine, m_web, "grep " + m_web.str() + " /etc/hosts").output;
    QVERIFY2(own.starts_with("10.89.77.10"), own.c_str());
}

void TestEngineNetwork::membersReachEachOtherByNameAndAlias()
{
    QVERIFY(QTest::qWaitFor([&] { return reaches(m_db, "web"); }, 30'000));
    QVERIFY(reaches(m_db, "front"));
    QVERIFY(reaches(m_db, "10.89.77.10"));
    // Both sides learned of each other, whoever came first.
    QVERIFY(QTest::qWaitFor([&] { return sh(*m_engine, m_web, "ping -c 1 -W 5 db").status->code == 0; }, 30'000));
    const std::string address6 = network().members[1].address6;
    QVERIFY(QTest::qWaitFor([&] { return sh(*m_engine, m_db, "ping -6 -c 1 -W 5 " + address6).status->code == 0; }, 30'000));
    QCOMPARE(sh(*m_engine, m_db, "ping -c 1 -W 2 nobody").status->code == 0, false);
}

void TestEngineNetwork::bulkGoesThroughTheSwitch()
{
    const auto begin = std::chrono::steady_clock::now();
    const Executed sum = sh(*m_engine, m_web, "dd if=/dev/zero of=/www/big bs=1M count=30 2>/dev/null; echo made");
    QCOMPARE(sum.output, std::string("made\n"));
    const auto made = std::chrono::steady_clock::now();
    const Executed got = sh(*m_engine, m_db, "wget -q -O - http://web:8000/big | wc -c");
    QCOMPARE(got.output, std::string("31457280\n"));
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - made).count();
    qInfo("30 MiB between two members: %.1f s, %.1f MB/s (making it %.1f s)", seconds, 31.457 / seconds, std::chrono::duration<double>(made - begin).count());
}

void TestEngineNetwork::theHostsLoopbackIsOutOfReach()
{
    QVERIFY(sh(*m_engine, m_web, "command -v nc").output.ends_with("nc\n")); // else nothing could be reached at all
    for (const QHostAddress &where : {QHostAddress(QHostAddress::LocalHost), QHostAddress(QHostAddress::LocalHostIPv6)}) {
        QTcpServer secret;
        if (!secret.listen(where)) {
            qInfo("this host has no %s", qPrintable(where.toString()));
            continue;
        }
        const std::string port = std::to_string(secret.serverPort());
        // The gateways and every address that passt answers for, of both families; with an address of the outer link, too.
        (void)sh(*m_engine, m_web, "ip -6 addr add fd00:2::15/64 dev eth0 2>/dev/null; ip -6 route add default via fe80::1 dev eth0 2>/dev/null; true");
        const std::string gateway6 = sh(*m_engine, m_web, "ip -6 neigh show dev eth0 | head -n 1 | cut -d ' ' -f 1 | tr -d '\\n'").output;
        for (const std::string &address : {std::string("10.0.2.2"), std::string("10.0.2.3"), std::string("127.0.0.1"), std::string("::1"), std::string("fd00:2::1"),
                                           std::string("fe80::1%eth0"), gateway6.empty() ? std::string("fd00:2::2") : gateway6 + "%eth0"})
            (void)sh(*m_engine, m_web, "echo hi | timeout 3 nc " + address + " " + port);
        QVERIFY(!secret.hasPendingConnections() && !secret.waitForNewConnection(0));
    }
}

void TestEngineNetwork::portsComeAndGoWhileItRuns()
{
    const auto bound = m_engine->ports().publish(m_web, {{"127.0.0.1", 0, 8000, Transport::Tcp}, {"127.0.0.1", 0, 5300, Transport::Udp}}, {});
    REQUIRE_OK(bound);
    QCOMPARE(bound->size(), std::size_t{2});
    const std::uint16_t port = bound->front().hostPort;
    QVERIFY(QTest::qWaitFor([&] { return pageAt(port).contains("it is web"); }, 30'000));
    QCOMPARE(m_engine->containers().find("web", {})->ports, *bound);

    // Taken by somebody else: nothing of the list is published.
    QTcpServer taken;
    QVERIFY(taken.listen(QHostAddress::LocalHost));
    const auto refused = m_engine->ports().publish(m_web, {{"127.0.0.1", 0, 8001, Transport::Tcp}, {"127.0.0.1", taken.serverPort(), 8002, Transport::Tcp}}, {});
    QVERIFY(!refused);
    QCOMPARE(refused.error().rootReason(), Reason::PortTaken);
    QCOMPARE(m_engine->containers().find("web", {})->ports, *bound);

    REQUIRE_OK(m_engine->ports().unpublish(m_web, {{"", 0, 8000, Transport::Tcp}}, {}));
    QVERIFY(pageAt(port).isEmpty());
    REQUIRE_OK(m_engine->ports().unpublish(m_web, {bound->back()}, {}));
    QVERIFY(m_engine->containers().find("web", {})->ports.empty());
}

void TestEngineNetwork::aSwitchThatIsKilledComesBack()
{
    const auto switchPid = [&] {
        for (const std::string &line : m_fixture.processes()) {
            if (line.contains("--network app"))
                return std::stoi(line);
        }
        return 0;
    };
    const int before = switchPid();
    QVERIFY(before > 0);

    ::kill(before, SIGKILL);

    QVERIFY(QTest::qWaitFor([&] { return switchPid() > 0 && switchPid() != before; }, 20'000));
    QVERIFY(QTest::qWaitFor([&] { return reaches(m_db, "web"); }, 30'000));
    QVERIFY(network().up);
}

void TestEngineNetwork::aSocketOfTheHostIsSeenInTheContainer()
{
    const std::string listed = sh(*m_engine, m_web, "ls -l /var/run/deep/host.sock").output;
    QVERIFY2(listed.starts_with("srw-rw----"), listed.c_str());
    // The answer comes after the question's end: without a half-close there would be none.
    QCOMPARE(sh(*m_engine, m_web, "printf abc | socket_tool ask /var/run/deep/host.sock").output, std::string("cba"));
    const std::string big = randomBytes<std::string>(10'000'000, 42);
    const Executed answer = sh(*m_engine, m_web, "socket_tool ask /var/run/deep/host.sock", big);
    QCOMPARE(answer.output.size(), big.size());
    QVERIFY(answer.output == backwards(big));
}

void TestEngineNetwork::aSocketOfTheContainerIsSeenOnTheHost()
{
    const auto path = m_folder / "made/guest.sock";
    struct stat status{};
    QVERIFY(::lstat(path.c_str(), &status) == 0 && S_ISSOCK(status.st_mode) && (status.st_mode & 0777) == 0640);
    {
        // Nobody listens in the container yet: an end, not a hang.
        const auto early = connectTo(path, Deadline::after(std::chrono::seconds(5)), {}, firkin::Operation::RelaySocket);
        REQUIRE_OK(early);
        QCOMPARE(readToEnd<std::string>(early->get()), std::string());
    }
    // By an absolute link, which leads to a place of the container's and not of the machine's.
    (void)sh(*m_engine, m_web, "mkdir -p /srv/s; socket_tool answer /srv/s/guest.sock & ln -s /srv/s/guest.sock /tmp/link.sock");
    const std::string big = randomBytes<std::string>(10'000'000, 42);
    const auto asked = [&](const std::string &question) {
        const auto fd = connectTo(path, Deadline::after(std::chrono::seconds(5)), {}, firkin::Operation::RelaySocket);
        if (!fd)
            return std::string();
        std::jthread writer([&] {
            (void)writeAll(fd->get(), question, "guest.sock");
            ::shutdown(fd->get(), SHUT_WR);
        });
        return readToEnd<std::string>(fd->get());
    };
    QVERIFY(QTest::qWaitFor([&] { return asked("abc") == "cba"; }, 20'000));
    QVERIFY(asked(big) == backwards(big));
}

void TestEngineNetwork::aMemberThatStopsIsForgotten()
{
    REQUIRE_OK(m_engine->containers().stop(m_web, std::chrono::milliseconds(2000), {}));
    QVERIFY(QTest::qWaitFor([&] { return !sh(*m_engine, m_db, "cat /etc/hosts").output.contains("front"); }, 20'000));
    QVERIFY(!network().members[1].active);
    QCOMPARE(network().members[1].address, std::string("10.89.77.10")); // kept for it
    struct stat status{};
    QVERIFY(::lstat((m_folder / "made/guest.sock").c_str(), &status) != 0);
}

void TestEngineNetwork::aMemberWhoseSupervisorIsKilledIsForgotten()
{
    ::kill(m_fixture.supervisorOf(m_db), SIGKILL);
    QVERIFY(QTest::qWaitFor([&] { return !network().members[0].active; }, 20'000));
    QCOMPARE(m_engine->networks().remove("app", {}).error().rootReason(), Reason::InUse);
}

void TestEngineNetwork::nothingIsLeft()
{
    for (const ContainerId &id : {m_web, m_db})
        REQUIRE_OK(m_engine->containers().remove(id, true, true, {}));
    REQUIRE_OK(m_engine->networks().remove("app", {}));
    QVERIFY(m_fixture.isClean());
}

QTEST_GUILESS_MAIN(TestEngineNetwork)
#include "test_engine_network.moc"
