// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/detach_keys.h"
#include "app/cli/log_printer.h"
#include "app/cli/network_options.h"
#include "app/cli/options.h"
#include "app/cli/progress_line.h"
#include "app/cli/text.h"

#include <QTest>

using namespace firkin;
using namespace firkin::cli;
using namespace std::chrono_literals;

class TestCliOptions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void networksAreRead_data();
    void networksAreRead();
    void publishedSocketsAreRead_data();
    void publishedSocketsAreRead();
    void publishIsRead_data();
    void publishIsRead();
    void environmentIsRead_data();
    void environmentIsRead();
    void environmentFileIsRead();
    void limitsAreRead_data();
    void limitsAreRead();
    void durationsAreRead_data();
    void durationsAreRead();
    void namesAreChecked_data();
    void namesAreChecked();
    void copyPathsAreRead_data();
    void copyPathsAreRead();
    void detachKeysAreRead_data();
    void detachKeysAreRead();
    void detachKeysAreFoundWhereverTheyAreSplit();
    void whatOnlyBeginsLikeDetachKeysGoesThrough_data();
    void whatOnlyBeginsLikeDetachKeysGoesThrough();
    void durationsAreWordedAsDockerDoes_data();
    void durationsAreWordedAsDockerDoes();
    void timesAreRfc3339();
    void statusTellsTheCause();
    void tablesLineUpWhateverIsInThem();
    void commandsAreCutAtCharacters();
    void logLinesAreTheLastOnesWherePiecesEnd();
    void logTimesStandBeforeEachLine();
    void logWithoutLinesPassesBytesThrough();
    void progressFitsTheTerminal();
};

void TestCliOptions::networksAreRead_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected"); // empty: refused
    QTest::newRow("name") << "app" << "app||";
    QTest::newRow("address") << "app:ip=10.89.0.7" << "app|10.89.0.7|";
    QTest::newRow("aliases") << "app:alias=db,ip=10.89.0.7,alias=store" << "app|10.89.0.7|db store ";
    for (const char *bad : {"", ":", "a b", "../x", "app:", "app:ip=", "app:ip=fd00::1", "app:ip=10.89.0", "app:alias=", "app:what=1", "app:ip=10.89.0.7;rm"})
        QTest::newRow(QByteArray("refused: ") + bad) << bad << "";
}

void TestCliOptions::networksAreRead()
{
    QFETCH(QString, text);
    QFETCH(QString, expected);

    const auto network = parseNetwork(text.toStdString());

    QCOMPARE(network.has_value(), !expected.isEmpty());
    if (!network) {
        QVERIFY(!network.error().detail.empty());
        return;
    }
    std::string said = network->network + "|" + network->address + "|";
    for (const std::string &alias : network->aliases)
        said += alias + " ";
    QCOMPARE(QString::fromStdString(said), expected);
}

void TestCliOptions::publishedSocketsAreRead_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected"); // empty: refused
    QTest::newRow("paths") << "/run/x.sock:/var/run/y.sock" << "/run/x.sock /var/run/y.sock -1";
    QTest::newRow("mode") << "/run/x.sock:/y.sock:0660" << "/run/x.sock /y.sock 432";
    QTest::newRow("made plain") << "/run/./a/../x.sock:/y.sock" << "/run/x.sock /y.sock -1";
    for (const char *bad : {"", "/x.sock", ":/y.sock", "/x.sock:", "/x.sock:y.sock", "/x.sock:/y.sock:9", "/x.sock:/y.sock:1777", "/x.sock:/y.sock:"})
        QTest::newRow(QByteArray("refused: ") + bad) << bad << "";
}

void TestCliOptions::publishedSocketsAreRead()
{
    QFETCH(QString, text);
    QFETCH(QString, expected);

    const auto socket = parsePublishSocket(text.toStdString());

    QCOMPARE(socket.has_value(), !expected.isEmpty());
    if (socket) {
        QVERIFY(socket->direction == engine::SocketDirection::OutOfContainer);
        const int mode = socket->mode ? static_cast<int>(*socket->mode) : -1;
        QCOMPARE(QString::fromStdString(socket->hostPath + " " + socket->containerPath + " " + std::to_string(mode)), expected);
    }
}

