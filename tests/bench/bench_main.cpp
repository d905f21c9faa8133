// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/base/error_text.h"
#include "tests/bench/bench_store.h"
#include "tests/bench/copy_bench.h"
#include "tests/bench/figures.h"
#include "tests/bench/process_bench.h"
#include "tests/bench/start_bench.h"
#include "tests/bench/vsock_bench.h"

#include <CLI/CLI.hpp>

#include <csignal>
#include <iostream>

namespace {

using namespace firkin;

Status measure(int runs, int megabytes, bench::Figures &figures)
{
    FIRKIN_ASSIGN(const auto store, bench::BenchStore::create());
    FIRKIN_TRY(bench::measureStart(*store, runs, figures));
    FIRKIN_TRY(bench::measureRawVsock(*store, runs, megabytes, figures));
    FIRKIN_ASSIGN(const ContainerId container, store->createContainer({"/bin/sleep", "100000"}));
    FIRKIN_TRY(store->engine().containers().start(container, {}, {}));
    FIRKIN_TRY(bench::measureExec(*store, container, runs, figures));
    FIRKIN_TRY(bench::measureTerminal(*store, container, runs, megabytes, figures));
    FIRKIN_TRY(bench::measureCopies(*store, container, runs, megabytes, figures));
    FIRKIN_TRY(bench::measureStatistics(*store, container, runs, figures));
    return store->removeContainer(container);
}

} // namespace

int main(int argc, char **argv)
{
    std::signal(SIGPIPE, SIG_IGN);
    CLI::App program("Measures Firkin on this machine and prints a table of medians.");
    int runs = 5;
    int megabytes = 64;
    program.add_option("--runs", runs, "how often each thing is measured")->check(CLI::Range(1, 1000));
    program.add_option("--megabytes", megabytes, "size of the file, and of what a terminal prints")->check(CLI::Range(1, 4096));
    CLI11_PARSE(program, argc, argv);

    bench::Figures figures;
    const Status status = measure(runs, megabytes, figures);
    std::cout << "accelerator: " << bench::acceleratorName() << "\n" << figures.table();
    if (!status) {
        std::cerr << "firkin_bench: " << render(status.error()) << "\n";
        return 1;
    }
    return 0;
}
