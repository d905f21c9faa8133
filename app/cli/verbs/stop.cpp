// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/find_container.h"
#include "app/cli/for_each.h"
#include "app/cli/options.h"
#include "app/cli/progress_line.h"
#include "app/cli/verbs/verbs.h"

#include <CLI/CLI.hpp>

namespace firkin::cli {

namespace {

struct StopOptions {
    std::vector<std::string> containers;
    std::string time;
};

Result<std::optional<std::chrono::milliseconds>> graceOf(const StopOptions &options)
{
    if (options.time.empty())
        return std::optional<std::chrono::milliseconds>();
    FIRKIN_ASSIGN(const std::chrono::milliseconds time, parseDuration(options.time));
    return std::optional(time);
}

Result<int> restart(Context &context, const StopOptions &options)
{
    FIRKIN_ASSIGN(const auto grace, graceOf(options));
    FIRKIN_ASSIGN(engine::Engine *const engine, context.engine());
    return forEach(context, options.containers, [&](const std::string &name) -> Result<std::string> {
        FIRKIN_ASSIGN(const engine::ContainerView container, findContainer(context, *engine, name, Operation::RestartContainer));
        ProgressLine line(context.console);
        FIRKIN_TRY(engine->containers().restart(container.id, grace, line.sink(), context.stop()));
        return name;
    });
}

Result<int> stop(Context &context, const StopOptions &options)
{
    FIRKIN_ASSIGN(const auto grace, graceOf(options));
    FIRKIN_ASSIGN(engine::Engine *const engine, context.engine());
    return forEach(context, options.containers, [&](const std::string &name) -> Result<std::string> {
        FIRKIN_ASSIGN(const engine::ContainerView container, findContainer(context, *engine, name, Operation::StopContainer));
        // As Docker: to stop what has stopped is no error.
        const bool isOver = container.state == engine::ContainerState::Created || container.state == engine::ContainerState::Exited;
        if (!isOver || container.restartAt)
            FIRKIN_TRY(engine->containers().stop(container.id, grace, context.stop()));
        return name;
    });
}

void addTo(CLI::App &verb, StopOptions &options)
{
    verb.add_option("containers", options.containers, "Names or ids")->required();
    verb.add_option("-t,--time", options.time, "Time between the signal and the kill")->type_name("SECONDS");
}

} // namespace

void addStop(Program &program)
{
    const auto options = std::make_shared<StopOptions>();
    addTo(*program.verb(program.root(), "stop", "Stop running containers", [options](Context &context) { return stop(context, *options); }), *options);
}

void addRestart(Program &program)
{
    const auto options = std::make_shared<StopOptions>();
    addTo(*program.verb(program.root(), "restart", "Stop containers and start them again", [options](Context &context) { return restart(context, *options); }), *options);
}

} // namespace firkin::cli
