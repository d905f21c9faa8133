// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/base/error_text.h"
#include "runtime/base/file.h"
#include "runtime/base/limits.h"
#include "runtime/vmm/qemu/qmp_client.h"

#include <QTest>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <array>
#include <atomic>
#include <cstring>
#include <latch>
#include <thread>

using namespace firkin;
using namespace firkin::vmm::qemu;
using namespace std::chrono_literals;

namespace {

constexpr const char *greeting =
    "{\"QMP\": {\"version\": {\"qemu\": {\"micro\": 13, \"minor\": 0, \"major\": 10}, \"package\": \"x\"}, \"capabilities\": [\"oob\"]}}" "\r\n";

/// QEMU's side of a monitor, played by the test.
struct Monitor {
    UniqueFd qemu;
    std::vector<QmpEvent> events;
    std::mutex mutex;
    std::unique_ptr<QmpClient> client;

    Monitor()
    {
        std::array<int, 2> fds{};
        if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds.data()) != 0)
            qFatal("socketpair");
        qemu.reset(fds[0]);
        client = std::make_unique<QmpClient>(UniqueFd(fds[1]), "m", [this](const QmpEvent &event) {
            const std::lock_guard lock(mutex);
            events.push_back(event);
        });
    }
    void say(std::string_view text) { (void)writeAll(qemu.get(), text, "monitor"); }
    nlohmann::json hear()
    {
        std::string line;
        for (char c = 0; ::read(qemu.get(), &c, 1) == 1 && c != '\n';)
            line += c;
        return nlohmann::json::parse(line, nullptr, false);
    }
    void answer(const nlohmann::json &value) { say(nlohmann::json{{"return", value}, {"id", hear()["id"]}}.dump() + "\r\n"); }
};

} // namespace

