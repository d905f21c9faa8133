// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/confirm.h"
#include "app/cli/for_each.h"
#include "app/cli/json_text.h"
#include "app/cli/text.h"
#include "app/cli/verbs/verbs.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace firkin::cli {

namespace {

struct TrashOptions {
    std::vector<std::string> containers;
    bool quiet = false;
    bool force = false;
    std::string format = "table";
};

Result<int> list(Context &context, const TrashOptions &options)
{
    FIRKIN_ASSIGN(engine::Engine *const engine, context.engine());
    FIRKIN_ASSIGN(std::vector<engine::TrashEntry> entries, engine->containers().trash(context.stop()));
    std::ranges::sort(entries, std::greater(), &engine::TrashEntry::removedAt);
    if (options.format == "json") {
        nlohmann::json json = nlohmann::json::array();
        for (const engine::TrashEntry &entry : entries)
            json.push_back(toJson(entry));
        context.console.print(jsonText(json));
        return 0;
    }
    const auto now = std::chrono::system_clock::now();
    Table table({"CONTAINER ID", "NAME", "REMOVED", "SIZE"});
    for (const engine::TrashEntry &entry : entries) {
        if (options.quiet)
            context.console.print(entry.id.str() + "\n");
        table.add({entry.id.str(), entry.name, ago(entry.removedAt, now), toString(entry.size)});
    }
    if (!options.quiet)
        context.console.print(table.text());
    return 0;
}

/// By id, by the beginning of one, or by name: of several of the same name the one removed last.
Result<ContainerId> findInTrash(Context &context, engine::Engine &engine, const std::string &name, Operation operation)
{
    FIRKIN_ASSIGN(const std::vector<engine::TrashEntry> entries, engine.containers().trash(context.stop()));
    const engine::TrashEntry *found = nullptr;
    for (const engine::TrashEntry &entry : entries) {
        if (entry.id.str() == name)
            return entry.id;
        const bool matches = entry.name == name || (name.size() >= 4 && entry.id.str().starts_with(name));
        if (matches && (!found || entry.removedAt > found->removedAt))
            found = &entry;
    }
    if (!found)
        return fail(operation, name, Reason::NoSuchContainer, "not in the trash");
    return found->id;
}

Result<int> restore(Context &context, const TrashOptions &options)
{
    FIRKIN_ASSIGN(engine::Engine *const engine, context.engine());
    return forEach(context, options.containers, [&](const std::string &name) -> Result<std::string> {
        FIRKIN_ASSIGN(const ContainerId id, findInTrash(context, *engine, name, Operation::RestoreContainer));
        FIRKIN_TRY(engine->containers().restore(id, context.stop()));
        FIRKIN_ASSIGN(const engine::ContainerView view, engine->containers().find(id.str(), context.stop()));
        return view.name; // with a number if the old one is taken
    });
}

Result<int> empty(Context &context, const TrashOptions &options)
{
    FIRKIN_ASSIGN(engine::Engine *const engine, context.engine());
    std::vector<std::string> names = options.containers;
    if (names.empty()) {
        FIRKIN_ASSIGN(const std::vector<engine::TrashEntry> entries, engine->containers().trash(context.stop()));
        if (entries.empty())
            return 0;
        std::string text = "This deletes for good:";
        for (const engine::TrashEntry &entry : entries) {
            names.push_back(entry.id.str());
            text += "\n  " + escaped(entry.name) + "  " + toString(entry.size);
        }
        FIRKIN_ASSIGN(const bool sure, options.force ? Result<bool>(true) : confirm(context, text));
        if (!sure)
            return 1;
    }
    return forEach(context, names, [&](const std::string &name) -> Result<std::string> {
        FIRKIN_ASSIGN(const ContainerId id, findInTrash(context, *engine, name, Operation::RemoveContainer));
        FIRKIN_TRY(engine->containers().purge(id, context.stop()));
        return name;
    });
}

} // namespace

void addTrash(Program &program)
{
    CLI::App *group = program.group("trash", "Containers that were removed: list, restore, empty");
    const auto listOptions = std::make_shared<TrashOptions>();
    CLI::App *ls = program.verb(*group, "ls", "List what is in the trash", [listOptions](Context &context) { return list(context, *listOptions); });
    ls->add_flag("-q,--quiet", listOptions->quiet, "Only ids");
    ls->add_option("--format", listOptions->format, "table or json")->check(CLI::IsMember({"table", "json"}));
    const auto restoreOptions = std::make_shared<TrashOptions>();
    program.verb(*group, "restore", "Bring containers back", [restoreOptions](Context &context) { return restore(context, *restoreOptions); })
        ->add_option("containers", restoreOptions->containers, "Names or ids")
        ->required();
    const auto emptyOptions = std::make_shared<TrashOptions>();
    CLI::App *emptying = program.verb(*group, "empty", "Delete for good", [emptyOptions](Context &context) { return empty(context, *emptyOptions); });
    emptying->add_option("containers", emptyOptions->containers, "Names or ids; everything unless some are given");
    emptying->add_flag("-f,--force", emptyOptions->force, "Do not ask");
}

} // namespace firkin::cli
