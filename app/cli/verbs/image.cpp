// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/for_each.h"
#include "app/cli/json_text.h"
#include "app/cli/progress_line.h"
#include "app/cli/text.h"
#include "app/cli/verbs/verbs.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace firkin::cli {

namespace {

struct ImageOptions {
    std::vector<std::string> images;
    std::string tag;
    std::string input;
    std::string format = "table";
    bool quiet = false;
    bool force = false;
    bool digests = false;
};

Result<int> pull(Context &context, const ImageOptions &options)
{
    FIRKIN_ASSIGN(engine::Engine *const engine, context.engine());
    return forEach(context, options.images, [&](const std::string &name) -> Result<std::string> {
        ProgressLine line(context.console, options.quiet);
        FIRKIN_ASSIGN(const engine::ImageView image, engine->images().pull(name, line.sink(), context.stop()));
        line.clear();
        return image.digest;
    });
}

Result<int> load(Context &context, const ImageOptions &options)
{
    const std::vector<std::string> sources = options.input.empty() ? options.images : std::vector{options.input};
    if (sources.empty())
        return fail(Operation::ParseOptions, "image load", Reason::BadSyntax, "say which file");
    if (sources.size() > 1 && !options.tag.empty())
        return fail(Operation::ParseOptions, "--tag", Reason::ConflictingOptions, "one name for several files");
    FIRKIN_ASSIGN(engine::Engine *const engine, context.engine());
    return forEach(context, sources, [&](const std::string &file) -> Result<std::string> {
        ProgressLine line(context.console, options.quiet);
        const auto tag = options.tag.empty() ? std::nullopt : std::optional(options.tag);
        FIRKIN_ASSIGN(const std::vector<engine::ImageView> images, engine->images().load(file, tag, line.sink(), context.stop()));
        line.clear();
        std::string text;
        for (const engine::ImageView &image : images) {
            for (const std::string &reference : image.references)
                text += (text.empty() ? "Loaded " : "\nLoaded ") + reference;
        }
        return options.quiet ? std::string() : text;
    });
}

std::pair<std::string, std::string> nameAndTag(const std::string &reference)
{
    const std::string name = reference.substr(0, reference.find('@'));
    const std::size_t colon = name.rfind(':');
    if (colon == std::string::npos || name.find('/', colon) != std::string::npos)
        return {name, "<none>"};
    return {name.substr(0, colon), name.substr(colon + 1)};
}

Result<int> list(Context &context, const ImageOptions &options)
{
    FIRKIN_ASSIGN(engine::Engine *const engine, context.engine());
    FIRKIN_ASSIGN(std::vector<engine::ImageView> images, engine->images().list(context.stop()));
    std::ranges::sort(images, std::greater(), &engine::ImageView::createdAt);
    if (options.quiet) {
        for (const engine::ImageView &image : images)
            context.console.print(shortDigest(image.digest) + "\n");
        return 0;
    }
    if (options.format == "json") {
        nlohmann::json json = nlohmann::json::array();
        for (const engine::ImageView &image : images)
            json.push_back(toJson(image));
        context.console.print(jsonText(json));
        return 0;
    }
    const auto now = std::chrono::system_clock::now();
    Table table({"REPOSITORY", "TAG", options.digests ? "DIGEST" : "IMAGE ID", "CREATED", "SIZE"});
    for (const engine::ImageView &image : images) {
        const std::string id = options.digests ? image.digest : shortDigest(image.digest);
        std::vector<std::string> references = image.references;
        if (references.empty())
            references.emplace_back("<none>");
        for (const std::string &reference : references) {
            const auto [name, tag] = nameAndTag(reference);
            const bool dated = image.createdAt != engine::WallTime();
            table.add({name, tag, id, dated ? ago(image.createdAt, now) : "N/A", toString(image.size)});
        }
    }
    context.console.print(table.text());
    return 0;
}

Result<int> remove(Context &context, const ImageOptions &options)
{
    FIRKIN_ASSIGN(engine::Engine *const engine, context.engine());
    return forEach(context, options.images, [&](const std::string &name) -> Result<std::string> {
        FIRKIN_TRY(engine->images().remove(name, options.force, context.stop()));
        return name;
    });
}

Result<int> inspect(Context &context, const ImageOptions &options)
{
    FIRKIN_ASSIGN(engine::Engine *const engine, context.engine());
    nlohmann::json json = nlohmann::json::array();
    const auto code = forEach(context, options.images, [&](const std::string &name) -> Result<std::string> {
        FIRKIN_ASSIGN(const engine::ImageView image, engine->images().find(name, context.stop()));
        json.push_back(toJson(image));
        return std::string();
    });
    context.console.print(jsonText(json));
    return code;
}

using ImageAct = Result<int> (*)(Context &, const ImageOptions &);

CLI::App *addVerb(Program &program, CLI::App &parent, const char *name, const char *help, ImageAct act, const std::shared_ptr<ImageOptions> &options)
{
    return program.verb(parent, name, help, [act, options](Context &context) { return act(context, *options); });
}

void addList(Program &program, CLI::App &parent, const char *name)
{
    const auto options = std::make_shared<ImageOptions>();
    CLI::App *verb = addVerb(program, parent, name, "List images", &list, options);
    verb->add_flag("-q,--quiet", options->quiet, "Only ids");
    verb->add_flag("--digests", options->digests, "Digests in full");
    verb->add_option("--format", options->format, "table or json")->check(CLI::IsMember({"table", "json"}));
}

void addPull(Program &program, CLI::App &parent)
{
    const auto options = std::make_shared<ImageOptions>();
    CLI::App *verb = addVerb(program, parent, "pull", "Fetch images from a registry", &pull, options);
    verb->add_option("images", options->images, "Such as quay.io/NAME:TAG; the registry has to be said")->required();
    verb->add_flag("-q,--quiet", options->quiet, "Show no progress");
}

void addLoad(Program &program, CLI::App &parent)
{
    const auto options = std::make_shared<ImageOptions>();
    CLI::App *verb = addVerb(program, parent, "load", "Take images from a docker-archive, an OCI archive or an OCI layout", &load, options);
    verb->add_option("files", options->images, "Archives or folders");
    verb->add_option("-i,--input", options->input, "The same, as Docker has it");
    verb->add_option("-t,--tag", options->tag, "Name to give it");
    verb->add_flag("-q,--quiet", options->quiet, "Print nothing");
}

void addRemove(Program &program, CLI::App &parent, const char *name)
{
    const auto options = std::make_shared<ImageOptions>();
    CLI::App *verb = addVerb(program, parent, name, "Remove images", &remove, options);
    verb->add_option("images", options->images, "Names or ids")->required();
    verb->add_flag("-f,--force", options->force, "Take the name away even while a container uses it");
}

} // namespace

void addImage(Program &program)
{
    CLI::App *group = program.group("image", "Images: pull, push, load, save, list, tag, remove, inspect");
    addList(program, *group, "ls");
    addPull(program, *group);
    addLoad(program, *group);
    addRemove(program, *group, "rm");
    const auto options = std::make_shared<ImageOptions>();
    CLI::App *verb = addVerb(program, *group, "inspect", "All about images, as JSON", &inspect, options);
    verb->add_option("images", options->images, "Names or ids")->required();
    addImageTransfer(program, *group);
    addImageUpkeep(program, *group);
    // Docker's short forms.
    addList(program, program.root(), "images");
    addPull(program, program.root());
    addLoad(program, program.root());
    addRemove(program, program.root(), "rmi");
}

} // namespace firkin::cli
