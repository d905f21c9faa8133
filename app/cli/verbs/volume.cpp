// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/confirm.h"
#include "app/cli/for_each.h"
#include "app/cli/json_text.h"
#include "app/cli/options.h"
#include "app/cli/text.h"
#include "app/cli/verbs/verbs.h"
#include "runtime/base/error_text.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace firkin::cli {

namespace {

struct VolumeOptions {
    std::vector<std::string> volumes;
    std::string newName;
    std::string size;
    std::string filesystem = "ext4";
    std::vector<std::string> labels;
    std::string format = "table";
    bool quiet = false;
    bool all = false;
    bool force = false;
};

nlohmann::json toJson(const engine::VolumeView &volume)
{
    nlohmann::json users = nlohmann::json::array();
    for (const engine::VolumeUser &user : volume.usedBy) {
        users.push_back({{"id", user.id.str()},
                         {"name", user.name},
                         {"destination", user.destination},
                         {"readOnly", user.readOnly},
                         {"running", user.running},
                         {"inTrash", user.inTrash}});
    }
    return {{"name", volume.name},
            {"size", volume.size.bytes},
            {"used", volume.used.bytes},
            {"filesystem", volume.filesystem},
            {"anonymous", volume.anonymous},
            {"labels", volume.labels},
            {"createdAt", rfc3339(volume.createdAt)},
            {"image", volume.image.string()},
            {"usedBy", users}};
}

std::string usersText(const engine::VolumeView &volume)
{
    std::string text;
    for (const engine::VolumeUser &user : volume.usedBy)
        text += (text.empty() ? "" : ", ") + user.name + (user.inTrash ? " (trash)" : user.running ? " (running)" : "");
    return text;
}

Result<int> list(Context &context, const VolumeOptions &options)
{
    FIRKIN_ASSIGN(engine::Engine *const engine, context.engine());
    FIRKIN_ASSIGN(const std::vector<engine::VolumeView> volumes, engine->volumes().list(context.stop()));
    if (options.quiet) {
        for (const engine::VolumeView &volume : volumes)
            context.console.print(volume.name + "\n");
        return 0;
    }
    if (options.format == "json") {
        nlohmann::json json = nlohmann::json::array();
        for (const engine::VolumeView &volume : volumes)
            json.push_back(toJson(volume));
        context.console.print(jsonText(json));
        return 0;
    }
    const auto now = std::chrono::system_clock::now();
    Table table({"NAME", "SIZE", "ON DISK", "TYPE", "CREATED", "USED BY"});
    for (const engine::VolumeView &volume : volumes)
        table.add({volume.name, toString(volume.size), toString(volume.used), volume.filesystem, ago(volume.createdAt, now), usersText(volume)});
    context.console.print(table.text());
    return 0;
}

Result<int> create(Context &context, const VolumeOptions &options)
{
    engine::VolumeSpec spec;
    if (!options.newName.empty())
        FIRKIN_TRY(checkName(options.newName));
    spec.name = options.newName;
    if (!options.size.empty()) {
        FIRKIN_ASSIGN(spec.size, parseByteSize(options.size));
    }
    spec.filesystem = options.filesystem;
    spec.labels = parseLabels(options.labels);
    FIRKIN_ASSIGN(engine::Engine *const engine, context.engine());
    FIRKIN_ASSIGN(const engine::VolumeView volume, engine->volumes().create(spec, context.stop()));
    context.console.print(volume.name + "\n");
    return 0;
}

Result<int> remove(Context &context, const VolumeOptions &options)
{
    FIRKIN_ASSIGN(engine::Engine *const engine, context.engine());
    return forEach(context, options.volumes, [&](const std::string &name) -> Result<std::string> {
        const Status removed = engine->volumes().remove(name, context.stop());
        if (!removed && !(options.force && removed.error().rootReason() == Reason::NoSuchVolume))
            return fail(removed.error());
        return name;
    });
}

Result<int> inspect(Context &context, const VolumeOptions &options)
{
    FIRKIN_ASSIGN(engine::Engine *const engine, context.engine());
    nlohmann::json json = nlohmann::json::array();
    const auto code = forEach(context, options.volumes, [&](const std::string &name) -> Result<std::string> {
        FIRKIN_ASSIGN(const engine::VolumeView volume, engine->volumes().find(name, context.stop()));
        json.push_back(toJson(volume));
        return std::string();
    });
    context.console.print(jsonText(json));
    return code;
}

Result<int> prune(Context &context, const VolumeOptions &options)
{
    FIRKIN_ASSIGN(engine::Engine *const engine, context.engine());
    FIRKIN_ASSIGN(std::vector<engine::VolumeView> volumes, engine->volumes().list(context.stop()));
    std::erase_if(volumes, [&](const engine::VolumeView &volume) { return !volume.usedBy.empty() || !(options.all || volume.anonymous); });
    if (volumes.empty()) {
        context.console.print(options.all ? "Every volume has a container.\n" : "There is no volume without a name of its own that no container has.\n");
        return 0;
    }
    std::string text = "This deletes for good, with all that is in them:\n";
    for (const engine::VolumeView &volume : volumes)
        text += "  " + escaped(volume.name) + "  " + toString(volume.used) + "\n";
    text.pop_back(); // confirm() ends the line
    FIRKIN_ASSIGN(const bool sure, options.force ? Result<bool>(true) : confirm(context, text));
    if (!sure)
        return 1;
    // Those that were shown and no others. One that a container has got since then is refused.
    std::vector<std::string> names;
    for (const engine::VolumeView &volume : volumes)
        names.push_back(volume.name);
    return forEach(context, names, [&](const std::string &name) -> Result<std::string> {
        FIRKIN_TRY(engine->volumes().remove(name, context.stop()));
        return name;
    });
}

using VolumeAct = Result<int> (*)(Context &, const VolumeOptions &);

std::pair<CLI::App *, std::shared_ptr<VolumeOptions>> addVerb(Program &program, CLI::App &parent, const char *name, const char *help, VolumeAct act)
{
    const auto options = std::make_shared<VolumeOptions>();
    return {program.verb(parent, name, help, [act, options](Context &context) { return act(context, *options); }), options};
}

} // namespace

