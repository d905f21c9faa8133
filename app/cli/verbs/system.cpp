// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/json_text.h"
#include "app/cli/verbs/verbs.h"
#include "runtime/base/error_text.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace firkin::cli {

namespace {

std::string line(const engine::CheckResult &result)
{
    const char *mark = result.verdict == engine::CheckResult::Verdict::Fine ? "ok    "
        : result.verdict == engine::CheckResult::Verdict::Note              ? "note  "
                                                                            : "FAILED";
    std::string text = std::string(mark) + "  " + escaped(result.name);
    text.append(result.name.size() < 20 ? 20 - result.name.size() : 0, ' ');
    text += "  " + escaped(result.found);
    if (result.problem)
        text += (result.found.empty() ? "" : ": ") + render(*result.problem);
    return text + "\n";
}

Result<int> check(Context &context, const std::string &format)
{
    FIRKIN_ASSIGN(engine::Engine *const engine, context.engine());
    bool failed = false;
    nlohmann::json json = nlohmann::json::array();
    FIRKIN_TRY(engine->check(
        [&](const engine::CheckResult &result) {
            failed = failed || result.verdict == engine::CheckResult::Verdict::Failed;
            if (format == "json")
                json.push_back(toJson(result));
            else
                context.console.print(line(result));
        },
        context.stop()));
    if (format == "json")
        context.console.print(jsonText(json));
    return failed ? 1 : 0;
}

} // namespace

void addSystem(Program &program)
{
    CLI::App *group = program.group("system", "This host: check, restore");
    const auto format = std::make_shared<std::string>("table");
    program.verb(*group, "check", "Try everything that Firkin needs, and say what is wrong", [format](Context &context) { return check(context, *format); })
        ->add_option("--format", *format, "table or json")
        ->check(CLI::IsMember({"table", "json"}));
    addSystemRestore(program, *group);
}

} // namespace firkin::cli