void TestCliOptions::publishIsRead_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected"); // empty: refused
    QTest::newRow("host and container") << "8080:80" << "127.0.0.1:8080->80/tcp";
    QTest::newRow("container only") << "80" << "127.0.0.1:*->80/tcp";
    QTest::newRow("address") << "0.0.0.0:8080:80" << "0.0.0.0:8080->80/tcp";
    QTest::newRow("address and any port") << "127.0.0.1::80" << "127.0.0.1:*->80/tcp";
    QTest::newRow("protocol") << "127.0.0.1:53:53/udp" << "127.0.0.1:53->53/udp";
    QTest::newRow("tcp said") << "1:2/tcp" << "127.0.0.1:1->2/tcp";
    QTest::newRow("IPv6") << "[::1]:8080:80" << "[::1]:8080->80/tcp";
    QTest::newRow("IPv6 without brackets") << "::1:8080:80" << "[::1]:8080->80/tcp";
    QTest::newRow("IPv6 and any port") << "[::1]::80" << "[::1]:*->80/tcp";
    QTest::newRow("range") << "8000-8001:80-81" << "127.0.0.1:8000->80/tcp, 127.0.0.1:8001->81/tcp";
    QTest::newRow("range on any ports") << "80-81" << "127.0.0.1:*->80/tcp, 127.0.0.1:*->81/tcp";
    QTest::newRow("largest") << "65535:65535" << "127.0.0.1:65535->65535/tcp";
    for (const char *bad : {"", ":", "::", "0:80", "80:0", "65536:80", "80:65536", "-1:80", "a:80", "80:a", "80/", "80/sctp", "80/udp/tcp", "1:2:3",
                            "localhost:8080:80", "256.1.1.1:8080:80", "[::1:8080:80", "[::1]8080:80", "[]:1:2", "80-79", "8000-8002:80-81",
                            "1-65535:2-65536", " 80", "80 ", "8080:80,", "+80", "80-", "-80", "0x50", "1e1", "99999999999999999999:1"})
        QTest::newRow(QByteArray("refused: ") + bad) << bad << "";
}

void TestCliOptions::publishIsRead()
{
    QFETCH(QString, text);
    QFETCH(QString, expected);

    const auto ports = parsePublish(text.toStdString());

    QCOMPARE(ports.has_value(), !expected.isEmpty());
    if (ports)
        QCOMPARE(QString::fromStdString(portsText(*ports)), expected);
    else
        QVERIFY(!ports.error().detail.empty());
}

void TestCliOptions::environmentIsRead_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("fine");
    QTest::addColumn<QString>("expected");
    QTest::newRow("value") << "A=1" << true << "A=1";
    QTest::newRow("empty value") << "A=" << true << "A=";
    QTest::newRow("equals in the value") << "A=b=c" << true << "A=b=c";
    QTest::newRow("from here") << "FK_TEST_VARIABLE" << true << "FK_TEST_VARIABLE=here";
    QTest::newRow("not here") << "FK_TEST_MISSING" << true << "";
    QTest::newRow("empty") << "" << false << "";
    QTest::newRow("no name") << "=1" << false << "";
}

void TestCliOptions::environmentIsRead()
{
    QFETCH(QString, text);
    QFETCH(bool, fine);
    QFETCH(QString, expected);
    qputenv("FK_TEST_VARIABLE", "here");

    const auto variable = parseEnvironment(text.toStdString());

    QCOMPARE(variable.has_value(), fine);
    if (variable)
        QCOMPARE(QString::fromStdString(variable->value_or("")), expected);
}

void TestCliOptions::environmentFileIsRead()
{
    qputenv("FK_TEST_VARIABLE", "here");
    const auto variables = parseEnvironmentFile("# comment\r\n\nA=1\n  B=x y \nFK_TEST_VARIABLE\nFK_TEST_MISSING\nC=#no comment", "vars");
    QVERIFY(variables);
    QCOMPARE(*variables, (std::vector<std::string>{"A=1", "B=x y ", "FK_TEST_VARIABLE=here", "C=#no comment"}));

    const auto bad = parseEnvironmentFile("A=1\nnot a name=2\n", "vars");
    QVERIFY(!bad);
    QCOMPARE(bad.error().object, std::string("vars:2"));
    QVERIFY(parseEnvironmentFile("", "vars")->empty());
}

void TestCliOptions::limitsAreRead_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<double>("cpus"); // 0: refused
    QTest::addColumn<qint64>("memory");
    QTest::newRow("small") << "0.5" << 0.5 << qint64(0);
    QTest::newRow("whole") << "2" << 2.0 << qint64(0);
    QTest::newRow("MiB") << "512m" << 0.0 << (qint64(512) << 20);
    QTest::newRow("GiB") << "1.5g" << 0.0 << (qint64(1536) << 20);
    QTest::newRow("bytes") << "250000000" << 0.0 << qint64(250000000);
    for (const char *bad : {"", "x", "-1", "nan", "inf", "1e999", "0", "513x", "1,5", "1 2", "0x10"})
        QTest::newRow(QByteArray("refused: ") + bad) << bad << 0.0 << qint64(0);
    QTest::newRow("a little memory, too little") << "5m" << 0.0 << qint64(0);
    QTest::newRow("more cpus than there are") << "513" << 0.0 << qint64(0);
}

