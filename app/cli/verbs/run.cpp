// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/attach_session.h"
#include "app/cli/options.h"
#include "app/cli/progress_line.h"
#include "app/cli/run_attached.h"
#include "app/cli/spec_options.h"
#include "app/cli/verbs/verbs.h"

#include <CLI/CLI.hpp>

namespace firkin::cli {

namespace {

struct RunOptions {
    SpecOptions spec;
    bool detach = false;
    std::string detachKeys = "ctrl-p,ctrl-q";
};

Result<int> run(Context &context, Program &program, const RunOptions &options)
{
    program.failWith(exitOwnFailure);
    FIRKIN_ASSIGN(engine::ContainerSpec spec, specFrom(options.spec, program.rest()));
    if (spec.terminal && (context.console.inputIsTerminal || context.console.outputIsTerminal))
        spec.terminalSize = context.console.size();
    FIRKIN_ASSIGN(const std::string keys, parseDetachKeys(options.detachKeys));
    if (spec.terminal && spec.openStdin && !options.detach && !context.console.inputIsTerminal)
        return fail(Operation::ParseOptions, "-t", Reason::ConflictingOptions, "standard input is no terminal; leave out -t, or -i");
    FIRKIN_ASSIGN(engine::Engine *const engine, context.engine());
    FIRKIN_TRY(ensureImage(context, spec.image, options.spec.pull));

    ContainerId id;
    {
        ProgressLine line(context.console);
        FIRKIN_ASSIGN(id, engine->containers().create(spec, line.sink(), context.stop()));
        if (auto started = engine->containers().start(id, line.sink(), context.stop()); !started) {
            // It never ran: nobody would know what to do with what is left of it.
            (void)engine->containers().remove(id, true, true, {});
            return fail(std::move(started).error());
        }
    }
    if (options.detach) {
        context.console.print(id.str() + "\n");
        return 0;
    }
    AttachOptions attach;
    attach.input = spec.openStdin;
    attach.detachKeys = keys;
    attach.replay = true;
    return attachAndWait(context, *engine, id, spec, attach);
}

Result<int> create(Context &context, const Program &program, const SpecOptions &options)
{
    FIRKIN_ASSIGN(const engine::ContainerSpec spec, specFrom(options, program.rest()));
    FIRKIN_ASSIGN(engine::Engine *const engine, context.engine());
    FIRKIN_TRY(ensureImage(context, spec.image, options.pull));
    ProgressLine line(context.console);
    FIRKIN_ASSIGN(const ContainerId id, engine->containers().create(spec, line.sink(), context.stop()));
    line.clear();
    context.console.print(id.str() + "\n");
    return 0;
}

} // namespace

void addRun(Program &program)
{
    const auto options = std::make_shared<RunOptions>();
    CLI::App *verb = program.verb(program.root(), "run", "Make a container of an image and run a command in it", [&program, options](Context &context) {
        return run(context, program, *options);
    });
    options->spec.addTo(*verb);
    verb->add_flag("-d,--detach", options->detach, "Run in the background; print its id");
    verb->add_option("--detach-keys", options->detachKeys, "Keys that leave it running")->type_name("KEYS");
    verb->usage("fk run [OPTIONS] IMAGE [COMMAND [ARGUMENTS…]]");
    verb->footer("Examples:\n"
                 "  fk run -d --name web -p 8080:80 starter\n"
                 "  fk run --rm -it starter sh\n\n"
                 "Ends with the command's exit code, 125 when fk failed, 126 when the command\n"
                 "cannot be run, 127 when there is none. Ctrl+P Ctrl+Q leaves it running.");
}

void addCreate(Program &program)
{
    const auto options = std::make_shared<SpecOptions>();
    CLI::App *verb = program.verb(program.root(), "create", "Make a container of an image without starting it", [&program, options](Context &context) {
        return create(context, program, *options);
    });
    options->addTo(*verb);
    verb->usage("fk create [OPTIONS] IMAGE [COMMAND [ARGUMENTS…]]");
}

} // namespace firkin::cli
