// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/find_container.h"
#include "app/cli/for_each.h"
#include "app/cli/life_options.h"
#include "app/cli/options.h"
#include "app/cli/verbs/verbs.h"

#include <CLI/CLI.hpp>

namespace firkin::cli {

namespace {

struct UpdateOptions {
    std::vector<std::string> containers;
    std::string cpus;
    std::string memory;
    std::string restart;
    std::optional<std::string> notes;
};

Result<int> update(Context &context, const UpdateOptions &options)
{
    engine::ContainerUpdate changes;
    if (!options.cpus.empty()) {
        FIRKIN_ASSIGN(changes.cpus, parseCpus(options.cpus));
    }
    if (!options.memory.empty()) {
        FIRKIN_ASSIGN(changes.memory, parseMemory(options.memory));
    }
    if (!options.restart.empty()) {
        FIRKIN_ASSIGN(changes.restart, parseRestart(options.restart));
    }
    changes.notes = options.notes;
    if (!changes.cpus && !changes.memory && !changes.restart && !changes.notes)
        return fail(Operation::ParseOptions, "update", Reason::BadSyntax, "say what to change: --cpus, --memory, --restart or --notes");
    FIRKIN_ASSIGN(engine::Engine *const engine, context.engine());
    return forEach(context, options.containers, [&](const std::string &name) -> Result<std::string> {
        FIRKIN_ASSIGN(const engine::ContainerView container, findContainer(context, *engine, name, Operation::UpdateContainer));
        FIRKIN_TRY(engine->containers().update(container.id, changes, context.stop()));
        return name;
    });
}

} // namespace

void addUpdate(Program &program)
{
    const auto options = std::make_shared<UpdateOptions>();
    CLI::App *verb = program.verb(program.root(), "update", "Change limits, restart policy or notes", [options](Context &context) { return update(context, *options); });
    verb->add_option("containers", options->containers, "Names or ids")->required();
    verb->add_option("--cpus", options->cpus, "Limit of cpus, such as 1.5")->type_name("NUMBER");
    verb->add_option("-m,--memory", options->memory, "Limit of memory, such as 512m")->type_name("SIZE");
    verb->add_option("--restart", options->restart, "When to start it again after its end")->type_name("no|on-failure[:N]|always|unless-stopped");
    verb->add_option("--notes", options->notes, "Words of your own; \"\" for none")->type_name("TEXT");
    verb->footer("While it runs, limits change within the size of its machine.");
}

} // namespace firkin::cli
