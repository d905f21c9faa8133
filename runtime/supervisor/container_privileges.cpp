// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/supervisor/container_privileges.h"

#include "runtime/container/rlimit.h"
#include "runtime/container/seccomp_profile.h"
#include "runtime/engine/defaults.h"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace firkin::supervisor {

namespace {

bool isAll(std::string text)
{
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return text == "ALL";
}

/// As Docker: "ALL" first, then single ones; what is dropped and added both is there.
Result<container::Capabilities> capabilitiesOf(const engine::ContainerSpec &spec)
{
    container::Capabilities set = spec.privileged ? container::Capabilities::all() : engine::defaults().capabilities;
    for (const std::string &name : spec.capDrop) {
        if (isAll(name))
            set = container::Capabilities::none();
    }
    for (const std::string &name : spec.capAdd) {
        if (isAll(name))
            set = container::Capabilities::all();
    }
    for (const std::string &name : spec.capDrop) {
        if (isAll(name))
            continue;
        FIRKIN_ASSIGN(const std::string known, container::parseCapability(name));
        set.drop(known);
    }
    for (const std::string &name : spec.capAdd) {
        if (isAll(name))
            continue;
        FIRKIN_ASSIGN(const std::string known, container::parseCapability(name));
        set.add(known);
    }
    return set;
}

std::optional<std::uint32_t> toId(std::string_view text)
{
    std::uint32_t value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    return problem == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

} // namespace

Status applyPrivileges(const engine::ContainerSpec &spec, std::string defaultSeccomp, container::ContainerConfig &config)
{
    const engine::Defaults &defaults = engine::defaults();
    FIRKIN_ASSIGN(config.process.capabilities, capabilitiesOf(spec));
    for (const engine::UlimitSpec &limit : spec.ulimits) {
        FIRKIN_ASSIGN(const std::string kind, container::parseRlimitKind(limit.name));
        config.process.rlimits.push_back({kind, limit.soft, limit.hard});
    }
    std::vector<std::uint32_t> groups;
    std::vector<std::string> groupNames;
    for (const std::string &group : spec.groupAdd) {
        if (const auto id = toId(group))
            groups.push_back(*id);
        else
            groupNames.push_back(group);
    }
    config.process.user = config.process.user.withExtraGroups(std::move(groups)).withExtraGroupNames(std::move(groupNames));
    config.process.noNewPrivileges = spec.noNewPrivileges;
    if (spec.seccomp.empty())
        config.process.seccompJson = spec.privileged ? std::string() : std::move(defaultSeccomp);
    else
        config.process.seccompJson = spec.seccomp == "unconfined" ? std::string() : spec.seccomp;
    if (!config.process.seccompJson.empty()) {
        FIRKIN_ASSIGN(config.process.seccompJson, container::resolveSeccomp(config.process.seccompJson, config.process.capabilities));
    }
    if (!spec.privileged) {
        config.maskedPaths = defaults.maskedPaths;
        config.readOnlyPaths = defaults.readOnlyPaths;
    } else {
        for (oci::Mount &mount : config.defaultMounts) {
            if (mount.type == "sysfs" || mount.type == "cgroup2" || mount.type == "cgroup")
                std::erase(mount.options, "ro");
        }
    }
    config.sysctls = spec.sysctls;
    config.readOnlyRoot = spec.readOnlyRootfs;
    config.useInit = spec.init;
    if (spec.pidsLimit.value_or(0) > 0)
        config.pids = *spec.pidsLimit;
    if (spec.shmSize) {
        for (oci::Mount &mount : config.defaultMounts) {
            if (mount.destination != "/dev/shm")
                continue;
            std::erase_if(mount.options, [](const std::string &option) { return option.starts_with("size="); });
            mount.options.push_back("size=" + std::to_string(spec.shmSize->bytes));
        }
    }
    return {};
}

void applyNames(const engine::ContainerSpec &spec, container::ContainerConfig &config)
{
    if (!spec.dns.empty() || !spec.dnsSearch.empty() || !spec.dnsOptions.empty()) {
        if (!config.dns)
            config.dns.emplace();
        if (!spec.dns.empty())
            config.dns->nameservers = spec.dns;
        if (!spec.dnsSearch.empty())
            config.dns->searchDomains = spec.dnsSearch;
        if (!spec.dnsOptions.empty())
            config.dns->options = spec.dnsOptions;
    }
    if (!spec.extraHosts.empty() && !config.hosts)
        config.hosts.emplace();
    for (const engine::HostSpec &host : spec.extraHosts)
        config.hosts->entries.push_back({host.address, {host.name}, {}});
}

} // namespace firkin::supervisor
