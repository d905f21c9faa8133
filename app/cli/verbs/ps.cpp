// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/json_text.h"
#include "app/cli/text.h"
#include "app/cli/verbs/verbs.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace firkin::cli {

namespace {

struct PsOptions {
    bool all = false;
    bool quiet = false;
    bool whole = false;
    std::string format = "table";
};

bool isUp(engine::ContainerState state) { return state != engine::ContainerState::Created && state != engine::ContainerState::Exited; }

Result<int> ps(Context &context, const PsOptions &options)
{
    FIRKIN_ASSIGN(engine::Engine *const engine, context.engine());
    FIRKIN_ASSIGN(engine::ContainerList list, engine->containers().list(context.stop()));
    if (!options.all)
        std::erase_if(list.containers, [](const engine::ContainerView &view) { return !isUp(view.state); });
    std::ranges::sort(list.containers, std::greater(), &engine::ContainerView::createdAt);

    if (options.quiet) {
        for (const engine::ContainerView &view : list.containers)
            context.console.print(view.id.str() + "\n");
        return 0;
    }
    if (options.format == "json") {
        nlohmann::json json = nlohmann::json::array();
        for (const engine::ContainerView &view : list.containers)
            json.push_back(toJson(view));
        context.console.print(jsonText(json));
        return 0;
    }
    const auto now = std::chrono::system_clock::now();
    const bool pods = std::ranges::any_of(list.containers, [](const engine::ContainerView &view) { return !view.pod.empty(); });
    std::vector<std::string> headings{"CONTAINER ID", "IMAGE", "COMMAND", "CREATED", "STATUS", "PORTS", "NAMES"};
    if (pods)
        headings.emplace_back("POD");
    Table table(std::move(headings));
    for (const engine::ContainerView &view : list.containers) {
        std::vector<std::string> row{view.id.str(),
                                     view.image,
                                     commandText(view.resolvedCommand, options.whole),
                                     ago(view.createdAt, now),
                                     statusText(view, now),
                                     isUp(view.state) ? portsText(view.ports) : std::string(),
                                     view.name};
        if (pods) {
            const auto pod = std::ranges::find(list.pods, view.pod, &engine::PodView::id);
            row.push_back(pod == list.pods.end() ? view.pod.str() : pod->name);
        }
        table.add(std::move(row));
    }
    context.console.print(table.text());
    return 0;
}

} // namespace

void addPs(Program &program)
{
    const auto options = std::make_shared<PsOptions>();
    CLI::App *verb = program.verb(program.root(), "ps", "List containers", [options](Context &context) { return ps(context, *options); });
    verb->add_flag("-a,--all", options->all, "Those that do not run, too");
    verb->add_flag("-q,--quiet", options->quiet, "Only ids");
    verb->add_flag("--no-trunc", options->whole, "Commands in full");
    verb->add_option("--format", options->format, "table or json")->check(CLI::IsMember({"table", "json"}));
}

} // namespace firkin::cli
