#include "app/application.h"
#include "app/translations.h"
#include "tests/support/fake_engine.h"
#include "ui/containers/container_detail.h"
#include "ui/containers/containers_page.h"
#include "ui/dashboard/self_cost.h"
#include "ui/services/services.h"
#include "ui/window/main_window.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cstdio>
#include <thread>

/// The goals of the window, as they are measured: Fusion in software, 1400×900, on the
/// fake engine, which lives in the same process and counts with it. Prints a table; no gate.
using namespace firkin;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using engine::FakeEngine;

namespace {

constexpr QSize windowSize(1400, 900);

int missed = 0;

void row(const QString &what, double value, double goal, const QString &unit)
{
    const bool good = value <= goal;
    missed += good ? 0 : 1;
    std::printf("| %-62s | %9.2f | %9.2f | %-6s | %s |\n", qUtf8Printable(what), value, goal, qUtf8Printable(unit), good ? "yes" : "NO");
    std::fflush(stdout);
}

/// Each event that is delivered, in milliseconds: one GUI task.
class TimedApplication : public QApplication {
public:
    using QApplication::QApplication;
    bool notify(QObject *receiver, QEvent *event) override
    {
        if (m_depth > 0 || !m_on)
            return QApplication::notify(receiver, event);
        ++m_depth;
        QElapsedTimer clock;
        clock.start();
        const bool done = QApplication::notify(receiver, event);
        m_tasks.push_back(static_cast<double>(clock.nsecsElapsed()) / 1e6);
        --m_depth;
        return done;
    }
    void begin()
    {
        m_tasks.clear();
        m_on = true;
    }
    /// {p99, worst}
    std::pair<double, double> end()
    {
        m_on = false;
        std::ranges::sort(m_tasks);
        return m_tasks.empty() ? std::pair(0.0, 0.0) : std::pair(m_tasks[m_tasks.size() * 99 / 100], m_tasks.back());
    }

private:
    std::vector<double> m_tasks;
    int m_depth = 0;
    bool m_on = false;
};

struct Program {
    QTemporaryDir folder;
    FakeEngine *engine = nullptr;
    std::unique_ptr<app::Application> application;