class TestQmp : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void messagesAreParsed_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *name, QByteArray line, const char *expected) {
            QTest::newRow(name) << std::move(line) << QString::fromLatin1(expected);
        };
        row("greeting", QByteArray(greeting).trimmed(), "greeting 10.0.13");
        row("greeting without a version", "{\"QMP\": {}}", "greeting 0.0.0");
        row("greeting of another shape", "{\"QMP\": [1]}", "greeting 0.0.0");
        row("version of another shape", "{\"QMP\": {\"version\": {\"qemu\": {\"major\": \"ten\", \"minor\": [], \"micro\": {}}}}}", "greeting 0.0.0");
        row("reply", "{\"return\": {}, \"id\": 7}", "reply 7 {}");
        row("reply with a value", "{\"id\": 1, \"return\": {\"status\": \"running\"}}", "reply 1 {\"status\":\"running\"}");
        row("reply without an id", "{\"return\": {}}", "bad");
        row("reply with a text for an id", "{\"return\": {}, \"id\": \"7\"}", "bad");
        row("reply with a negative id", "{\"return\": {}, \"id\": -7}", "bad");
        row("failure", "{\"error\": {\"class\": \"GenericError\", \"desc\": \"no such device\"}, \"id\": 3}", "failure 3 no such device");
        row("failure without an id", "{\"error\": {\"class\": \"GenericError\", \"desc\": \"JSON parse error\"}}", "failure - JSON parse error");
        row("failure of another shape", "{\"error\": 3}", "failure - ");
        row("event", "{\"timestamp\": {\"seconds\": 1}, \"event\": \"SHUTDOWN\", \"data\": {\"guest\": true}}", "event SHUTDOWN {\"guest\":true}");
        row("event without data", "{\"event\": \"STOP\"}", "event STOP {}");
        row("event without a name", "{\"event\": 5}", "bad");
        row("empty", "", "bad");
        row("an array", "[]", "bad");
        row("a number", "3", "bad");
        row("cut off", "{\"return\": {", "bad");
        row("something else", "{\"hello\": 1}", "bad");
        row("no UTF-8", "{\"event\": \"\xff\xfe\"}", "bad");
        row("a zero byte", QByteArray("{\"return\": {}\0, \"id\": 1}", 24), "bad");
        row("deep", QByteArray(100, '[') + QByteArray(100, ']'), "bad");
        row("very deep", QByteArray(1 << 19, '['), "bad");
        row("brackets in a text", "{\"return\": \"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\\\"{{{\", \"id\": 1}", "reply 1 \"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\\\"{{{\"");
        row("too large", QByteArray("{\"return\": \"") + QByteArray(1 << 21, 'x') + "\", \"id\": 1}", "bad");
    }
    void messagesAreParsed()
    {
        QFETCH(QByteArray, line);
        QFETCH(QString, expected);

        const auto message = parseQmpMessage(line.toStdString());

        QString found = QStringLiteral("bad");
        if (message) {
            if (const auto *hello = std::get_if<QmpGreeting>(&*message))
                found = QStringLiteral("greeting ") + QString::fromStdString(hello->version);
            else if (const auto *reply = std::get_if<QmpReply>(&*message))
                found = QString::fromStdString("reply " + std::to_string(reply->id) + " " + reply->value.dump());
            else if (const auto *failure = std::get_if<QmpFailure>(&*message))
                found = QString::fromStdString("failure " + (failure->id ? std::to_string(*failure->id) : "-") + " " + failure->description);
            else if (const auto *event = std::get_if<QmpEvent>(&*message))
                found = QString::fromStdString("event " + event->name + " " + event->data.dump());
        } else {
            QCOMPARE(message.error().reason, Reason::ProtocolViolation);
        }
        QCOMPARE(found, expected);
    }

    void linesComeOutWhereverTheStreamIsSplit()
    {
        const std::string stream = "one\r\n\ntwo\nthree\r\nrest";
        const std::vector<std::string> expected{"one", "", "two", "three"};
        for (std::size_t first = 0; first <= stream.size(); ++first) {
            for (std::size_t second = first; second <= stream.size(); ++second) {
                LineSplitter lines(100);
                std::vector<std::string> found;
                for (const std::string &part : {stream.substr(0, first), stream.substr(first, second - first), stream.substr(second)}) {
                    QVERIFY(lines.add(part).has_value());
                    while (auto line = lines.next())
                        found.push_back(*line);
                }
                QCOMPARE(found, expected);
            }
        }
    }

    void endlessLineIsRefused()
    {
        LineSplitter lines(100);
        QVERIFY(lines.add(std::string(100, 'x')).has_value());
        const auto more = lines.add("y");
        QVERIFY(!more && more.error().reason == Reason::LimitExceeded);
    }

    void commandsAreOneLineOfJson()
    {
        QCOMPARE(qmpCommand("quit", nullptr, 5), std::string("{\"execute\":\"quit\",\"id\":5}\n"));
        QCOMPARE(qmpCommand("x", {{"path", "a\nb"}}, 1), std::string("{\"arguments\":{\"path\":\"a\\nb\"},\"execute\":\"x\",\"id\":1}\n"));
        QCOMPARE(qmpCommand("x", {{"path", "\xff"}}, 1), std::string("{\"arguments\":{\"path\":\"\xef\xbf\xbd\"},\"execute\":\"x\",\"id\":1}\n"));
    }

    void clientGreetsAndGetsItsAnswersOutOfOrderBetweenEvents()
    {
        Monitor monitor;
        std::jthread qemu([&] {
            monitor.say(greeting);
            monitor.answer(nlohmann::json::object());
            const auto first = monitor.hear();
            const auto second = monitor.hear();
            monitor.say("{\"event\": \"RESUME\"}\n");
            for (const auto &command : {second, first})
                monitor.say(nlohmann::json{{"return", command["execute"]}, {"id", command["id"]}}.dump() + "\n");
        });
        const auto hello = monitor.client->greet(Deadline::after(5s), {});
        QVERIFY(hello.has_value());
        QCOMPARE(hello->version, std::string("10.0.13"));

        Result<nlohmann::json> a;
        std::jthread other([&] { a = monitor.client->execute("a", nullptr, Deadline::after(5s), {}); });
        const auto b = monitor.client->execute("b", nullptr, Deadline::after(5s), {});
        other.join();

        QVERIFY(a && *a == "a");
        QVERIFY(b && *b == "b");
        const std::lock_guard lock(monitor.mutex);
        QCOMPARE(monitor.events.size(), std::size_t{1});
    }

    void failureNamesItsCommand()
    {
        Monitor monitor;
        std::jthread qemu([&] {
            const auto command = monitor.hear();
            monitor.say(nlohmann::json{{"error", {{"class", "X"}, {"desc", "Device 'v' not found"}}}, {"id", command["id"]}}.dump() + "\n");
        });
        const auto failed = monitor.client->execute("device_del", {{"id", "v"}}, Deadline::after(5s), {});
        QVERIFY(!failed);
        QVERIFY(render(failed.error()).contains("device_del: Device 'v' not found"));
    }

    void waitingEndsByDeadlineByStopAndByQemusEnd()
    {
        Monitor monitor;
        const auto late = monitor.client->greet(Deadline::after(10ms), {});
        QVERIFY(!late && late.error().code == ErrorCode::Timeout);

        std::stop_source source;
        std::jthread stopper([&] { source.request_stop(); });
        const auto stopped = monitor.client->execute("x", nullptr, {}, source.get_token());
        QVERIFY(!stopped && stopped.error().isCancelled());

        std::jthread death([&] { ::shutdown(monitor.qemu.get(), SHUT_RDWR); });
        const auto lost = monitor.client->execute("x", nullptr, {}, {});
        QVERIFY(!lost && lost.error().rootReason() == Reason::ConnectionLost);
        const auto after = monitor.client->execute("x", nullptr, {}, {});
        QVERIFY(!after && after.error().rootReason() == Reason::ConnectionLost);
    }

    void lateAnswerHurtsNobody()
    {
        Monitor monitor;
        const auto late = monitor.client->execute("slow", nullptr, Deadline::after(10ms), {});
        QVERIFY(!late && late.error().code == ErrorCode::Timeout);
        const auto slow = monitor.hear();
        std::jthread qemu([&] {
            monitor.say(nlohmann::json{{"return", 1}, {"id", slow["id"]}}.dump() + "\n");
            monitor.answer(2);
        });
        const auto next = monitor.client->execute("next", nullptr, Deadline::after(5s), {});
        QVERIFY(next && *next == 2);
    }

    void nonsenseEndsTheConnection()
    {
        Monitor monitor;
        std::jthread qemu([&] { monitor.say("this is no monitor\n"); });
        const auto hello = monitor.client->greet(Deadline::after(5s), {});
        QVERIFY(!hello && hello.error().rootReason() == Reason::ProtocolViolation);
    }

    void descriptorGoesAlongWithItsCommand()
    {
        Monitor monitor;
        std::array<int, 2> pipe{};
        QVERIFY(::pipe2(pipe.data(), O_CLOEXEC) == 0);
        const UniqueFd reading(pipe[0]);
        UniqueFd writing(pipe[1]);
        std::jthread qemu([&] {
            std::array<char, 4096> line{};
            iovec part{line.data(), line.size()};
            alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
            msghdr message{};
            message.msg_iov = &part;
            message.msg_iovlen = 1;
            message.msg_control = control.data();
            message.msg_controllen = control.size();
            const ssize_t n = ::recvmsg(monitor.qemu.get(), &message, MSG_CMSG_CLOEXEC);
            const cmsghdr *header = CMSG_FIRSTHDR(&message);
            int fd = -1;
            if (n > 0 && header)
                std::memcpy(&fd, CMSG_DATA(header), sizeof fd);
            (void)writeAll(fd, "through", "pipe");
            ::close(fd);
            monitor.say("{\"return\": {}, \"id\": 1}\n");
        });
        QVERIFY(monitor.client->execute("getfd", {{"fdname", "f"}}, Deadline::after(5s), {}, writing.get()).has_value());
        std::array<char, 7> heard{};
        QCOMPARE(::read(reading.get(), heard.data(), heard.size()), ssize_t{7});
    }
};

int runQmpTests(int argc, char **argv)
{
    TestQmp test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_qmp.moc"
