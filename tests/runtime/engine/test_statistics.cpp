// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/stats/history_file.h"
#include "tests/contract/require_ok.h"

#include <QTemporaryDir>
#include <QTest>

#include <fcntl.h>

using namespace firkin;
using namespace firkin::stats;
using engine::Sample;

namespace {

constexpr std::uint64_t second = 1'000'000'000;

engine::WallTime at(int seconds)
{
    return engine::WallTime(std::chrono::seconds(1'700'000'000 + seconds));
}

Sample sampleAt(int seconds, double cpu = 0.5)
{
    Sample sample;
    sample.time = at(seconds);
    sample.cpu = cpu;
    sample.memoryBytes = 1000 + static_cast<std::uint64_t>(seconds);
    return sample;
}

} // namespace

class TestStatistics : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void ratesComeFromDifferences_data();
    void ratesComeFromDifferences();
    void aSummaryHasLowestAverageAndHighest();
    void noFileIsAnEmptyHistory();
    void theHistoryIsReadBackWithoutItsWriter();
    void theRingKeepsFifteenMinutesFine();
    void longSpansAreCoarse();
    void aGapStaysAGap();
    void aNewWriterGoesOn();
    void aTornSlotIsNoSample();
    void aFileOfAnotherKindIsBegunAnew();
};

void TestStatistics::ratesComeFromDifferences_data()
{
    QTest::addColumn<qulonglong>("nanoseconds"); // between the two
    QTest::addColumn<qulonglong>("before");
    QTest::addColumn<qulonglong>("now");
    QTest::addColumn<double>("cpus");
    QTest::addColumn<double>("cpu");
    QTest::addColumn<double>("bytes");
    using U = qulonglong;
    QTest::newRow("half of two cpus") << U(second) << U(0) << U(1'000'000) << 2.0 << 0.5 << 1'000'000.0;
    QTest::newRow("a longer step") << U(4 * second) << U(100) << U(2'000'100) << 1.0 << 0.5 << 500'000.0;
    QTest::newRow("nothing happened") << U(second) << U(5) << U(5) << 1.0 << 0.0 << 0.0;
    QTest::newRow("counter went back") << U(second) << U(500) << U(5) << 1.0 << 0.0 << 0.0;
    QTest::newRow("clock stood") << U(0) << U(0) << U(500) << 1.0 << 0.0 << 0.0;
    QTest::newRow("no limit given") << U(second) << U(0) << U(500'000) << 0.0 << 0.5 << 500'000.0;
}

void TestStatistics::ratesComeFromDifferences()
{
    QFETCH(qulonglong, nanoseconds);
    QFETCH(qulonglong, before);
    QFETCH(qulonglong, now);
    QFETCH(double, cpus);
    QFETCH(double, cpu);
    QFETCH(double, bytes);
    Counters first;
    first.monotonicNanoseconds = 10 * second;
    first.cpuMicroseconds = before;
    first.networkSent = before;
    Counters next = first;
    next.monotonicNanoseconds += nanoseconds;
    next.cpuMicroseconds = now;
    next.networkSent = now;
    next.memoryBytes = 77;

    const Sample sample = computeSample(first, next, cpus);

    QCOMPARE(sample.cpu, cpu);
    QCOMPARE(sample.networkSent, bytes);
    QCOMPARE(sample.networkSentTotal, std::uint64_t{now});
    QCOMPARE(sample.memoryBytes, std::uint64_t{77});
    QCOMPARE(computeSample({}, next, cpus).cpu, 0.0);
}

void TestStatistics::aSummaryHasLowestAverageAndHighest()
{
    Summarizer summarizer;
    summarizer.add(sampleAt(0, 0.1));
    summarizer.add(sampleAt(1, 0.9));
    summarizer.add(sampleAt(2, 0.2));

    const Summary summary = summarizer.take();

    QCOMPARE(summary.lowest.cpu, 0.1);
    QCOMPARE(summary.average.cpu, 0.4);
    QCOMPARE(summary.highest.cpu, 0.9);
    QCOMPARE(summary.average.memoryBytes, std::uint64_t{1001});
    QVERIFY(summary.average.time == at(0));
    QVERIFY(summarizer.empty());
}

void TestStatistics::noFileIsAnEmptyHistory()
{
    const auto series = readHistory("/nonexistent/statistics", std::chrono::seconds(60));

    REQUIRE_OK(series);
    QVERIFY(series->samples.empty());
}

void TestStatistics::theHistoryIsReadBackWithoutItsWriter()
{
    const QTemporaryDir folder;
    const std::filesystem::path path = folder.path().toStdString() + "/statistics";
    {
        const auto writer = HistoryWriter::open(path);
        REQUIRE_OK(writer);
        for (int i = 0; i < 100; ++i)
            REQUIRE_OK((*writer)->add(sampleAt(i)));
    }
    const auto series = readHistory(path, std::chrono::seconds(30));

    REQUIRE_OK(series);
    QCOMPARE(series->samples.size(), std::size_t{31});
    QVERIFY(series->samples.front().time == at(69));
    QVERIFY(series->samples.back().time == at(99));
    QCOMPARE(series->samples.back().memoryBytes, std::uint64_t{1099});
}

void TestStatistics::theRingKeepsFifteenMinutesFine()
{
    const QTemporaryDir folder;
    const std::filesystem::path path = folder.path().toStdString() + "/statistics";
    const auto writer = HistoryWriter::open(path);
    for (int i = 0; i < 2000; ++i)
        REQUIRE_OK((*writer)->add(sampleAt(i)));

    const auto series = readHistory(path, std::chrono::minutes(15));

    QCOMPARE(series->samples.size(), std::size_t{900});
    QVERIFY(series->samples.front().time == at(1100));
    for (std::size_t i = 1; i < series->samples.size(); ++i)
        QVERIFY(series->samples[i].time - series->samples[i - 1].time == std::chrono::seconds(1));
}

void TestStatistics::longSpansAreCoarse()
{
    const QTemporaryDir folder;
    const std::filesystem::path path = folder.path().toStdString() + "/statistics";
    const auto writer = HistoryWriter::open(path);
    for (int i = 0; i < 3600; ++i)
        REQUIRE_OK((*writer)->add(sampleAt(i, i % 10 == 0 ? 1.0 : 0.0)));

    const auto series = readHistory(path, std::chrono::hours(1));
    const auto summaries = readSummaries(path);

    QVERIFY(series->step == std::chrono::seconds(10));
    QCOMPARE(series->samples.size(), std::size_t{359});
    QCOMPARE(series->samples.front().cpu, 0.1);
    REQUIRE_OK(summaries);
    QCOMPARE(summaries->front().highest.cpu, 1.0);
    QCOMPARE(summaries->front().lowest.cpu, 0.0);
}

void TestStatistics::aGapStaysAGap()
{
    const QTemporaryDir folder;
    const std::filesystem::path path = folder.path().toStdString() + "/statistics";
    const auto writer = HistoryWriter::open(path);
    for (const int i : {0, 1, 2, 100, 101})
        REQUIRE_OK((*writer)->add(sampleAt(i)));

    const auto series = readHistory(path, std::chrono::minutes(15));

    QCOMPARE(series->samples.size(), std::size_t{5});
    QVERIFY(series->samples[3].time - series->samples[2].time == std::chrono::seconds(98));
}

void TestStatistics::aNewWriterGoesOn()
{
    const QTemporaryDir folder;
    const std::filesystem::path path = folder.path().toStdString() + "/statistics";
    for (int start = 0; start < 3; ++start) {
        const auto writer = HistoryWriter::open(path);
        for (int i = 0; i < 10; ++i)
            REQUIRE_OK((*writer)->add(sampleAt(start * 10 + i)));
    }
    QCOMPARE(readHistory(path, std::chrono::minutes(15))->samples.size(), std::size_t{30});
}

void TestStatistics::aTornSlotIsNoSample()
{
    const QTemporaryDir folder;
    const std::filesystem::path path = folder.path().toStdString() + "/statistics";
    {
        const auto writer = HistoryWriter::open(path);
        for (int i = 0; i < 3; ++i)
            REQUIRE_OK((*writer)->add(sampleAt(i)));
    }
    const UniqueFd fd(::open(path.c_str(), O_WRONLY));
    const char byte = 0x55;
    QCOMPARE(::pwrite(fd.get(), &byte, 1, 4096 + 144 + 40), ssize_t{1}); // in the second slot

    const auto series = readHistory(path, std::chrono::minutes(15));

    QCOMPARE(series->samples.size(), std::size_t{2});
}

void TestStatistics::aFileOfAnotherKindIsBegunAnew()
{
    const QTemporaryDir folder;
    const std::filesystem::path path = folder.path().toStdString() + "/statistics";
    {
        const UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CREAT, 0600));
        QCOMPARE(::write(fd.get(), "something else", 14), ssize_t{14});
    }
    QVERIFY(readHistory(path, std::chrono::minutes(15))->samples.empty());
    const auto writer = HistoryWriter::open(path);
    REQUIRE_OK(writer);
    REQUIRE_OK((*writer)->add(sampleAt(1)));
    QCOMPARE(readHistory(path, std::chrono::minutes(15))->samples.size(), std::size_t{1});
}

QTEST_GUILESS_MAIN(TestStatistics)
#include "test_statistics.moc"
