// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/base/file.h"
#include "runtime/engine/output/output_reader.h"
#include "runtime/engine/output/output_writer.h"
#include "tests/contract/require_ok.h"

#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <random>
#include <thread>

using namespace firkin;
using namespace firkin::output;
using engine::OutputStream;

namespace {

std::span<const std::byte> bytesOf(const std::string &text)
{
    return std::as_bytes(std::span(text));
}

Status put(OutputWriter &writer, const std::string &text, OutputStream stream = OutputStream::Stdout)
{
    return writer.append(engine::WallTime(std::chrono::microseconds(1000)), stream, bytesOf(text));
}

std::string readAll(OutputReader &reader)
{
    std::string text;
    for (;;) {
        const auto records = reader.read(100);
        if (!records || records->empty())
            return text;
        for (const auto &record : *records)
            text += record.bytes;
    }
}

struct Fixture {
    QTemporaryDir temporary;
    std::filesystem::path container{temporary.path().toStdString()};
    std::filesystem::path folder = container / "output";
    std::atomic<bool> over = false;

    OutputReader reader() { return OutputReader(container, folder, [this] { return over.load(); }); }
};

} // namespace

class TestOutput : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatWasWrittenIsRead();
    void nothingWrittenReadsAsNothing();
    void bigPiecesAreDividedAndComeBackWhole();
    void aTornTailIsIgnoredAndWrittenOver();
    void oldSegmentsAreDroppedAndOffsetsStayAbsolute();
    void seekFindsTheRecordThatHoldsTheOffset();
    void aReaderThatIsOvertakenGoesOnAtTheOldest();
    void followingSeesEveryByteUntilTheEnd();
    void waitingStops();
    void headsAreRefused_data();
    void headsAreRefused();
};

void TestOutput::whatWasWrittenIsRead()
{
    Fixture fixture;
    const auto writer = OutputWriter::open(fixture.folder);
    REQUIRE_OK(writer);
    REQUIRE_OK(put(**writer, "one"));
    REQUIRE_OK(put(**writer, "two", OutputStream::Stderr));

    auto reader = fixture.reader();
    const auto records = reader.read(1000);

    REQUIRE_OK(records);
    QCOMPARE(records->size(), std::size_t{2});
    QCOMPARE(records->at(0).bytes, std::string("one"));
    QCOMPARE(records->at(1).stream, OutputStream::Stderr);
    QCOMPARE(records->at(1).offset, std::uint64_t{3});
    QCOMPARE(records->at(1).time.time_since_epoch(), std::chrono::microseconds(1000));
    QCOMPARE(reader.range().end, std::uint64_t{6});
}

void TestOutput::nothingWrittenReadsAsNothing()
{
    Fixture fixture;
    fixture.over = true;
    auto reader = fixture.reader();

    QVERIFY(reader.read(10)->empty());
    QCOMPARE(reader.range().end, std::uint64_t{0});
    QVERIFY(!*reader.waitForMore({}));
    REQUIRE_OK(reader.seek(100));
}

