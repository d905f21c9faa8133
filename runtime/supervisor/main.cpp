// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/base/error_text.h"
#include "runtime/base/log.h"
#include "runtime/engine/store/layout.h"
#include "runtime/supervisor/program.h"
#include "runtime/supervisor/switch_keeper.h"

#include <csignal>
#include <cstdio>
#include <spdlog/spdlog.h>

/// firkin-supervisor: owns one machine, or the switch of one network; started by the engine, outlives whoever started it.
int main(int argc, char **argv)
{
    using namespace firkin;
    const auto arguments = supervisor::parseArguments(argc, argv);
    if (!arguments) {
        std::fprintf(stderr, "firkin-supervisor: %s\n", render(arguments.error()).c_str());
        return 2;
    }
    supervisor::leaveCaller(arguments->readyFd);
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGHUP, SIG_IGN);
    // Before any thread: taken by a signalfd.
    sigset_t taken;
    sigemptyset(&taken);
    sigaddset(&taken, SIGTERM);
    sigaddset(&taken, SIGINT);
    ::pthread_sigmask(SIG_BLOCK, &taken, nullptr);
    const store::Layout layout{arguments->store};
    const bool isNetwork = !arguments->network.empty();
    const auto log = isNetwork ? layout.network(arguments->network) / "switch.log" : layout.machine(arguments->machine) / "supervisor.log";
    setUpLog("firkin-supervisor", log, "info");
    const Status status = isNetwork ? supervisor::superviseNetwork(*arguments) : supervisor::supervise(*arguments);
    if (!status)
        spdlog::error("{}", render(status.error()));
    return status ? 0 : 1;
}
