// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/container/seccomp_profile.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

namespace firkin::container {
namespace {

using json = nlohmann::json;

std::unexpected<Error> bad(std::string_view detail)
{
    return fail(Operation::ParseOptions, "seccomp profile", Reason::BadSyntax, detail);
}

std::vector<std::string> words(const json &object, const char *key)
{
    std::vector<std::string> out;
    if (const auto found = object.find(key); found != object.end() && found->is_array()) {
        for (const json &word : *found) {
            if (word.is_string())
                out.push_back(word.get<std::string>());
        }
    }
    return out;
}

/// As Docker does: the machine's own architecture alone, not those that it can run, too.
bool isOurs(const std::string &architecture)
{
    return architecture == "amd64";
}

/// "minKernel" is met by every guest kernel of ours, which are newer than any that a profile names.
bool includes(const json &condition, const Capabilities &capabilities)
{
    const auto architectures = words(condition, "arches");
    return std::ranges::all_of(words(condition, "caps"), [&](const std::string &name) { return capabilities.bounding.contains(name); })
           && (architectures.empty() || std::ranges::any_of(architectures, isOurs));
}

bool excludes(const json &condition, const Capabilities &capabilities)
{
    return condition.contains("minKernel")
           || std::ranges::any_of(words(condition, "caps"), [&](const std::string &name) { return capabilities.bounding.contains(name); })
           || std::ranges::any_of(words(condition, "arches"), isOurs);
}

bool hasArguments(const json &rule)
{
    const auto found = rule.find("args");
    return found != rule.end() && found->is_array() && !found->empty();
}

/// Docker's list of architectures, each with those that it can run, too.
void takeArchitectures(json &profile)
{
    const auto map = profile.find("archMap");
    if (map == profile.end() || !map->is_array())
        return;
    json architectures = json::array();
    for (const json &entry : *map) {
        if (!entry.is_object())
            continue;
        const auto architecture = entry.find("architecture");
        if (architecture == entry.end() || *architecture != "SCMP_ARCH_X86_64")
            continue;
        architectures.push_back("SCMP_ARCH_X86_64");
        for (const std::string &other : words(entry, "subArchitectures"))
            architectures.push_back(other);
    }
    profile.erase("archMap");
    profile["architectures"] = std::move(architectures);
}

} // namespace

std::string SeccompProfile::toJson() const
{
    json out{{"defaultAction", defaultAction}};
    if (!architectures.empty())
        out["architectures"] = architectures;
    out["syscalls"] = json::array();
    for (const SeccompRule &rule : rules) {
        json one{{"names", rule.names}, {"action", rule.action}};
        if (rule.errnoReturn)
            one["errnoRet"] = *rule.errnoReturn;
        out["syscalls"].push_back(std::move(one));
    }
    return out.dump(-1, ' ', false, json::error_handler_t::replace);
}

Result<std::string> resolveSeccomp(std::string_view text, const Capabilities &capabilities)
{
    json profile = json::parse(text, nullptr, false);
    if (!profile.is_object() || !profile.contains("defaultAction") || !profile["defaultAction"].is_string())
        return bad("a profile is a JSON object with a defaultAction");
    takeArchitectures(profile);
    json rules = json::array();
    const json given = profile.value("syscalls", json::array());
    if (!given.is_array())
        return bad("syscalls is no list");
    for (json rule : given) {
        if (!rule.is_object() || !rule.contains("action"))
            return bad("a rule without an action");
        if (rule.contains("includes") && rule["includes"].is_object() && !includes(rule["includes"], capabilities))
            continue;
        if (rule.contains("excludes") && rule["excludes"].is_object() && excludes(rule["excludes"], capabilities))
            continue;
        if (const auto name = rule.find("name"); name != rule.end() && !rule.contains("names"))
            rule["names"] = json::array({*name});
        for (const char *key : {"includes", "excludes", "comment", "name"})
            rule.erase(key);
        for (const char *key : {"args", "errnoRet"}) {
            if (rule.contains(key) && (rule[key].is_null() || (rule[key].is_array() && rule[key].empty())))
                rule.erase(key);
        }
        rules.push_back(std::move(rule));
    }
    // libseccomp takes no two verdicts on one call: what is allowed outright is not denied in the same breath.
    std::set<std::string> allowed;
    for (const json &rule : rules) {
        if (rule["action"] == "SCMP_ACT_ALLOW" && !hasArguments(rule)) {
            for (const std::string &name : words(rule, "names"))
                allowed.insert(name);
        }
    }
    for (json &rule : rules) {
        if (rule["action"] == "SCMP_ACT_ALLOW" || hasArguments(rule))
            continue;
        json names = json::array();
        for (const std::string &name : words(rule, "names")) {
            if (!allowed.contains(name))
                names.push_back(name);
        }
        rule["names"] = std::move(names);
    }
    std::erase_if(rules.get_ref<json::array_t &>(), [](const json &rule) { return words(rule, "names").empty(); });
    profile["syscalls"] = std::move(rules);
    return profile.dump(-1, ' ', false, json::error_handler_t::replace);
}

} // namespace firkin::container
