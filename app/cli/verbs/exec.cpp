// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/find_container.h"
#include "app/cli/attach_session.h"
#include "app/cli/options.h"
#include "app/cli/verbs/verbs.h"

#include <CLI/CLI.hpp>

namespace firkin::cli {

namespace {

struct ExecOptions {
    bool interactive = false;
    bool terminal = false;
    bool detach = false;
    std::vector<std::string> environment;
    std::string workingDirectory;
    std::string user;
    std::string detachKeys = "ctrl-p,ctrl-q";
};

Result<engine::SessionInfo>
openSession(Context &context, engine::Engine &engine, const ContainerId &id, const engine::ExecSpec &exec)
{
    engine::SessionSpec spec;
    spec.command = exec.command;
    spec.environment = exec.environment;
    spec.user = exec.user;
    spec.workingDirectory = exec.workingDirectory;
    spec.size = context.console.size();
    return engine.sessions().open(id, spec, context.stop());
}

Result<int> execTerminal(Context &context, engine::Engine &engine, const ContainerId &id, const engine::ExecSpec &spec, const AttachOptions &attach)
{
    FIRKIN_ASSIGN(const engine::SessionInfo session, openSession(context, engine, id, spec));
    FIRKIN_ASSIGN(const AttachEnd end, attachTerminal(context, engine.sessions(), id, session.id, attach));
    if (!end.status)
        return 0; // detached: the session is there to be attached to from a window
    (void)engine.sessions().close(id, session.id, {}); // its text has been read
    return end.status->code;
}

Result<int> exec(Context &context, Program &program, const ExecOptions &options)
{
    program.failWith(exitOwnFailure);
    FIRKIN_TRY(checkRest(program.rest(), 2, "which container, and which command"));
    FIRKIN_ASSIGN(const std::string keys, parseDetachKeys(options.detachKeys));
    if (options.terminal && options.interactive && !options.detach && !context.console.inputIsTerminal)
        return fail(Operation::ParseOptions, "-t", Reason::ConflictingOptions, "standard input is no terminal; leave out -t, or -i");
    engine::ExecSpec spec;
    spec.command.assign(program.rest().begin() + 1, program.rest().end());
    for (const std::string &text : options.environment) {
        FIRKIN_ASSIGN(const std::optional<std::string> variable, parseEnvironment(text));
        if (variable)
            spec.environment.push_back(*variable);
    }
    spec.user = options.user;
    spec.workingDirectory = options.workingDirectory;
    spec.openStdin = options.interactive;

    FIRKIN_ASSIGN(engine::Engine *const engine, context.engine());
    FIRKIN_ASSIGN(const engine::ContainerView container, findContainer(context, *engine, program.rest().front(), Operation::StartProcess));
    if (options.detach) {
        FIRKIN_TRY(openSession(context, *engine, container.id, spec));
        return 0;
    }
    AttachOptions attach;
    attach.input = options.interactive;
    attach.detachKeys = keys;
    attach.replay = true;
    if (options.terminal)
        return execTerminal(context, *engine, container.id, spec, attach);
    FIRKIN_ASSIGN(const AttachEnd end,
                  attachStreams(
                      context,
                      container.name,
                      attach,
                      [&](engine::ExecEvents events, std::stop_token stop) {
                          return engine->processes().exec(container.id, spec, std::move(events), stop);
                      },
                      [](engine::Exec &process, int signal) { (void)process.signal(signal); })); // it may have ended
    return end.status ? end.status->code : 130;
}

} // namespace

void addExec(Program &program)
{
    const auto options = std::make_shared<ExecOptions>();
    CLI::App *verb = program.verb(program.root(), "exec", "Run a command in a running container", [&program, options](Context &context) {
        return exec(context, program, *options);
    });
    verb->prefix_command();
    verb->add_flag("-i,--interactive", options->interactive, "Keep standard input open");
    verb->add_flag("-t,--tty", options->terminal, "Give it a terminal");
    verb->add_flag("-d,--detach", options->detach, "In the background, in a terminal that the window shows");
    verb->add_option("-e,--env", options->environment, "Set a variable")->allow_extra_args(false)->type_name("NAME[=VALUE]");
    verb->add_option("-w,--workdir", options->workingDirectory, "Folder in which it runs")->type_name("PATH");
    verb->add_option("-u,--user", options->user, "User, by name or number")->type_name("USER[:GROUP]");
    verb->add_option("--detach-keys", options->detachKeys, "Keys that leave it running")->type_name("KEYS");
    verb->usage("fk exec [OPTIONS] CONTAINER COMMAND [ARGUMENTS…]");
    verb->footer("Example:\n  fk exec -it web sh");
}

} // namespace firkin::cli