void addVolume(Program &program)
{
    CLI::App *group = program.group("volume", "Volumes: create, list, remove, inspect, prune");
    {
        const auto [verb, options] = addVerb(program, *group, "ls", "List volumes", &list);
        verb->add_flag("-q,--quiet", options->quiet, "Only names");
        verb->add_option("--format", options->format, "table or json")->check(CLI::IsMember({"table", "json"}));
    }
    {
        const auto [verb, options] = addVerb(program, *group, "create", "Make a volume: a disk that outlives containers", &create);
        verb->add_option("name", options->newName, "Name; one is made up without");
        verb->add_option("--size", options->size, "How much fits, such as 20g; it takes what is in it (10g)")->type_name("SIZE");
        verb->add_option("--filesystem", options->filesystem, "ext4, xfs or btrfs")->check(CLI::IsMember({"ext4", "xfs", "btrfs"}));
        verb->add_option("-l,--label", options->labels, "Set a label")->type_name("NAME=VALUE")->allow_extra_args(false);
        verb->footer("A container gets it by -v NAME:/PLACE. One machine at a time may run with it,\nor several when all have it read-only.");
    }
    {
        const auto [verb, options] = addVerb(program, *group, "rm", "Remove volumes for good", &remove);
        verb->add_option("volumes", options->volumes, "Names")->required();
        verb->add_flag("-f,--force", options->force, "Do not mind those that are not there");
    }
    {
        const auto [verb, options] = addVerb(program, *group, "inspect", "All about volumes, as JSON", &inspect);
        verb->add_option("volumes", options->volumes, "Names")->required();
    }
    {
        const auto [verb, options] = addVerb(program, *group, "prune", "Remove volumes that no container has", &prune);
        verb->add_flag("-a,--all", options->all, "Those with a name of their own, too");
        verb->add_flag("-f,--force", options->force, "Do not ask");
    }
}

} // namespace firkin::cli
