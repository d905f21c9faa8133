// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Verbs for scripts, not for people: hidden from the help.
#include "app/cli/completion.h"
#include "app/cli/manual.h"
#include "app/cli/verbs/verbs.h"
#include "runtime/base/file.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <iterator>

namespace firkin::cli {

namespace {

std::vector<std::string> containerNames(engine::Engine &engine, std::stop_token stop)
{
    std::vector<std::string> names;
    if (const auto list = engine.containers().list(stop)) {
        for (const auto &container : list->containers)
            names.push_back(container.name);
    }
    return names;
}

std::vector<std::string> imageNames(engine::Engine &engine, std::stop_token stop)
{
    std::vector<std::string> names;
    if (const auto images = engine.images().list(stop)) {
        for (const auto &image : *images)
            names.insert(names.end(), image.references.begin(), image.references.end());
    }
    return names;
}

/// What the store knows. Where that cannot be asked there is nothing to offer, and nobody to tell.
std::vector<std::string> namesOf(Operand operand, Context &context)
{
    if (operand == Operand::None || operand == Operand::File)
        return {};
    const auto engine = context.engine();
    if (!engine)
        return {};
    std::vector<std::string> names;
    if (operand == Operand::Container || operand == Operand::ContainerOrImage || operand == Operand::CopyPath)
        names = containerNames(**engine, context.stop());
    if (operand == Operand::CopyPath) {
        for (std::string &name : names)
            name += ":";
    }
    if (operand == Operand::Image || operand == Operand::ContainerOrImage)
        std::ranges::copy(imageNames(**engine, context.stop()), std::back_inserter(names));
    return names;
}

Result<int> printCompletions(Context &context, Program &program)
{
    const std::vector<std::string> &words = program.rest();
    const Completion completion = complete(program.root(), words);
    std::string text;
    for (const std::string &word : completion.words)
        text += word + "\n";
    for (const std::string &name : namesOf(completion.operand, context)) {
        if (name.starts_with(words.back()))
            text += name + "\n";
    }
    context.console.print(text);
    return 0;
}

Result<int> writeManual(Program &program, const std::string &folder)
{
    for (const ManualPage &page : manual(program.root()))
        FIRKIN_TRY(writeFileAtomically(std::filesystem::path(folder) / page.file, page.text, 0644));
    return 0;
}

} // namespace

void addShell(Program &program)
{
    CLI::App *words = program.verb(program.root(), "__complete", "What may be typed next", [&program](Context &context) {
        return printCompletions(context, program);
    });
    words->group("");
    words->prefix_command();
    const auto folder = std::make_shared<std::string>();
    CLI::App *pages = program.verb(program.root(), "__manual", "Write the manual pages", [&program, folder](Context &) {
        return writeManual(program, *folder);
    });
    pages->group("");
    pages->add_option("folder", *folder, "Where to")->required();
}

} // namespace firkin::cli
