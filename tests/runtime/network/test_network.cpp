// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/base/socket.h"
#include "runtime/base/stop_fd.h"
#include "runtime/network/frame_splitter.h"
#include "runtime/network/lan_switch.h"

#include <QTemporaryDir>
#include <QTest>

#include <format>
#include <poll.h>
#include <sys/socket.h>
#include <thread>

using namespace firkin;
using namespace firkin::network;

namespace {

using Bytes = std::vector<std::byte>;

Bytes fromHex(const char *hex)
{
    Bytes bytes;
    const QByteArray raw = QByteArray::fromHex(hex);
    for (const char c : raw)
        bytes.push_back(static_cast<std::byte>(c));
    return bytes;
}

/// A port's owner: 52:56:00:00:00:NN, 10.89.0.NN, fd00::NN.
PortIdentity identity(int number)
{
    return {*parseMac(std::format("52:56:00:00:00:{:02x}", number)), *IpAddress::parse(std::format("10.89.0.{}", number)),
            IpAddress::parse(std::format("fd00::{:x}", number))};
}

/// An IPv4 frame from one to another with a payload.
Bytes ipv4Frame(int from, int to, std::size_t payload = 6, std::byte fill = std::byte{7})
{
    Bytes frame = fromHex("5256000000ff5256000000ee0800" "450000140000000040110000" "0a5900ee0a5900ff");
    frame[5] = static_cast<std::byte>(to);
    frame[11] = static_cast<std::byte>(from);
    frame[29] = static_cast<std::byte>(from);
    frame[33] = static_cast<std::byte>(to);
    frame.insert(frame.end(), payload, fill);
    return frame;
}

/// QEMU's end of a port.
class Card {
public:
    Card(const std::filesystem::path &folder, int number, LanSwitch &lan) : m_path(folder / std::to_string(number))
    {
        auto listener = listenAt(m_path, 4, firkin::Operation::JoinNetwork);
        lan.setPort(std::to_string(number), identity(number), std::move(*listener));
        plug();
        while (!lan.isConnected(std::to_string(number)))
            std::this_thread::yield();
    }
    void plug() { m_fd = *connectTo(m_path, Deadline::after(std::chrono::seconds(5)), {}, firkin::Operation::JoinNetwork); }
    void send(const Bytes &frame) const
    {
        Bytes out;
        appendFrame(out, frame);
        QVERIFY(::send(m_fd.get(), out.data(), out.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(out.size()));
    }
    void sendRaw(const Bytes &bytes) const { QVERIFY(::send(m_fd.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL) > 0); }
    /// The next frame; empty when none comes in time, or the connection ended.
    Bytes receive(int milliseconds = 5000)
    {
        while (m_frames.empty()) {
            pollfd fd{m_fd.get(), POLLIN, 0};
            std::array<std::byte, 65536> buffer;
            if (::poll(&fd, 1, milliseconds) != 1)
                return {};
            const ssize_t count = ::recv(m_fd.get(), buffer.data(), buffer.size(), 0);
            if (count <= 0)
                return {};
            (void)m_splitter.feed(std::span(buffer).first(static_cast<std::size_t>(count)), [&](std::span<const std::byte> frame) { m_frames.emplace_back(frame.begin(), frame.end()); });
        }
        Bytes first = std::move(m_frames.front());
        m_frames.erase(m_frames.begin());
        return first;
    }

private:
    std::filesystem::path m_path;
    UniqueFd m_fd;
    FrameSplitter m_splitter;
    std::vector<Bytes> m_frames;
};

} // namespace

class TestNetwork : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void framesComeOutHoweverTheyAreSplit()
    {
        Bytes stream;
        const std::vector<Bytes> frames{Bytes(1, std::byte{1}), Bytes(60, std::byte{2}), Bytes(1514, std::byte{3})};
        for (const Bytes &frame : frames)
            appendFrame(stream, frame);

        for (std::size_t at = 0; at <= stream.size(); ++at) {
            FrameSplitter splitter;
            std::vector<Bytes> seen;
            const auto collect = [&](std::span<const std::byte> frame) { seen.emplace_back(frame.begin(), frame.end()); };
            QVERIFY(splitter.feed(std::span(stream).first(at), collect));
            QVERIFY(splitter.feed(std::span(stream).subspan(at), collect));
            QVERIFY(seen == frames);
        }
        FrameSplitter bytewise;
        std::size_t count = 0;
        for (std::size_t i = 0; i < stream.size(); ++i)
            QVERIFY(bytewise.feed(std::span(stream).subspan(i, 1), [&](std::span<const std::byte>) { ++count; }));
        QCOMPARE(count, frames.size());
    }

