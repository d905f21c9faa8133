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

std::vector<std::string> podNames(engine::Engine &engine, std::stop_token stop)
{
    std::vector<std::string> names;
    if (const auto list = engine.containers().list(stop)) {
        for (const engine::PodView &pod : list->pods)
            names.push_back(pod.name);
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

std::vector<std::string> volumeNames(engine::Engine &engine, std::stop_token stop)
{
    std::vector<std::string> names;
    if (const auto volumes = engine.volumes().list(stop)) {
        for (const engine::VolumeView &volume : *volumes)
            names.push_back(volume.name);
    }
    return names;
}

std::vector<std::string> networkNames(engine::Engine &engine, std::stop_token stop)
{
    std::vector<std::string> names;
    if (const auto networks = engine.networks().list(stop)) {
        for (const engine::NetworkView &network : *networks)
            names.push_back(network.name);
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
    const std::stop_token stop = context.stop();
    std::vector<std::string> names;
    switch (operand) {
    case Operand::None:
    case Operand::File:
        break;
    case Operand::Container:
        return containerNames(**engine, stop);
    case Operand::Image:
        return imageNames(**engine, stop);
    case Operand::ContainerOrImage:
        names = containerNames(**engine, stop);
        std::ranges::copy(imageNames(**engine, stop), std::back_inserter(names));
        break;
    case Operand::CopyPath:
        for (const std::string &name : containerNames(**engine, stop))
            names.push_back(name + ":");
        break;
    case Operand::Volume:
        return volumeNames(**engine, stop);
    case Operand::Network:
        return networkNames(**engine, stop);
    case Operand::Pod:
        return podNames(**engine, stop);
    }
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
    words->set_help_flag(); // "--help" may be the word that is typed
    const auto folder = std::make_shared<std::string>();
    CLI::App *pages = program.verb(program.root(), "__manual", "Write the manual pages", [&program, folder](Context &) {
        return writeManual(program, *folder);
    });
    pages->group("");
    pages->add_option("folder", *folder, "Where to")->required();
}

} // namespace firkin::cli
