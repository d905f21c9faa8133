// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/stream/stream_reader.h"
#include "runtime/agent/stream/stream_writer.h"
#include "tests/support/bytes.h"

#include <QTest>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <random>
#include <sys/socket.h>
#include <thread>

using namespace firkin;
using namespace firkin::agent;
using namespace std::chrono_literals;

namespace {

using Bytes = std::vector<std::byte>;
using test::randomBytes;

Bytes bytesOf(std::initializer_list<int> values)
{
    Bytes out;
    for (int value : values)
        out.push_back(static_cast<std::byte>(value));
    return out;
}

/// Writes down what a decoder says.
struct Recorder : FrameSink {
    Status onData(std::span<const std::byte> piece) override
    {
        data.insert(data.end(), piece.begin(), piece.end());
        return {};
    }
    Status onEnd() override
    {
        ++ends;
        return {};
    }
    Status onAck(std::uint64_t offset) override
    {
        acks.push_back(offset);
        return {};
    }
    Bytes data;
    int ends = 0;
    std::vector<std::uint64_t> acks;
};

/// Moves what one end has pending into the other.
template <class From, class To>
Status carry(From &from, To &to)
{
    for (;;) {
        const auto bytes = from.pending();
        if (bytes.empty())
            return {};
        FIRKIN_TRY(to.received(bytes));
        from.consumed(bytes.size());
    }
}

struct Pair {
    UniqueFd a, b;
};

Pair socketPair()
{
    int fds[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) != 0)
        qFatal("socketpair");
    return {UniqueFd(fds[0]), UniqueFd(fds[1])};
}

Deadline soon()
{
    return Deadline::after(20s);
}

} // namespace

