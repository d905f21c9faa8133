// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/confirm.h"
#include "app/cli/verbs/verbs.h"

#include <CLI/CLI.hpp>

namespace firkin::cli {

namespace {

struct LoginOptions {
    std::string registry;
    std::string user;
    bool passwordFromInput = false;
};

Result<int> login(Context &context, const LoginOptions &options)
{
    std::string user = options.user;
    std::string password;
    if (options.passwordFromInput) {
        if (user.empty())
            return fail(Operation::ParseOptions, "--password-stdin", Reason::ConflictingOptions, "say --username as well");
        FIRKIN_ASSIGN(password, readAnswer(context, "", Echo::Off));
    } else {
        if (!context.console.inputIsTerminal)
            return fail(Operation::ParseOptions, "login", Reason::ConflictingOptions, "there is no terminal to ask at; use --password-stdin");
        if (user.empty()) {
            FIRKIN_ASSIGN(user, readAnswer(context, "User name: ", Echo::On));
        }
        FIRKIN_ASSIGN(password, readAnswer(context, "Password: ", Echo::Off));
    }
    FIRKIN_ASSIGN(engine::Engine *const engine, context.engine());
    FIRKIN_ASSIGN(const auto kept, engine->registries().logIn(options.registry, user, password, context.stop()));
    if (kept == engine::Registries::KeptIn::File)
        context.console.printError("fk: There is no secret service: the password is in a file that only you may read.\n");
    context.console.print("Logged in to " + options.registry + "\n");
    return 0;
}

Result<int> logout(Context &context, const std::string &registry)
{
    FIRKIN_ASSIGN(engine::Engine *const engine, context.engine());
    FIRKIN_TRY(engine->registries().logOut(registry, context.stop()));
    context.console.print("Logged out of " + registry + "\n");
    return 0;
}

} // namespace

void addLogin(Program &program)
{
    const auto options = std::make_shared<LoginOptions>();
    CLI::App *verb = program.verb(program.root(), "login", "Log in to a registry of images", [options](Context &context) { return login(context, *options); });
    verb->add_option("registry", options->registry, "Such as quay.io")->required();
    verb->add_option("-u,--username", options->user, "Who you are there")->type_name("NAME");
    verb->add_flag("--password-stdin", options->passwordFromInput, "Read the password from standard input");

    const auto registry = std::make_shared<std::string>();
    program.verb(program.root(), "logout", "Forget the login to a registry", [registry](Context &context) { return logout(context, *registry); })
        ->add_option("registry", *registry, "Such as quay.io")
        ->required();
}

} // namespace firkin::cli
