// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/completion.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <string_view>
#include <utility>

namespace firkin::cli {

namespace {

const CLI::App *subcommand(const CLI::App &app, const std::string &name)
{
    for (const CLI::App *each : app.get_subcommands(nullptr)) {
        if (each->check_name(name))
            return each;
    }
    return nullptr;
}

const CLI::Option *option(const CLI::App &app, const std::string &word)
{
    const std::string name = word.substr(0, word.find('='));
    for (const CLI::Option *each : app.get_options()) {
        if (each->nonpositional() && each->check_name(name))
            return each;
    }
    return nullptr;
}

bool takesValue(const CLI::Option &option)
{
    return option.get_items_expected_max() > 0;
}

/// The values that a membership check allows: CLI11 words the type as "TEXT:{table,json}".
std::vector<std::string> valuesOf(const CLI::Option &option)
{
    const std::string type = option.get_type_name();
    const std::size_t open = type.find(":{");
    const std::size_t close = type.find('}', open);
    std::vector<std::string> values;
    if (open == std::string::npos || close == std::string::npos)
        return values;
    std::string_view rest = std::string_view(type).substr(open + 2, close - open - 2);
    while (!rest.empty()) {
        const std::size_t comma = rest.find(',');
        values.emplace_back(rest.substr(0, comma));
        rest.remove_prefix(comma == std::string_view::npos ? rest.size() : comma + 1);
    }
    return values;
}

/// By its name, which is the word that the help shows: "containers", "image", "--network", "FILE".
Operand operandNamed(std::string name)
{
    std::ranges::transform(name, name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const auto has = [&](std::string_view part) { return name.find(part) != std::string::npos; };
    if (name.ends_with("-alias") || name.ends_with("pod-volume")) // a name of the container's own, and one of a pod's
        return Operand::None;
    if (name == "objects")
        return Operand::ContainerOrImage;
    if (name == "source" || name == "target")
        return Operand::CopyPath;
    if (has("container"))
        return Operand::Container;
    if (has("image"))
        return Operand::Image;
    if (has("network"))
        return Operand::Network;
    if (has("pod"))
        return Operand::Pod;
    if (has("file") || has("input") || has("output") || has("path"))
        return Operand::File;
    if (has("volume"))
        return Operand::Volume;
    return Operand::None;
}

/// "fk run [OPTIONS] IMAGE [COMMAND…]": the first operand of a verb whose words CLI11 leaves alone.
Operand firstOperandOfUsage(const CLI::App &app)
{
    const std::string usage = app.get_usage();
    for (std::size_t begin = 0; begin < usage.size();) {
        const std::size_t end = std::min(usage.find(' ', begin), usage.size());
        const std::string word = usage.substr(begin, end - begin);
        if (!word.empty() && word.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ-") == std::string::npos)
            return operandNamed(word);
        begin = end + 1;
    }
    return Operand::None;
}

/// The operand that the word after `given` others is. A list takes all that follow.
Operand operandAt(const CLI::App &app, std::size_t given)
{
    std::size_t before = 0;
    for (const CLI::Option *each : app.get_options()) {
        if (!each->get_positional())
            continue;
        const auto most = static_cast<std::size_t>(std::max(each->get_items_expected_max(), 1));
        if (given < before + most)
            return operandNamed(each->get_name(true));
        before += most;
    }
    return before == 0 && given == 0 ? firstOperandOfUsage(app) : Operand::None;
}

void keepBeginning(std::vector<std::string> &words, const std::string &beginning)
{
    std::erase_if(words, [&](const std::string &word) { return !word.starts_with(beginning); });
    std::ranges::sort(words);
    words.erase(std::ranges::unique(words).begin(), words.end());
}

} // namespace

Completion complete(const CLI::App &root, const std::vector<std::string> &words)
{
    if (words.empty())
        return {};
    const CLI::App *app = &root;
    std::size_t operands = 0;
    const CLI::Option *pending = nullptr;
    bool noMoreOptions = false;
    for (std::size_t i = 0; i + 1 < words.size(); ++i) {
        const std::string &word = words[i];
        if (std::exchange(pending, nullptr))
            continue;
        if (!noMoreOptions && word == "--") {
            noMoreOptions = true;
        } else if (!noMoreOptions && word.size() > 1 && word.starts_with('-')) {
            const CLI::Option *named = option(*app, word);
            if (named && takesValue(*named) && word.find('=') == std::string::npos)
                pending = named;
        } else if (const CLI::App *sub = operands == 0 ? subcommand(*app, word) : nullptr) {
            app = sub;
        } else {
            ++operands;
            // "exec web ls -l": what follows the first operand is the command's.
            noMoreOptions = noMoreOptions || app->get_prefix_command();
        }
    }

    const std::string &last = words.back();
    Completion completion;
    std::string joined; // "--format=", which stays before each value
    if (!pending && !noMoreOptions && last.starts_with("--") && last.find('=') != std::string::npos) {
        pending = option(*app, last);
        joined = last.substr(0, last.find('=') + 1);
    }
    if (pending) {
        completion.words = valuesOf(*pending);
        if (completion.words.empty())
            completion.operand = operandNamed(pending->get_name());
        for (std::string &word : completion.words)
            word.insert(0, joined);
        keepBeginning(completion.words, last);
        return completion;
    }
    if (!noMoreOptions && last.starts_with('-')) {
        for (const CLI::Option *each : app->get_options()) {
            if (each->get_group().empty())
                continue; // hidden
            for (const std::string &name : each->get_lnames())
                completion.words.push_back("--" + name);
            for (const std::string &name : each->get_snames())
                completion.words.push_back("-" + name);
        }
    } else {
        if (operands == 0) {
            for (const CLI::App *each : app->get_subcommands(nullptr)) {
                if (!each->get_group().empty())
                    completion.words.push_back(each->get_name());
            }
        }
        if (completion.words.empty())
            completion.operand = operandAt(*app, operands);
    }
    keepBeginning(completion.words, last);
    return completion;
}

} // namespace firkin::cli
