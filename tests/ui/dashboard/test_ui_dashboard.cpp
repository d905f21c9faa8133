#include "tests/support/fake_engine.h"
#include "ui/dashboard/container_tile.h"
#include "ui/dashboard/dashboard_page.h"
#include "ui/dashboard/totals.h"
#include "ui/services/services.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

#include <limits>

using namespace firkin;
using namespace firkin::ui;
using namespace Qt::StringLiterals;
using engine::ContainerState;
using engine::Sample;

namespace {

engine::ContainerView container(const char *name, ContainerState state, double cpus = 2)
{
    engine::ContainerView view;
    view.id = *ContainerId::parse(name);
    view.name = name;
    view.state = state;
    view.spec.cpus = cpus;
    view.spec.memory = ByteSize::ofGiB(1);
    return view;
}

LatestFn from(const std::map<std::string, Sample> &samples)
{
    return [samples, kept = std::make_shared<Sample>()](const ContainerId &id) -> const Sample * {
        const auto it = samples.find(id.str());
        if (it == samples.end())
            return nullptr;
        *kept = it->second;
        return kept.get();
    };
}

} // namespace

class TestUiDashboard : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void totalsAreOfWhatRuns()
    {
        const std::vector containers{container("web", ContainerState::Running, 2), container("db", ContainerState::Paused, 4), container("old", ContainerState::Exited, 8),
                                     container("fresh", ContainerState::Running, 1)};
        const Totals totals = totalsOf(containers, from({{"web", Sample{.cpu = 0.5, .memoryBytes = 100, .networkReceived = 7, .hostMemoryBytes = 300, .hostCpu = 1.5}},
                                                         {"db", Sample{.cpu = 0.25, .memoryBytes = 50, .hostMemoryBytes = 200, .hostCpu = 0.5}},
                                                         {"old", Sample{.cpu = 1, .memoryBytes = 999}}}));
        QCOMPARE(totals.running, 3);
        QCOMPARE(totals.all, 4);
        QCOMPARE(totals.cores, 2.0);
        QCOMPARE(totals.memory, 150u);
        QCOMPARE(totals.hostMemory, 500u);
        QCOMPARE(totals.hostCores, 2.0);
        QCOMPARE(totals.received, 7.0);
    }

    void aPodsMachineCountsOnce()
    {
        std::vector containers{container("web", ContainerState::Running), container("db", ContainerState::Running), container("alone", ContainerState::Running)};
        containers[0].pod = containers[1].pod = *PodId::parse("shop");
        const Sample ofThePod{.memoryBytes = 100, .networkReceived = 7, .hostMemoryBytes = 300, .hostCpu = 1.5};
        const Totals totals = totalsOf(containers, from({{"web", ofThePod}, {"db", ofThePod}, {"alone", Sample{.memoryBytes = 10, .networkReceived = 1, .hostMemoryBytes = 50, .hostCpu = 0.5}}}));
        QCOMPARE(totals.memory, 210u);
        QCOMPARE(totals.hostMemory, 350u);
        QCOMPARE(totals.hostCores, 2.0);
        QCOMPARE(totals.received, 8.0);
    }

    void aBrokenSampleDoesNotMakeTheTotalsNonsense_data()
    {
        QTest::addColumn<double>("value");
        QTest::newRow("not a number") << std::numeric_limits<double>::quiet_NaN();
        QTest::newRow("infinite") << std::numeric_limits<double>::infinity();
        QTest::newRow("negative") << -3.0;
    }
    void aBrokenSampleDoesNotMakeTheTotalsNonsense()
    {
        QFETCH(double, value);
        const std::vector containers{container("web", ContainerState::Running), container("db", ContainerState::Running)};
        const auto latest = from({{"web", Sample{.cpu = value, .networkReceived = value, .hostCpu = value}}, {"db", Sample{.cpu = 0.5, .hostCpu = 0.5}}});
        const Totals totals = totalsOf(containers, latest);
        QCOMPARE(totals.cores, 1.0);
        QCOMPARE(totals.hostCores, 0.5);
        const auto top = topConsumers(containers, latest, Consumption::Cpu, 5);
        QCOMPARE(top.size(), 1u);
        QCOMPARE(top.front().id.str(), "db");
    }

    void theLargestConsumersComeFirstAndAreMeasuredAgainstTheFirst()
    {
        std::vector<engine::ContainerView> containers;
        std::map<std::string, Sample> samples;
        for (int i = 0; i < 9; ++i) {
            const std::string name = "c" + std::to_string(i);
            containers.push_back(container(name.c_str(), ContainerState::Running));
            samples[name] = Sample{.hostMemoryBytes = static_cast<std::uint64_t>(i * 100)};
        }
        const auto top = topConsumers(containers, from(samples), Consumption::Memory, 3);
        QCOMPARE(top.size(), 3u);
        QCOMPARE(top[0].id.str(), "c8");
        QCOMPARE(top[0].share, 1.0);
        QCOMPARE(top[2].share, 0.75);
        QVERIFY(topConsumers({}, from({}), Consumption::Cpu, 3).empty());
    }

    void privateMemoryIsReadFromTheRollup_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<qlonglong>("bytes"); // −1: nothing
        QTest::newRow("usual") << "5590 rollup\nRss: 9 kB\nPrivate_Clean:   12 kB\nPrivate_Dirty:      30 kB\nSwap: 0 kB\n"_ba << qlonglong(42 * 1024);
        QTest::newRow("no end of line") << "Private_Dirty: 1 kB"_ba << qlonglong(1024);
        QTest::newRow("cut off") << "Private_Dirty:"_ba << qlonglong(-1);
        QTest::newRow("not a number") << "Private_Dirty: many kB\n"_ba << qlonglong(-1);
        QTest::newRow("too large") << "Private_Dirty: 99999999999999999999999 kB\n"_ba << qlonglong(-1);
        QTest::newRow("empty") << ""_ba << qlonglong(-1);
        QTest::newRow("other lines only") << "Rss: 1 kB\n\n\n"_ba << qlonglong(-1);
    }
    void privateMemoryIsReadFromTheRollup()
    {
        QFETCH(QByteArray, text);
        QFETCH(qlonglong, bytes);
        const auto found = privateBytesOf(std::string_view(text.constData(), static_cast<std::size_t>(text.size())));
        QCOMPARE(found ? static_cast<qlonglong>(*found) : -1, bytes);
    }

    void theOwnCostIsADifferenceOfReadings()
    {
        SelfCounters before;
        SelfCounters now;
        now.at = before.at + std::chrono::seconds(2);
        now.cpu = std::chrono::milliseconds(100);
        now.wakeUps = 30;
        const auto cost = selfCost(before, now);
        QVERIFY(cost);
        QCOMPARE(cost->cpu, 0.05);
        QCOMPARE(cost->wakeUpsPerSecond, 15.0);
        QVERIFY(!selfCost(now, now));
        QVERIFY(!selfCost(now, before));
        QVERIFY(readSelfCounters().privateBytes > 1 << 20);
    }

    void eachRunningContainerHasATileThatOpensIt()
    {
        engine::FakeEngine engine;
        engine::populate(engine);
        Pools pools;
        Services services(engine, pools);
        services.start();
        QTRY_VERIFY(services.containers.state() == LoadState::Ready);
        {
            DashboardPage page(services);
            page.resize(1100, 700);
            page.show();
            const auto running = std::ranges::count_if(services.containers.containers(), [](const auto &view) {
                return view.state == ContainerState::Running || view.state == ContainerState::Paused || view.state == ContainerState::Stopping;
            });
            QTRY_COMPARE(page.tileCount(), static_cast<int>(running));
            engine.playSeconds(3);
            QSignalSpy asked(&page, &PageView::placeRequested);
            auto *tile = page.findChild<ContainerTile *>();
            tile->setFocus();
            QTest::keyClick(tile, Qt::Key_Return);
            QCOMPARE(asked.count(), 1);
            QCOMPARE(asked.first().first().value<Address>().container, tile->id());
            // A container that ends has no tile any more.
            engine.change(tile->id(), [](engine::ContainerView &view) { view.state = ContainerState::Exited; });
            QTRY_COMPARE(page.tileCount(), static_cast<int>(running) - 1);
        }
        services.letGoOfStreams();
        pools.requestStop();
        pools.wait();
    }

    void withNothingRunningItSaysSo()
    {
        engine::FakeEngine engine;
        Pools pools;
        Services services(engine, pools);
        services.start();
        {
            DashboardPage page(services);
            page.show();
            QTRY_VERIFY(services.containers.state() == LoadState::Ready);
            QCOMPARE(page.tileCount(), 0);
        }
        services.letGoOfStreams();
        pools.requestStop();
        pools.wait();
    }
};

QTEST_MAIN(TestUiDashboard)
#include "test_ui_dashboard.moc"
