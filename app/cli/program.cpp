// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/program.h"

#include "app/cli/verbs/verbs.h"
#include "runtime/base/error_text.h"

#include <CLI/CLI.hpp>

#include <algorithm>

namespace firkin::cli {

int exitCodeOf(const Error &error)
{
    switch (error.rootReason()) {
    case Reason::ExecutableNotFound:
        return exitNotFound;
    case Reason::ExecutableNotRunnable:
        return exitNotRunnable;
    default:
        return exitOwnFailure;
    }
}

Status checkRest(const std::vector<std::string> &rest, std::size_t least, const std::string &expected)
{
    if (!rest.empty() && rest.front().starts_with('-') && rest.front().size() > 1)
        return fail(Operation::ParseOptions, rest.front(), Reason::BadSyntax, "there is no such option here");
    if (rest.size() < least)
        return fail(Operation::ParseOptions, rest.empty() ? "" : rest.front(), Reason::BadSyntax, "say " + expected);
    return {};
}

Program::Program() : m_root(std::make_unique<CLI::App>("Firkin: Linux containers, each in a small virtual machine of its own", "fk"))
{
    m_root->set_help_flag("-h,--help", "Print this help");
    m_root->set_version_flag("-V,--version", std::string("fk " FIRKIN_VERSION));
    m_root->require_subcommand(0, 1);
    m_root->footer("'fk COMMAND --help' tells more about a command.");
    addRun(*this);
    addCreate(*this);
    addPs(*this);
    addExec(*this);
    addAttach(*this);
    addStart(*this);
    addStop(*this);
    addRestart(*this);
    addKill(*this);
    addPause(*this);
    addUnpause(*this);
    addUpdate(*this);
    addTop(*this);
    addRm(*this);
    addRename(*this);
    addWait(*this);
    addLogs(*this);
    addStats(*this);
    addCp(*this);
    addInspect(*this);
    addPort(*this);
    addPublish(*this);
    addNetwork(*this);
    addPod(*this);
    addImage(*this);
    addVolume(*this);
    addLogin(*this);
    addSnapshot(*this);
    addRestore(*this);
    addTrash(*this);
    addSystem(*this);
    addVersion(*this);
    addShell(*this);
}

Program::~Program() = default;

CLI::App *Program::verb(CLI::App &parent, const std::string &name, const std::string &help, Act act)
{
    CLI::App *verb = parent.add_subcommand(name, help);
    verb->set_help_flag("--help", "Print this help");
    verb->callback([this, verb, act = std::move(act)] {
        if (!verb->get_subcommands().empty())
            return; // one of its own verbs was meant
        m_chosen = act;
        m_rest = verb->remaining();
    });
    return verb;
}

CLI::App *Program::group(const std::string &name, const std::string &help)
{
    CLI::App *group = m_root->add_subcommand(name, help);
    group->set_help_flag("-h,--help", "Print this help");
    group->require_subcommand(1);
    return group;
}

namespace {

/// The verb that the words name, as far as they do: for "see 'fk image pull --help'".
std::string namedVerb(const CLI::App &root)
{
    std::string path = "fk";
    const CLI::App *app = &root;
    while (!app->get_subcommands().empty()) {
        app = app->get_subcommands().front();
        path += " " + app->get_name();
    }
    return path;
}

std::string oneLine(std::string text)
{
    while (text.ends_with('\n') || text.ends_with('.'))
        text.pop_back();
    std::ranges::replace(text, '\n', ' ');
    return escaped(text);
}

} // namespace

int Program::run(const std::vector<std::string> &arguments, const Console &console, const OpenEngine &open, SignalWatch &signals)
{
    try {
        std::vector<std::string> reversed(arguments.rbegin(), arguments.rend()); // CLI11 takes them from the back
        m_root->parse(reversed);
    } catch (const CLI::CallForHelp &) {
        console.print(m_root->help());
        return 0;
    } catch (const CLI::CallForVersion &) {
        console.print("fk " FIRKIN_VERSION "\n");
        return 0;
    } catch (const CLI::ParseError &error) {
        const std::string verb = namedVerb(*m_root);
        console.printError("fk: " + oneLine(error.what()) + ". See '" + verb + " --help'.\n");
        return exitUsage;
    }
    if (!m_chosen) {
        console.print(m_root->help());
        return 0;
    }
    Context context(console, open, signals);
    Result<int> result = 0;
    try { // the top of this thread: nothing below is meant to throw
        result = m_chosen(context);
    } catch (const std::exception &stray) {
        result = fail(Operation::ParseOptions, "fk", Reason::Bug, stray.what());
    }
    if (result)
        return *result;
    if (result.error().isCancelled())
        return 128 + std::max(signals.stoppedBy(), 1);
    console.printError("fk: " + render(result.error()) + "\n");
    if (result.error().operation == Operation::ParseOptions)
        return exitUsage;
    return m_failureCode == 1 ? 1 : exitCodeOf(result.error());
}

} // namespace firkin::cli
