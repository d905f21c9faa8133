#include "tests/support/fake_engine.h"
#include "ui/logs/line_text.h"
#include "ui/logs/log_view.h"
#include "ui/logs/logs_page.h"
#include "ui/logs/merged_reader.h"
#include "ui/services/services.h"

#include <QApplication>
#include <QClipboard>
#include <QElapsedTimer>
#include <QFile>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QStackedLayout>
#include <QTemporaryDir>
#include <QTest>

#include <random>

using namespace firkin;
using namespace firkin::ui;
using namespace Qt::StringLiterals;

namespace {

engine::LogRecord record(std::string bytes, engine::OutputStream stream = engine::OutputStream::Stdout, std::uint64_t offset = 0, int second = 1)
{
    return {engine::WallTime(std::chrono::seconds(second)), stream, offset, std::move(bytes)};
}

std::vector<LogLine> numbered(std::uint64_t from, std::uint64_t count)
{
    std::vector<LogLine> lines;
    for (std::uint64_t i = from; i < from + count; ++i) {
        LogLine line;
        line.bytes = "line " + std::to_string(i);
        line.time = engine::WallTime(std::chrono::seconds(i));
        lines.push_back(line);
    }
    return lines;
}

/// Private bytes of this process, in KiB.
long residentKib()
{
    QFile file(u"/proc/self/status"_s);
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    const QByteArray all = file.readAll();
    const auto at = all.indexOf("RssAnon:");
    return all.mid(at + 8, 24).trimmed().split(' ').value(0).toLong();
}

} // namespace

class TestUiLogs : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    Pools m_pools;

    std::shared_ptr<LineSpool> makeSpool(std::uint64_t segment = LineSpool::defaultSegmentBytes, std::uint64_t limit = LineSpool::defaultLimitBytes)
    {
        auto spool = LineSpool::create(m_folder.path().toStdString(), segment, limit);
        if (!spool)
            qFatal("no spool");
        return *spool;
    }
    std::unique_ptr<LogView> makeView(const std::shared_ptr<LineSpool> &spool)
    {
        auto view = std::make_unique<LogView>(m_pools.shared());
        view->resize(640, 400);
        view->setSpool(spool);
        view->show();
        if (!QTest::qWaitForWindowExposed(view.get()))
            qFatal("no window");
        return view;
    }

