// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/container/test_flows.h"

#include "runtime/base/file.h"
#include "tests/integration/container/raw_agent.h"

#include <QCryptographicHash>

#include <format>
#include <fstream>
#include <thread>

namespace firkin::test {

using namespace container;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

std::string sha256(std::string_view bytes)
{
    return QCryptographicHash::hash(QByteArrayView(bytes.data(), static_cast<qsizetype>(bytes.size())), QCryptographicHash::Sha256).toHex().toStdString();
}

/// Reads to the end and compares with `count` repetitions of `piece` on the way. How many bytes were right.
std::uint64_t countRight(OutputStream &stream, std::string_view piece)
{
    std::vector<std::byte> buffer(256 * 1024);
    std::uint64_t right = 0;
    for (;;) {
        const auto count = stream.read(buffer, Deadline::after(2min), {});
        if (!count || *count == 0)
            return right;
        std::string_view got(reinterpret_cast<const char *>(buffer.data()), *count);
        while (!got.empty()) {
            const std::string_view expected = piece.substr(right % piece.size(), got.size());
            if (got.substr(0, expected.size()) != expected)
                return right;
            right += expected.size();
            got.remove_prefix(expected.size());
        }
    }
}

/// The processes that a machine is made of on this host, by the folder of its sockets.
std::vector<fs::path> processesNaming(const fs::path &folder)
{
    std::vector<fs::path> found;
    for (const auto &one : fs::directory_iterator("/proc")) {
        const auto command = readFile(one.path() / "cmdline", 1 << 16);
        if (command && command->contains(folder.string()))
            found.push_back(one.path());
    }
    return found;
}

std::size_t entries(const fs::path &folder)
{
    std::error_code problem;
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder, problem), {}));
}

/// Everything that could leak, counted.
struct Counts {
    std::size_t descriptors = 0; ///< of this process
    std::size_t threads = 0;
    std::size_t sockets = 0; ///< in the machine's folder: listeners for the guest
    std::size_t helperDescriptors = 0;
    std::size_t agentDescriptors = 0;
    std::size_t guestProcesses = 0;

    [[nodiscard]] std::string text() const
    {
        return std::format("descriptors {}, threads {}, sockets {}, descriptors of helpers {}, of the agent {}, processes in the guest {}",
                           descriptors, threads, sockets, helperDescriptors, agentDescriptors, guestProcesses);
    }
};

} // namespace

void TestFlows::fiftyProcessesAtOnceStreamAMegabyteEach()
{
    constexpr int count = 50;
    constexpr int lines = 150'000; // with the numbers of each, a little more than a megabyte
    std::vector<std::string> problems(count);
    std::atomic<std::uint64_t> bytes = 0;
    const auto begin = Deadline::Clock::now();
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < count; ++i) {
            threads.emplace_back([&, i, id = m.nextId()] {
                const int first = 1'000'000 + i * lines;
                auto process = m.box().exec(id, execBuilder().command({"/bin/seq", std::to_string(first), std::to_string(first + lines - 1)}).standardOutput(Stdio::Piped).build(), {});
                if (!process) {
                    problems[static_cast<std::size_t>(i)] = render(process.error());
                    return;
                }
                const auto output = std::move(*process).waitWithOutput({});
                std::string expected;
                expected.reserve(lines * 8);
                for (int number = first; number < first + lines; ++number)
                    expected += std::to_string(number) + "\n";
                if (!output)
                    problems[static_cast<std::size_t>(i)] = render(output.error());
                else if (output->standardOutput != expected || output->status.code != 0)
                    problems[static_cast<std::size_t>(i)] = std::format("{} bytes of {}, or others; code {}", output->standardOutput.size(), expected.size(), output->status.code);
                bytes += expected.size();
            });
        }
    }
    for (const std::string &problem : problems)
        QVERIFY2(problem.empty(), problem.c_str());
    const double seconds = std::chrono::duration<double>(Deadline::Clock::now() - begin).count();
    qInfo("50 processes, %.1f MB in %.1f s", static_cast<double>(bytes) / 1e6, seconds);
}

void TestFlows::bothOutputsCarryManyMegabytesAtOnce()
{
    // What an emulated machine carries in some ten seconds, unless more is asked for.
    const int megabytes = qEnvironmentVariableIntValue("FIRKIN_TEST_MEGABYTES") > 0 ? qEnvironmentVariableIntValue("FIRKIN_TEST_MEGABYTES") : 100;
    const std::string piece = randomBytes<std::string>(1'000'000, 7);
    std::ofstream(m.path("piece"), std::ios::binary) << piece;
    REQUIRE_OK(m.box().copyIn(m.path("piece"), "/dev/shm/piece", {}));
    const std::string loop = "i=0; while [ $i -lt " + std::to_string(megabytes) + " ]; do cat /dev/shm/piece; i=$((i+1)); done";
    const auto begin = Deadline::Clock::now();
    auto process = m.box().exec(m.nextId(), execBuilder().command({"/bin/sh", "-c", "(" + loop + ") & (" + loop + ") >&2; wait"}).inherit().standardOutput(Stdio::Piped).standardError(Stdio::Piped).build(), {});
    REQUIRE_OK(process);
    std::uint64_t out = 0;
    std::uint64_t err = 0;
    {
        std::jthread errors([&, stream = std::shared_ptr<OutputStream>(process->takeStderr())] { err = countRight(*stream, piece); });
        const auto stream = process->takeStdout();
        out = countRight(*stream, piece);
    }
    REQUIRE_OK(process->wait({}));
    const double seconds = std::chrono::duration<double>(Deadline::Clock::now() - begin).count();
    qInfo("%d MB each: %.1f MB/s together", megabytes, 2 * megabytes / seconds);
    QCOMPARE(out, static_cast<std::uint64_t>(megabytes) * piece.size());
    QCOMPARE(err, static_cast<std::uint64_t>(megabytes) * piece.size());
    m.text("rm /dev/shm/piece");
}