    Program(const std::function<void(FakeEngine &)> &prepare, std::chrono::milliseconds tick = 0ms)
    {
        auto made = std::make_unique<FakeEngine>(tick);
        engine = made.get();
        prepare(*made);
        application = std::make_unique<app::Application>(std::move(made), app::Application::Options{.preferencesFile = folder.filePath(u"window.ini"_s), .tray = false});
        application->window().resize(windowSize);
        application->start();
        (void)QTest::qWaitForWindowExposed(&application->window());
        QTest::qWait(300);
    }
    ~Program() { application->shutdown(); }
    ui::MainWindow &window() { return application->window(); }
    ContainerId id(const std::string &name)
    {
        for (const auto &view : application->services().containers.containers())
            if (view.name == name)
                return view.id;
        return {};
    }
};

void addContainers(FakeEngine &engine, int running, int stopped)
{
    for (int i = 0; i < running; ++i)
        engine.addRunning("service-" + std::to_string(i), "registry.example/team/service:" + std::to_string(i));
    for (int i = 0; i < stopped; ++i) {
        engine::ContainerView view;
        view.name = "old-" + std::to_string(i);
        view.image = "registry.example/team/old:1";
        view.state = engine::ContainerState::Exited;
        view.exit = engine::ExitInfo{};
        engine.add(view);
    }
}

void steady(TimedApplication &qt)
{
    Program program([](FakeEngine &engine) { addContainers(engine, 200, 300); }, 1s);
    const auto measure = [&](const QString &what) {
        QTest::qWait(2500);
        qt.begin();
        QTest::qWait(8000);
        const auto [p99, worst] = qt.end();
        row(what + u", GUI tasks p99"_s, p99, 16, u"ms"_s);
        row(what + u", the longest"_s, worst, 50, u"ms"_s);
    };
    measure(u"List of 500, 200 change each second"_s);
    const auto id = program.id("service-7");
    program.window().go({ui::Page::Containers, id, ui::DetailTab::Terminal});
    QTest::qWait(1500);
    const auto sessions = program.engine->sessions().list(id, {});
    if (!sessions || sessions->empty()) {
        std::printf("no terminal session\n");
        ++missed;
        return;
    }
    std::jthread flood([engine = program.engine, id, session = sessions->front().id](std::stop_token stop) {
        const std::string line = "the quick brown fox jumps over the lazy dog 0123456789 \x1b[32mgreen\x1b[0m\r\n";
        std::string piece;
        while (piece.size() < 32 * 1024)
            piece += line;
        while (!stop.stop_requested()) {
            engine->printInSession(id, session, piece);
            std::this_thread::sleep_for(2ms);
        }
    });
    measure(u"… beside a flooding terminal"_s);
}

void pages()
{
    Program program([](FakeEngine &engine) {
        engine::populate(engine);
        addContainers(engine, 100, 300);
    });
    program.engine->playSeconds(60);
    QTest::qWait(500);
    const auto id = program.id("web");
    double worstFirst = 0;
    double worstAgain = 0;
    QString slowest;
    const auto open = [&](const ui::Address &address) {
        QElapsedTimer clock;
        clock.start();
        program.window().go(address);
        program.window().repaint();
        QCoreApplication::sendPostedEvents();
        QCoreApplication::processEvents(QEventLoop::ExcludeUserInputEvents);
        return static_cast<double>(clock.nsecsElapsed()) / 1e6;
    };
    std::vector<ui::Address> places;
    for (int page = 0; page < ui::pageCount; ++page)
        places.push_back({static_cast<ui::Page>(page), {}, {}});
    for (int tab = 0; tab <= static_cast<int>(ui::DetailTab::Snapshots); ++tab)
        places.push_back({ui::Page::Containers, id, static_cast<ui::DetailTab>(tab)});
    for (int round = 0; round < 3; ++round) {
        for (const auto &place : places) {
            const double took = open(place);
            if (round == 0 && took > worstFirst) {
                worstFirst = took;
                slowest = u"page %1, tab %2"_s.arg(static_cast<int>(place.page)).arg(static_cast<int>(place.tab));
            }
            if (round > 0)
                worstAgain = std::max(worstAgain, took);
            QTest::qWait(60);
        }
    }
    row(u"Opening a page or tab the first time, the slowest (%1)"_s.arg(slowest), worstFirst, 100, u"ms"_s);
    row(u"Opening a page or tab again, the slowest"_s, worstAgain, 100, u"ms"_s);
}

void dashboard()
{
    Program program([](FakeEngine &engine) {
        addContainers(engine, 30, 0);
        const auto all = engine.containers().list({});
        for (const auto &view : all->containers)
            engine.makeHistory(view.id, 900s);
    });
    program.window().go({ui::Page::Dashboard, {}, {}});
    QTest::qWait(1500);
    std::vector<double> ticks;
    for (int i = 0; i < 15; ++i) {
        QTest::qWait(1000); // a new second, as in life: another pixel now and then
        program.engine->tickNow();
        // All work of one tick: the samples and what is painted for them.
        QElapsedTimer clock;
        clock.start();
        QCoreApplication::processEvents();
        QCoreApplication::processEvents();
        ticks.push_back(static_cast<double>(clock.nsecsElapsed()) / 1e6);
    }
    std::ranges::sort(ticks);
    row(u"Dashboard, 30 tiles of 900 points, a tick (median)"_s, ticks[ticks.size() / 2], 16, u"ms"_s);
}

void memory()
{
    Program program([](FakeEngine &engine) { addContainers(engine, 25, 25); }, 1s);
    const auto before = ui::readSelfCounters().privateBytes;
    for (int i = 0; i < 5; ++i) {
        const auto id = program.id("service-" + std::to_string(i));
        program.window().go({ui::Page::Containers, id, ui::DetailTab::Terminal});
        QTest::qWait(700);
        const auto sessions = program.engine->sessions().list(id, {});
        if (!sessions || sessions->empty())
            continue;
        std::string text;
        for (int line = 0; line < 3000; ++line)
            text += std::string(118, static_cast<char>('a' + line % 26)) + "\r\n";
        program.engine->printInSession(id, sessions->front().id, text);
        QTest::qWait(700);
    }
    QTest::qWait(1000);
    const double now = static_cast<double>(ui::readSelfCounters().privateBytes) / (1 << 20);
    std::printf("  (before the terminals: %.1f MiB)\n", static_cast<double>(before) / (1 << 20));
    row(u"Private memory, 50 rows and 5 terminals of 3,000 full lines"_s, now, 120, u"MiB"_s);
}

void calm()
{
    Program program([](FakeEngine &engine) { addContainers(engine, 10, 0); }, 1s);
    const auto measure = [](const QString &what, double cpuGoal, double wakeGoal, int seconds) {
        QTest::qWait(2500);
        const auto before = ui::readSelfCounters();
        QTest::qWait(seconds * 1000);
        const auto cost = ui::selfCost(before, ui::readSelfCounters());
        row(what + u", CPU"_s, cost->cpu * 100, cpuGoal, u"%"_s);
        row(what + u", wake-ups a second"_s, cost->wakeUpsPerSecond, wakeGoal, u"1/s"_s);
    };
    measure(u"Calm: visible, 10 running at 1 Hz"_s, 1, 30, 10);
    program.window().hide();
    program.engine->setTicking(false);
    measure(u"Calm: hidden, nothing new"_s, 0.1, 1, 15);
}

/// In a child process: says how long after `since` (milliseconds of the monotonic clock) the first rows were painted.
int startUp(qint64 since)
{
    auto made = std::make_unique<FakeEngine>();
    addContainers(*made, 25, 25);
    QTemporaryDir folder;
    app::Application application(std::move(made), {.preferencesFile = folder.filePath(u"window.ini"_s), .tray = false});
    application.window().resize(windowSize);
    application.start();
    while (application.services().containers.state() != ui::LoadState::Ready || !application.window().isVisible())
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    QCoreApplication::processEvents();
    application.window().repaint();
    const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
    std::printf("%lld\n", static_cast<long long>(now - since));
    std::fflush(stdout);
    application.shutdown();
    return 0;
}

void usable(const QString &program)
{
    std::vector<double> times;
    for (int i = 0; i < 11; ++i) {
        QProcess child;
        const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
        child.start(program, {u"--start-up"_s, QString::number(now)});
        child.waitForFinished(30'000);
        if (i > 0) // the first warms the cache
            times.push_back(child.readAllStandardOutput().trimmed().toDouble());
    }
    std::ranges::sort(times);
    row(u"Usable: exec to the first painted rows (median of 10)"_s, times[times.size() / 2], 300, u"ms"_s);
}

} // namespace

int main(int argc, char **argv)
{
    TimedApplication qt(argc, argv);
    QApplication::setQuitOnLastWindowClosed(false);
    app::installTranslations(qt);
    const QStringList arguments = QApplication::arguments();
    if (arguments.value(1) == "--start-up"_L1)
        return startUp(arguments.value(2).toLongLong());
    const auto wanted = [&](const char *name) { return arguments.size() == 1 || arguments.contains(QLatin1StringView(name)); };
    std::printf("| %-62s | %9s | %9s | %-6s | met |\n|---|---|---|---|---|\n", "figure", "measured", "goal", "unit");
    if (wanted("usable"))
        usable(QApplication::applicationFilePath());
    if (wanted("pages"))
        pages();
    if (wanted("dashboard"))
        dashboard();
    if (wanted("steady"))
        steady(qt);
    if (wanted("memory"))
        memory();
    if (wanted("calm"))
        calm();
    std::printf("%d goals missed\n", missed);
    return 0;
}