void TestCliOptions::limitsAreRead()
{
    QFETCH(QString, text);
    QFETCH(double, cpus);
    QFETCH(qint64, memory);
    if (memory == 0)
        QCOMPARE(parseCpus(text.toStdString()).value_or(0), cpus);
    if (cpus == 0)
        QCOMPARE(qint64(parseMemory(text.toStdString()).value_or(ByteSize{}).bytes), memory);
}

void TestCliOptions::durationsAreRead_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("milliseconds"); // -1: refused
    QTest::newRow("seconds") << "10" << qint64(10'000);
    QTest::newRow("zero") << "0" << qint64(0);
    QTest::newRow("fraction") << "1.5" << qint64(1500);
    QTest::newRow("s") << "2s" << qint64(2000);
    QTest::newRow("ms") << "500ms" << qint64(500);
    QTest::newRow("m") << "2m" << qint64(120'000);
    QTest::newRow("h") << "1h" << qint64(3'600'000);
    for (const char *bad : {"", "s", "ms", "-1", "1x", "nan", "1e99", "1 s"})
        QTest::newRow(QByteArray("refused: ") + bad) << bad << qint64(-1);
}

void TestCliOptions::durationsAreRead()
{
    QFETCH(QString, text);
    QFETCH(qint64, milliseconds);
    QCOMPARE(qint64(parseDuration(text.toStdString()).value_or(-1ms).count()), milliseconds);
}

void TestCliOptions::namesAreChecked_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("fine");
    QTest::addColumn<bool>("hostFine");
    QTest::newRow("plain") << "web-1" << true << true;
    QTest::newRow("dots") << "web.example" << true << true;
    QTest::newRow("underscore") << "my_web" << true << false;
    QTest::newRow("empty") << "" << false << false;
    QTest::newRow("dash first") << "-web" << false << false;
    QTest::newRow("dot first") << ".web" << false << false;
    QTest::newRow("slash") << "a/b" << false << false;
    QTest::newRow("space") << "a b" << false << false;
    QTest::newRow("dot dot") << ".." << false << false;
    QTest::newRow("not ASCII") << QString::fromUtf8("caf\u00e9") << false << false;
    QTest::newRow("long") << QString(65, 'a') << false << false;
}

void TestCliOptions::namesAreChecked()
{
    QFETCH(QString, name);
    QFETCH(bool, fine);
    QFETCH(bool, hostFine);
    QCOMPARE(checkName(name.toStdString()).has_value(), fine);
    QCOMPARE(checkHostname(name.toStdString()).has_value(), hostFine);
}

void TestCliOptions::copyPathsAreRead_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("container"); // "-": none, "!": refused
    QTest::addColumn<QString>("path");
    QTest::newRow("in a container") << "web:/srv/a" << "web" << "/srv/a";
    QTest::newRow("relative in a container") << "web:srv" << "web" << "/srv";
    QTest::newRow("slash at the end") << "web:/srv/" << "web" << "/srv/";
    QTest::newRow("colon in the path") << "web:/a:b" << "web" << "/a:b";
    QTest::newRow("local") << "file" << "-" << "file";
    QTest::newRow("local absolute with a colon") << "/a:b" << "-" << "/a:b";
    QTest::newRow("local relative with a colon") << "./a:b" << "-" << "./a:b";
    QTest::newRow("a slash before the colon") << "dir/a:b" << "-" << "dir/a:b";
    QTest::newRow("stream") << "-" << "-" << "-";
    QTest::newRow("parent") << ".." << "-" << "..";
    QTest::newRow("empty") << "" << "!" << "";
    QTest::newRow("no path") << "web:" << "!" << "";
    QTest::newRow("no container") << ":/x" << "!" << "";
}

void TestCliOptions::copyPathsAreRead()
{
    QFETCH(QString, text);
    QFETCH(QString, container);
    QFETCH(QString, path);

    const auto side = parseCopyPath(text.toStdString());

    QCOMPARE(side.has_value(), container != "!");
    if (side) {
        QCOMPARE(QString::fromStdString(side->container.value_or("-")), container);
        QCOMPARE(QString::fromStdString(side->path), path);
    }
}

