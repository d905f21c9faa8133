// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/find_container.h"
#include "app/cli/for_each.h"
#include "app/cli/verbs/verbs.h"

#include <CLI/CLI.hpp>

namespace firkin::cli {

namespace {

Result<int> wait(Context &context, const std::vector<std::string> &containers)
{
    FIRKIN_ASSIGN(engine::Engine *const engine, context.engine());
    return forEach(context, containers, [&](const std::string &name) -> Result<std::string> {
        FIRKIN_ASSIGN(const engine::ContainerView container, findContainer(context, *engine, name, Operation::WaitForContainer));
        FIRKIN_ASSIGN(const engine::ProcessStatus status, engine->containers().wait(container.id, context.stop()));
        return std::to_string(status.code);
    });
}

} // namespace

void addWait(Program &program)
{
    const auto containers = std::make_shared<std::vector<std::string>>();
    CLI::App *verb = program.verb(program.root(), "wait", "Wait for containers to end; print their exit codes", [containers](Context &context) {
        return wait(context, *containers);
    });
    verb->add_option("containers", *containers, "Names or ids")->required();
}

} // namespace firkin::cli
