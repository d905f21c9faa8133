// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/find_container.h"
#include "app/cli/options.h"
#include "app/cli/verbs/verbs.h"

#include <CLI/CLI.hpp>

namespace firkin::cli {

namespace {

struct RenameOptions {
    std::string container;
    std::string name;
};

Result<int> rename(Context &context, const RenameOptions &options)
{
    FIRKIN_TRY(checkName(options.name));
    FIRKIN_ASSIGN(engine::Engine *const engine, context.engine());
    FIRKIN_ASSIGN(const engine::ContainerView container, findContainer(context, *engine, options.container, Operation::RenameContainer));
    FIRKIN_TRY(engine->containers().rename(container.id, options.name, context.stop()));
    return 0;
}

} // namespace

void addRename(Program &program)
{
    const auto options = std::make_shared<RenameOptions>();
    CLI::App *verb = program.verb(program.root(), "rename", "Give a container another name", [options](Context &context) { return rename(context, *options); });
    verb->add_option("container", options->container, "Its name or id")->required();
    verb->add_option("name", options->name, "The new name")->required();
}

} // namespace firkin::cli
