// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/for_each.h"
#include "app/cli/json_text.h"
#include "app/cli/options.h"
#include "app/cli/pod_options.h"
#include "app/cli/progress_line.h"
#include "app/cli/text.h"
#include "app/cli/verbs/verbs.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace firkin::cli {

namespace {

struct PodVerbOptions {
    std::vector<std::string> pods;
    std::string newName;
    std::string timeout;
    std::string format = "table";
    bool quiet = false;
    bool force = false;
};

Result<int> create(Context &context, const PodOptions &options)
{
    FIRKIN_ASSIGN(const engine::PodSpec spec, podSpecFrom(options));
    FIRKIN_ASSIGN(engine::Engine *const engine, context.engine());
    FIRKIN_ASSIGN(const PodId id, engine->pods().create(spec, context.stop()));
    context.console.print(id.str() + "\n");
    return 0;
}

Result<int> start(Context &context, const PodVerbOptions &options)
{
    FIRKIN_ASSIGN(engine::Engine *const engine, context.engine());
    return forEach(context, options.pods, [&](const std::string &name) -> Result<std::string> {
        FIRKIN_ASSIGN(const engine::PodView pod, findPod(context, *engine, name, Operation::StartPod));
        ProgressLine line(context.console);
        FIRKIN_TRY(engine->pods().start(pod.id, line.sink(), context.stop()));
        line.clear();
        return name;
    });
}

Result<int> stop(Context &context, const PodVerbOptions &options)
{
    std::optional<std::chrono::milliseconds> grace;
    if (!options.timeout.empty()) {
        FIRKIN_ASSIGN(grace, parseDuration(options.timeout));
    }
    FIRKIN_ASSIGN(engine::Engine *const engine, context.engine());
    return forEach(context, options.pods, [&](const std::string &name) -> Result<std::string> {
        FIRKIN_ASSIGN(const engine::PodView pod, findPod(context, *engine, name, Operation::StopPod));
        FIRKIN_TRY(engine->pods().stop(pod.id, grace, context.stop()));
        return name;
    });
}

Result<int> remove(Context &context, const PodVerbOptions &options)
{
    FIRKIN_ASSIGN(engine::Engine *const engine, context.engine());
    return forEach(context, options.pods, [&](const std::string &name) -> Result<std::string> {
        FIRKIN_ASSIGN(const engine::PodView pod, findPod(context, *engine, name, Operation::RemovePod));
        FIRKIN_TRY(engine->pods().remove(pod.id, options.force, context.stop()));
        return name;
    });
}

Result<int> rename(Context &context, const PodVerbOptions &options)
{
    FIRKIN_TRY(checkName(options.newName));
    FIRKIN_ASSIGN(engine::Engine *const engine, context.engine());
    FIRKIN_ASSIGN(const engine::PodView pod, findPod(context, *engine, options.pods.front(), Operation::RenamePod));
    FIRKIN_TRY(engine->pods().rename(pod.id, options.newName, context.stop()));
    return 0;
}

Result<int> list(Context &context, const PodVerbOptions &options)
{
    FIRKIN_ASSIGN(engine::Engine *const engine, context.engine());
    FIRKIN_ASSIGN(const engine::ContainerList all, engine->containers().list(context.stop()));
    if (options.quiet) {
        for (const engine::PodView &pod : all.pods)
            context.console.print(pod.id.str() + "\n");
        return 0;
    }
    if (options.format == "json") {
        nlohmann::json json = nlohmann::json::array();
        for (const engine::PodView &pod : all.pods)
            json.push_back(toJson(pod, all.containers));
        context.console.print(jsonText(json));
        return 0;
    }
    const auto now = std::chrono::system_clock::now();
    Table table({"POD ID", "NAME", "STATUS", "CREATED", "CONTAINERS", "CPUS", "MEMORY", "PORTS"});
    for (const engine::PodView &pod : all.pods) {
        table.add({pod.id.str(),
                   pod.name,
                   statusText(pod, now),
                   ago(pod.createdAt, now),
                   membersText(pod, all.containers),
                   std::format("{}", pod.spec.cpus),
                   toString(pod.spec.memory),
                   pod.state == engine::PodState::Running ? portsText(pod.ports) : std::string()});
    }
    context.console.print(table.text());
    return 0;
}

Result<int> inspect(Context &context, const PodVerbOptions &options)
{
    FIRKIN_ASSIGN(engine::Engine *const engine, context.engine());
    nlohmann::json json = nlohmann::json::array();
    const auto code = forEach(context, options.pods, [&](const std::string &name) -> Result<std::string> {
        FIRKIN_ASSIGN(const engine::PodView pod, findPod(context, *engine, name, Operation::InspectPod));
        FIRKIN_ASSIGN(const std::string text, engine->pods().inspect(pod.id, context.stop()));
        json.push_back(nlohmann::json::parse(text, nullptr, false));
        return std::string();
    });
    context.console.print(jsonText(json));
    return code;
}

using PodAct = Result<int> (*)(Context &, const PodVerbOptions &);

CLI::App *addVerb(Program &program, CLI::App &parent, const char *name, const char *help, PodAct act, const std::shared_ptr<PodVerbOptions> &options)
{
    return program.verb(parent, name, help, [act, options](Context &context) { return act(context, *options); });
}

/// A verb on pods by name.
std::pair<CLI::App *, std::shared_ptr<PodVerbOptions>>
addNamed(Program &program, CLI::App &parent, const char *name, const char *help, PodAct act)
{
    const auto options = std::make_shared<PodVerbOptions>();
    CLI::App *verb = addVerb(program, parent, name, help, act, options);
    verb->add_option("pods", options->pods, "Names or ids")->required();
    return {verb, options};
}

} // namespace