void TestCliOptions::detachKeysAreRead_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QByteArray>("keys"); // "!": refused
    QTest::newRow("usual") << "ctrl-p,ctrl-q" << QByteArray("\x10\x11");
    QTest::newRow("letter") << "a" << QByteArray("a");
    QTest::newRow("at") << "ctrl-@" << QByteArray(1, '\0');
    QTest::newRow("bracket") << "ctrl-]" << QByteArray("\x1d");
    QTest::newRow("none") << "" << QByteArray();
    QTest::newRow("word") << "escape" << QByteArray("!");
    QTest::newRow("no such key") << "ctrl-1" << QByteArray("!");
    QTest::newRow("comma at the end") << "a," << QByteArray("!");
}

void TestCliOptions::detachKeysAreRead()
{
    QFETCH(QString, text);
    QFETCH(QByteArray, keys);
    QCOMPARE(QByteArray::fromStdString(parseDetachKeys(text.toStdString()).value_or("!")), keys);
}

void TestCliOptions::detachKeysAreFoundWhereverTheyAreSplit()
{
    const std::string typed = "ls\r\x10x\x10\x10\x11rest";
    for (std::size_t at = 0; at <= typed.size(); ++at) {
        DetachKeys keys;
        std::string forwarded;
        bool detached = false;
        for (const std::string &part : {typed.substr(0, at), typed.substr(at)}) {
            if (detached)
                break;
            const auto found = keys.feed(part);
            forwarded += found.forward;
            detached = found.detach;
        }
        QVERIFY(detached);
        QCOMPARE(forwarded, std::string("ls\r\x10x\x10"));
    }
}

void TestCliOptions::whatOnlyBeginsLikeDetachKeysGoesThrough_data()
{
    QTest::addColumn<QByteArray>("sequence");
    QTest::addColumn<QByteArray>("typed");
    QTest::newRow("first key alone, then another") << QByteArray("\x10\x11") << QByteArray("\x10z");
    QTest::newRow("twice the first") << QByteArray("\x10\x11") << QByteArray("\x10\x10z");
    QTest::newRow("a sequence that overlaps itself") << QByteArray("aab") << QByteArray("aaaac");
    QTest::newRow("another that does") << QByteArray("abac") << QByteArray("abababx");
    QTest::newRow("no sequence") << QByteArray() << QByteArray("\x10\x11");
}

void TestCliOptions::whatOnlyBeginsLikeDetachKeysGoesThrough()
{
    QFETCH(QByteArray, sequence);
    QFETCH(QByteArray, typed);
    DetachKeys keys(sequence.toStdString());
    std::string forwarded;
    for (const char c : typed) {
        const auto found = keys.feed(std::string(1, c));
        QVERIFY(!found.detach);
        forwarded += found.forward;
    }
    QCOMPARE(QByteArray::fromStdString(forwarded), typed);
}

void TestCliOptions::durationsAreWordedAsDockerDoes_data()
{
    QTest::addColumn<qint64>("seconds");
    QTest::addColumn<QString>("text");
    QTest::newRow("past") << qint64(-5) << "Less than a second";
    QTest::newRow("0") << qint64(0) << "Less than a second";
    QTest::newRow("1") << qint64(1) << "1 second";
    QTest::newRow("59") << qint64(59) << "59 seconds";
    QTest::newRow("60") << qint64(60) << "About a minute";
    QTest::newRow("150") << qint64(150) << "2 minutes";
    QTest::newRow("3600") << qint64(3600) << "About an hour";
    QTest::newRow("a day") << qint64(86400) << "24 hours";
    QTest::newRow("3 days") << qint64(3 * 86400) << "3 days";
    QTest::newRow("20 days") << qint64(20 * 86400) << "2 weeks";
    QTest::newRow("100 days") << qint64(100 * 86400) << "3 months";
    QTest::newRow("1000 days") << qint64(1000LL * 86400) << "2 years";
}

void TestCliOptions::durationsAreWordedAsDockerDoes()
{
    QFETCH(qint64, seconds);
    QFETCH(QString, text);
    QCOMPARE(QString::fromStdString(humanDuration(std::chrono::seconds(seconds))), text);
}

void TestCliOptions::timesAreRfc3339()
{
    const engine::WallTime time(std::chrono::seconds(1714557600) + 250ms);
    QCOMPARE(rfc3339(time), std::string("2024-05-01T10:00:00.25Z"));
    QCOMPARE(rfc3339(engine::WallTime(std::chrono::seconds(0))), std::string("1970-01-01T00:00:00Z"));
}

