// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/find_container.h"
#include "app/cli/for_each.h"
#include "app/cli/verbs/verbs.h"

#include <CLI/CLI.hpp>

namespace firkin::cli {

namespace {

struct RmOptions {
    std::vector<std::string> containers;
    bool force = false;
    bool now = false;
};

Result<int> rm(Context &context, const RmOptions &options)
{
    FIRKIN_ASSIGN(engine::Engine *const engine, context.engine());
    return forEach(context, options.containers, [&](const std::string &name) -> Result<std::string> {
        FIRKIN_ASSIGN(const engine::ContainerView container, findContainer(context, *engine, name, Operation::RemoveContainer));
        FIRKIN_TRY(engine->containers().remove(container.id, options.force, options.now, context.stop()));
        return name;
    });
}

} // namespace

void addRm(Program &program)
{
    const auto options = std::make_shared<RmOptions>();
    CLI::App *verb = program.verb(program.root(), "rm", "Move containers into the trash", [options](Context &context) { return rm(context, *options); });
    verb->add_option("containers", options->containers, "Names or ids")->required();
    verb->add_flag("-f,--force", options->force, "Stop those that run");
    verb->add_flag("--now", options->now, "Away for good instead of into the trash");
    verb->footer("'fk trash' lists, restores and empties.");
}

} // namespace firkin::cli