    void impossibleLengthsBreakTheStream_data()
    {
        QTest::addColumn<QByteArray>("head");
        QTest::newRow("nothing") << QByteArray("00000000");
        QTest::newRow("huge") << QByteArray("ffffffff");
        QTest::newRow("a little too long") << QByteArray("00011001");
    }
    void impossibleLengthsBreakTheStream()
    {
        QFETCH(QByteArray, head);
        const Bytes bytes = fromHex(head.constData());
        for (std::size_t at = 0; at < bytes.size(); ++at) {
            FrameSplitter splitter;
            const auto never = [](std::span<const std::byte>) { QFAIL("no frame"); };
            QVERIFY(splitter.feed(std::span(bytes).first(at), never));
            QVERIFY(!splitter.feed(std::span(bytes).subspan(at), never));
        }
    }

    void onlyHonestFramesPass_data()
    {
        QTest::addColumn<QByteArray>("frame");
        QTest::addColumn<bool>("passes");
        const char *ethernet = "525600000003525600000002";
        const auto row = [&](const char *name, const QByteArray &rest, bool passes) { QTest::newRow(name) << QByteArray(ethernet) + rest << passes; };
        row("IPv4", "0800" "4500001400000000401100000a5900020a590003", true);
        row("IPv4 without an address yet", "0800" "45000014000000004011000000000000ffffffff", true);
        row("IPv4 of another", "0800" "4500001400000000401100000a5900030a590002", false);
        row("IPv4 cut short", "0800" "4500001400", false);
        row("IPv4 that is IPv6", "0800" "6500001400000000401100000a5900020a590003", false);
        row("ARP", "0806" "0001080006040001" "525600000002" "0a590002" "000000000000" "0a590003", true);
        row("ARP probe", "0806" "0001080006040001" "525600000002" "00000000" "000000000000" "0a590003", true);
        row("ARP for another", "0806" "0001080006040002" "525600000002" "0a590003" "525600000003" "0a590003", false);
        row("ARP with another's card", "0806" "0001080006040002" "525600000003" "0a590002" "525600000003" "0a590003", false);
        row("ARP cut short", "0806" "00010800060400", false);
        row("IPv6", "86dd" "6000000000001140" "fd000000000000000000000000000002" "fd000000000000000000000000000003", true);
        row("IPv6 on the link", "86dd" "6000000000001140" "fe800000000000005054000000000002" "ff020000000000000000000000000001", true);
        row("IPv6 of another", "86dd" "6000000000001140" "fd000000000000000000000000000003" "fd000000000000000000000000000002", false);
        const QByteArray own = "86dd" "6000000000203aff" "fd000000000000000000000000000002" "fd000000000000000000000000000003";
        row("neighbour advertisement", own + "88000000" "60000000" "fd000000000000000000000000000002", true);
        row("neighbour advertisement for another", own + "88000000" "60000000" "fd000000000000000000000000000003", false);
        row("neighbour advertisement cut short", own + "88000000" "60000000" "fd00", false);
        row("router advertisement", own + "86000000" "40000708", false);
        row("router advertisement behind hop-by-hop", "86dd" "60000000001000ff" "fd000000000000000000000000000002" "ff020000000000000000000000000001" "3a00000000000000" "86000000", false);
        row("VLAN", "8100" "00010800" "4500001400000000401100000a5900020a590003", false);
        row("unknown protocol", "88cc" "0000", false);
        row("nothing behind", "0800", false);
        QTest::newRow("another's card") << QByteArray("525600000002525600000003" "0800" "4500001400000000401100000a5900020a590003") << false;
        QTest::newRow("cut in the header") << QByteArray("5256000000025256") << false;
        QTest::newRow("empty") << QByteArray() << false;
    }
    void onlyHonestFramesPass()
    {
        QFETCH(QByteArray, frame);
        QFETCH(bool, passes);
        QCOMPARE(isHonest(identity(2), fromHex(frame.constData())), passes);
    }

