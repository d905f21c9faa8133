// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/runtime/container/container_fixture.h"

#include "runtime/base/file.h"

#include <csignal>
#include <thread>

using namespace firkin;
using namespace firkin::container;
using namespace firkin::test;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

/// A guest that lies: whatever its agent says, the host gets an answer in its time, and nothing is written outside of the folder
/// that was asked for.
class TestHostile : public QObject {
    Q_OBJECT

    std::optional<World> m_world;
    std::optional<Container<Streams>> m_container;

    [[nodiscard]] fs::path host(const char *name) const { return m_world->path("host") / name; }
    void tell(Lie lie) { m_world->agent->lie(lie); }

private Q_SLOTS:
    void initTestCase() { std::signal(SIGPIPE, SIG_IGN); } // of the agent, whose bytes nobody takes any more

    void init()
    {
        m_world.emplace();
        fs::create_directories(m_world->path("host"));
        std::ofstream(m_world->root() / "file") << "0123456789";
        auto container = m_world->builder({"hang"}).spawn({});
        REQUIRE_OK(container);
        m_container.emplace(std::move(*container));
    }

    void cleanup()
    {
        tell(Lie::None);
        m_container.reset();
        m_world.reset();
    }

    void aCopyEndsWhateverTheGuestSays_data()
    {
        QTest::addColumn<Lie>("lie");
        QTest::newRow("a file without end") << Lie::EndlessCopyOut;
        QTest::newRow("the last word first") << Lie::NoMetadata;
        QTest::newRow("a file that is said to be a folder") << Lie::WrongKind;
        QTest::newRow("no answer") << Lie::SilentCopy; // for as long as a copy may stand still
    }
    void aCopyEndsWhateverTheGuestSays()
    {
        QFETCH(const Lie, lie);
        tell(lie);
        const auto begin = Deadline::Clock::now();
        const Status outcome = m_container->copyOut("/file", host("file"), {});
        QVERIFY(!outcome);
        QVERIFY(Deadline::Clock::now() - begin < 30s);
        QVERIFY2(!render(outcome.error()).empty() && outcome.error().object.contains("file"), render(outcome.error()).c_str());
        QVERIFY(fs::is_empty(m_world->path("host")));
        QCOMPARE(m_world->lastMachine->openListeners(), std::size_t{0});
        tell(Lie::None);
        REQUIRE_OK(m_container->copyOut("/file", host("file"), {}));
    }

    void aSizeThatIsNoneDoesNoHarm()
    {
        tell(Lie::HugeMetadata);
        REQUIRE_OK(m_container->copyOut("/file", host("file"), {}));
        QCOMPARE(fs::file_size(host("file")), std::uintmax_t{10});
    }

    void aCopyWithoutItsLastWordCanBeStopped()
    {
        tell(Lie::NoComplete);
        std::ofstream(host("source")) << "source";
        std::stop_source source;
        std::jthread stopping([&] {
            m_world->agent->awaitCall("Copy");
            source.request_stop();
        });
        const Status in = m_container->copyIn(host("source"), "/in", source.get_token());
        QVERIFY(!in);
        QVERIFY(in.error().isCancelled());
    }

    void aMessageBeyondTheLimitIsAnError()
    {
        tell(Lie::OversizedReply);
        const auto outcome = m_container->files().stat("/file", true, {});
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().code, ErrorCode::ResourceExhausted);
        tell(Lie::None);
        REQUIRE_OK(m_container->files().stat("/file", true, {}));
    }

    void namesThatLeadElsewhereAreRefused()
    {
        tell(Lie::BadNames);
        std::size_t seen = 0;
        const Status outcome = m_container->files().list("/", [&](const std::vector<FileEntry> &page) { seen += page.size(); }, {});
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().rootReason(), Reason::ProtocolViolation);
        QCOMPARE(seen, std::size_t{0});
    }

    void aListingWithoutEndIsCutOff()
    {
        tell(Lie::EndlessListing);
        std::size_t seen = 0;
        const Status outcome = m_container->files().list("/", [&](const std::vector<FileEntry> &page) { seen += page.size(); }, {});
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().rootReason(), Reason::LimitExceeded);
        QVERIFY(seen <= 1'000'000);
    }

    void aFloodOfSamplesIsThinnedOut()
    {
        tell(Lie::FloodOfSamples);
        std::atomic<int> samples = 0;
        const auto begin = Deadline::Clock::now();
        {
            const auto watch = m_container->watchStatistics(StatCategory::All, 200ms, [&](const agent::StatisticsSample &) { ++samples; }, {});
            QTRY_VERIFY_WITH_TIMEOUT(samples >= 4, 10000);
        }
        const auto took = Deadline::Clock::now() - begin;
        QVERIFY2(samples <= took / 100ms + 2, std::to_string(samples.load()).c_str());
    }

    void streamsThatBreakAgainAndAgainAreGivenUp_data()
    {
        QTest::addColumn<Lie>("lie");
        QTest::newRow("each connection closes") << Lie::BreakingStreams;
        QTest::newRow("goes on where nothing is") << Lie::StreamFromFuture;
    }
    void streamsThatBreakAgainAndAgainAreGivenUp()
    {
        QFETCH(const Lie, lie);
        auto process = m_container->exec("x", execBuilder().command({"cat"}).standardInput(Stdio::Piped).standardOutput(Stdio::Piped).build(), {});
        REQUIRE_OK(process);
        const auto input = process->takeStdin();
        const auto output = process->takeStdout();
        tell(lie);
        const auto begin = Deadline::Clock::now();
        std::jthread breaking([&] { m_world->lastMachine->breakConnections(); });
        std::array<std::byte, 64> buffer{};
        const auto read = output->read(buffer, Deadline::never(), {});
        QVERIFY(!read);
        // The writer hears of it, too: at once, or when its window is full.
        const std::string much(1 << 20, 'x');
        const Status written = agent::writeText(*input, much, {});
        QVERIFY(!written);
        QVERIFY(Deadline::Clock::now() - begin < 30s);
    }
};

QTEST_GUILESS_MAIN(TestHostile)
#include "test_hostile.moc"
