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

struct PublishOptions {
    std::string container;
    std::vector<std::string> ports;
};

Result<int> publish(Context &context, const PublishOptions &options)
{
    FIRKIN_ASSIGN(const std::vector<engine::PortMapping> ports, parsePublished(options.ports));
    FIRKIN_ASSIGN(engine::Engine *const engine, context.engine());
    FIRKIN_ASSIGN(const engine::ContainerView container, findContainer(context, *engine, options.container, Operation::PublishPort));
    FIRKIN_ASSIGN(const std::vector<engine::PortMapping> bound, engine->ports().publish(container.id, ports, context.stop()));
    for (const engine::PortMapping &port : bound)
        context.console.print(toString(port) + "\n");
    return 0;
}

Result<int> unpublish(Context &context, const PublishOptions &options)
{
    FIRKIN_ASSIGN(std::vector<engine::PortMapping> ports, parsePublished(options.ports));
    // Without an address any is meant.
    for (engine::PortMapping &port : ports) {
        if (port.hostAddress == engine::PortMapping().hostAddress)
            port.hostAddress.clear();
    }
    FIRKIN_ASSIGN(engine::Engine *const engine, context.engine());
    FIRKIN_ASSIGN(const engine::ContainerView container, findContainer(context, *engine, options.container, Operation::UnpublishPort));
    FIRKIN_TRY(engine->ports().unpublish(container.id, ports, context.stop()));
    return 0;
}

} // namespace

void addPublish(Program &program)
{
    const auto published = std::make_shared<PublishOptions>();
    CLI::App *verb = program.verb(program.root(), "publish", "Publish ports of a container, also while it runs", [published](Context &context) { return publish(context, *published); });
    verb->add_option("container", published->container, "Its name or id")->required();
    verb->add_option("ports", published->ports, "Such as 8080:80, 127.0.0.1::80, 53:53/udp, 8000-8009:8000-8009")->required()->type_name("[ADDRESS:][HOST:]PORT[/udp]");
    verb->footer("Prints where they are bound. The container keeps them over restarts; see 'fk unpublish'.");

    const auto taken = std::make_shared<PublishOptions>();
    verb = program.verb(program.root(), "unpublish", "Take back published ports of a container", [taken](Context &context) { return unpublish(context, *taken); });
    verb->add_option("container", taken->container, "Its name or id")->required();
    verb->add_option("ports", taken->ports, "As they were published, or the container's port alone")->required()->type_name("[ADDRESS:][HOST:]PORT[/udp]");
}

void addPort(Program &program)
{
    const auto options = std::make_shared<PortOptions>();
    CLI::App *verb = program.verb(program.root(), "port", "Published ports of a container", [options](Context &context) { return port(context, *options); });
    verb->add_option("container", options->container, "Its name or id")->required();
    verb->add_option("--format", options->format, "table or json")->check(CLI::IsMember({"table", "json"}));
}

} // namespace firkin::cli
