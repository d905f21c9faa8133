#include "ui/stats/chart/chart_view.h"
#include "ui/stats/chart/sparkline.h"

#include <QImage>
#include <QPainter>
#include <QSignalSpy>
#include <QTest>

#include <cmath>
#include <ctime>
#include <limits>

using namespace firkin::ui;
using namespace firkin::ui::chart;

Q_DECLARE_METATYPE(std::vector<firkin::ui::chart::Point>)

namespace {

constexpr double notANumber = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr Milliseconds start = 1'700'000'000'000;

std::vector<Point> steady(int count, double value, Milliseconds step = 1000)
{
    std::vector<Point> points;
    for (int i = 0; i < count; ++i)
        points.push_back({start + i * step, value});
    return points;
}

ChartData sampleData(Unit unit, std::vector<Point> points)
{
    ChartData data;
    data.unit = unit;
    Series series;
    series.name = QStringLiteral("Value");
    series.points = std::move(points);
    data.series.push_back(series);
    return data;
}

/// Counts how often a widget paints.
class PaintCounter : public QObject {
public:
    explicit PaintCounter(QWidget *widget) { widget->installEventFilter(this); }
    int paints = 0;

protected:
    bool eventFilter(QObject *, QEvent *event) override
    {
        if (event->type() == QEvent::Paint)
            ++paints;
        return false;
    }
};

} // namespace

