// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/find_container.h"
#include "app/cli/json_text.h"
#include "app/cli/text.h"
#include "app/cli/verbs/verbs.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <format>

namespace firkin::cli {

namespace {

struct TopOptions {
    std::string container;
    std::string format = "table";
};

/// Minutes and more, as `ps` writes it.
std::string cpuTime(std::chrono::milliseconds time)
{
    const auto seconds = time.count() / 1000;
    return std::format("{}:{:02}.{:02}", seconds / 60, seconds % 60, time.count() % 1000 / 10);
}

Result<int> top(Context &context, const TopOptions &options)
{
    FIRKIN_ASSIGN(engine::Engine *const engine, context.engine());
    FIRKIN_ASSIGN(const engine::ContainerView container, findContainer(context, *engine, options.container, Operation::ListProcesses));
    FIRKIN_ASSIGN(const std::vector<engine::ProcessEntry> processes, engine->containers().top(container.id, context.stop()));
    if (options.format == "json") {
        nlohmann::json json = nlohmann::json::array();
        for (const engine::ProcessEntry &process : processes) {
            json.push_back({{"pid", process.pid},
                            {"parentPid", process.parentPid},
                            {"user", process.user},
                            {"state", std::string(1, process.state)},
                            {"cpuTimeMs", process.cpuTime.count()},
                            {"memory", process.memoryBytes},
                            {"startedAt", rfc3339(process.startedAt)},
                            {"command", process.command}});
        }
        context.console.print(jsonText(json));
        return 0;
    }
    Table table({"PID", "PPID", "USER", "STATE", "TIME", "MEMORY", "COMMAND"});
    for (const engine::ProcessEntry &process : processes) {
        table.add({std::to_string(process.pid),
                   std::to_string(process.parentPid),
                   process.user,
                   std::string(1, process.state),
                   cpuTime(process.cpuTime),
                   toString(ByteSize::ofBytes(process.memoryBytes)),
                   process.command});
    }
    context.console.print(table.text());
    return 0;
}

} // namespace

void addTop(Program &program)
{
    const auto options = std::make_shared<TopOptions>();
    CLI::App *verb = program.verb(program.root(), "top", "List the processes of a container", [options](Context &context) { return top(context, *options); });
    verb->add_option("container", options->container, "Name or id")->required();
    verb->add_option("--format", options->format, "table or json")->check(CLI::IsMember({"table", "json"}));
}

} // namespace firkin::cli
