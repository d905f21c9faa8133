// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/find_container.h"
#include "app/cli/json_text.h"
#include "app/cli/options.h"
#include "app/cli/verbs/verbs.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace firkin::cli {

namespace {

struct PortOptions {
    std::string container;
    std::string format = "table";
};

Result<int> port(Context &context, const PortOptions &options)
{
    FIRKIN_ASSIGN(engine::Engine *const engine, context.engine());
    FIRKIN_ASSIGN(const engine::ContainerView container, findContainer(context, *engine, options.container, Operation::InspectContainer));
    if (options.format == "json") {
        context.console.print(jsonText(toJson(container)["ports"]));
        return 0;
    }
    for (const engine::PortMapping &mapping : container.ports) {
        const std::string protocol = mapping.transport == engine::Transport::Udp ? "udp" : "tcp";
        context.console.print(std::to_string(mapping.containerPort) + "/" + protocol + " -> " + mapping.hostAddress + ":" + std::to_string(mapping.hostPort) + "\n");
    }
    return 0;
}

} // namespace

void addPort(Program &program)
{
    const auto options = std::make_shared<PortOptions>();
    CLI::App *verb = program.verb(program.root(), "port", "Published ports of a container", [options](Context &context) { return port(context, *options); });
    verb->add_option("container", options->container, "Its name or id")->required();
    verb->add_option("--format", options->format, "table or json")->check(CLI::IsMember({"table", "json"}));
}

} // namespace firkin::cli