void addPod(Program &program)
{
    CLI::App *group = program.group("pod", "Pods: several containers in one machine");
    const auto made = std::make_shared<PodOptions>();
    CLI::App *verb = program.verb(*group, "create", "Make a pod without starting it", [made](Context &context) { return create(context, *made); });
    made->addTo(*verb);
    verb->usage("fk pod create [OPTIONS] [NAME]");
    verb->footer("Examples:\n"
                 "  fk pod create --cpus 2 --memory 2g -p 8080:80 --volume data shop\n"
                 "  fk run -d --pod shop --pod-volume data:/srv --name web starter\n"
                 "  fk run --rm --pod shop starter wget -qO- http://localhost/\n\n"
                 "Containers of a pod share its machine and its network: they reach each other on\n"
                 "localhost. Its machine runs from the first start until 'fk pod stop'.");
    addNamed(program, *group, "start", "Start pods with all their containers", &start);
    const auto [stopVerb, stopOptions] = addNamed(program, *group, "stop", "Stop all containers of pods, then their machines", &stop);
    stopVerb->add_option("-t,--time", stopOptions->timeout, "Time from the stop signal to the kill; each container's own unless given")->type_name("SECONDS");
    const auto [rmVerb, rmOptions] = addNamed(program, *group, "rm", "Remove pods; what their shared volumes hold is gone", &remove);
    rmVerb->add_flag("-f,--force", rmOptions->force, "Stop it first, and put its containers into the trash");
    const auto renameOptions = std::make_shared<PodVerbOptions>();
    renameOptions->pods.resize(1);
    CLI::App *renameVerb = addVerb(program, *group, "rename", "Give a pod another name", &rename, renameOptions);
    renameVerb->add_option("pod", renameOptions->pods.front(), "Its name or id")->required();
    renameVerb->add_option("name", renameOptions->newName, "The new name")->required();
    addNamed(program, *group, "inspect", "All about pods, as JSON", &inspect);
    for (const char *name : {"ls", "ps"}) {
        const auto options = std::make_shared<PodVerbOptions>();
        CLI::App *listVerb = addVerb(program, *group, name, "List pods", &list, options);
        listVerb->add_flag("-q,--quiet", options->quiet, "Only ids");
        listVerb->add_option("--format", options->format, "table or json")->check(CLI::IsMember({"table", "json"}));
    }
    addPodStats(program, *group);
}

} // namespace firkin::cli
