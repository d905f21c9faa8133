// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/copy_bench.h"

#include "runtime/base/file.h"
#include "tests/bench/vsock_bench.h"

#include <chrono>
#include <fstream>
#include <future>
#include <random>

namespace firkin::bench {

namespace {

using Clock = std::chrono::steady_clock;
namespace fs = std::filesystem;

double secondsSince(Clock::time_point start)
{
    return std::chrono::duration<double>(Clock::now() - start).count();
}

void writeRandom(const fs::path &path, std::size_t bytes)
{
    std::mt19937_64 random(bytes);
    std::ofstream file(path, std::ios::binary);
    std::vector<std::uint64_t> block(8192);
    for (std::size_t written = 0; written < bytes;) {
        for (auto &word : block)
            word = random();
        const std::size_t piece = std::min(bytes - written, block.size() * sizeof block[0]);
        file.write(reinterpret_cast<const char *>(block.data()), static_cast<std::streamsize>(piece));
        written += piece;
    }
}

constexpr int treeFiles = 500;
constexpr std::size_t treeFileBytes = 4000;

void writeTree(const fs::path &root)
{
    for (int i = 0; i < treeFiles; ++i) {
        const fs::path folder = root / std::to_string(i % 20);
        fs::create_directories(folder);
        writeRandom(folder / ("file" + std::to_string(i)), treeFileBytes);
    }
}

/// What a process' output carries, through the agent's relay and the supervisor.
Status measureOutput(BenchStore &store, const ContainerId &container, int megabytes, Figures &figures)
{
    std::promise<Status> ended;
    std::uint64_t bytes = 0;
    Clock::time_point first;
    engine::ExecEvents events;
    events.output = [&](engine::OutputStream, std::span<const std::byte> piece) {
        if (bytes == 0)
            first = Clock::now();
        bytes += piece.size();
    };
    events.exited = [&](engine::ProcessStatus) { ended.set_value({}); };
    events.lost = [&](const Error &error) { ended.set_value(fail(error)); };
    engine::ExecSpec spec;
    spec.command = {"/bin/dd", "if=/dev/zero", "bs=64k", "count=" + std::to_string(megabytes * 16)};
    FIRKIN_ASSIGN(const auto exec, store.engine().processes().exec(container, spec, events, {}));
    FIRKIN_TRY(ended.get_future().get());
    figures.add("output of a process", "MB/s", static_cast<double>(bytes) / 1e6 / secondsSince(first), rawVsock);
    return {};
}

} // namespace

Status measureCopies(BenchStore &store, const ContainerId &container, int runs, int megabytes, Figures &figures)
{
    const fs::path source = store.directory() / "source";
    const fs::path back = store.directory() / "back";
    fs::create_directories(source);
    const std::size_t fileBytes = static_cast<std::size_t>(megabytes) << 20;
    writeRandom(source / "file", fileBytes);
    writeTree(source / "tree");
    engine::Files &files = store.engine().files();

    for (int run = 0; run < runs; ++run) {
        FIRKIN_TRY(measureOutput(store, container, megabytes, figures));
        for (const bool sync : {false, true}) {
            const engine::CopyOptions options{.keepOwners = false, .followLink = false, .sync = sync, .contentsOnly = false, .owner = {}};
            const std::string how = sync ? ", synced" : "";
            const auto timed = [&](std::string_view what, double megabytesMoved, auto &&copy) -> Status {
                const auto start = Clock::now();
                FIRKIN_TRY(copy());
                figures.add(std::string(what) + how, "MB/s", megabytesMoved / secondsSince(start), rawVsock);
                return {};
            };
            fs::remove_all(back);
            fs::create_directories(back);
            const double fileMegabytes = static_cast<double>(fileBytes) / 1e6;
            const double treeMegabytes = treeFiles * static_cast<double>(treeFileBytes) / 1e6;
            FIRKIN_TRY(timed("copy in, a file", fileMegabytes, [&] {
                return files.copyIn(container, source / "file", "/root/file", options, {}, {});
            }));
            FIRKIN_TRY(timed("copy out, a file", fileMegabytes, [&] {
                return files.copyOut(container, "/root/file", back / "file", options, {}, {});
            }));
            FIRKIN_TRY(timed("copy in, 500 files of 4 kB", treeMegabytes, [&] {
                return files.copyIn(container, source / "tree", "/root", options, {}, {});
            }));
            FIRKIN_TRY(timed("copy out, 500 files of 4 kB", treeMegabytes, [&] {
                return files.copyOut(container, "/root/tree", back, options, {}, {});
            }));
            FIRKIN_TRY(files.remove(container, "/root/tree", true, {}));
            FIRKIN_TRY(files.remove(container, "/root/file", false, {}));
        }
    }
    return {};
}

} // namespace firkin::bench
