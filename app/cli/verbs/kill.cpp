// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/find_container.h"
#include "app/cli/for_each.h"
#include "app/cli/verbs/verbs.h"
#include "runtime/container/signal.h"

#include <CLI/CLI.hpp>

namespace firkin::cli {

namespace {

struct KillOptions {
    std::vector<std::string> containers;
    std::string signal = "KILL";
    bool machine = false;
};

Result<int> kill(Context &context, const KillOptions &options)
{
    FIRKIN_ASSIGN(const container::Signal signal, container::parseSignal(options.signal));
    FIRKIN_ASSIGN(engine::Engine *const engine, context.engine());
    return forEach(context, options.containers, [&](const std::string &name) -> Result<std::string> {
        FIRKIN_ASSIGN(const engine::ContainerView container, findContainer(context, *engine, name, Operation::KillContainer));
        if (options.machine)
            FIRKIN_TRY(engine->containers().forceOff(container.id, context.stop()));
        else
            FIRKIN_TRY(engine->containers().kill(container.id, signal.number, context.stop()));
        return name;
    });
}

} // namespace

void addKill(Program &program)
{
    const auto options = std::make_shared<KillOptions>();
    CLI::App *verb = program.verb(program.root(), "kill", "Send a signal to running containers", [options](Context &context) { return kill(context, *options); });
    verb->add_option("containers", options->containers, "Names or ids")->required();
    verb->add_option("-s,--signal", options->signal, "Name or number; KILL unless it is given");
    verb->add_flag("--machine", options->machine, "End the machine itself, whatever state it is in");
}

} // namespace firkin::cli