void TestOutput::bigPiecesAreDividedAndComeBackWhole()
{
    Fixture fixture;
    const auto writer = OutputWriter::open(fixture.folder);
    std::string big(300'000, '\0');
    for (std::size_t i = 0; i < big.size(); ++i)
        big[i] = static_cast<char>(i % 253);
    REQUIRE_OK(put(**writer, big));

    auto reader = fixture.reader();
    QVERIFY(readAll(reader) == big);
}

void TestOutput::aTornTailIsIgnoredAndWrittenOver()
{
    // Cut at every byte of the last record.
    for (std::size_t cut = 1; cut < headSize + 5; ++cut) {
        Fixture fixture;
        {
            const auto writer = OutputWriter::open(fixture.folder);
            REQUIRE_OK(put(**writer, "first"));
            REQUIRE_OK(put(**writer, "hello"));
        }
        const auto file = fixture.folder / segmentName(0);
        std::filesystem::resize_file(file, std::filesystem::file_size(file) - cut);
        auto reader = fixture.reader();
        QCOMPARE(readAll(reader), std::string("first"));

        const auto writer = OutputWriter::open(fixture.folder);
        REQUIRE_OK(writer);
        QCOMPARE((*writer)->endOffset(), std::uint64_t{5});
        REQUIRE_OK(put(**writer, "again"));
        QCOMPARE(readAll(reader), std::string("again"));
    }
}

void TestOutput::oldSegmentsAreDroppedAndOffsetsStayAbsolute()
{
    Fixture fixture;
    const auto writer = OutputWriter::open(fixture.folder, {.segmentBytes = 400, .segments = 3});
    for (int i = 0; i < 100; ++i)
        REQUIRE_OK(put(**writer, "line " + std::to_string(1000 + i) + "\n"));

    auto reader = fixture.reader();
    const auto range = reader.range();
    QCOMPARE(segmentsIn(fixture.folder).size(), std::size_t{3});
    QCOMPARE(range.end, std::uint64_t{1000});
    QVERIFY(range.oldest > 0);
    const auto records = reader.read(100'000);
    QCOMPARE(records->front().offset, range.oldest);
    QCOMPARE(records->back().bytes, std::string("line 1099\n"));
    QCOMPARE(records->size(), (range.end - range.oldest) / 10);
}

void TestOutput::seekFindsTheRecordThatHoldsTheOffset()
{
    Fixture fixture;
    const auto writer = OutputWriter::open(fixture.folder, {.segmentBytes = 200, .segments = 3});
    for (int i = 0; i < 40; ++i)
        REQUIRE_OK(put(**writer, "0123456789"));
    auto reader = fixture.reader();
    const auto range = reader.range();

    for (std::uint64_t offset = 0; offset < range.end; ++offset) {
        REQUIRE_OK(reader.seek(offset));
        const auto records = reader.read(1);
        QCOMPARE(records->size(), std::size_t{1});
        QCOMPARE(records->front().offset, std::max(offset / 10 * 10, range.oldest));
    }
    REQUIRE_OK(reader.seek(range.end));
    QVERIFY(reader.read(1)->empty());
}

void TestOutput::aReaderThatIsOvertakenGoesOnAtTheOldest()
{
    Fixture fixture;
    const auto writer = OutputWriter::open(fixture.folder, {.segmentBytes = 200, .segments = 2});
    REQUIRE_OK(put(**writer, "0123456789"));
    auto reader = fixture.reader();
    QCOMPARE(reader.read(1)->size(), std::size_t{1});
    for (int i = 0; i < 100; ++i)
        REQUIRE_OK(put(**writer, "0123456789"));

    // What its open segment still holds, then the oldest that there is.
    std::uint64_t last = 0;
    std::uint64_t total = 0;
    for (;;) {
        const auto records = reader.read(1000);
        if (records->empty())
            break;
        for (const auto &record : *records) {
            QVERIFY(record.offset >= last);
            last = record.offset;
            ++total;
        }
    }
    QCOMPARE(last, std::uint64_t{1000});
    QVERIFY(total < 100);
}

void TestOutput::followingSeesEveryByteUntilTheEnd()
{
    Fixture fixture;
    const auto writer = OutputWriter::open(fixture.folder, {.segmentBytes = 20'000, .segments = 1000});
    std::mt19937 random(1);
    std::string expected;
    std::vector<std::string> pieces;
    for (int i = 0; i < 500; ++i) {
        pieces.emplace_back(1 + random() % 1000, static_cast<char>('a' + i % 26));
        expected += pieces.back();
    }
    std::jthread writing([&] {
        for (const std::string &piece : pieces)
            (void)put(**writer, piece);
        fixture.over = true;
        (void)writeFileAtomically(fixture.container / "record.json", "{}");
    });
    auto reader = fixture.reader();
    std::string seen;
    for (;;) {
        const auto more = reader.waitForMore({});
        REQUIRE_OK(more);
        if (!*more)
            break;
        const auto records = reader.read(3000);
        REQUIRE_OK(records);
        for (const auto &record : *records)
            seen += record.bytes;
    }
    QVERIFY(seen == expected);
}

void TestOutput::waitingStops()
{
    Fixture fixture;
    auto reader = fixture.reader();
    std::stop_source stop;
    std::jthread stopper([&] { stop.request_stop(); });

    const auto more = reader.waitForMore(stop.get_token());

    QVERIFY(!more);
    QVERIFY(more.error().isCancelled());
}

void TestOutput::headsAreRefused_data()
{
    QTest::addColumn<int>("position");
    QTest::addColumn<int>("value");
    QTest::newRow("magic") << 0 << 0;
    QTest::newRow("stream 0") << 4 << 0;
    QTest::newRow("stream 3") << 4 << 3;
    QTest::newRow("empty") << 8 << 0;
    QTest::newRow("huge") << 11 << 0x7f;
    QTest::newRow("offset") << 20 << 1;
}

void TestOutput::headsAreRefused()
{
    QFETCH(int, position);
    QFETCH(int, value);
    auto bytes = encode({OutputStream::Stdout, 5, 7, 0});
    QVERIFY(decode(bytes, 0).has_value());

    bytes.at(static_cast<std::size_t>(position)) = static_cast<std::byte>(value);

    QVERIFY(!decode(bytes, 0));
}

QTEST_GUILESS_MAIN(TestOutput)
#include "test_output.moc"