class TestStream : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void decoderReadsFramesSplitAtEveryByte()
    {
        Bytes wire;
        const Bytes payload = randomBytes(37, 1);
        appendData(wire, payload);
        appendAck(wire, 0x0123456789abcdefULL);
        appendData(wire, std::span(payload).first(1));
        appendEnd(wire);

        for (std::size_t first = 0; first <= wire.size(); ++first) {
            for (std::size_t second = first; second <= wire.size(); ++second) {
                FrameDecoder decoder;
                Recorder recorder;
                QVERIFY(decoder.decode(std::span(wire).first(first), recorder));
                QVERIFY(decoder.decode(std::span(wire).subspan(first, second - first), recorder));
                QVERIFY(decoder.decode(std::span(wire).subspan(second), recorder));
                Bytes expected = payload;
                expected.push_back(payload[0]);
                QCOMPARE(recorder.data, expected);
                QCOMPARE(recorder.acks, std::vector<std::uint64_t>{0x0123456789abcdefULL});
                QCOMPARE(recorder.ends, 1);
            }
        }
    }

    void decoderRefusesWhatIsNoFrame_data()
    {
        QTest::addColumn<Bytes>("wire");
        QTest::newRow("kind zero") << bytesOf({1, 0, 0, 0});
        QTest::newRow("kind four") << bytesOf({1, 0, 0, 4});
        QTest::newRow("kind 255") << bytesOf({0, 0, 0, 255});
        QTest::newRow("empty data") << bytesOf({0, 0, 0, 1});
        QTest::newRow("data of 65537") << bytesOf({1, 0, 1, 1});
        QTest::newRow("data of 16 MiB") << bytesOf({255, 255, 255, 1});
        QTest::newRow("end with payload") << bytesOf({1, 0, 0, 2});
        QTest::newRow("short ack") << bytesOf({7, 0, 0, 3});
        QTest::newRow("long ack") << bytesOf({9, 0, 0, 3});
        QTest::newRow("text") << bytesOf({'H', 'T', 'T', 'P'});
    }
    void decoderRefusesWhatIsNoFrame()
    {
        QFETCH(Bytes, wire);
        for (std::size_t split = 0; split <= wire.size(); ++split) {
            FrameDecoder decoder;
            Recorder recorder;
            auto status = decoder.decode(std::span(wire).first(split), recorder);
            if (status)
                status = decoder.decode(std::span(wire).subspan(split), recorder);
            QVERIFY(!status);
            QCOMPARE(status.error().reason, Reason::ProtocolViolation);
        }
    }

    void decoderTakesTheLargestFrame()
    {
        Bytes wire;
        const Bytes payload = randomBytes(maxFramePayload, 2);
        appendData(wire, payload);
        FrameDecoder decoder;
        Recorder recorder;
        QVERIFY(decoder.decode(wire, recorder));
        QCOMPARE(recorder.data, payload);
    }

    void senderStopsAtTheWindow()
    {
        StreamSender sender;
        StreamReceiver receiver;
        QVERIFY(sender.resume(0));
        receiver.resume();
        QCOMPARE(sender.room(), streamWindow);

        sender.append(randomBytes(streamWindow, 3));
        QVERIFY(carry(sender, receiver));

        QCOMPARE(sender.room(), std::size_t{0});
        QCOMPARE(receiver.buffered(), streamWindow);
        receiver.take(100'000);
        QVERIFY(carry(receiver, sender));
        QVERIFY(sender.room() >= 99'999);
    }

    void endOfAnEmptyStreamArrives()
    {
        StreamSender sender;
        StreamReceiver receiver;
        QVERIFY(sender.resume(0));
        receiver.resume();

        sender.end();
        QVERIFY(carry(sender, receiver));
        QVERIFY(receiver.isAtEnd());
        QVERIFY(!sender.isFinished());
        QVERIFY(carry(receiver, sender));

        QVERIFY(sender.isFinished());
        QVERIFY(receiver.isFinished());
    }

    void senderIsFinishedOnlyByTheAckAfterTheEnd()
    {
        StreamSender sender;
        StreamReceiver receiver;
        QVERIFY(sender.resume(0));
        receiver.resume();
        sender.append(randomBytes(streamWindow, 4));
        QVERIFY(carry(sender, receiver));
        while (receiver.buffered() > 0)
            receiver.take(receiver.readable().size());

        // The end is framed, but has not arrived, when the acknowledgement of all bytes comes.
        sender.end();
        QCOMPARE(sender.pending().size(), frameHeadSize);
        QVERIFY(carry(receiver, sender));
        QVERIFY(!sender.isFinished());

        QVERIFY(carry(sender, receiver));
        QVERIFY(carry(receiver, sender));
        QVERIFY(sender.isFinished());
    }

    void resumeWithAFullBufferNeverOverfillsIt()
    {
        StreamSender sender;
        StreamReceiver receiver;
        QVERIFY(sender.resume(0));
        receiver.resume();
        const Bytes data = randomBytes(streamWindow, 5);
        sender.append(data);
        QVERIFY(carry(sender, receiver));

        sender.disconnected();
        receiver.disconnected();
        receiver.resume();
        QVERIFY(sender.resume(receiver.offset()));

        // The receiver has taken nothing: the window is still full.
        QCOMPARE(sender.room(), std::size_t{0});
        QVERIFY(carry(sender, receiver));
        QCOMPARE(receiver.buffered(), streamWindow);
    }

    void endsRefuseHostilePeers()
    {
        {
            StreamSender sender;
            QVERIFY(sender.resume(0));
            sender.append(randomBytes(10, 6));
            Bytes wire;
            appendAck(wire, 1); // nothing was sent yet
            QVERIFY(!sender.received(wire));
        }
        {
            StreamSender sender;
            QVERIFY(!sender.resume(1));
            sender.append(randomBytes(10, 6));
            QVERIFY(!sender.resume(11));
            QVERIFY(sender.resume(10));
        }
        {
            StreamSender sender;
            QVERIFY(sender.resume(0));
            Bytes wire;
            appendData(wire, randomBytes(1, 6));
            QVERIFY(!sender.received(wire));
        }
        {
            StreamReceiver receiver;
            receiver.resume();
            Bytes wire;
            appendEnd(wire);
            appendData(wire, randomBytes(1, 6));
            QVERIFY(!receiver.received(wire));
        }
        {
            StreamReceiver receiver;
            receiver.resume();
            Bytes wire;
            for (int i = 0; i < 5; ++i)
                appendData(wire, randomBytes(maxFramePayload, 6));
            QVERIFY(!receiver.received(wire));
            QVERIFY(receiver.buffered() <= streamWindow);
        }
        {
            StreamReceiver receiver;
            receiver.resume();
            Bytes wire;
            appendAck(wire, 0);
            QVERIFY(!receiver.received(wire));
        }
    }

    void bytesSurviveBreaksAtRandomPlaces_data()
    {
        QTest::addColumn<unsigned>("seed");
        for (unsigned seed = 0; seed < 40; ++seed)
            QTest::addRow("seed %u", seed) << seed;
    }
    /// Pure: two pipes of bytes between the ends, cut at random moments with whatever was on the way.
    void bytesSurviveBreaksAtRandomPlaces()
    {
        QFETCH(unsigned, seed);
        std::mt19937 random(seed);
        const Bytes data = randomBytes(1 + random() % 2'000'000, seed + 100);
        StreamSender sender;
        StreamReceiver receiver;
        std::deque<std::byte> down, up;
        Bytes arrived;
        std::size_t produced = 0;
        const auto connect = [&] {
            down.clear();
            up.clear();
            receiver.resume();
            return static_cast<bool>(sender.resume(receiver.offset()));
        };
        const auto send = [&](auto &end, std::deque<std::byte> &way) {
            const auto bytes = end.pending();
            const std::size_t count = bytes.empty() ? 0 : 1 + random() % bytes.size();
            way.insert(way.end(), bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(count));
            end.consumed(count);
        };
        const auto deliver = [&](std::deque<std::byte> &way, auto &end) {
            const std::size_t count = way.empty() ? 0 : 1 + random() % way.size();
            const auto middle = way.begin() + static_cast<std::ptrdiff_t>(count);
            const Bytes bytes(way.begin(), middle);
            way.erase(way.begin(), middle);
            return static_cast<bool>(end.received(bytes));
        };

        QVERIFY(connect());
        for (int steps = 0; !sender.isFinished(); ++steps) {
            QVERIFY(steps < 1'000'000);
            switch (random() % 6) {
            case 0: {
                const std::size_t count = std::min({sender.room(), data.size() - produced, std::size_t{random() % 70'000}});
                sender.append(std::span(data).subspan(produced, count));
                produced += count;
                if (produced == data.size())
                    sender.end();
                break;
            }
            case 1: send(sender, down); break;
            case 2: QVERIFY(deliver(down, receiver)); break;
            case 3: {
                const auto piece = receiver.readable();
                const std::size_t count = piece.empty() ? 0 : 1 + random() % piece.size();
                arrived.insert(arrived.end(), piece.begin(), piece.begin() + static_cast<std::ptrdiff_t>(count));
                receiver.take(count);
                break;
            }
            case 4: send(receiver, up); break;
            case 5: QVERIFY(deliver(up, sender)); break;
            }
            if (random() % 20 == 0) {
                sender.disconnected();
                receiver.disconnected();
                QVERIFY(connect());
            }
        }

        QVERIFY(receiver.isAtEnd());
        QCOMPARE(arrived.size(), data.size());
        QVERIFY(arrived == data);
    }

    void blockingEndsSurviveKilledConnections_data()
    {
        QTest::addColumn<unsigned>("seed");
        for (unsigned seed = 0; seed < 6; ++seed)
            QTest::addRow("seed %u", seed) << seed;
    }
    /// Real sockets, two threads, and a third that shuts connections down while they are in use.
    void blockingEndsSurviveKilledConnections()
    {
        QFETCH(unsigned, seed);
        const Bytes data = randomBytes(8'000'000, seed);
        StreamWriter writer;
        StreamReader reader;
        // The re-attaching that AttachStream does: the reader names its offset, both get a new connection.
        std::mutex mutex;
        std::condition_variable changed;
        std::optional<std::uint64_t> wanted;
        UniqueFd offered;
        int victim = -1;
        int attachments = 0;
        bool finished = false;

        std::jthread sending([&] {
            std::mt19937 random(seed);
            std::size_t done = 0;
            const auto attach = [&] {
                std::unique_lock lock(mutex);
                changed.wait(lock, [&] { return wanted && !offered; });
                Pair pair = socketPair();
                victim = pair.a.get();
                ++attachments;
                offered = std::move(pair.b);
                const bool ok = static_cast<bool>(writer.resume(std::move(pair.a), *wanted));
                wanted.reset();
                changed.notify_all();
                return ok;
            };
            for (;;) {
                const auto status = [&]() -> Status {
                    while (done < data.size()) {
                        const std::size_t chunk = std::min(data.size() - done, std::size_t{1 + random() % 100'000});
                        FIRKIN_ASSIGN(const std::size_t n, writer.write(std::span(data).subspan(done, chunk), soon(), {}));
                        done += n;
                    }
                    return writer.finish(soon(), {});
                }();
                if (status) {
                    const std::lock_guard lock(mutex);
                    finished = true;
                    changed.notify_all();
                    return;
                }
                if (status.error().reason != Reason::ConnectionLost || !attach())
                    return;
            }
        });
        std::jthread killing([&](std::stop_token stop) {
            std::mt19937 random(seed + 7);
            while (!stop.stop_requested()) {
                std::this_thread::sleep_for(std::chrono::microseconds(200 + random() % 3000));
                const std::lock_guard lock(mutex);
                if (attachments < 50 && victim >= 0)
                    ::shutdown(victim, SHUT_RDWR);
            }
        });

        Bytes arrived;
        Bytes buffer(30'000);
        for (;;) {
            const auto count = reader.read(buffer, soon(), {});
            if (count && *count == 0)
                break;
            if (count) {
                arrived.insert(arrived.end(), buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(*count));
                continue;
            }
            QCOMPARE(count.error().reason, Reason::ConnectionLost);
            std::unique_lock lock(mutex);
            wanted = reader.offset();
            changed.notify_all();
            QVERIFY(changed.wait_for(lock, 20s, [&] { return static_cast<bool>(offered); }));
            QVERIFY(reader.resume(std::move(offered)));
            changed.notify_all();
        }
        killing.request_stop();
        killing.join();

        QVERIFY(attachments > 1);
        QCOMPARE(arrived.size(), data.size());
        QVERIFY(arrived == data);
        // The last acknowledgement may have been lost with its connection: let the writer end.
        {
            const std::lock_guard lock(mutex);
            wanted = reader.offset();
            changed.notify_all();
        }
        std::unique_lock lock(mutex);
        QVERIFY(changed.wait_for(lock, 20s, [&] { return finished || offered; }));
        if (offered) {
            QVERIFY(reader.resume(std::move(offered)));
            lock.unlock();
            QCOMPARE(reader.read(buffer, soon(), {}).value_or(1), std::size_t{0});
        } else {
            lock.unlock();
        }
        sending.join();
    }

    void readerSaysCancelledWhenStopped()
    {
        Pair pair = socketPair();
        StreamReader reader(std::move(pair.a));
        std::stop_source stop;
        std::jthread stopping([&] {
            std::this_thread::sleep_for(20ms);
            stop.request_stop();
        });
        Bytes buffer(10);
        const auto count = reader.read(buffer, Deadline::never(), stop.get_token());
        QVERIFY(!count);
        QVERIFY(count.error().isCancelled());
        QVERIFY(reader.isConnected());
    }

    void readerSaysTimeoutAndGoesOn()
    {
        Pair pair = socketPair();
        StreamReader reader(std::move(pair.a));
        Bytes buffer(10);
        const auto none = reader.read(buffer, Deadline::after(10ms), {});
        QVERIFY(!none);
        QCOMPARE(none.error().code, ErrorCode::Timeout);

        StreamWriter writer(std::move(pair.b));
        const Bytes data = randomBytes(5, 9);
        QCOMPARE(writer.write(data, soon(), {}).value(), std::size_t{5});
        QCOMPARE(reader.read(buffer, soon(), {}).value(), std::size_t{5});
    }

    void connectionThatClosesWithoutEndIsLost()
    {
        Pair pair = socketPair();
        StreamReader reader(std::move(pair.a));
        Bytes wire;
        appendData(wire, randomBytes(7, 1));
        QCOMPARE(::write(pair.b.get(), wire.data(), wire.size()), static_cast<ssize_t>(wire.size()));
        pair.b.reset();

        Bytes buffer(10);
        QCOMPARE(reader.read(buffer, soon(), {}).value(), std::size_t{7});
        const auto lost = reader.read(buffer, soon(), {});
        QVERIFY(!lost);
        QCOMPARE(lost.error().reason, Reason::ConnectionLost);
        QVERIFY(!reader.isConnected());
        QCOMPARE(reader.offset(), std::uint64_t{7});
    }
};

QTEST_GUILESS_MAIN(TestStream)
#include "test_stream.moc"
