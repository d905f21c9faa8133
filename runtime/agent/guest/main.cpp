// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/guest/agent_state.h"
#include "runtime/agent/guest/boot.h"
#include "runtime/agent/guest/container_init.h"
#include "runtime/agent/guest/debug_shell.h"
#include "runtime/agent/guest/log.h"
#include "runtime/agent/guest/modules.h"
#include "runtime/agent/guest/server.h"

#include <cstdio>
#include <malloc.h>
#include <string_view>
#include <thread>
#include <unistd.h>

namespace {

constexpr std::uint32_t agentPort = 1024;

int runMachine()
{
    using namespace firkin::guest;
    // Threads come and go, their arenas would stay.
    ::mallopt(M_ARENA_MAX, 2);
    auto modules = setUpMachine();
    MachineGate::close();
    std::jthread loading([modules = std::move(modules)] {
        loadModules(modules);
        MachineGate::open();
    });
    // Never destroyed: this process ends with the machine.
    auto *state = new AgentState;
    serve(*state, agentPort);
    logWarning("nobody can reach this machine any more: it is powered off");
    powerOff();
}

} // namespace

int main(int argc, char **argv)
{
    using namespace firkin::guest;
    const std::string_view name = argc > 0 ? argv[0] : "", verb = argc > 1 ? argv[1] : "";
    if (name.ends_with(".cz-init"))
        return containerInitMain(argc, argv);
    if (verb == "init")
        return containerInitMain(argc - 1, argv + 1);
    if (verb == "pause")
        return pauseMain();
    if (verb == "debug-shell")
        return debugShellMain(argc - 1, argv + 1);
    if (::getpid() != 1) {
        std::fprintf(stderr, "firkin-agent %s is the first process of a Firkin machine.\n", FIRKIN_VERSION);
        return 2;
    }
    return runMachine();
}
