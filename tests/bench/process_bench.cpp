// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/process_bench.h"

#include "tests/bench/vsock_bench.h"

#include <chrono>
#include <future>
#include <mutex>

namespace firkin::bench {

namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start)
{
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// A promise that several callbacks may try to keep.
template <class T>
class Once {
public:
    void set(T value)
    {
        std::lock_guard guard(m_mutex);
        if (!m_done)
            m_promise.set_value(std::move(value));
        m_done = true;
    }
    std::future<T> future() { return m_promise.get_future(); }

private:
    std::mutex m_mutex;
    bool m_done = false;
    std::promise<T> m_promise;
};

Result<double> execOnce(BenchStore &store, const ContainerId &container)
{
    Once<Result<engine::ProcessStatus>> ended;
    auto future = ended.future();
    engine::ExecEvents events;
    events.exited = [&](engine::ProcessStatus status) { ended.set(status); };
    events.lost = [&](const Error &error) { ended.set(fail(error)); };
    engine::ExecSpec spec;
    spec.command = {"/bin/true"};
    const auto start = Clock::now();
    FIRKIN_ASSIGN(const auto exec, store.engine().processes().exec(container, spec, events, {}));
    FIRKIN_ASSIGN(const auto status, future.get());
    if (status.code != 0)
        return fail(Operation::StartProcess, "true", Reason::Unspecified, "it failed");
    return secondsSince(start);
}

} // namespace

Status measureExec(BenchStore &store, const ContainerId &container, int runs, Figures &figures)
{
    FIRKIN_TRY(execOnce(store, container));
    for (int run = 0; run < runs; ++run) {
        FIRKIN_ASSIGN(const double seconds, execOnce(store, container));
        figures.add("exec of true, warm", "s", seconds);
    }
    return {};
}

Status measureTerminal(BenchStore &store, const ContainerId &container, int runs, int megabytes, Figures &figures)
{
    for (int run = 0; run < runs; ++run) {
        engine::SessionSpec spec;
        // It waits for a key, so that nothing is printed before the viewer is there.
        spec.command = {"/bin/sh", "-c", "read go; dd if=/dev/zero bs=64k count=" + std::to_string(megabytes * 16) + " 2>/dev/null"};
        FIRKIN_ASSIGN(const auto session, store.engine().sessions().open(container, spec, {}));
        Once<Status> ended;
        auto future = ended.future();
        std::uint64_t bytes = 0;
        engine::AttachmentEvents events;
        events.output = [&](std::span<const std::byte> piece) { bytes += piece.size(); };
        events.ended = [&](engine::ProcessStatus) { ended.set({}); };
        events.lost = [&](const Error &error) { ended.set(fail(error)); };
        FIRKIN_ASSIGN(const auto attachment,
                      store.engine().sessions().attach(container, session.id, std::nullopt, spec.size, events, {}));
        const auto start = Clock::now();
        FIRKIN_TRY(attachment->write(std::as_bytes(std::span("\n", 1))));
        FIRKIN_TRY(future.get());
        const double seconds = secondsSince(start);
        FIRKIN_TRY(store.engine().sessions().close(container, session.id, {}));
        figures.add("terminal output", "MB/s", static_cast<double>(bytes) / 1e6 / seconds, rawVsock);
    }
    return {};
}

Status measureStatistics(BenchStore &store, const ContainerId &container, int runs, Figures &figures)
{
    Once<bool> enough;
    auto future = enough.future();
    std::mutex mutex;
    std::vector<Clock::time_point> arrivals;
    const auto wanted = static_cast<std::size_t>(runs) + 2;
    FIRKIN_ASSIGN(auto watch, store.engine().statistics().watch([&](const std::vector<engine::LiveSample> &samples) {
        if (samples.empty())
            return;
        std::lock_guard guard(mutex);
        arrivals.push_back(Clock::now());
        if (arrivals.size() >= wanted)
            enough.set(true);
    }));
    future.wait();
    watch.reset();
    for (std::size_t i = 2; i < wanted; ++i)
        figures.add("between two live samples", "s", std::chrono::duration<double>(arrivals[i] - arrivals[i - 1]).count());
    for (int run = 0; run < runs; ++run) {
        const auto start = Clock::now();
        FIRKIN_TRY(store.engine().statistics().history(container, std::chrono::minutes(15), {}));
        figures.add("statistics history of 15 min", "s", secondsSince(start));
    }
    return {};
}

} // namespace firkin::bench
