// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Images on their way out: to a registry, into an archive.
#include "app/cli/progress_line.h"
#include "app/cli/verbs/verbs.h"
#include "runtime/base/file.h"

#include <CLI/CLI.hpp>

namespace firkin::cli {

namespace {

struct PushOptions {
    std::string image;
    std::string destination;
    bool quiet = false;
};

Result<int> push(Context &context, const PushOptions &options)
{
    FIRKIN_ASSIGN(engine::Engine *const engine, context.engine());
    ProgressLine line(context.console, options.quiet);
    const auto target = options.destination.empty() ? std::nullopt : std::optional(options.destination);
    FIRKIN_TRY(engine->images().push(options.image, target, line.sink(), context.stop()));
    line.clear();
    if (!options.quiet)
        context.console.print("Pushed " + target.value_or(options.image) + "\n");
    return 0;
}

struct SaveOptions {
    std::vector<std::string> images;
    std::string output;
    bool quiet = false;
};

Result<int> save(Context &context, const SaveOptions &options)
{
    const bool toOutput = options.output.empty() || options.output == "-";
    if (toOutput && context.console.outputIsTerminal)
        return fail(Operation::ParseOptions, "image save", Reason::BadSyntax, "say where to with -o, or send the output into a file");
    FIRKIN_ASSIGN(engine::Engine *const engine, context.engine());
    ProgressLine line(context.console, options.quiet);
    if (!toOutput) {
        FIRKIN_TRY(engine::saveImages(engine->images(), options.images, options.output, line.sink(), context.stop()));
        return 0;
    }
    FIRKIN_TRY(engine->images().save(
        options.images, [&](std::span<const std::byte> bytes) { return writeAll(context.console.output, bytes, "standard output"); }, line.sink(), context.stop()));
    return 0;
}

void addPush(Program &program, CLI::App &parent)
{
    const auto options = std::make_shared<PushOptions>();
    CLI::App *verb = program.verb(parent, "push", "Send an image to a registry", [options](Context &context) { return push(context, *options); });
    verb->add_option("image", options->image, "Its name here")->required();
    verb->add_option("destination", options->destination, "Such as quay.io/me/app:1; its own name unless given");
    verb->add_flag("-q,--quiet", options->quiet, "Print nothing");
}

void addSave(Program &program, CLI::App &parent)
{
    const auto options = std::make_shared<SaveOptions>();
    CLI::App *verb = program.verb(parent, "save", "Put images into an archive that fk, docker, podman and skopeo read", [options](Context &context) {
        return save(context, *options);
    });
    verb->add_option("images", options->images, "Names or ids")->required();
    verb->add_option("-o,--output", options->output, "File to write; standard output unless given")->type_name("FILE");
    verb->add_flag("-q,--quiet", options->quiet, "Show no progress");
}

} // namespace

void addImageTransfer(Program &program, CLI::App &group)
{
    for (CLI::App *parent : {&group, &program.root()}) { // Docker's short forms
        addPush(program, *parent);
        addSave(program, *parent);
    }
}

} // namespace firkin::cli
