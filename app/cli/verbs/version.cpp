// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/json_text.h"
#include "app/cli/verbs/verbs.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace firkin::cli {

void addVersion(Program &program)
{
    const auto format = std::make_shared<std::string>("table");
    CLI::App *verb = program.verb(program.root(), "version", "Print the version", [format](Context &context) -> Result<int> {
        if (*format == "json")
            context.console.print(jsonText({{"version", FIRKIN_VERSION}}));
        else
            context.console.print("fk " FIRKIN_VERSION "\n");
        return 0;
    });
    verb->add_option("--format", *format, "table or json")->check(CLI::IsMember({"table", "json"}));
}

} // namespace firkin::cli
