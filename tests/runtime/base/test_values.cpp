// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/base/byte_size.h"
#include "runtime/base/deadline.h"
#include "runtime/base/ids.h"

#include <QTest>

#include <limits>
#include <set>

using namespace firkin;

class TestValues : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sizesAreRead_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qulonglong>("bytes");
        QTest::addColumn<int>("reason"); // -1: fine
        const auto good = [](const char *text, std::uint64_t bytes) { QTest::newRow(text) << QString::fromLatin1(text) << qulonglong{bytes} << -1; };
        const auto bad = [](const char *text, Reason reason) { QTest::newRow(*text ? text : "empty") << QString::fromLatin1(text) << qulonglong{0} << static_cast<int>(reason); };
        good("0", 0);
        good("250000000", 250000000);
        good("1b", 1);
        good("512m", 512u << 20);
        good("512M", 512u << 20);
        good("64KiB", 64u << 10);
        good("64kb", 64u << 10);
        good("64 kB", 64u << 10);
        good("1.5g", 3ull << 29);
        good("0.5k", 512);
        good("0.0001k", 0);
        good("1t", 1ull << 40);
        good("16383p", 16383ull << 50);
        good("15e", 15ull << 60);
        good("18446744073709551615", std::numeric_limits<std::uint64_t>::max());
        bad("18446744073709551616", Reason::OutOfRange);
        bad("16e", Reason::OutOfRange);
        bad("15.9999999999999999999999999e", Reason::OutOfRange);
        bad("", Reason::BadSize);
        bad("m", Reason::BadSize);
        bad("-1m", Reason::BadSize);
        bad("+1m", Reason::BadSize);
        bad(".5m", Reason::BadSize);
        bad("1.", Reason::BadSize);
        bad("1..5m", Reason::BadSize);
        bad("1.5.5m", Reason::BadSize);
        bad("1,5m", Reason::BadSize);
        bad("1ki", Reason::BadSize);
        bad("1mm", Reason::BadSize);
        bad("1 ", Reason::BadSize);
        bad(" 1", Reason::BadSize);
        bad("1  m", Reason::BadSize);
        bad("1q", Reason::BadSize);
        bad("0x10", Reason::BadSize);
        bad("1e3m", Reason::BadSize);
        bad("nan", Reason::BadSize);
        bad("1111111111111111111111111111111111111111111", Reason::BadSize);
    }
    void sizesAreRead()
    {
        QFETCH(QString, text);
        QFETCH(qulonglong, bytes);
        QFETCH(int, reason);
        const auto size = parseByteSize(text.toStdString());
        QCOMPARE(size ? -1 : static_cast<int>(size.error().reason), reason);
        if (size)
            QCOMPARE(qulonglong{size->bytes}, bytes);
    }

    void sizesAreWritten_data()
    {
        QTest::addColumn<qulonglong>("bytes");
        QTest::addColumn<QString>("text");
        const auto row = [](const char *text, std::uint64_t bytes) { QTest::newRow(text) << qulonglong{bytes} << QString::fromLatin1(text); };
        row("0 B", 0);
        row("1023 B", 1023);
        row("1 KiB", 1024);
        row("1.5 KiB", 1536);
        row("9.99 KiB", 10230);
        row("10 KiB", 10236);
        row("99.9 KiB", 102300);
        row("1023 KiB", (1u << 20) - 1024);
        row("1 MiB", (1u << 20) - 1);
        row("1 GiB", 1u << 30);
        row("1.21 GiB", 1300000000);
        row("16 EiB", std::numeric_limits<std::uint64_t>::max());
    }
    void sizesAreWritten()
    {
        QFETCH(qulonglong, bytes);
        QFETCH(QString, text);
        QCOMPARE(QString::fromStdString(toString(ByteSize::ofBytes(bytes))), text);
    }

    void idsAreChecked_data()
    {
        QTest::addColumn<QByteArray>("id");
        QTest::addColumn<bool>("valid");
        QTest::newRow("plain") << QByteArray("web-1_a.B") << true;
        QTest::newRow("one character") << QByteArray("a") << true;
        QTest::newRow("hidden") << QByteArray(".a") << true;
        QTest::newRow("64 characters") << QByteArray(64, 'a') << true;
        QTest::newRow("65 characters") << QByteArray(65, 'a') << false;
        QTest::newRow("empty") << QByteArray() << false;
        QTest::newRow("this folder") << QByteArray(".") << false;
        QTest::newRow("the folder above") << QByteArray("..") << false;
        QTest::newRow("a path") << QByteArray("a/b") << false;
        QTest::newRow("a space") << QByteArray("a b") << false;
        QTest::newRow("a zero") << QByteArray("a\0b", 3) << false;
        QTest::newRow("a newline") << QByteArray("a\n") << false;
        QTest::newRow("umlaut") << QByteArray("\xc3\xa4") << false;
        QTest::newRow("comma") << QByteArray("a,b") << false;
    }
    void idsAreChecked()
    {
        QFETCH(QByteArray, id);
        QFETCH(bool, valid);
        const auto parsed = ContainerId::parse(id.toStdString());
        QCOMPARE(parsed.has_value(), valid);
        if (!valid)
            QCOMPARE(parsed.error().reason, Reason::BadId);
    }

    void randomIdsAreValidAndDiffer()
    {
        std::set<std::string> seen;
        for (int i = 0; i < 1000; ++i) {
            const std::string id = randomId();
            QCOMPARE(id.size(), std::size_t{12});
            QVERIFY(isValidId(id) && id.find_first_not_of("abcdefghijklmnopqrstuvwxyz234567") == std::string::npos);
            QVERIFY(seen.insert(id).second);
        }
    }

    void deadlinesCompareAndNeverWrap()
    {
        using namespace std::chrono_literals;
        QCOMPARE(Deadline::never().pollMilliseconds(), -1);
        QVERIFY(!Deadline::never().passed());
        QCOMPARE(Deadline::after(-5s).pollMilliseconds(), 0);
        QVERIFY(Deadline::after(-5s).passed());
        QCOMPARE(Deadline::after(24h * 10000).pollMilliseconds(), std::numeric_limits<int>::max());
        const Deadline soon = Deadline::after(1s);
        QVERIFY(Deadline::never().sooner(soon).timePoint() == soon.timePoint());
        QVERIFY(soon.sooner(Deadline::never()).timePoint() == soon.timePoint());
        const auto kvm = Deadlines::forAccelerator(Accelerator::Kvm);
        const auto tcg = Deadlines::forAccelerator(Accelerator::Tcg);
        QVERIFY(tcg.bootSilence == 4 * kvm.bootSilence && tcg.rpc > kvm.rpc);
    }
};

int runValueTests(int argc, char **argv)
{
    TestValues test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_values.moc"