void TestFlows::tenMegabytesOfInputArrive()
{
    const std::string bytes = randomBytes<std::string>(10'000'000, 11);
    auto process = m.box().exec(m.nextId(), execBuilder().command({"/bin/sha256sum"}).standardInput(Stdio::Piped).standardOutput(Stdio::Piped).build(), {});
    REQUIRE_OK(process);
    const auto input = process->takeStdin();
    REQUIRE_OK(agent::writeText(*input, bytes, {}));
    REQUIRE_OK(input->close());
    const auto output = std::move(*process).waitWithOutput({});
    REQUIRE_OK(output);
    QCOMPARE(output->standardOutput, sha256(bytes) + "  -\n");
}

void TestFlows::piecesWithPausesArriveWhole()
{
    auto process = m.box().exec(m.nextId(), execBuilder().command({"/bin/cat"}).standardInput(Stdio::Piped).standardOutput(Stdio::Piped).build(), {});
    REQUIRE_OK(process);
    std::string sent;
    {
        const auto input = process->takeStdin();
        for (unsigned i = 0; i < 10; ++i) {
            const std::string piece = randomBytes<std::string>(10'240, i);
            REQUIRE_OK(agent::writeText(*input, piece, {}));
            sent += piece;
            std::this_thread::sleep_for(10ms); // the pause is what is tested
        }
    }
    const auto output = std::move(*process).waitWithOutput({});
    REQUIRE_OK(output);
    QVERIFY(output->standardOutput == sent);
}

void TestFlows::everythingWorksWhileSomebodyWaits()
{
    auto waitedFor = m.box().exec(m.nextId(), execBuilder().command({"/bin/sleep", "1000"}).build(), {});
    REQUIRE_OK(waitedFor);
    std::atomic<int> ended = 0;
    std::jthread first([&] { ended += waitedFor->wait({}).has_value() ? 1 : 100; });
    std::jthread second([&] { ended += waitedFor->wait({}).has_value() ? 1 : 100; });
    std::jthread ofContainer([&](const std::stop_token &stop) { static_cast<void>(m.box().wait(stop)); });

    QCOMPARE(m.text("echo executed"), "executed\n");
    const auto statistics = m.box().statistics(StatCategory::All, {});
    REQUIRE_OK(statistics);
    QVERIFY(statistics->process->current >= 2);
    std::ofstream(m.path("while")) << "copied";
    REQUIRE_OK(m.box().copyIn(m.path("while"), "/srv/while", {}));
    REQUIRE_OK(m.box().copyOut("/srv/while", m.path("while.back"), {}));
    QCOMPARE(readFile(m.path("while.back"), 100).value(), "copied");
    QCOMPARE(ended.load(), 0);
    REQUIRE_OK(waitedFor->kill(sigKill, {}));
    first.join();
    second.join();
    QCOMPARE(ended.load(), 2);
}

void TestFlows::nothingGrowsOverManyExecutionsAndCopies()
{
    // A thousand take some five minutes where machines are emulated.
    const int rounds = qEnvironmentVariableIntValue("FIRKIN_TEST_ROUNDS") > 0 ? qEnvironmentVariableIntValue("FIRKIN_TEST_ROUNDS") : 100;
    auto raw = RawAgent::connect(m.machine());
    REQUIRE_OK(raw);
    std::ofstream(m.path("small")) << "small";
    const auto count = [&] {
        Counts counts;
        counts.descriptors = entries("/proc/self/fd");
        counts.threads = entries("/proc/self/task");
        counts.sockets = entries(m.path("sockets"));
        for (const fs::path &process : processesNaming(m.path("sockets")))
            counts.helperDescriptors += entries(process / "fd");
        counts.agentDescriptors = raw->descriptorsOf("/proc/1").value_or(0);
        counts.guestProcesses = static_cast<std::size_t>(raw->stat("/proc").value_or(RawAgent::Stat()).nlink());
        return counts;
    };
    const auto round = [&](int number) -> Status {
        FIRKIN_ASSIGN(const auto output, m.shell("echo " + std::to_string(number)));
        if (output.standardOutput != std::to_string(number) + "\n")
            return fail(Operation::StartProcess, std::to_string(number), Reason::Unspecified, output.standardOutput);
        FIRKIN_TRY(m.box().copyIn(m.path("small"), "/srv/small", {}));
        return m.box().copyOut("/srv/small", m.path("small.back"), {});
    };
    for (int i = 0; i < 10; ++i) // what is made once is made now
        REQUIRE_OK(round(i));
    const Counts before = count();
    for (int i = 0; i < rounds; ++i)
        REQUIRE_OK(round(i));
    Counts after = count();
    // What ended just now may still be on its way out.
    const auto grown = [&] {
        after = count();
        return after.descriptors > before.descriptors + 2 || after.threads > before.threads + 2 || after.sockets > before.sockets
            || after.helperDescriptors > before.helperDescriptors + 4 || after.agentDescriptors > before.agentDescriptors + 2
            || after.guestProcesses > before.guestProcesses + 2;
    };
    qInfo("before: %s", before.text().c_str());
    const bool settled = QTest::qWaitFor([&] { return !grown(); }, 20s);
    qInfo("after %d: %s", rounds, after.text().c_str());
    QVERIFY2(settled, (before.text() + " became " + after.text()).c_str());
    QVERIFY(before.agentDescriptors > 0 && before.helperDescriptors > 0 && before.guestProcesses > 0);
}

} // namespace firkin::test