void TestCliOptions::statusTellsTheCause()
{
    const engine::WallTime now(std::chrono::hours(1000));
    engine::ContainerView view;
    QCOMPARE(statusText(view, now), std::string("Created"));
    view.state = engine::ContainerState::Running;
    view.startedAt = now - 3min;
    QCOMPARE(statusText(view, now), std::string("Up 3 minutes"));
    view.state = engine::ContainerState::Exited;
    view.exit = engine::ExitInfo{engine::ExitCause::OutOfMemory, 137, 9, now - 2h, {}};
    QCOMPARE(statusText(view, now), std::string("Exited (137) 2 hours ago, out of memory"));
    view.exit->cause = engine::ExitCause::Exited;
    QCOMPARE(statusText(view, now), std::string("Exited (137) 2 hours ago"));
}

void TestCliOptions::tablesLineUpWhateverIsInThem()
{
    Table table({"NAME", "X"});
    table.add({"caf\u00e9", "1"});
    table.add({"evil\x1b[2J\n", ""});
    QCOMPARE(QString::fromStdString(table.text()), QString::fromUtf8("NAME            X\ncaf\u00e9            1\nevil\\x1b[2J\\n\n"));
}

void TestCliOptions::commandsAreCutAtCharacters()
{
    QCOMPARE(commandText({"sh", "-c", "x"}, false), std::string("\"sh -c x\""));
    QCOMPARE(commandText({"\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9"}, false),
             std::string("\"\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9…\""));
    QVERIFY(commandText({"a very long command indeed"}, true).find("indeed") != std::string::npos);
}

namespace {
std::string printed(std::optional<std::size_t> tail, bool timestamps, const std::vector<engine::LogRecord> &before, const std::vector<engine::LogRecord> &after = {})
{
    std::string text;
    LogPrinter printer([&](engine::OutputStream stream, std::string_view bytes) { text += (stream == engine::OutputStream::Stderr ? "!" : "") + std::string(bytes); },
                       timestamps, tail);
    for (const auto &record : before)
        printer.add(record);
    printer.goLive();
    for (const auto &record : after)
        printer.add(record);
    printer.finish();
    return text;
}
engine::LogRecord record(std::string bytes, engine::OutputStream stream = engine::OutputStream::Stdout, int second = 0)
{
    return {engine::WallTime(std::chrono::seconds(second)), stream, 0, std::move(bytes)};
}
} // namespace

void TestCliOptions::logLinesAreTheLastOnesWherePiecesEnd()
{
    const std::string whole = "one\ntwo\nthree\nfour";
    for (std::size_t at = 0; at <= whole.size(); ++at) {
        const std::vector<engine::LogRecord> pieces{record(whole.substr(0, at)), record(whole.substr(at))};
        QCOMPARE(printed(2, false, pieces), std::string("three\nfour"));
        QCOMPARE(printed(0, false, pieces), std::string(""));
        QCOMPARE(printed(99, false, pieces), whole);
        QCOMPARE(printed(1, false, pieces, {record(" and more\n")}), std::string("four and more\n"));
    }
}

void TestCliOptions::logTimesStandBeforeEachLine()
{
    const std::vector<engine::LogRecord> pieces{record("a", engine::OutputStream::Stdout, 1), record("err\n", engine::OutputStream::Stderr, 2),
                                                record("b\nc", engine::OutputStream::Stdout, 3)};
    QCOMPARE(printed({}, true, pieces), std::string("!1970-01-01T00:00:02Z err\n1970-01-01T00:00:01Z ab\n1970-01-01T00:00:03Z c"));
}

void TestCliOptions::logWithoutLinesPassesBytesThrough()
{
    QCOMPARE(printed({}, false, {record("a\xff\x1b["), record(std::string("\0b", 2))}), std::string("a\xff\x1b[\0b", 6));
}

void TestCliOptions::progressFitsTheTerminal()
{
    Progress progress{Phase::Downloading, 15 << 20, 30 << 20, "quay.io/some/image:latest"};
    for (std::size_t columns : {1, 5, 20, 40, 60, 80, 200})
        QVERIFY(progressText(progress, columns).size() <= std::max<std::size_t>(columns, 1));
    const std::string text = progressText(progress, 100);
    QVERIFY2(text.find("[============>           ]") != std::string::npos, text.c_str());
    QVERIFY(text.find("15.0 MiB / 30.0 MiB") != std::string::npos || text.find("15 MiB / 30 MiB") != std::string::npos);
    progress.item = "evil\x1b[2J";
    QVERIFY(progressText(progress, 100).find('\x1b') == std::string::npos);
    progress.done = 99u << 20; // more than there should be
    QVERIFY(progressText(progress, 100).find("[========================]") != std::string::npos);
}

QTEST_APPLESS_MAIN(TestCliOptions)
#include "test_cli_options.moc"
