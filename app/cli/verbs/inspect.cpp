// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/json_text.h"
#include "app/cli/verbs/verbs.h"
#include "runtime/base/error_text.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace firkin::cli {

namespace {

struct InspectOptions {
    std::vector<std::string> objects;
    std::string format = "json";
};

Result<nlohmann::json> describe(Context &context, engine::Engine &engine, const std::string &name)
{
    auto container = engine.containers().find(name, context.stop());
    if (container) {
        FIRKIN_ASSIGN(const std::string text, engine.containers().inspect(container->id, context.stop()));
        nlohmann::json json = nlohmann::json::parse(text, nullptr, false);
        if (json.is_discarded())
            return fail(Operation::InspectContainer, name, Reason::RecordDamaged);
        return json;
    }
    if (container.error().rootReason() != Reason::NoSuchContainer)
        return fail(std::move(container).error());
    if (const auto image = engine.images().find(name, context.stop()))
        return toJson(*image);
    return fail(std::move(container).error());
}

Result<int> inspect(Context &context, const InspectOptions &options)
{
    FIRKIN_ASSIGN(engine::Engine *const engine, context.engine());
    nlohmann::json list = nlohmann::json::array();
    int code = 0;
    for (const std::string &name : options.objects) {
        auto json = describe(context, *engine, name);
        if (json) {
            list.push_back(std::move(*json));
        } else {
            context.console.printError("fk: " + render(json.error()) + "\n");
            code = 1;
        }
    }
    context.console.print(jsonText(list));
    return code;
}

} // namespace

void addInspect(Program &program)
{
    const auto options = std::make_shared<InspectOptions>();
    CLI::App *verb = program.verb(program.root(), "inspect", "All about containers or images, as JSON", [options](Context &context) { return inspect(context, *options); });
    verb->add_option("objects", options->objects, "Containers or images")->required();
    verb->add_option("--format", options->format, "json")->check(CLI::IsMember({"json"}));
}

} // namespace firkin::cli
