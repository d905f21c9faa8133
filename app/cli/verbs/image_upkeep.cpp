// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Names of images, what they are made of, and those that nobody needs.
#include "app/cli/confirm.h"
#include "app/cli/json_text.h"
#include "app/cli/text.h"
#include "app/cli/verbs/verbs.h"
#include "runtime/base/error_text.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace firkin::cli {

namespace {

struct TagOptions {
    std::string image;
    std::string name;
};

Result<int> tag(Context &context, const TagOptions &options)
{
    FIRKIN_ASSIGN(engine::Engine *const engine, context.engine());
    FIRKIN_TRY(engine->images().tag(options.image, options.name, context.stop()));
    return 0;
}

struct HistoryOptions {
    std::string image;
    std::string format = "table";
    bool whole = false;
};

constexpr std::size_t shownCharacters = 60;

Result<int> history(Context &context, const HistoryOptions &options)
{
    FIRKIN_ASSIGN(engine::Engine *const engine, context.engine());
    FIRKIN_ASSIGN(std::vector<engine::ImageStep> steps, engine->images().history(options.image, context.stop()));
    std::ranges::reverse(steps); // as Docker: the newest first
    if (options.format == "json") {
        nlohmann::json json = nlohmann::json::array();
        for (const engine::ImageStep &step : steps)
            json.push_back(toJson(step));
        context.console.print(jsonText(json));
        return 0;
    }
    Table table({"CREATED", "CREATED BY", "SIZE", "COMMENT"});
    for (const engine::ImageStep &step : steps) {
        table.add({step.createdAt.substr(0, 19), options.whole ? step.createdBy : cutText(step.createdBy, shownCharacters), toString(step.size), step.comment});
    }
    context.console.print(table.text());
    return 0;
}

struct PruneOptions {
    bool all = false;
    bool force = false;
};

/// The bytes that images which share layers take are counted for each: "up to".
ByteSize sizeOf(const std::vector<engine::ImageView> &images)
{
    ByteSize size;
    for (const engine::ImageView &image : images)
        size.bytes += image.size.bytes;
    return size;
}

Result<int> prune(Context &context, const PruneOptions &options)
{
    FIRKIN_ASSIGN(engine::Engine *const engine, context.engine());
    FIRKIN_ASSIGN(const std::vector<engine::ImageView> images, engine->images().list(context.stop()));
    const std::vector<engine::ImageView> unused = engine::unusedImages(images, options.all);
    if (unused.empty()) {
        context.console.print(options.all ? "Every image is used by a container.\n" : "There is no image without a name that no container uses.\n");
        return 0;
    }
    std::string text = "This deletes for good:\n";
    for (const engine::ImageView &image : unused)
        text += "  " + escaped(image.references.empty() ? shortDigest(image.digest) : image.references.front()) + "  " + toString(image.size) + "\n";
    text += "and frees up to " + toString(sizeOf(unused)) + ".";
    FIRKIN_ASSIGN(const bool sure, options.force ? Result<bool>(true) : confirm(context, text));
    if (!sure)
        return 1;
    std::uint64_t freed = 0;
    int code = 0;
    for (const engine::ImageView &image : unused) {
        const Status removed = [&]() -> Status {
            for (const std::string &reference : image.references)
                FIRKIN_TRY(engine->images().remove(reference, false, context.stop()));
            if (image.references.empty())
                return engine->images().remove(image.digest, false, context.stop());
            return {};
        }();
        if (removed) {
            freed += image.size.bytes;
            continue;
        }
        if (removed.error().isCancelled())
            return fail(removed.error());
        context.console.printError("fk: " + render(removed.error()) + "\n");
        code = 1;
    }
    context.console.print("Freed up to " + toString(ByteSize::ofBytes(freed)) + "\n");
    return code;
}

void addTag(Program &program, CLI::App &parent)
{
    const auto options = std::make_shared<TagOptions>();
    CLI::App *verb = program.verb(parent, "tag", "Give an image another name", [options](Context &context) { return tag(context, *options); });
    verb->add_option("image", options->image, "Its name or id")->required();
    verb->add_option("name", options->name, "The other name, such as quay.io/me/app:1")->required();
}

void addHistory(Program &program, CLI::App &parent)
{
    const auto options = std::make_shared<HistoryOptions>();
    CLI::App *verb = program.verb(parent, "history", "How an image was made", [options](Context &context) { return history(context, *options); });
    verb->add_option("image", options->image, "Its name or id")->required();
    verb->add_flag("--no-trunc", options->whole, "Commands in full");
    verb->add_option("--format", options->format, "table or json")->check(CLI::IsMember({"table", "json"}));
}

} // namespace

void addImageUpkeep(Program &program, CLI::App &group)
{
    for (CLI::App *parent : {&group, &program.root()}) { // Docker's short forms
        addTag(program, *parent);
        addHistory(program, *parent);
    }
    const auto options = std::make_shared<PruneOptions>();
    CLI::App *verb = program.verb(group, "prune", "Delete images without a name that no container uses", [options](Context &context) {
        return prune(context, *options);
    });
    verb->add_flag("-a,--all", options->all, "Those with a name, too");
    verb->add_flag("-f,--force", options->force, "Do not ask");
}

} // namespace firkin::cli
