// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/stream/socket_pump.h"

#include "runtime/base/socket.h"
#include "tests/support/bytes.h"

#include <QTest>

#include <array>
#include <poll.h>
#include <sys/socket.h>
#include <thread>

using namespace firkin;
using namespace firkin::agent;

namespace {

using Bytes = std::vector<std::byte>;
using test::randomBytes;
using test::readToEnd;

std::pair<UniqueFd, UniqueFd> socketPair()
{
    std::array<int, 2> fds{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds.data()) != 0)
        qFatal("socketpair");
    return {UniqueFd(fds[0]), UniqueFd(fds[1])};
}

template <class Pump>
void pump(Pump one)
{
    while (const auto wanted = one.turn()) {
        std::array<pollfd, 2> fds{pollfd{wanted->local ? one.localFd() : -1, wanted->local, 0}, pollfd{wanted->border ? one.borderFd() : -1, wanted->border, 0}};
        if (::poll(fds.data(), fds.size(), 20'000) <= 0)
            return;
    }
}

/// Two sockets with a relay between them: what one side writes, the other reads.
template <class Pump>
struct Relay {
    Relay()
    {
        auto [clientEnd, nearLocal] = socketPair();
        auto [nearBorder, farBorder] = socketPair();
        auto [farLocal, serverEnd] = socketPair();
        client = std::move(clientEnd);
        server = std::move(serverEnd);
        for (const auto *fd : {&nearLocal, &nearBorder, &farBorder, &farLocal})
            (void)setNonBlocking(fd->get(), true);
        near = std::jthread([local = std::move(nearLocal), border = std::move(nearBorder)]() mutable { pump(Pump(std::move(local), std::move(border))); });
        far = std::jthread([local = std::move(farLocal), border = std::move(farBorder)]() mutable { pump(Pump(std::move(local), std::move(border))); });
    }
    UniqueFd client;
    UniqueFd server;
    std::jthread near;
    std::jthread far;
};

void writeAllOf(int fd, const Bytes &bytes)
{
    for (std::size_t at = 0; at < bytes.size();) {
        const ssize_t count = ::send(fd, bytes.data() + at, bytes.size() - at, MSG_NOSIGNAL);
        if (count <= 0)
            return;
        at += static_cast<std::size_t>(count);
    }
}

/// What one end has to say now, taken out of it.
Bytes said(DuplexStream &stream)
{
    const auto pending = stream.pending();
    Bytes bytes(pending.begin(), pending.end());
    stream.consumed(bytes.size());
    return bytes;
}

} // namespace

class TestRelay : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void bothDirectionsArriveHoweverTheyAreSplit()
    {
        const Bytes there = randomBytes(700, 1), back = randomBytes(300, 2);
        DuplexStream sender;
        sender.append(there);
        sender.end();
        const Bytes wire = said(sender);

        for (std::size_t at = 0; at <= wire.size(); ++at) {
            DuplexStream receiver;
            QVERIFY(receiver.received(std::span(wire).first(at)));
            QVERIFY(at == wire.size() || !receiver.isAtEnd());
            QVERIFY(receiver.received(std::span(wire).subspan(at)));
            Bytes got;
            while (!receiver.readable().empty()) {
                got.insert(got.end(), receiver.readable().begin(), receiver.readable().end());
                receiver.take(receiver.readable().size());
            }
            QVERIFY(got == there);
            QVERIFY(receiver.isAtEnd() && !receiver.isFinished()); // its own direction is open
            receiver.append(back);
            receiver.end();
            DuplexStream other = sender; // as it was when it had said everything
            QVERIFY(other.received(said(receiver)));
            QVERIFY(!other.isFinished() && !receiver.isFinished()); // neither knows that all has arrived
            other.take(back.size());
            QVERIFY(receiver.received(said(other)));
            QVERIFY(other.isFinished() && receiver.isFinished());
        }
    }

    void noMoreThanAWindowIsOnTheWay()
    {
        DuplexStream sender, receiver;
        sender.append(randomBytes(DuplexStream::window, 3));
        QCOMPARE(sender.room(), std::size_t{0});

        QVERIFY(receiver.received(said(sender)));
        QCOMPARE(sender.room(), std::size_t{0}); // it has arrived, and nobody has taken it
        receiver.take(DuplexStream::window / 2);
        QVERIFY(sender.received(said(receiver)));
        QCOMPARE(sender.room(), DuplexStream::window / 2);
    }

    void violationsAreRefused_data()
    {
        QTest::addColumn<QByteArray>("wire");
        const auto row = [](const char *name, const Bytes &wire) { QTest::newRow(name) << QByteArray(reinterpret_cast<const char *>(wire.data()), static_cast<qsizetype>(wire.size())); };
        Bytes wire;
        appendData(wire, randomBytes(DuplexStream::window + 1, 4));
        row("more than the window", wire);
        wire.clear();
        appendEnd(wire);
        appendData(wire, randomBytes(1, 5));
        row("data after the end", wire);
        wire.clear();
        appendEnd(wire);
        appendEnd(wire);
        row("two ends", wire);
        wire.clear();
        appendAck(wire, 1);
        row("acknowledgement of nothing", wire);
        row("unknown frame", Bytes{std::byte{0}, std::byte{0}, std::byte{0}, std::byte{9}});
    }
    void violationsAreRefused()
    {
        QFETCH(QByteArray, wire);
        DuplexStream stream;
        const auto *bytes = reinterpret_cast<const std::byte *>(wire.constData());
        QVERIFY(!stream.received(std::span(bytes, static_cast<std::size_t>(wire.size()))));
    }

    void whoSendsAndNeverReadsIsRefused()
    {
        DuplexStream stream;
        Bytes wire;
        appendData(wire, randomBytes(DuplexStream::window, 12));
        Status taken;
        int rounds = 0;
        for (; taken && rounds < 100'000; ++rounds) {
            taken = stream.received(wire);
            stream.take(stream.readable().size());
        }
        QVERIFY(!taken);
        QCOMPARE(taken.error().reason, Reason::ProtocolViolation);
        QVERIFY(stream.pending().size() < 9 * DuplexStream::window);
    }

    void aWindowOfSingleBytesIsNoViolation()
    {
        DuplexStream stream;
        const Bytes one = randomBytes(1, 13);
        while (stream.room() > 0)
            stream.append(one);
        Bytes wire;
        appendData(wire, randomBytes(DuplexStream::window, 14));
        QVERIFY(stream.received(wire));
        stream.take(1);
        wire.clear();
        appendEnd(wire);
        QVERIFY(stream.received(wire));
    }

    void anAnswerComesAfterTheQuestionsEnd()
    {
        Relay<SocketPump> relay;
        const Bytes question = randomBytes(100'000, 6), answer = randomBytes(200'000, 7);

        std::jthread server([&] {
            const Bytes asked = readToEnd(relay.server.get()); // ends by the half-close alone
            writeAllOf(relay.server.get(), asked == question ? answer : Bytes());
            ::shutdown(relay.server.get(), SHUT_WR);
        });
        writeAllOf(relay.client.get(), question);
        ::shutdown(relay.client.get(), SHUT_WR);

        QVERIFY(readToEnd(relay.client.get()) == answer);
    }

    void tenMegabytesGoBothWaysAtOnce()
    {
        Relay<SocketPump> relay;
        const Bytes there = randomBytes(10'000'000, 8), back = randomBytes(10'000'000, 9);
        Bytes got;
        {
            std::jthread serverWrites([&] {
                writeAllOf(relay.server.get(), back);
                ::shutdown(relay.server.get(), SHUT_WR);
            });
            std::jthread clientWrites([&] {
                writeAllOf(relay.client.get(), there);
                ::shutdown(relay.client.get(), SHUT_WR);
            });
            std::jthread serverReads([&] { got = readToEnd(relay.server.get()); });
            QVERIFY(readToEnd(relay.client.get()) == back);
        }
        QVERIFY(got == there);
    }

    void aVanishedClientEndsTheServersConnection()
    {
        Relay<SocketPump> relay;
        relay.client.reset();
        QVERIFY(readToEnd(relay.server.get()).empty());
        writeAllOf(relay.server.get(), randomBytes(1'000'000, 10)); // nobody takes it: it must not hang
        relay.server.reset();
    }

    void withoutFramesTheFirstEndEndsBothAndLosesNothingBeforeIt()
    {
        Relay<RawPump> relay;
        const Bytes bytes = randomBytes(3'000'000, 11);
        std::jthread client([&] {
            writeAllOf(relay.client.get(), bytes);
            ::shutdown(relay.client.get(), SHUT_WR);
        });
        QVERIFY(readToEnd(relay.server.get()) == bytes);
        QVERIFY(readToEnd(relay.client.get()).empty());
    }
};

QTEST_GUILESS_MAIN(TestRelay)
#include "test_relay.moc"
