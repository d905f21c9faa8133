#include "tests/support/fake_engine.h"
#include "ui/services/services.h"
#include "ui/stats/chart/chart_view.h"
#include "ui/stats/sample_table.h"
#include "ui/stats/stat_card.h"
#include "ui/stats/stats_view.h"

#include <QLabel>
#include <QPushButton>
#include <QTableView>
#include <QTest>

#include <limits>

using namespace firkin;
using namespace firkin::ui;
using namespace std::chrono_literals;

namespace {

engine::Sample sampleAt(int second, double cpu = 0.2)
{
    engine::Sample sample;
    sample.time = engine::WallTime(std::chrono::seconds(1'700'000'000 + second));
    sample.cpu = cpu;
    sample.memoryBytes = 100 << 20;
    sample.memoryLimit = 1 << 30;
    return sample;
}

} // namespace

class TestUiStats : public QObject {
    Q_OBJECT

    struct World {
        engine::FakeEngine engine;
        Pools pools;
        Services services{engine, pools};
        ~World()
        {
            pools.requestStop();
            pools.wait();
        }
    };
    static chart::ChartView &chartOf(StatsView &view, Metric metric)
    {
        for (StatCard *card : view.findChildren<StatCard *>()) {
            if (card->metric() == metric)
                return card->chart();
        }
        qFatal("no such card");
    }
    static std::size_t pointCount(StatsView &view) { return chartOf(view, Metric::Cpu).data().series.at(0).points.size(); }

private Q_SLOTS:
    void samplesAreValuesForOtherPrograms()
    {
        engine::Sample odd = sampleAt(1, std::numeric_limits<double>::quiet_NaN());
        odd.networkReceived = 1234.6;
        const std::vector<engine::Sample> samples{sampleAt(0, 0.25), odd};
        const auto lines = csvOf(samples).split('\n');
        QCOMPARE(lines.size(), 4); // heading, two, and what is behind the last end of line
        QCOMPARE(lines[0].count(','), 11);
        QVERIFY(lines[1].startsWith("2023-11-14T22:13:20.000Z,0.2500,104857600,1073741824,0,0,0,0,"));
        QVERIFY(lines[2].contains(".000Z,,104857600,1073741824,1235,"));
        for (int i = 1; i < 3; ++i)
            QCOMPARE(lines[i].count(','), 11);
        QCOMPARE(csvOf({}).count('\n'), 1);
    }

    void theTableShowsTheNewestFirstAndGrows()
    {
        World world;
        const auto id = world.engine.addRunning("web");
        world.engine.makeHistory(id, 60s);
        world.services.start();
        StatsView view(world.services);
        view.setContainer(id);
        view.show();
        QTRY_VERIFY(pointCount(view) > 20);
        view.setShowsTable(true);
        auto *table = view.findChild<QTableView *>();
        QVERIFY(table->isVisible());
        const int rows = table->model()->rowCount();
        QVERIFY(rows > 20);
        world.engine.tickNow();
        QTRY_COMPARE(table->model()->rowCount(), rows + 1);
        QVERIFY(!table->model()->index(0, SampleModel::CpuColumn).data().toString().isEmpty());
        view.setShowsTable(false);
        QVERIFY(!table->isVisible());
        QCOMPARE(table->model()->rowCount(), 0); // hidden, it costs nothing
    }

    void historyAndLiveAreJoinedWithoutRepetition()
    {
        std::vector<engine::Sample> history{sampleAt(1), sampleAt(2), sampleAt(3)};
        const std::vector<engine::Sample> live{sampleAt(2), sampleAt(3), sampleAt(4)};
        const auto all = joined(history, live);
        QCOMPARE(all.size(), std::size_t(4));
        QCOMPARE(joined({}, live).size(), std::size_t(3));
        QCOMPARE(joined(history, {}).size(), std::size_t(3));
    }

    void figuresNameTheirBasis()
    {
        const auto cpu = figuresOf(Metric::Cpu, sampleAt(1, 0.5), 2);
        QCOMPARE(cpu.at(0).value, QStringLiteral("50\u00a0%"));
        QCOMPARE(cpu.at(0).label, QStringLiteral("of 2 cores"));
        QCOMPARE(figuresOf(Metric::Memory, sampleAt(1), 2).at(0).label, QStringLiteral("of 1.00\u00a0GiB"));
        QCOMPARE(figuresOf(Metric::Network, sampleAt(1), 2).size(), std::size_t(2));
        engine::Sample unlimited = sampleAt(1);
        unlimited.memoryLimit = 0;
        QVERIFY(!shareOfLimit(Metric::Memory, unlimited));
        QVERIFY(!limitOf(Metric::Memory, unlimited));
    }

    void outOfMemoryKillsAreMarked()
    {
        std::vector<engine::Sample> samples{sampleAt(1), sampleAt(2), sampleAt(3)};
        samples[2].oomKills = 1;
        const auto markers = outOfMemoryMarkers(samples);
        QCOMPARE(markers.size(), std::size_t(1));
        QCOMPARE(markers[0].at, timeOf(samples[2]));
        QVERIFY(outOfMemoryMarkers({}).empty());
    }

    void historyComesFirstAndThenLive()
    {
        World world;
        const auto id = world.engine.addRunning("web");
        world.engine.makeHistory(id, 600s);
        world.services.start();
        StatsView view(world.services);
        view.resize(900, 600);
        view.show();
        QTRY_VERIFY(world.services.containers.find(id) != nullptr);

        view.setContainer(id);

        QTRY_VERIFY(pointCount(view) > 300);
        const auto before = pointCount(view);
        world.engine.tickNow();
        QTRY_COMPARE(pointCount(view), before + 1);
        QVERIFY(chartOf(view, Metric::Network).hasData());
    }

    void aFailedHistoryIsABannerAndLiveGoesOn()
    {
        World world;
        const auto id = world.engine.addRunning("web");
        world.engine.inject(firkin::Operation::ReadStatistics,
                            {.error = makeError(firkin::Operation::ReadStatistics, id.str(), Reason::SupervisorLost)});
        world.services.start();
        StatsView view(world.services);
        view.resize(900, 600);
        view.show();
        QTRY_VERIFY(world.services.containers.find(id) != nullptr);

        view.setContainer(id);

        QTRY_VERIFY(std::ranges::any_of(view.findChildren<QPushButton *>(), [](auto *b) { return b->text().contains(QStringLiteral("Try Again")) && b->isVisible(); }));
        world.engine.clearFaults();
        world.engine.tickNow();
        QTRY_COMPARE(pointCount(view), std::size_t(1));
    }

    void anotherRangeAsksForItsHistory()
    {
        World world;
        const auto id = world.engine.addRunning("web");
        world.engine.makeHistory(id, 900s);
        world.services.start();
        StatsView view(world.services);
        view.resize(900, 600);
        view.show();
        QTRY_VERIFY(world.services.containers.find(id) != nullptr);
        view.setContainer(id);
        QTRY_VERIFY(pointCount(view) > 600);
        const int calls = world.engine.calls(firkin::Operation::ReadStatistics);

        view.setRange(60s);

        QTRY_VERIFY(world.engine.calls(firkin::Operation::ReadStatistics) > calls);
        QTRY_VERIFY(pointCount(view) < 100);
    }

    void aHiddenViewCatchesUpOnce()
    {
        World world;
        const auto id = world.engine.addRunning("web");
        world.services.start();
        StatsView view(world.services);
        view.resize(900, 600);
        view.show();
        QTRY_VERIFY(world.services.containers.find(id) != nullptr);
        view.setContainer(id);
        world.engine.tickNow();
        QTRY_COMPARE(pointCount(view), std::size_t(1));
        view.hide();
        QTest::qWait(5);
        world.engine.tickNow();
        QTRY_VERIFY(world.services.statistics.recent(id).size() >= 2);
        QCOMPARE(pointCount(view), std::size_t(1));

        view.show();

        QVERIFY(pointCount(view) >= 1);
    }

    void oneColumnWhereThereIsNoRoomForTwo()
    {
        World world;
        StatsView view(world.services);
        view.resize(900, 600);
        view.show();
        const auto cards = view.findChildren<StatCard *>();
        QCOMPARE(cards.size(), 4);
        QTRY_VERIFY(cards[1]->x() > cards[0]->x());
        QCOMPARE(cards[0]->width(), cards[1]->width());
        QVERIFY(std::abs(cards[0]->height() - cards[2]->height()) <= 1);
        view.resize(480, 900);
        QTRY_COMPARE(cards[1]->x(), cards[0]->x());
    }
};

QTEST_MAIN(TestUiStats)
#include "test_ui_stats.moc"