class TestUiChart : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void pointsBecomeRuns_data()
    {
        QTest::addColumn<std::vector<Point>>("points");
        QTest::addColumn<int>("runs");
        QTest::addColumn<int>("columns");
        QTest::newRow("empty") << std::vector<Point>{} << 0 << 0;
        QTest::newRow("one point") << steady(1, 5) << 1 << 1;
        QTest::newRow("steady") << steady(60, 5) << 1 << 60;
        QTest::newRow("gap") << std::vector<Point>{{start, 1}, {start + 1000, 1}, {start + 10'000, 1}} << 2 << 3;
        QTest::newRow("no gap at 2.5 steps") << std::vector<Point>{{start, 1}, {start + 2500, 1}} << 1 << 2;
        QTest::newRow("gap beyond 2.5 steps") << std::vector<Point>{{start, 1}, {start + 2501, 1}} << 2 << 2;
        QTest::newRow("nan") << std::vector<Point>{{start, 1}, {start + 1000, notANumber}, {start + 2000, 1}} << 2 << 2;
        QTest::newRow("only nan") << std::vector<Point>{{start, notANumber}, {start + 1000, notANumber}} << 0 << 0;
        QTest::newRow("infinite") << std::vector<Point>{{start, infinity}, {start + 1000, 1}} << 1 << 1;
        QTest::newRow("huge") << std::vector<Point>{{start, 1e300}, {start + 1000, -1e300}} << 1 << 2;
        QTest::newRow("long ago") << std::vector<Point>{{0, 1}, {1000, 1}} << 1 << 1; // the neighbour beyond the edge
        QTest::newRow("same time") << std::vector<Point>{{start, 1}, {start, 2}, {start, 3}} << 1 << 1;
    }
    void pointsBecomeRuns()
    {
        QFETCH(std::vector<Point>, points);
        QFETCH(int, runs);
        QFETCH(int, columns);

        const auto made = toRuns(points, {start, start + 60'000, 600}, 1000);

        QCOMPARE(int(made.size()), runs);
        int total = 0;
        for (const Run &run : made)
            total += int(run.size());
        QCOMPARE(total, columns);
    }

    void aColumnKeepsTheExtremesOfItsPoints()
    {
        std::vector<Point> points = steady(900, 10);
        points[450].value = 1000;
        points[451].value = -3;

        const auto runs = toRuns(points, {start, start + 900'000, 90}, 1000);

        QCOMPARE(runs.size(), std::size_t(1));
        double high = 0, low = 0;
        for (const Column &column : runs[0]) {
            high = std::max(high, column.high);
            low = std::min(low, column.low);
            QVERIFY(column.low <= column.mean && column.mean <= column.high);
        }
        QCOMPARE(high, 1000.0);
        QCOMPARE(low, -3.0);
    }

    void columnsKeepTheirContentsWhileTheWindowMoves()
    {
        const std::vector<Point> points = [] {
            auto made = steady(2000, 0);
            for (std::size_t i = 0; i < made.size(); ++i)
                made[i].value = std::sin(double(i) * 0.7) * 10 + double(i % 13);
            return made;
        }();
        const auto at = [&](Milliseconds now) {
            const Window window = windowEndingAt(now, 900'000, 300);
            auto runs = toRuns(points, window, 1000);
            // Without the two outermost, which are cut by the edge.
            return Run(runs.at(0).begin() + 2, runs.at(0).end() - 2);
        };
        const Run before = at(start + 1'000'000);
        const Run after = at(start + 1'000'000 + 3000);

        for (std::size_t i = 1; i < before.size(); ++i) {
            QCOMPARE(before[i].at, after[i - 1].at);
            QCOMPARE(before[i].high, after[i - 1].high);
            QCOMPARE(before[i].mean, after[i - 1].mean);
        }
    }

    void theWindowHoldsNowAndEndsAtAWholeColumn_data()
    {
        QTest::addColumn<qint64>("now");
        QTest::addColumn<qint64>("span");
        QTest::addColumn<int>("columns");
        QTest::newRow("15 min") << qint64(start + 123) << qint64(900'000) << 417;
        QTest::newRow("1 min, wide") << qint64(start) << qint64(60'000) << 3000;
        QTest::newRow("24 h") << qint64(start + 999) << qint64(86'400'000) << 500;
        QTest::newRow("no columns") << qint64(start) << qint64(60'000) << 0;
        QTest::newRow("before the epoch") << qint64(-5) << qint64(60'000) << 100;
        QTest::newRow("no span") << qint64(start) << qint64(0) << 100;
    }
    void theWindowHoldsNowAndEndsAtAWholeColumn()
    {
        QFETCH(qint64, now);
        QFETCH(qint64, span);
        QFETCH(int, columns);
        const Window window = windowEndingAt(now, span, columns);
        QVERIFY(window.end > now);
        QVERIFY(window.end - now <= window.columnSpan());
        QCOMPARE(window.span(), span);
        QCOMPARE(window.end % window.columnSpan(), Milliseconds(0));
    }

    void appendingMindsTheClock()
    {
        std::vector<Point> points;
        chart::append(points, {1000, 1}, 1000);
        chart::append(points, {2000, 2}, 1000);
        chart::append(points, {2000, 9}, 1000); // again
        chart::append(points, {1500, 9}, 1000); // a little late
        QCOMPARE(points.size(), std::size_t(2));
        QCOMPARE(points.back().value, 2.0);

        for (int i = 3; i < 20; ++i)
            chart::append(points, {i * 1000, 1}, 1000);
        chart::append(points, {5500, 7}, 1000); // the clock was set back
        QCOMPARE(points.back().at, Milliseconds(5500));
        QCOMPARE(points.size(), std::size_t(6));
    }

    void droppingKeepsOnePointBefore()
    {
        std::vector<Point> points = steady(2000, 1);
        dropBefore(points, start + 1'500'500);
        QCOMPARE(points.front().at, start + 1'500'000);
        dropBefore(points, start + 1'510'000); // too few to move for
        QCOMPARE(points.front().at, start + 1'500'000);
        std::vector<Point> none;
        dropBefore(none, start);
        QVERIFY(none.empty());
    }

    void theNearestPointIsFound()
    {
        const std::vector<Point> points{{1000, 1}, {2000, notANumber}, {3000, 3}};
        QCOMPARE(nearest(points, 1400, 1000)->value, 1.0);
        QCOMPARE(nearest(points, 2900, 1000)->value, 3.0);
        QVERIFY(nearest(points, 2000, 500) == nullptr);
        QVERIFY(nearest(points, 90'000, 1000) == nullptr);
        QVERIFY(nearest({}, 0, 1000) == nullptr);
    }

    void ticksAreRound_data()
    {
        QTest::addColumn<int>("unit");
        QTest::addColumn<double>("maximum");
        QTest::addColumn<double>("step");
        QTest::addColumn<double>("top");
        const double kib = 1024, mib = kib * 1024, gib = mib * 1024;
        const auto row = [](const char *name, Unit unit, double maximum, double step, double top) {
            QTest::newRow(name) << int(unit) << maximum << step << top;
        };
        row("nothing, share", Unit::Share, 0, 0.05, 0.1);
        row("12 %", Unit::Share, 0.12, 0.05, 0.15);
        row("47 %", Unit::Share, 0.47, 0.2, 0.6);
        row("100 %", Unit::Share, 1, 0.5, 1);
        row("more than all", Unit::Share, 1.04, 0.5, 1.5);
        row("nothing, bytes", Unit::Bytes, 0, 512 * kib, mib);
        row("300 MiB", Unit::Bytes, 300 * mib, 128 * mib, 384 * mib);
        row("1 GiB", Unit::Bytes, gib, 512 * mib, gib);
        row("a little over", Unit::Bytes, gib + 1, 512 * mib, 1.5 * gib);
        row("huge", Unit::Bytes, 1e17, std::exp2(55), 3 * std::exp2(55));
        row("nan", Unit::Bytes, notANumber, 512 * kib, mib);
        row("negative", Unit::BytesPerSecond, -5, 2 * kib, 4 * kib);
        row("infinite", Unit::Share, infinity, 5e17, 1e18);
        row("counts are whole", Unit::Count, 1, 2, 4);
        row("count", Unit::Count, 37, 20, 40);
    }
    void ticksAreRound()
    {
        QFETCH(int, unit);
        QFETCH(double, maximum);
        QFETCH(double, step);
        QFETCH(double, top);
        const ValueTicks ticks = valueTicks(Unit(unit), maximum, 3);
        QCOMPARE(ticks.step, step);
        QCOMPARE(ticks.top, top);
        QVERIFY(ticks.count() >= 1 && ticks.count() <= 4);
    }

    void theAxisGrowsAtOnceAndShrinksLate()
    {
        QCOMPARE(steadyMaximum(Unit::Share, 0.5, 0.7), 0.7);
        QCOMPARE(steadyMaximum(Unit::Share, 0.5, 0.3), 0.5);
        QCOMPARE(steadyMaximum(Unit::Share, 0.5, 0.1), 0.1);
        QCOMPARE(steadyMaximum(Unit::Share, notANumber, 0.3), 0.3);
    }

    void tickLabelsAreShort()
    {
        QCOMPARE(tickText(Unit::Bytes, 1536 * 1024.0), QStringLiteral("1.5\u00a0MiB"));
        QCOMPARE(tickText(Unit::BytesPerSecond, 1024), QStringLiteral("1\u00a0KiB/s"));
        QCOMPARE(tickText(Unit::Share, 0.05), QStringLiteral("5\u00a0%"));
        QCOMPARE(tickText(Unit::Share, 0), QStringLiteral("0"));
        QCOMPARE(tickText(Unit::Count, 40), QStringLiteral("40"));
    }

    void timesAreRound_data()
    {
        QTest::addColumn<qint64>("span");
        QTest::addColumn<int>("most");
        QTest::addColumn<qint64>("every");
        QTest::newRow("1 min") << qint64(60'000) << 4 << qint64(15'000);
        QTest::newRow("5 min") << qint64(300'000) << 5 << qint64(60'000);
        QTest::newRow("15 min") << qint64(900'000) << 5 << qint64(300'000);
        QTest::newRow("1 h") << qint64(3'600'000) << 6 << qint64(600'000);
        QTest::newRow("24 h") << qint64(86'400'000) << 5 << qint64(21'600'000);
        QTest::newRow("a month") << qint64(30LL * 86'400'000) << 4 << qint64(8LL * 86'400'000);
    }
    void timesAreRound()
    {
        QFETCH(qint64, span);
        QFETCH(int, most);
        QFETCH(qint64, every);
        const auto ticks = timeTicks({start, start + span, 500}, most);
        QVERIFY(!ticks.empty());
        QVERIFY(int(ticks.size()) <= most + 1);
        for (std::size_t i = 1; i < ticks.size(); ++i)
            QCOMPARE(ticks[i].at - ticks[i - 1].at, every);
        QVERIFY(timeTicks({start, start, 10}, 4).empty());
        QVERIFY(timeTicks({start, start + 1000, 10}, 0).empty());
    }

    void theLayoutKeepsEverythingInside_data()
    {
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("height");
        for (const auto &[w, h] : {std::pair{0, 0}, {1, 1}, {20, 20}, {120, 60}, {420, 180}, {3000, 900}})
            QTest::newRow(qPrintable(QStringLiteral("%1x%2").arg(w).arg(h))) << w << h;
    }
    void theLayoutKeepsEverythingInside()
    {
        QFETCH(int, width);
        QFETCH(int, height);
        ChartData data = sampleData(Unit::BytesPerSecond, steady(900, 5e6));
        Series sent;
        sent.below = true;
        sent.points = steady(900, 4e4);
        data.series.push_back(sent);
        const ChartLayout layout = layoutChart(data, QRectF(0, 0, width, height), QFont(), start + 900'000, 900'000, 0);
        QVERIFY(layout.frame.contains(layout.plot) || width == 0);
        QCOMPARE(layout.stepsBelow, 1); // less gets less room, but some
        QVERIFY(layout.stepsAbove >= 1);
        for (const double value : {0.0, 5e6, -4e4, 1e300, -1e300}) {
            QVERIFY(layout.yAt(value) >= layout.plot.top() - 1e-6);
            QVERIFY(layout.yAt(value) <= layout.plot.bottom() + 1e-6);
        }
        QImage image(std::max(1, width), std::max(1, height), QImage::Format_RGB32);
        QPainter painter(&image);
        paintChart(painter, data, layout, QPalette(), start + 450'000); // must not crash
    }

    void theLimitShowsOnceTheValuesComeNear()
    {
        ChartData data = sampleData(Unit::Bytes, steady(100, 10.0 * 1024 * 1024));
        data.limit = Limit{1024.0 * 1024 * 1024, QStringLiteral("Limit")};
        const QRectF frame(0, 0, 400, 200);
        QVERIFY(layoutChart(data, frame, QFont(), start + 60'000, 60'000, 0).ticks.top < data.limit->value);
        data.series[0].points = steady(100, 600.0 * 1024 * 1024);
        QVERIFY(layoutChart(data, frame, QFont(), start + 60'000, 60'000, 0).ticks.top >= data.limit->value);
    }

    void aHiddenChartDoesNotPaintAndAStillOneNeither()
    {
        ChartView view;
        view.resize(400, 200);
        view.setData(sampleData(Unit::Share, steady(900, 0.3)));
        view.setWindow(start + 900'000, 900'000);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        PaintCounter counter(&view);
        const auto turns = [] {
            for (int i = 0; i < 5; ++i)
                QCoreApplication::processEvents();
        };

        // Within one pixel's time: nothing moved.
        turns();
        counter.paints = 0;
        const auto unit = windowEndingAt(start + 900'000, 900'000, 340).columnSpan();
        QVERIFY(unit > 2000);
        view.setWindow(start + 900'001, 900'000);
        view.setHover(std::nullopt);
        view.setPlaceholder({});
        turns();
        QCOMPARE(counter.paints, 0);

        view.setWindow(start + 900'000 + 3 * unit, 900'000);
        turns();
        QCOMPARE(counter.paints, 1);

        view.hide();
        counter.paints = 0;
        const double value = 0.4;
        for (int i = 0; i < 50; ++i) {
            view.append(start + 901'000 + i * 1000, {&value, 1});
            view.setWindow(start + 901'000 + i * 1000, 900'000);
        }
        turns();
        QCOMPARE(counter.paints, 0);
    }

    void theTimeUnderThePointerIsTold()
    {
        ChartView view;
        view.resize(400, 200);
        view.setData(sampleData(Unit::Share, steady(60, 0.3)));
        view.setWindow(start + 60'000, 60'000);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        std::optional<Milliseconds> at;
        connect(&view, &ChartView::hovered, &view, [&](std::optional<Milliseconds> time) { at = time; });

        QTest::mouseMove(&view, QPoint(300, 80));
        QTRY_VERIFY(at.has_value());
        QVERIFY(*at > start && *at < start + 61'000);

        QTest::mouseMove(&view, QPoint(2, 80));
        QTRY_VERIFY(!at.has_value());
    }

    void arrowKeysWalkTheReadOut()
    {
        ChartView view;
        view.resize(400, 200);
        view.setData(sampleData(Unit::Share, steady(60, 0.3)));
        view.setWindow(start + 60'000, 60'000);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        connect(&view, &ChartView::hovered, &view, &ChartView::setHover);
        std::vector<Milliseconds> walked;
        connect(&view, &ChartView::hovered, &view, [&](std::optional<Milliseconds> time) {
            if (time)
                walked.push_back(*time);
        });

        QTest::keyClick(&view, Qt::Key_Left);
        QTest::keyClick(&view, Qt::Key_Left);
        QTest::keyClick(&view, Qt::Key_Right);
        QCOMPARE(walked.size(), std::size_t(3));
        QCOMPARE(walked[0] - walked[1], Milliseconds(1000));
        QCOMPARE(walked[2], walked[0]);
    }

    void theTableHasALineForEverySampleShown()
    {
        ChartView view;
        view.resize(400, 200);
        view.setData(sampleData(Unit::Share, steady(120, 0.5)));
        view.setWindow(start + 119'500, 60'000);
        view.show();
        const QStringList lines = view.toTable().trimmed().split(u'\n');
        QCOMPARE(lines.first(), QStringLiteral("Time\tValue"));
        QVERIFY(lines.size() >= 60 && lines.size() <= 62);
        QVERIFY(lines.last().endsWith(QStringLiteral("\t0.5")));
        QVERIFY(!view.toImage(QStringLiteral("title")).isNull());
    }

    void chartsPaintQuickly()
    {
        ChartData data = sampleData(Unit::Share, steady(900, 0.3));
        for (std::size_t i = 0; i < 900; ++i)
            data.series[0].points[i].value = 0.5 + 0.4 * std::sin(double(i) / 9);
        QImage image(450, 200, QImage::Format_RGB32);
        QPainter painter(&image);
        const ChartLayout layout = layoutChart(data, QRectF(0, 0, 450, 200), QFont(), start + 900'000, 900'000, 0);
        paintChart(painter, data, layout, QPalette(), std::nullopt); // fonts are loaded by now
        // Processor time: others may use this machine, too.
        const std::clock_t before = std::clock();
        for (int i = 0; i < 20; ++i)
            paintChart(painter, data, layout, QPalette(), std::nullopt);
        const double each = double(std::clock() - before) * 1000 / CLOCKS_PER_SEC / 20;
        qInfo("a chart of 900 points: %.2f ms", each);
        QVERIFY(each < 5);
    }

    void sparklinesTakeAnything_data()
    {
        QTest::addColumn<QList<float>>("values");
        const float hole = std::numeric_limits<float>::quiet_NaN();
        QTest::newRow("empty") << QList<float>{};
        QTest::newRow("one") << QList<float>{1};
        QTest::newRow("gaps") << QList<float>{1, hole, 2, hole, hole, 3};
        QTest::newRow("only gaps") << QList<float>{hole, hole};
        QTest::newRow("zero") << QList<float>{0, 0, 0};
        QTest::newRow("negative and huge") << QList<float>{-1e30F, 1e38F};
        QTest::newRow("infinite") << QList<float>{std::numeric_limits<float>::infinity(), 1};
        QTest::newRow("many") << QList<float>(5000, 1.0F);
    }
    void sparklinesTakeAnything()
    {
        QFETCH(QList<float>, values);
        QImage image(80, 24, QImage::Format_ARGB32);
        image.fill(Qt::white);
        QPainter painter(&image);
        SparklineStyle style;
        style.line = Qt::black;
        style.fill = Qt::lightGray;
        for (const QRectF &rect : {QRectF(0, 0, 80, 24), QRectF(0, 0, 0, 0), QRectF(5, 5, 1, 1)})
            paintSparkline(painter, rect, {values.constData(), std::size_t(values.size())}, style);
    }
};

QTEST_MAIN(TestUiChart)
#include "test_ui_chart.moc"
