// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/find_container.h"
#include "app/cli/for_each.h"
#include "app/cli/verbs/verbs.h"

#include <CLI/CLI.hpp>

namespace firkin::cli {

namespace {

using Names = std::vector<std::string>;

Result<int> pause(Context &context, const Names &names)
{
    FIRKIN_ASSIGN(engine::Engine *const engine, context.engine());
    return forEach(context, names, [&](const std::string &name) -> Result<std::string> {
        FIRKIN_ASSIGN(const engine::ContainerView container, findContainer(context, *engine, name, Operation::PauseContainer));
        FIRKIN_TRY(engine->containers().pause(container.id, context.stop()));
        return name;
    });
}

Result<int> unpause(Context &context, const Names &names)
{
    FIRKIN_ASSIGN(engine::Engine *const engine, context.engine());
    return forEach(context, names, [&](const std::string &name) -> Result<std::string> {
        FIRKIN_ASSIGN(const engine::ContainerView container, findContainer(context, *engine, name, Operation::ResumeContainer));
        FIRKIN_TRY(engine->containers().resume(container.id, context.stop()));
        return name;
    });
}

} // namespace

void addPause(Program &program)
{
    const auto names = std::make_shared<Names>();
    CLI::App *verb = program.verb(program.root(), "pause", "Let running containers stand still", [names](Context &context) { return pause(context, *names); });
    verb->add_option("containers", *names, "Names or ids")->required();
    verb->footer("Its whole machine stands still: nothing of it runs, nothing of it is lost.");
}

void addUnpause(Program &program)
{
    const auto names = std::make_shared<Names>();
    program.verb(program.root(), "unpause", "Let paused containers go on", [names](Context &context) { return unpause(context, *names); })
        ->add_option("containers", *names, "Names or ids")
        ->required();
}

} // namespace firkin::cli