private Q_SLOTS:
    void aLineMatcherFinds_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("regular");
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("found"); // empty: nothing
        QTest::newRow("text") << u"err"_s << false << u"an Error"_s << u"Err"_s;
        QTest::newRow("dots are dots in a text") << u"a.c"_s << false << u"abc"_s << QString();
        QTest::newRow("expression") << u"e.*r\\b"_s << true << u"an error here"_s << u"error"_s;
        QTest::newRow("number") << u"\\d{3}"_s << true << u"GET 404 now"_s << u"404"_s;
        QTest::newRow("nothing everywhere") << u"x*"_s << true << u"abc"_s << QString();
        QTest::newRow("nothing, then something") << u"x*"_s << true << u"abxx"_s << u"xx"_s;
        QTest::newRow("not an expression") << u"(["_s << true << u"(["_s << QString();
        QTest::newRow("empty") << QString() << true << u"abc"_s << QString();
        QTest::newRow("backtracks for ever") << u"(a+)+$"_s << true << QString(5000, u'a') + u'b' << QString();
    }
    void aLineMatcherFinds()
    {
        QFETCH(QString, text);
        QFETCH(bool, regular);
        QFETCH(QString, line);
        QFETCH(QString, found);
        QElapsedTimer clock;
        clock.start();
        const LineMatcher matcher(text, Qt::CaseInsensitive, regular);
        const auto at = matcher.find(line);
        QCOMPARE(at ? line.mid(at->at, at->length) : QString(), found);
        QVERIFY2(clock.elapsed() < 1000, qPrintable(QString::number(clock.elapsed())));
        if (text == u"(["_s)
            QVERIFY(!matcher.problem().isEmpty());
    }

    void matchesAreShownWithTheirContext_data()
    {
        using Lines = QList<quint64>;
        QTest::addColumn<Lines>("matches");
        QTest::addColumn<quint64>("around");
        QTest::addColumn<Lines>("shown");
        QTest::newRow("none") << Lines{} << quint64(3) << Lines{};
        QTest::newRow("one") << Lines{50} << quint64(2) << Lines{48, 49, 50, 51, 52};
        QTest::newRow("no context") << Lines{50, 60} << quint64(0) << Lines{50, 60};
        QTest::newRow("overlap") << Lines{50, 52} << quint64(2) << Lines{48, 49, 50, 51, 52, 53, 54};
        QTest::newRow("touch") << Lines{50, 53} << quint64(1) << Lines{49, 50, 51, 52, 53, 54};
        QTest::newRow("edges") << Lines{10, 99} << quint64(2) << Lines{10, 11, 12, 97, 98, 99};
        QTest::newRow("dropped ones") << Lines{3, 50, 200} << quint64(0) << Lines{50};
    }
    void matchesAreShownWithTheirContext()
    {
        QFETCH(QList<quint64>, matches);
        QFETCH(quint64, around);
        QFETCH(QList<quint64>, shown);
        const auto lines = withContext(std::vector<std::uint64_t>(matches.begin(), matches.end()), around, 10, 100);
        QCOMPARE(QList<quint64>(lines.begin(), lines.end()), shown);
    }

    void severalOutputsAreMergedByTimeWithTheirNames()
    {
        engine::FakeEngine fake;
        const auto web = fake.addRunning("web");
        const auto db = fake.addRunning("database");
        std::string all;
        std::vector<std::string> want;
        for (int i = 0; i < 40; ++i) {
            const bool first = i % 3 == 0;
            fake.print(first ? web : db, engine::OutputStream::Stdout, "line " + std::to_string(i) + "\n");
            want.push_back((first ? "web      | line " : "database | line ") + std::to_string(i));
            QTest::qSleep(1); // the clock of the records
        }
        fake.print(web, engine::OutputStream::Stdout, "begun, not ended");
        std::vector<MergedReader::Source> sources;
        sources.push_back({"web", std::move(*fake.logs().open(web))});
        sources.push_back({"database", std::move(*fake.logs().open(db))});
        MergedReader merged(std::move(sources));
        LineMaker maker;
        std::vector<LogLine> lines;
        std::stop_source stop;
        while (lines.size() < 40) {
            QVERIFY(*merged.waitForMore(stop.get_token()));
            const auto some = merged.read(64);
            for (const auto &record : *some)
                maker.feed(record, lines);
        }
        std::vector<std::string> got;
        for (const auto &line : lines)
            got.push_back(line.bytes);
        // What the fake's programs said at their start comes before.
        std::erase_if(got, [](const std::string &line) { return !line.contains("| line "); });
        for (std::size_t i = 0; i < got.size(); ++i)
            QCOMPARE(QString::fromStdString(got[i]), QString::fromStdString(want[i]));
        // Live from now on.
        fake.print(db, engine::OutputStream::Stderr, "late\n");
        for (bool found = false; !found;) {
            QVERIFY(*merged.waitForMore(stop.get_token()));
            const auto some = merged.read(1 << 20);
            for (const auto &record : *some)
                found = found || record.bytes == "database | late\n";
        }
        stop.request_stop();
        QVERIFY(!*merged.waitForMore(stop.get_token()));
    }

    void cleanupTestCase()
    {
        m_pools.requestStop();
        m_pools.wait();
    }

    // Lines of records.

    void linesAreTheSameHoweverTheyAreCut()
    {
        const std::string text = "one\ntwo\r\n\n  three\nunfinished";
        for (std::size_t cut = 0; cut <= text.size(); ++cut) {
            LineMaker maker;
            std::vector<LogLine> lines;
            maker.feed(record(text.substr(0, cut)), lines);
            maker.feed(record(text.substr(cut)), lines);
            QCOMPARE(lines.size(), std::size_t(4));
            QCOMPARE(lines[0].bytes, std::string("one"));
            QCOMPARE(lines[1].bytes, std::string("two"));
            QCOMPARE(lines[2].bytes, std::string());
            QCOMPARE(lines[3].bytes, std::string("  three"));
            QCOMPARE(maker.unfinished().size(), std::size_t(1));
            maker.finish(lines);
            QCOMPARE(lines[4].bytes, std::string("unfinished"));
            QVERIFY(maker.unfinished().empty());
        }
    }

    void theStreamsDoNotBreakIntoEachOther()
    {
        LineMaker maker;
        std::vector<LogLine> lines;
        maker.feed(record("out", engine::OutputStream::Stdout, 0, 1), lines);
        maker.feed(record("err\n", engine::OutputStream::Stderr, 0, 2), lines);
        maker.feed(record("put\n", engine::OutputStream::Stdout, 0, 3), lines);
        QCOMPARE(lines.size(), std::size_t(2));
        QCOMPARE(lines[0].bytes, std::string("err"));
        QCOMPARE(lines[0].stream, engine::OutputStream::Stderr);
        QCOMPARE(lines[1].bytes, std::string("output"));
        QCOMPARE(lines[1].time, engine::WallTime(std::chrono::seconds(1)));
    }

    void longLinesAreCutAndSayByHowMuch()
    {
        LineMaker maker;
        std::vector<LogLine> lines;
        for (int i = 0; i < 10; ++i)
            maker.feed(record(std::string(10'000, 'x')), lines);
        maker.feed(record("\nnext\n"), lines);
        QCOMPARE(lines.size(), std::size_t(2));
        QCOMPARE(lines[0].bytes.size(), LineMaker::maxLine);
        QCOMPARE(lines[0].cut, std::uint64_t(100'000 - LineMaker::maxLine));
        QCOMPARE(lines[1].bytes, std::string("next"));
        QCOMPARE(lines[1].cut, std::uint64_t(0));
    }

    // The spool.

    void linesComeBackAsTheyWereAtEveryPlace()
    {
        const auto spool = makeSpool(32 * 1024);
        std::mt19937 random(7);
        std::vector<LogLine> all;
        for (int i = 0; i < 5000; ++i) {
            LogLine line;
            line.bytes.assign(random() % 90, char('a' + i % 26));
            line.stream = i % 3 ? engine::OutputStream::Stdout : engine::OutputStream::Stderr;
            line.time = engine::WallTime(std::chrono::microseconds(i));
            all.push_back(line);
        }
        for (std::size_t i = 0; i < all.size();) {
            const std::size_t count = std::min<std::size_t>(1 + random() % 700, all.size() - i);
            QVERIFY(spool->append({all.begin() + long(i), all.begin() + long(i + count)}, {}));
            i += count;
        }
        QCOMPARE(spool->range().end, std::uint64_t(5000));
        for (int i = 0; i < 300; ++i) {
            const std::uint64_t from = random() % 5000;
            const auto lines = spool->read(from, 1 + random() % 600);
            QVERIFY(!lines.empty());
            for (std::size_t k = 0; k < lines.size(); ++k) {
                QCOMPARE(lines[k].bytes, all[from + k].bytes);
                QCOMPARE(lines[k].time, all[from + k].time);
                QCOMPARE(lines[k].stream, all[from + k].stream);
            }
        }
        QCOMPARE(spool->read(4999, 10).size(), std::size_t(1));
        QVERIFY(spool->read(5000, 10).empty());
        QVERIFY(spool->read(~0ULL, 10).empty());
    }

    void theTailStandsBehindTheCompleteLines()
    {
        const auto spool = makeSpool();
        QVERIFY(spool->append(numbered(0, 3), numbered(90, 1)));
        QCOMPARE(spool->range().complete, std::uint64_t(3));
        QCOMPARE(spool->range().end, std::uint64_t(4));
        const auto lines = spool->read(2, 10);
        QCOMPARE(lines.size(), std::size_t(2));
        QCOMPARE(lines[1].bytes, std::string("line 90"));
        QVERIFY(spool->append(numbered(90, 1), {}));
        QCOMPARE(spool->range().end, std::uint64_t(4));
    }

    void theOldestGoesWhenThereIsTooMuch()
    {
        const auto spool = makeSpool(64 * 1024, 256 * 1024);
        for (std::uint64_t i = 0; i < 40; ++i)
            QVERIFY(spool->append(numbered(i * 1000, 1000), {}));
        const auto range = spool->range();
        QVERIFY(range.first > 0);
        QCOMPARE(range.end, std::uint64_t(40'000));
        QVERIFY(spool->read(0, 5).empty());
        QCOMPARE(spool->read(range.first, 1).at(0).bytes, "line " + std::to_string(range.first));
    }

    // Text of lines.

    void bytesBecomeSafeText_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("spans");
        QTest::newRow("plain") << QByteArray("hello") << u"hello"_s << 0;
        QTest::newRow("empty") << QByteArray() << QString() << 0;
        QTest::newRow("red") << QByteArray("a\x1b[31mred\x1b[0mb") << u"aredb"_s << 1;
        QTest::newRow("erase") << QByteArray("\x1b[01;31m\x1b[Kwarn\x1b[m\x1b[K") << u"warn"_s << 1;
        QTest::newRow("256") << QByteArray("\x1b[38;5;208mx") << u"x"_s << 1;
        QTest::newRow("rgb") << QByteArray("\x1b[38;2;1;2;3;1mx") << u"x"_s << 1;
        QTest::newRow("cut off colour") << QByteArray("\x1b[38;5") << u"\\x1b[38;5"_s << 0;
        QTest::newRow("colour without number") << QByteArray("\x1b[38mx") << u"x"_s << 0;
        QTest::newRow("cursor movement is shown") << QByteArray("\x1b[2J") << u"\\x1b[2J"_s << 0;
        QTest::newRow("title is shown") << QByteArray("\x1b]0;evil\x07") << u"\\x1b]0;evil\\x07"_s << 0;
        QTest::newRow("tab") << QByteArray("a\tb\tc") << u"a       b       c"_s << 0;
        QTest::newRow("invalid utf-8") << QByteArray("a\xff") << u"a\\xff"_s << 0;
        QTest::newRow("bidi") << QByteArray("a\xe2\x80\xae" "b") << u"a\\u202eb"_s << 0;
        QTest::newRow("lone escape at the end") << QByteArray("a\x1b") << u"a\\x1b"_s << 0;
        QTest::newRow("huge number") << QByteArray("\x1b[99999999999999999999mx") << u"x"_s << 0;
    }
    void bytesBecomeSafeText()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, text);
        QFETCH(int, spans);
        const LineText line = toLineText({bytes.constData(), std::size_t(bytes.size())});
        QCOMPARE(line.text, text);
        QCOMPARE(int(line.spans.size()), spans);
        for (const StyledSpan &span : line.spans)
            QVERIFY(span.start >= 0 && span.length > 0 && span.start + span.length <= line.text.size());
    }

    // The view.

    void theViewFollowsUntilItIsScrolled()
    {
        const auto spool = makeSpool();
        QVERIFY(spool->append(numbered(0, 1000), {}));
        const auto view = makeView(spool);
        QVERIFY(view->isFollowing());
        QVERIFY(view->topLine() > 900);

        view->verticalScrollBar()->setValue(100);
        QVERIFY(!view->isFollowing());
        const auto top = view->topLine();
        QVERIFY(spool->append(numbered(1000, 500), {}));
        view->refresh();
        QCOMPARE(view->topLine(), top); // what is read stays where it is

        QTest::keyClick(view.get(), Qt::Key_End);
        QVERIFY(view->isFollowing());
        QVERIFY(view->topLine() > 1400);
    }

    void whatIsReadStaysWhenTheOldestGoes()
    {
        const auto spool = makeSpool(64 * 1024, 256 * 1024);
        QVERIFY(spool->append(numbered(0, 6000), {}));
        const auto view = makeView(spool);
        view->verticalScrollBar()->setValue(5000);
        const auto top = view->topLine();
        QVERIFY(spool->append(numbered(6000, 4000), {}));
        view->refresh();
        QCOMPARE(view->topLine(), top);
        for (int i = 0; i < 20; ++i)
            QVERIFY(spool->append(numbered(std::uint64_t(10'000 + i * 1000), 1000), {}));
        view->refresh();
        QCOMPARE(view->topLine(), spool->range().first); // gone: the oldest that there is
    }

    void wrappedLinesScrollByRows()
    {
        const auto spool = makeSpool();
        std::vector<LogLine> lines = numbered(0, 20);
        lines[10].bytes = std::string(16'000, 'w');
        QVERIFY(spool->append(lines, {}));
        const auto view = makeView(spool);
        view->setWrap(true);
        QTest::keyClick(view.get(), Qt::Key_Home);
        QCOMPARE(view->topLine(), std::uint64_t(0));
        for (int i = 0; i < 12; ++i)
            QTest::keyClick(view.get(), Qt::Key_Down);
        QCOMPARE(view->topLine(), std::uint64_t(10)); // inside the long one
        QTest::keyClick(view.get(), Qt::Key_End);
        QVERIFY(view->isFollowing());
        view->setWrap(false);
        QCOMPARE(view->topLine(), std::uint64_t(0)); // all fits
    }

    void textIsSelectedAndCopied()
    {
        const auto spool = makeSpool();
        QVERIFY(spool->append(numbered(0, 5), {}));
        const auto view = makeView(spool);
        view->selectAll();
        view->copy();
        QCOMPARE(QApplication::clipboard()->text(), u"line 0\nline 1\nline 2\nline 3\nline 4"_s);

        QTest::mouseDClick(view->viewport(), Qt::LeftButton, {}, QPoint(60, 4));
        QVERIFY(view->hasSelection());
        QCOMPARE(view->selectedText(), u"0"_s);

        QTest::mousePress(view->viewport(), Qt::LeftButton, {}, QPoint(9, 4));
        QTest::mouseMove(view->viewport(), QPoint(9, 4 + 3 * QFontMetrics(view->font()).height()));
        QTest::mouseRelease(view->viewport(), Qt::LeftButton, {}, QPoint(9, 30));
    }

    void aLargeSelectionIsCopiedByAWorker()
    {
        const auto spool = makeSpool();
        QVERIFY(spool->append(numbered(0, 50'000), {}));
        const auto view = makeView(spool);
        QApplication::clipboard()->clear();
        view->selectAll();
        view->copy();
        QTRY_COMPARE(QApplication::clipboard()->text().count(u'\n'), 49'999);
    }

    void matchesAreFoundWalkedAndFiltered()
    {
        const auto spool = makeSpool();
        QVERIFY(spool->append(numbered(0, 30'000), {}));
        const auto view = makeView(spool);

        view->setSearch(LineMatcher(u"LINE 777"_s, Qt::CaseInsensitive));
        QTRY_COMPARE(view->search().matches().size(), std::size_t(11)); // 777 and 7770 … 7779
        QTRY_VERIFY(!view->search().isBusy());
        view->goToMatch(1);
        QCOMPARE(view->currentMatch(), std::size_t(1));
        view->goToMatch(-1);
        QCOMPARE(view->currentMatch(), view->search().matches().size());

        view->setFilter(true);
        QCOMPARE(view->rowCount(), std::uint64_t(view->search().matches().size()));
        QVERIFY(spool->append(numbered(777'000, 5), {}));
        view->refresh();
        QTRY_COMPARE(view->rowCount(), std::uint64_t(16));
        view->setSearch(LineMatcher());
        QCOMPARE(view->rowCount(), std::uint64_t(30'005));
        view->setSearch(LineMatcher(u"nothing like it"_s, Qt::CaseSensitive));
        QTRY_VERIFY(!view->search().isBusy());
        view->goToMatch(1);
        QCOMPARE(view->currentMatch(), std::size_t(0));
    }

    void aMillionLinesTakeNoMemory()
    {
        const auto spool = makeSpool();
        const auto view = makeView(spool);
        view->setSearch(LineMatcher(u"999999"_s, Qt::CaseInsensitive));
        QCoreApplication::processEvents();
        const long before = residentKib();
        QElapsedTimer time;
        qint64 longest = 0;
        for (std::uint64_t i = 0; i < 100; ++i) {
            std::vector<LogLine> lines = numbered(i * 10'000, 10'000);
            for (LogLine &line : lines)
                line.bytes += " of a program that tells what it does, in some words";
            QVERIFY(spool->append(lines, {}));
            lines = {};
            time.start();
            view->refresh();
            view->grab();
            longest = std::max(longest, time.elapsed());
            QCoreApplication::processEvents();
        }
        QTRY_COMPARE_WITH_TIMEOUT(view->search().matches().size(), std::size_t(1), 30'000);
        const long grown = residentKib() - before;
        qInfo("a million lines: %ld KiB more, index %zu KiB, longest refresh and paint %lld ms", grown, spool->indexBytes() / 1024, longest);
        QVERIFY2(grown < 12 * 1024, qPrintable(QString::number(grown)));
        QVERIFY(spool->indexBytes() < 128 * 1024);
        view->goToMatch(1);
        QVERIFY(view->topLine() > 999'000);
    }

    // The page.

    void thePageShowsOutputAndFollowsIt()
    {
        engine::FakeEngine fake;
        Pools pools;
        {
            Services services(fake, pools);
            const auto id = fake.addRunning("web");
            fake.print(id, engine::OutputStream::Stdout, "first\nsecond\n");
            services.start();
            LogsPage page(services);
            page.resize(800, 500);
            page.show();
            QTRY_VERIFY(services.containers.find(id) != nullptr);

            page.setContainer(id);
            QTRY_COMPARE(page.view().rowCount(), std::uint64_t(2));

            fake.print(id, engine::OutputStream::Stderr, "third\npart");
            QTRY_COMPARE(page.view().rowCount(), std::uint64_t(4));
            fake.print(id, engine::OutputStream::Stderr, "ial\n");
            QTRY_VERIFY((page.view().selectAll(), page.view().selectedText().contains(u"partial"_s)));
            QCOMPARE(page.view().rowCount(), std::uint64_t(4));
        }
        pools.requestStop();
        pools.wait();
    }

    void aFailureIsShownAndTriedAgain()
    {
        engine::FakeEngine fake;
        Pools pools;
        {
            Services services(fake, pools);
            const auto id = fake.addRunning("web");
            fake.print(id, engine::OutputStream::Stdout, "text\n");
            fake.inject(firkin::Operation::ReadLogs, {.error = makeError(firkin::Operation::ReadLogs, id.str(), Reason::SystemError, "no disk"), .times = 1});
            services.start();
            LogsPage page(services);
            page.resize(800, 500);
            page.show();
            page.setContainer(id);
            QPushButton *again = nullptr;
            QTRY_VERIFY([&] {
                for (auto *button : page.findChildren<QPushButton *>()) {
                    if (button->isVisible() && button->text().contains(u"gain"_s))
                        again = button;
                }
                return again != nullptr;
            }());
            again->click();
            QTRY_COMPARE(page.view().rowCount(), std::uint64_t(1));
        }
        pools.requestStop();
        pools.wait();
    }

    void anotherContainerAndClosingLeaveNothingBehind()
    {
        engine::FakeEngine fake;
        Pools pools;
        {
            Services services(fake, pools);
            const auto a = fake.addRunning("a");
            const auto b = fake.addRunning("b");
            fake.print(a, engine::OutputStream::Stdout, "a\n");
            fake.print(b, engine::OutputStream::Stdout, "b\nb\n");
            services.start();
            auto page = std::make_unique<LogsPage>(services);
            page->show();
            page->setContainer(a);
            QTRY_COMPARE(page->view().rowCount(), std::uint64_t(1));
            page->setContainer(b);
            QTRY_COMPARE(page->view().rowCount(), std::uint64_t(2));
            page->setContainer({});
            QCOMPARE(page->view().rowCount(), std::uint64_t(0));
            page->setContainer(a);
            page.reset(); // while it opens
        }
        pools.requestStop();
        pools.wait();
    }
};

QTEST_MAIN(TestUiLogs)
#include "test_ui_logs.moc"
