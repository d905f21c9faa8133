// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/find_container.h"
#include "app/cli/options.h"
#include "app/cli/progress_line.h"
#include "app/cli/verbs/verbs.h"

#include <CLI/CLI.hpp>

namespace firkin::cli {

namespace {

struct CpOptions {
    std::string source;
    std::string target;
    bool archive = false;
    bool followLink = false;
    bool quiet = false;
    bool noSync = false;
};

/// "SRC/." means the contents of a folder; what is left is the folder.
bool takeContents(std::string &path)
{
    if (path == ".")
        return true;
    if (!path.ends_with("/."))
        return false;
    path.resize(path.size() - (path.size() > 2 ? 2 : 1)); // "/." is the root
    return true;
}

Result<int> cp(Context &context, const CpOptions &options)
{
    FIRKIN_ASSIGN(CopyPath source, parseCopyPath(options.source));
    FIRKIN_ASSIGN(const CopyPath target, parseCopyPath(options.target));
    if (source.container && target.container)
        return fail(Operation::ParseOptions, options.target, Reason::UnsupportedHere, "copies from container to container go by way of a file");
    if (!source.container && !target.container)
        return fail(Operation::ParseOptions, options.target, Reason::BadSyntax, "one side has to be CONTAINER:PATH");
    engine::CopyOptions copy;
    copy.keepOwners = options.archive;
    copy.followLink = options.followLink;
    copy.sync = !options.noSync;
    copy.contentsOnly = !source.isStream() && takeContents(source.path);

    FIRKIN_ASSIGN(engine::Engine *const engine, context.engine());
    const std::string &name = source.container ? *source.container : *target.container;
    FIRKIN_ASSIGN(const engine::ContainerView container, findContainer(context, *engine, name, source.container ? Operation::CopyOut : Operation::CopyIn));
    engine::Files &files = engine->files();
    if (source.isStream()) {
        if (context.console.inputIsTerminal)
            return fail(Operation::ParseOptions, "-", Reason::BadSyntax, "standard input is a terminal; a tar archive is expected");
        FIRKIN_TRY(files.extract(container.id, context.console.input, target.path, context.stop()));
        return 0;
    }
    if (target.isStream()) {
        if (context.console.outputIsTerminal)
            return fail(Operation::ParseOptions, "-", Reason::BadSyntax, "standard output is a terminal; a tar archive would be written");
        FIRKIN_TRY(files.archive(container.id, source.path, context.console.output, context.stop()));
        return 0;
    }
    ProgressLine line(context.console, options.quiet);
    if (target.container)
        FIRKIN_TRY(files.copyIn(container.id, source.path, target.path, copy, line.sink(), context.stop()));
    else
        FIRKIN_TRY(files.copyOut(container.id, source.path, target.path, copy, line.sink(), context.stop()));
    return 0;
}

} // namespace

void addCp(Program &program)
{
    const auto options = std::make_shared<CpOptions>();
    CLI::App *verb = program.verb(program.root(), "cp", "Copy files into a container or out of it", [options](Context &context) { return cp(context, *options); });
    verb->add_option("source", options->source, "File or folder, CONTAINER:PATH, or - for a tar on standard input")->required();
    verb->add_option("target", options->target, "The same; - for a tar on standard output")->required();
    verb->add_flag("-a,--archive", options->archive, "Keep owners");
    verb->add_flag("-L,--follow-link", options->followLink, "Copy what the source, a link, leads to");
    verb->add_flag("-q,--quiet", options->quiet, "Show no progress");
    verb->add_flag("--no-sync", options->noSync, "Return before it is on disk");
    verb->footer("An existing folder takes the source below its name; FOLDER/. means its contents.\n"
                 "Examples:\n  fk cp ./site web:/srv/www\n  fk cp web:/etc/os-release .");
}

} // namespace firkin::cli