    void addressesOfCardsAreRead()
    {
        QVERIFY(parseMac("52:56:00:ab:CD:ef").has_value());
        for (const char *bad : {"", "52:56:00:ab:cd", "52:56:00:ab:cd:gg", "525600abcdef12345", "52-56-00-ab-cd-ef", "52:56:00:ab:cd:ef:"})
            QVERIFY2(!parseMac(bad), bad);
    }

    void aFrameReachesItsReceiverOnly()
    {
        const QTemporaryDir folder;
        LanSwitch lan;
        Card one(folder.path().toStdString(), 2, lan), two(folder.path().toStdString(), 3, lan), three(folder.path().toStdString(), 4, lan);

        one.send(ipv4Frame(2, 3));
        QCOMPARE(two.receive(), ipv4Frame(2, 3));
        Bytes everybody = ipv4Frame(2, 3);
        std::fill_n(everybody.begin(), 6, std::byte{0xff});
        one.send(everybody);
        QCOMPARE(two.receive(), everybody);
        QCOMPARE(three.receive(), everybody); // and not the one before
        QVERIFY(one.receive(20).empty());
    }

    void whoLiesIsNotHeardAndGoesOn()
    {
        const QTemporaryDir folder;
        LanSwitch lan;
        Card one(folder.path().toStdString(), 2, lan), two(folder.path().toStdString(), 3, lan);

        one.send(ipv4Frame(4, 3));
        one.send(ipv4Frame(2, 9)); // there is no such member
        one.send(ipv4Frame(2, 3));

        QCOMPARE(two.receive(), ipv4Frame(2, 3));
        QCOMPARE(lan.counters().refused, std::uint64_t{1});
        QCOMPARE(lan.counters().dropped, std::uint64_t{1});
    }

    void aBrokenStreamEndsItsConnectionAlone()
    {
        const QTemporaryDir folder;
        LanSwitch lan;
        Card one(folder.path().toStdString(), 2, lan), two(folder.path().toStdString(), 3, lan);

        one.sendRaw(fromHex("ffffffff00"));
        QVERIFY(one.receive().empty());
        one.plug(); // as QEMU does
        QTRY_VERIFY(lan.isConnected("2"));
        one.send(ipv4Frame(2, 3));
        QCOMPARE(two.receive(), ipv4Frame(2, 3));
    }

    void aPortThatDoesNotReadHoldsUpNobody()
    {
        const QTemporaryDir folder;
        LanSwitch lan;
        Card sender(folder.path().toStdString(), 2, lan), deaf(folder.path().toStdString(), 3, lan), other(folder.path().toStdString(), 4, lan);

        // Far more than its queue and its socket hold.
        for (int i = 0; i < 4000; ++i)
            sender.send(ipv4Frame(2, 3, 1400));
        sender.send(ipv4Frame(2, 4));

        QCOMPARE(other.receive(), ipv4Frame(2, 4));
        QVERIFY(lan.counters().dropped > 0);
        QCOMPARE(deaf.receive(), ipv4Frame(2, 3, 1400)); // whole frames, still
    }

    void manyFramesArriveInOrder()
    {
        const QTemporaryDir folder;
        LanSwitch lan;
        Card one(folder.path().toStdString(), 2, lan), two(folder.path().toStdString(), 3, lan);
        std::jthread writer([&] {
            for (int i = 0; i < 2000; ++i)
                one.send(ipv4Frame(2, 3, 100 + static_cast<std::size_t>(i) % 1300, static_cast<std::byte>(i)));
        });
        for (int i = 0; i < 2000; ++i)
            QCOMPARE(two.receive(), ipv4Frame(2, 3, 100 + static_cast<std::size_t>(i) % 1300, static_cast<std::byte>(i)));
    }

    void aRemovedPortIsClosed()
    {
        const QTemporaryDir folder;
        LanSwitch lan;
        Card one(folder.path().toStdString(), 2, lan), two(folder.path().toStdString(), 3, lan);

        lan.removePort("3");

        QVERIFY(two.receive().empty());
        one.send(ipv4Frame(2, 3));
        QTRY_COMPARE(lan.counters().dropped, std::uint64_t{1});
        QCOMPARE(lan.ports(), std::vector<std::string>{"2"});
    }
};

QTEST_GUILESS_MAIN(TestNetwork)
#include "test_network.moc"
