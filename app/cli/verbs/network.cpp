// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/for_each.h"
#include "app/cli/json_text.h"
#include "app/cli/options.h"
#include "app/cli/text.h"
#include "app/cli/verbs/verbs.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace firkin::cli {

namespace {

struct NetworkVerbOptions {
    std::vector<std::string> networks;
    engine::NetworkSpec spec;
    std::vector<std::string> subnets;
    std::vector<std::string> labels;
    std::string format = "table";
    bool quiet = false;
};

nlohmann::json toJson(const engine::NetworkView &network)
{
    nlohmann::json members = nlohmann::json::array();
    for (const engine::NetworkMember &member : network.members) {
        members.push_back({{"id", member.container.str()},
                           {"name", member.name},
                           {"aliases", member.aliases},
                           {"address", member.address},
                           {"address6", member.address6},
                           {"mac", member.mac},
                           {"active", member.active}});
    }
    return {{"id", network.id},
            {"name", network.name},
            {"subnet", network.subnet},
            {"subnet6", network.subnet6},
            {"mtu", network.mtu},
            {"internal", network.internal},
            {"up", network.up},
            {"labels", network.labels},
            {"createdAt", rfc3339(network.createdAt)},
            {"members", members}};
}

Result<int> list(Context &context, const NetworkVerbOptions &options)
{
    FIRKIN_ASSIGN(engine::Engine *const engine, context.engine());
    FIRKIN_ASSIGN(const std::vector<engine::NetworkView> networks, engine->networks().list(context.stop()));
    if (options.quiet) {
        for (const engine::NetworkView &network : networks)
            context.console.print(network.name + "\n");
        return 0;
    }
    if (options.format == "json") {
        nlohmann::json json = nlohmann::json::array();
        for (const engine::NetworkView &network : networks)
            json.push_back(toJson(network));
        context.console.print(jsonText(json));
        return 0;
    }
    Table table({"NAME", "SUBNET", "MTU", "MEMBERS", "RUNNING", "KIND"});
    for (const engine::NetworkView &network : networks) {
        const std::string subnets = network.subnet6.empty() ? network.subnet : network.subnet + ", " + network.subnet6;
        table.add({network.name, subnets, std::to_string(network.mtu), std::to_string(network.members.size()),
                   std::to_string(std::ranges::count(network.members, true, &engine::NetworkMember::active)), network.internal ? "internal" : "open"});
    }
    context.console.print(table.text());
    return 0;
}

Result<int> create(Context &context, const NetworkVerbOptions &options)
{
    engine::NetworkSpec spec = options.spec;
    FIRKIN_TRY(checkName(spec.name));
    for (const std::string &subnet : options.subnets) {
        std::string &into = subnet.contains(':') ? spec.subnet6 : spec.subnet;
        if (!into.empty())
            return fail(Operation::ParseOptions, "--subnet", Reason::ConflictingOptions, "one for IPv4 and one for IPv6");
        into = subnet;
    }
    spec.labels = parseLabels(options.labels);
    FIRKIN_ASSIGN(engine::Engine *const engine, context.engine());
    FIRKIN_ASSIGN(const engine::NetworkView made, engine->networks().create(spec, context.stop()));
    context.console.print(made.name + "\n");
    return 0;
}

Result<int> inspect(Context &context, const NetworkVerbOptions &options)
{
    FIRKIN_ASSIGN(engine::Engine *const engine, context.engine());
    nlohmann::json json = nlohmann::json::array();
    const auto code = forEach(context, options.networks, [&](const std::string &name) -> Result<std::string> {
        FIRKIN_ASSIGN(const engine::NetworkView network, engine->networks().find(name, context.stop()));
        json.push_back(toJson(network));
        return std::string();
    });
    context.console.print(jsonText(json));
    return code;
}

Result<int> remove(Context &context, const NetworkVerbOptions &options)
{
    FIRKIN_ASSIGN(engine::Engine *const engine, context.engine());
    return forEach(context, options.networks, [&](const std::string &name) -> Result<std::string> {
        FIRKIN_TRY(engine->networks().remove(name, context.stop()));
        return name;
    });
}

Result<int> prune(Context &context)
{
    FIRKIN_ASSIGN(engine::Engine *const engine, context.engine());
    FIRKIN_ASSIGN(const std::vector<std::string> gone, engine->networks().prune(context.stop()));
    for (const std::string &name : gone)
        context.console.print(name + "\n");
    return 0;
}

} // namespace

void addNetwork(Program &program)
{
    CLI::App *group = program.group("network", "Networks on which containers find each other by name");
    const auto options = [] { return std::make_shared<NetworkVerbOptions>(); };

    const auto listed = options();
    CLI::App *ls = program.verb(*group, "ls", "List networks", [listed](Context &context) { return list(context, *listed); });
    ls->add_flag("-q,--quiet", listed->quiet, "Only names");
    ls->add_option("--format", listed->format, "table or json")->check(CLI::IsMember({"table", "json"}));

    const auto made = options();
    CLI::App *verb = program.verb(*group, "create", "Make a network", [made](Context &context) { return create(context, *made); });
    verb->add_option("name", made->spec.name, "Its name")->required();
    verb->add_option("--subnet", made->subnets, "Its addresses, such as 10.89.1.0/24; a free range unless said")->type_name("RANGE")->allow_extra_args(false);
    verb->add_flag("--ipv6", made->spec.ipv6, "With IPv6 addresses, too");
    verb->add_option("--mtu", made->spec.mtu, "Largest packet")->type_name("BYTES");
    verb->add_flag("--internal", made->spec.internal, "Without a way out: no Internet, no published ports");
    verb->add_option("-l,--label", made->labels, "Set a label")->type_name("NAME=VALUE")->allow_extra_args(false);
    verb->footer("Containers join with 'fk run --network NAME'; they reach each other by name.");

    const auto shown = options();
    program.verb(*group, "inspect", "All about networks, their members included, as JSON", [shown](Context &context) { return inspect(context, *shown); })
        ->add_option("networks", shown->networks, "Names")
        ->required();
    const auto removed = options();
    program.verb(*group, "rm", "Remove networks that no container is on", [removed](Context &context) { return remove(context, *removed); })
        ->add_option("networks", removed->networks, "Names")
        ->required();
    program.verb(*group, "prune", "Remove all networks that no container is on", [](Context &context) { return prune(context); });
}

} // namespace firkin::cli
