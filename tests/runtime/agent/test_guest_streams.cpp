// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/guest/event_loop.h"
#include "runtime/agent/guest/guest_process.h"
#include "runtime/agent/guest/process_io.h"
#include "runtime/agent/guest/reaper.h"
#include "runtime/agent/guest/spawn.h"
#include "runtime/agent/guest/splice.h"
#include "runtime/agent/stream/stream_reader.h"
#include "runtime/agent/stream/stream_writer.h"
#include "runtime/base/file.h"
#include "tests/contract/require_ok.h"

#include <QElapsedTimer>
#include <QTest>

#include <array>
#include <atomic>
#include <condition_variable>
#include <csignal>
#include <cstring>
#include <cstdlib>
#include <fcntl.h>
#include <map>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <termios.h>

using namespace firkin;
using namespace firkin::guest;
using firkin::test::problemOf;
using namespace std::chrono_literals;

namespace {

/// The host: keeps its end of what the guest dials, by port.
std::mutex hostMutex;
std::map<std::uint32_t, UniqueFd> hostEnds;

Result<UniqueFd> dialTestHost(std::uint32_t port)
{
    if (port == 0)
        return fail(systemError(Operation::DialGuest, "host port 0", ECONNRESET, "connect"));
    int fds[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) != 0)
        return fail(systemError(Operation::DialGuest, {}, errno));
    const std::lock_guard lock(hostMutex);
    hostEnds[port].reset(fds[1]);
    return UniqueFd(fds[0]);
}

UniqueFd takeHostEnd(std::uint32_t port)
{
    const std::lock_guard lock(hostMutex);
    return std::move(hostEnds[port]);
}

/// Until the end of the connection.
std::string readAll(int fd, std::chrono::milliseconds limit = 10s)
{
    std::string out;
    const auto until = std::chrono::steady_clock::now() + limit;
    std::array<char, 65536> buffer;
    for (;;) {
        pollfd ready{.fd = fd, .events = POLLIN, .revents = 0};
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
        if (left.count() <= 0 || ::poll(&ready, 1, static_cast<int>(left.count())) != 1)
            return out + "<timeout>";
        const ssize_t count = ::read(fd, buffer.data(), buffer.size());
        if (count <= 0)
            return out;
        out.append(buffer.data(), static_cast<std::size_t>(count));
    }
}

std::string readStream(agent::StreamReader &reader, std::size_t atMost = SIZE_MAX)
{
    std::string out;
    std::array<std::byte, 30'000> buffer;
    while (out.size() < atMost) {
        const auto count = reader.read(buffer, Deadline::after(10s), {});
        if (!count)
            return out + "<" + problemOf(count) + ">";
        if (*count == 0)
            return out;
        out.append(reinterpret_cast<const char *>(buffer.data()), *count);
    }
    return out;
}

std::span<const std::byte> bytes(std::string_view text)
{
    return std::as_bytes(std::span(text));
}

} // namespace

