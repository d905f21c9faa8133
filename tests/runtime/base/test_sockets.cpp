// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/base/file.h"
#include "runtime/base/socket.h"

#include <QTemporaryDir>
#include <QTest>

#include <fcntl.h>
#include <sys/stat.h>

#include <filesystem>
#include <thread>

using namespace firkin;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

class TestSockets : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    fs::path at(const std::string &name) const { return fs::path(m_folder.path().toStdString()) / name; }

private Q_SLOTS:
    void peersMeetAndKnowEachOther()
    {
        const auto listener = listenAt(at("s"), 4, Operation::StartSupervisor);
        QVERIFY(listener.has_value());
        struct stat status{};
        QVERIFY(::stat(at("s").c_str(), &status) == 0);
        QCOMPARE(status.st_mode & 07777, mode_t{0600});

        const auto client = connectTo(at("s"), Deadline::after(1s), {}, Operation::ContactSupervisor);
        const auto server = acceptFrom(listener->get(), Deadline::after(1s), {}, Operation::StartSupervisor, "s");

        QVERIFY(client && server);
        QVERIFY((::fcntl(client->get(), F_GETFL) & O_NONBLOCK) == 0);
        QVERIFY((::fcntl(server->get(), F_GETFL) & O_NONBLOCK) == 0);
        QVERIFY((::fcntl(client->get(), F_GETFD) & FD_CLOEXEC) != 0);
        QVERIFY((::fcntl(server->get(), F_GETFD) & FD_CLOEXEC) != 0);
        const auto peer = peerOf(server->get());
        QVERIFY(peer && peer->pid == ::getpid() && peer->uid == ::geteuid());
    }

    void pathMayHaveSoManyBytesAndNoMore()
    {
        const std::size_t room = longestSocketPath - at("").native().size();
        QVERIFY(listenAt(at(std::string(room, 'x')), 1, Operation::StartSupervisor).has_value());
        const auto tooLong = listenAt(at(std::string(room + 1, 'x')), 1, Operation::StartSupervisor);
        QVERIFY(!tooLong && tooLong.error().reason == Reason::BadPath);
        QVERIFY(!connectTo(at(std::string(room + 1, 'x')), {}, {}, Operation::ContactSupervisor));
        QVERIFY(!listenAt("", 1, Operation::StartSupervisor));
    }

    void leftOverSocketIsReplacedAndADeadOneRefuses()
    {
        {
            const auto first = listenAt(at("old"), 1, Operation::StartSupervisor);
            QVERIFY(first.has_value());
        }
        const auto refused = connectTo(at("old"), {}, {}, Operation::ContactSupervisor);
        QVERIFY(!refused && refused.error().code == ErrorCode::Unavailable);
        const auto absent = connectTo(at("absent"), {}, {}, Operation::ContactSupervisor);
        QVERIFY(!absent && absent.error().code == ErrorCode::Unavailable);
        QVERIFY(listenAt(at("old"), 1, Operation::StartSupervisor).has_value());
    }

    void acceptEndsByDeadlineAndByStop()
    {
        const auto listener = listenAt(at("quiet"), 1, Operation::StartSupervisor);
        const auto late = acceptFrom(listener->get(), Deadline::after(10ms), {}, Operation::StartSupervisor, "quiet");
        QVERIFY(!late && late.error().code == ErrorCode::Timeout);
        std::stop_source source;
        std::jthread stopper([&] { source.request_stop(); });
        const auto stopped = acceptFrom(listener->get(), {}, source.get_token(), Operation::StartSupervisor, "quiet");
        QVERIFY(!stopped && stopped.error().isCancelled());
    }

    void fullBacklogEndsByDeadlineAndByStop()
    {
        const auto listener = listenAt(at("full"), 0, Operation::StartSupervisor);
        const auto first = connectTo(at("full"), Deadline::after(1s), {}, Operation::ContactSupervisor);
        QVERIFY(first.has_value());
        const auto late = connectTo(at("full"), Deadline::after(50ms), {}, Operation::ContactSupervisor);
        QVERIFY(!late && late.error().code == ErrorCode::Timeout);
        std::stop_source source;
        source.request_stop();
        const auto stopped = connectTo(at("full"), {}, source.get_token(), Operation::ContactSupervisor);
        QVERIFY(!stopped && stopped.error().isCancelled());
    }
};

int runSocketTests(int argc, char **argv)
{
    TestSockets test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_sockets.moc"
