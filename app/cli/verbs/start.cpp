// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/find_container.h"
#include "app/cli/for_each.h"
#include "app/cli/options.h"
#include "app/cli/progress_line.h"
#include "app/cli/run_attached.h"
#include "app/cli/verbs/verbs.h"

#include <CLI/CLI.hpp>

namespace firkin::cli {

namespace {

struct StartOptions {
    std::vector<std::string> containers;
    bool attach = false;
    bool interactive = false;
    std::string detachKeys = "ctrl-p,ctrl-q";
};

Status startOne(Context &context, engine::Engine &engine, const engine::ContainerView &container)
{
    ProgressLine line(context.console);
    return engine.containers().start(container.id, line.sink(), context.stop());
}

Result<int> start(Context &context, Program &program, const StartOptions &options)
{
    const bool attaches = options.attach || options.interactive;
    if (attaches && options.containers.size() != 1)
        return fail(Operation::ParseOptions, "--attach", Reason::ConflictingOptions, "only one container can be attached to");
    AttachOptions attach;
    FIRKIN_ASSIGN(attach.detachKeys, parseDetachKeys(options.detachKeys));
    FIRKIN_ASSIGN(engine::Engine *const engine, context.engine());
    if (!attaches) {
        return forEach(context, options.containers, [&](const std::string &name) -> Result<std::string> {
            FIRKIN_ASSIGN(const engine::ContainerView container, findContainer(context, *engine, name, Operation::StartContainer));
            FIRKIN_TRY(startOne(context, *engine, container));
            return name;
        });
    }
    program.failWith(exitOwnFailure);
    FIRKIN_ASSIGN(const engine::ContainerView container, findContainer(context, *engine, options.containers.front(), Operation::StartContainer));
    FIRKIN_TRY(startOne(context, *engine, container));
    attach.input = options.interactive && container.spec.openStdin;
    attach.replay = true;
    return attachAndWait(context, *engine, container.id, container.spec, attach);
}

} // namespace

void addStart(Program &program)
{
    const auto options = std::make_shared<StartOptions>();
    CLI::App *verb = program.verb(program.root(), "start", "Start containers that do not run", [&program, options](Context &context) {
        return start(context, program, *options);
    });
    verb->add_option("containers", options->containers, "Names or ids")->required();
    verb->add_flag("-a,--attach", options->attach, "Show its output and wait for its end");
    verb->add_flag("-i,--interactive", options->interactive, "Pass standard input on, too");
    verb->add_option("--detach-keys", options->detachKeys, "Keys that leave it running")->type_name("KEYS");
}

} // namespace firkin::cli
