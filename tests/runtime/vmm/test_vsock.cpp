// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/base/file.h"
#include "runtime/base/socket.h"
#include "runtime/vmm/vsock/hybrid_vsock.h"

#include <QTemporaryDir>
#include <QTest>

#include <sys/socket.h>
#include <sys/stat.h>

#include <filesystem>
#include <thread>

using namespace firkin;
using namespace firkin::vmm;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

/// Against a device that the test plays.
class TestVsock : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    fs::path base() const { return fs::path(m_folder->path().toStdString()) / "v"; }

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void dialSpeaksTheHybridConventionAndTakesNoByteTooMany()
    {
        const HybridVsock vsock(base(), "m");
        auto device = listenAt(base(), 4, Operation::StartMachine);
        QVERIFY(device.has_value());
        // Whatever comes with the answer in one piece belongs to the caller; and the answer may come in pieces.
        for (const std::size_t split : {std::size_t{0}, std::size_t{1}, std::size_t{3}, std::size_t{7}}) {
            std::string asked;
            std::jthread guest([&] {
                auto connection = acceptFrom(device->get(), Deadline::after(5s), {}, Operation::StartMachine, "device");
                for (char c = 0; connection && ::read(connection->get(), &c, 1) == 1;) {
                    asked += c;
                    if (c == '\n')
                        break;
                }
                const std::string answer = "OK 55\nhello";
                (void)writeAll(connection->get(), answer.substr(0, split), "device");
                std::this_thread::yield();
                (void)writeAll(connection->get(), answer.substr(split), "device");
            });

            const auto fd = vsock.dial(1024, Deadline::after(5s), {});
            guest.join();

            QVERIFY(fd.has_value());
            QCOMPARE(asked, std::string("CONNECT 1024\n"));
            std::array<char, 16> rest{};
            QCOMPARE(::recv(fd->get(), rest.data(), rest.size(), 0), ssize_t{5});
            QCOMPARE(std::string(rest.data(), 5), std::string("hello"));
        }
    }

    void oddAnswersAreErrors_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<int>("reason");
        QTest::newRow("closed") << QByteArray() << static_cast<int>(Reason::ConnectionLost);
        QTest::newRow("cut off") << QByteArray("OK") << static_cast<int>(Reason::ConnectionLost);
        QTest::newRow("refusal") << QByteArray("NO\n") << static_cast<int>(Reason::ProtocolViolation);
        QTest::newRow("endless") << QByteArray(1000, 'x') << static_cast<int>(Reason::ProtocolViolation);
        QTest::newRow("empty line") << QByteArray("\n") << static_cast<int>(Reason::ProtocolViolation);
    }
    void oddAnswersAreErrors()
    {
        QFETCH(QByteArray, answer);
        QFETCH(int, reason);
        const HybridVsock vsock(base(), "m");
        auto device = listenAt(base(), 4, Operation::StartMachine);
        std::jthread guest([&] {
            auto connection = acceptFrom(device->get(), Deadline::after(5s), {}, Operation::StartMachine, "device");
            std::array<char, 64> request{};
            (void)!::read(connection->get(), request.data(), request.size());
            (void)writeAll(connection->get(), answer.toStdString(), "device");
            ::shutdown(connection->get(), SHUT_WR);
        });

        const auto fd = vsock.dial(1, Deadline::after(5s), {});

        QVERIFY(!fd);
        QCOMPARE(static_cast<int>(fd.error().reason), reason);
        if (fd.error().reason == Reason::ConnectionLost)
            QCOMPARE(fd.error().code, ErrorCode::Unavailable);
    }

    void silentDeviceIsLeftByDeadlineAndByStop()
    {
        const HybridVsock vsock(base(), "m");
        const auto absent = vsock.dial(1, Deadline::after(5s), {});
        QVERIFY(!absent && absent.error().code == ErrorCode::Unavailable);
        auto device = listenAt(base(), 4, Operation::StartMachine);

        const auto late = vsock.dial(1, Deadline::after(10ms), {});
        std::stop_source source;
        std::jthread stopper([&] { source.request_stop(); });
        const auto stopped = vsock.dial(1, {}, source.get_token());

        QVERIFY(!late && late.error().code == ErrorCode::Timeout);
        QVERIFY(!stopped && stopped.error().isCancelled());
    }

    void listenerIsAPrivateSocketThatGoesWithIt()
    {
        const HybridVsock vsock(base(), "m");
        const fs::path path = base().native() + "_77";
        {
            const auto listener = vsock.listen(77);
            QVERIFY(listener.has_value());
            struct stat status{};
            QVERIFY(::stat(path.c_str(), &status) == 0);
            QCOMPARE(status.st_mode & 07777, mode_t{0600});
            auto guest = connectTo(path, Deadline::after(1s), {}, Operation::DialGuest);
            QVERIFY(guest.has_value());
            QVERIFY((*listener)->accept(Deadline::after(1s), {}).has_value());
        }
        QVERIFY(!fs::exists(path));
        QVERIFY(vsock.listen(77).has_value());
    }

    void listenerOutlivesItsMachineWithoutHarm()
    {
        std::unique_ptr<VsockListener> listener;
        {
            const HybridVsock vsock(base(), "m");
            listener = *vsock.listenOnFreePort();
            vsock.close();
        }
        const auto accepted = listener->accept({}, {});
        QVERIFY(!accepted && accepted.error().code == ErrorCode::Unavailable);
    }

    void freedPortIsGivenOutLast()
    {
        PortPool pool(10, 12);
        QCOMPARE(pool.take(), std::optional<VsockPort>(10));
        QVERIFY(!pool.take(10));
        pool.giveBack(10);
        QCOMPARE(pool.take(), std::optional<VsockPort>(11));
        QCOMPARE(pool.take(), std::optional<VsockPort>(12));
        QCOMPARE(pool.take(), std::optional<VsockPort>(10));
        QCOMPARE(pool.take(), std::optional<VsockPort>());
        pool.giveBack(11);
        QCOMPARE(pool.take(), std::optional<VsockPort>(11));
    }

    void thousandsOfExecsUseNoPortTwiceAtOnceAndLeaveNone()
    {
        const HybridVsock vsock(base(), "m");
        for (int i = 0; i < 2000; ++i) {
            const auto one = vsock.listenOnFreePort();
            const auto two = vsock.listenOnFreePort();
            QVERIFY(one && two && (*one)->port() != (*two)->port());
        }
        QVERIFY(fs::is_empty(m_folder->path().toStdString()));
    }
};

int runVsockTests(int argc, char **argv)
{
    TestVsock test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_vsock.moc"