class TestGuestStreams : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        std::signal(SIGPIPE, SIG_IGN);
        sigset_t blocked;
        sigemptyset(&blocked);
        sigaddset(&blocked, SIGCHLD);
        QCOMPARE(::pthread_sigmask(SIG_BLOCK, &blocked, nullptr), 0);
        m_loop = std::make_unique<EventLoop>();
        m_reaper = std::make_unique<Reaper>();
    }
    void cleanupTestCase()
    {
        m_reaper.reset();
        m_loop.reset();
    }

    void processRunsWithItsStreams_data()
    {
        QTest::addColumn<bool>("resumable");
        QTest::newRow("plain") << false;
        QTest::newRow("resumable") << true;
    }
    void aLoopThatEndsLetsGoOfOwnersThatStillWantIt()
    {
        struct Owner {
            EventLoop *loop;
            int *released;
            ~Owner() { loop->run([this] { ++*released; }); }
        };
        int released = 0;
        auto loop = std::make_unique<EventLoop>();
        loop->run([&] {
            loop->after(std::chrono::hours(1), [owner = std::make_shared<Owner>(loop.get(), &released)] {});
        });

        loop.reset();

        QCOMPARE(released, 1);
    }

    void processRunsWithItsStreams()
    {
        QFETCH(bool, resumable);
        auto process = start("cat; echo done; echo oops >&2; exit 3", {.inputPort = 1, .outputPort = 2, .errorPort = 3, .resumable = resumable});
        QVERIFY(process);
        UniqueFd input = takeHostEnd(1), output = takeHostEnd(2), error = takeHostEnd(3);
        const std::string text(300'000, 'x');
        std::string out, err;
        std::jthread writing([&, fd = std::move(input)]() mutable {
            if (!resumable) {
                static_cast<void>(writeAll(fd.get(), text, "input"));
                return;
            }
            agent::StreamWriter writer(std::move(fd));
            std::size_t done = 0;
            while (done < text.size()) {
                const auto count = writer.write(bytes(std::string_view(text).substr(done)), Deadline::after(10s), {});
                if (!count)
                    return;
                done += *count;
            }
            static_cast<void>(writer.finish(Deadline::after(10s), {}));
        });
        if (resumable) {
            agent::StreamReader outReader(std::move(output)), errReader(std::move(error));
            out = readStream(outReader);
            err = readStream(errReader);
        } else {
            out = readAll(output.get());
            err = readAll(error.get());
        }
        QCOMPARE(out.size(), text.size() + 5);
        QVERIFY(out == text + "done\n");
        QCOMPARE(err, std::string("oops\n"));
        const auto outcome = process->wait([] { return false; });
        REQUIRE_OK(outcome);
        QCOMPARE(outcome->ending.exitCode(), 3);
    }

    void brokenConnectionIsAttachedAgain()
    {
        auto process = start("i=0; while [ $i -lt 20000 ]; do echo line $i; i=$((i+1)); done; read x; echo got $x", {.inputPort = 1, .outputPort = 2, .resumable = true});
        QVERIFY(process);
        std::string expected;
        for (int i = 0; i < 20000; ++i)
            expected += "line " + std::to_string(i) + "\n";
        agent::StreamReader reader(takeHostEnd(2));
        agent::StreamWriter writer(takeHostEnd(1));
        std::string out = readStream(reader, 50'000);
        // The connection is dropped with bytes on the way, again and again.
        for (std::uint32_t port = 10; port < 15; ++port) {
            auto connection = dialTestHost(port);
            REQUIRE_OK(process->attach(StdStream::Output, std::move(*connection), reader.offset()));
            REQUIRE_OK(reader.resume(takeHostEnd(port)));
            out += readStream(reader, 20'000);
        }
        auto inputConnection = dialTestHost(20);
        const auto offset = process->attach(StdStream::Input, std::move(*inputConnection), 0);
        REQUIRE_OK(offset);
        REQUIRE_OK(writer.resume(takeHostEnd(20), *offset));
        REQUIRE_OK(writer.write(bytes("hello\n"), Deadline::after(10s), {}));
        out += readStream(reader);
        QVERIFY(out == expected + "got hello\n");
        QVERIFY(process->wait([] { return false; }));
    }

    void attachingBeyondTheWindowIsRefused()
    {
        auto process = start("echo hi; sleep 100", {.outputPort = 2, .resumable = true});
        agent::StreamReader reader(takeHostEnd(2));
        QCOMPARE(readStream(reader, 3), std::string("hi\n"));
        auto connection = dialTestHost(10);
        QVERIFY(!process->attach(StdStream::Output, std::move(*connection), 1000));
        auto none = dialTestHost(11);
        QVERIFY(!process->attach(StdStream::Error, std::move(*none), 0));
        static_cast<void>(process->signal(SIGKILL));
    }

    void processEndsThoughAChildHoldsItsOutput()
    {
        QElapsedTimer timer;
        timer.start();
        auto process = start("sleep 100 & echo $!", {.outputPort = 2});
        const UniqueFd output = takeHostEnd(2);
        const auto outcome = process->wait([] { return false; });
        REQUIRE_OK(outcome);
        QVERIFY(timer.elapsed() >= 900);
        QVERIFY(timer.elapsed() < 5000);
        const std::string text = readAll(output.get());
        QVERIFY(text.ends_with("\n"));
        ::kill(std::atoi(text.c_str()), SIGKILL);
    }

    void lastWordsOfAChildAreCarried()
    {
        auto process = start("(sleep 0.3; echo late) & echo early", {.outputPort = 2});
        const UniqueFd output = takeHostEnd(2);
        QCOMPARE(readAll(output.get()), std::string("early\nlate\n"));
        REQUIRE_OK(process->wait([] { return false; }));
    }

    void hostThatDoesNotReadLosesNothing_data() { processRunsWithItsStreams_data(); }
    void hostThatDoesNotReadLosesNothing()
    {
        QFETCH(bool, resumable);
        // More than any socket holds beside the window, less than pipe and window: the process ends before anybody reads.
        auto process = start("head -c 300000 /dev/zero | tr '\\0' y", {.outputPort = 2, .resumable = resumable});
        UniqueFd output = takeHostEnd(2);
        int size = 4096;
        ::setsockopt(output.get(), SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
        const auto outcome = process->wait([] { return false; });
        REQUIRE_OK(outcome);
        if (resumable) {
            agent::StreamReader reader(std::move(output));
            QCOMPARE(readStream(reader).size(), std::size_t{300'000});
        } else {
            QCOMPARE(readAll(output.get()).size(), std::size_t{300'000});
        }
    }

    void streamThatNobodyReadsStallsNoOther()
    {
        auto stalled = start("yes", {.outputPort = 2});
        const UniqueFd stalledOutput = takeHostEnd(2);
        auto stalledInput = start("sleep 100", {.inputPort = 4});
        const UniqueFd floodedInput = takeHostEnd(4);
        std::atomic<bool> over = false;
        std::jthread flooding([&] {
            const std::string flood(100'000, 'x');
            for (int i = 0; i < 20 && !over; ++i)
                static_cast<void>(::send(floodedInput.get(), flood.data(), flood.size(), MSG_DONTWAIT | MSG_NOSIGNAL));
        });
        for (int i = 0; i < 20; ++i) {
            auto other = start("echo quick", {.outputPort = 3});
            const UniqueFd output = takeHostEnd(3);
            QCOMPARE(readAll(output.get()), std::string("quick\n"));
            REQUIRE_OK(other->wait([] { return false; }));
        }
        over = true;
        flooding.join();
        static_cast<void>(stalled->signal(SIGKILL));
        static_cast<void>(stalledInput->signal(SIGKILL));
        stalled->forget();
        stalledInput->forget();
    }

    void hostThatGoesAwayDoesNotKillTheProcess()
    {
        auto process = start("head -c 1000000 /dev/zero; exit 5", {.outputPort = 2});
        takeHostEnd(2).reset();
        const auto outcome = process->wait([] { return false; });
        REQUIRE_OK(outcome);
        QCOMPARE(outcome->ending.exitCode(), 5);
    }

    void inputEndsByItsConnectionOrByTheCall_data()
    {
        QTest::addColumn<bool>("byCall");
        QTest::newRow("connection") << false;
        QTest::newRow("call") << true;
    }
    void inputEndsByItsConnectionOrByTheCall()
    {
        QFETCH(bool, byCall);
        auto process = start("wc -c", {.inputPort = 1, .outputPort = 2});
        UniqueFd input = takeHostEnd(1);
        const UniqueFd output = takeHostEnd(2);
        const std::string text(200'000, 'x');
        REQUIRE_OK(writeAll(input.get(), text, "input"));
        if (byCall)
            process->closeInput(); // overtakes the bytes
        else
            input.reset();
        QCOMPARE(QString::fromStdString(readAll(output.get())).trimmed(), QString("200000"));
        REQUIRE_OK(process->wait([] { return false; }));
    }

    void failedDialLeavesNothing()
    {
        const auto io = ProcessIo::dial(*m_loop, {.inputPort = 1, .outputPort = 0}, dialTestHost);
        QVERIFY(!io);
        QCOMPARE(io.error().reason, Reason::ConnectionLost);
        QCOMPARE(readAll(takeHostEnd(1).get(), 2s), std::string()); // closed again
    }

    void failedStartEndsTheStreamsAndTheWaiters()
    {
        auto io = ProcessIo::dial(*m_loop, {.outputPort = 2}, dialTestHost);
        REQUIRE_OK(io);
        const auto process = std::make_shared<GuestProcess>("p", std::move(*io));
        QVERIFY(!process->signal(SIGTERM)); // not started
        const auto started = process->start([](const ProcessIo &, Reaper::Callback) -> Result<Started> { return fail(Operation::StartProcess, "x", Reason::ExecutableNotFound); }, {});
        QVERIFY(!started);
        QCOMPARE(readAll(takeHostEnd(2).get()), std::string());
        QVERIFY(!process->wait([] { return false; }));
        QVERIFY(!process->start([](const ProcessIo &, Reaper::Callback) -> Result<Started> { return Started{}; }, {}));
    }

    void waitingEndsWhenTheHostGivesUp()
    {
        auto process = start("sleep 100", {});
        const auto outcome = process->wait([] { return true; });
        QVERIFY(!outcome);
        QVERIFY(outcome.error().isCancelled());
        std::jthread forgetting([&] { process->forget(); });
        QVERIFY(!process->wait([] { return false; }));
        static_cast<void>(process->signal(SIGKILL));
    }

    void terminalCarriesBothWaysAndItsSize()
    {
        auto io = ProcessIo::dial(*m_loop, {.inputPort = 1, .outputPort = 2, .terminal = true}, dialTestHost);
        REQUIRE_OK(io);
        const auto process = std::make_shared<GuestProcess>("t", std::move(*io));
        REQUIRE_OK(process->resize(10, 20)); // not attached yet: nothing to do
        const UniqueFd input = takeHostEnd(1), output = takeHostEnd(2);
        REQUIRE_OK(writeAll(input.get(), "early\n", "input")); // before there is a terminal
        REQUIRE_OK(process->start([&](const ProcessIo &, Reaper::Callback onEnd) -> Result<Started> {
            Started started;
            started.master.reset(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
            ::unlockpt(started.master.get());
            const UniqueFd slave(::ioctl(started.master.get(), TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC));
            SpawnSpec spec{.program = "/bin/sh", .arguments = {"sh", "-c", "read a; echo got $a; read b; stty size; exit 4"}, .environment = {"PATH=/bin:/usr/bin"},
                           .standardInput = slave.get(), .standardOutput = slave.get(), .standardError = slave.get(), .inheritedFds = {}, .newSession = true};
            return launch(spec, std::move(started), std::move(onEnd));
        }, {}));
        REQUIRE_OK(process->resize(33, 44));
        REQUIRE_OK(writeAll(input.get(), "go\n", "input"));
        const QString seen = QString::fromStdString(readAll(output.get()));
        QVERIFY2(seen.contains("got early") && seen.contains("33 44"), qPrintable(seen));
        const auto outcome = process->wait([] { return false; });
        REQUIRE_OK(outcome);
        QCOMPARE(outcome->ending.exitCode(), 4);
    }

    void splicedSocketsCarryBothWaysAndTheirEnds()
    {
        int near[2], far[2];
        QCOMPARE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, near), 0);
        QCOMPARE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, far), 0);
        const UniqueFd client(near[0]), server(far[1]);
        Splice::start(*m_loop, UniqueFd(near[1]), UniqueFd(far[0]));

        const std::string question(500'000, 'q'), answer(700'000, 'a');
        std::string heard, told;
        {
            std::jthread asking([&] {
                static_cast<void>(writeAll(client.get(), question, "client"));
                ::shutdown(client.get(), SHUT_WR);
                told = readAll(client.get());
            });
            heard = readAll(server.get()); // up to the client's half-close
            REQUIRE_OK(writeAll(server.get(), answer, "server"));
            ::shutdown(server.get(), SHUT_WR);
        }
        QVERIFY(heard == question);
        QVERIFY(told == answer);
    }

    void splicedSocketEndsWithItsPeer()
    {
        int near[2], far[2];
        QCOMPARE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, near), 0);
        QCOMPARE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, far), 0);
        UniqueFd client(near[0]);
        const UniqueFd server(far[1]);
        Splice::start(*m_loop, UniqueFd(near[1]), UniqueFd(far[0]));
        client.reset();
        QCOMPARE(readAll(server.get()), std::string());
    }

    void endingOfAnUnknownPidIsKeptWhileHeld()
    {
        const Reaper::Hold hold(*m_reaper);
        SpawnSpec spec{.program = "/bin/sh", .arguments = {"sh", "-c", "exit 9"}, .environment = {}, .inheritedFds = {}};
        const auto pid = spawn(spec);
        REQUIRE_OK(pid);
        // Long enough that it is surely reaped before anybody asks.
        const UniqueFd pidFd(static_cast<int>(::syscall(SYS_pidfd_open, *pid, 0)));
        QTRY_VERIFY(::kill(*pid, 0) != 0);
        QCOMPARE(m_reaper->wait(*pid).exitCode(), 9);
    }

    void signalsAndCodesAreTold()
    {
        auto killed = start("kill -9 $$", {});
        const auto outcome = killed->wait([] { return false; });
        REQUIRE_OK(outcome);
        QCOMPARE(outcome->ending.exitCode(), 137);
        QCOMPARE(outcome->ending.signal(), 9);
        REQUIRE_OK(killed->signal(SIGKILL)); // has ended: nothing to do
    }

    void manyProcessesAtOnce()
    {
        std::vector<std::shared_ptr<GuestProcess>> processes;
        std::vector<UniqueFd> outputs;
        for (std::uint32_t i = 0; i < 60; ++i) {
            processes.push_back(start("echo " + std::to_string(i), {.outputPort = 100 + i}));
            outputs.push_back(takeHostEnd(100 + i));
        }
        for (std::size_t i = 0; i < processes.size(); ++i) {
            QCOMPARE(readAll(outputs[i].get()), std::to_string(i) + "\n");
            REQUIRE_OK(processes[i]->wait([] { return false; }));
        }
    }

private:
    Result<Started> launch(const SpawnSpec &spec, Started started, Reaper::Callback onEnd)
    {
        const Reaper::Hold hold(*m_reaper);
        FIRKIN_ASSIGN(started.pid, spawn(spec));
        started.pidFd.reset(static_cast<int>(::syscall(SYS_pidfd_open, started.pid, 0)));
        m_reaper->watch(started.pid, std::move(onEnd));
        return started;
    }

    std::shared_ptr<GuestProcess> start(const std::string &script, const StdioPlan &plan)
    {
        auto io = ProcessIo::dial(*m_loop, plan, dialTestHost);
        if (!io)
            return nullptr;
        auto process = std::make_shared<GuestProcess>("p", std::move(*io));
        const auto started = process->start([&](const ProcessIo &ends, Reaper::Callback onEnd) {
            const auto child = ends.childEnds();
            SpawnSpec spec{.program = "/bin/sh", .arguments = {"sh", "-c", script}, .environment = {"PATH=/bin:/usr/bin"},
                           .standardInput = child.input, .standardOutput = child.output, .standardError = child.error, .inheritedFds = {}};
            return launch(spec, {}, std::move(onEnd));
        }, {});
        return started ? process : nullptr;
    }

    std::unique_ptr<EventLoop> m_loop;
    std::unique_ptr<Reaper> m_reaper;
};

QTEST_GUILESS_MAIN(TestGuestStreams)
#include "test_guest_streams.moc"
