// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/oci/runtime_spec.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>

namespace firkin::oci {
namespace {

using Json = nlohmann::ordered_json;

Json toJsonValue(const SpecProcess &process)
{
    Json user{{"uid", process.user.uid}, {"gid", process.user.gid}};
    if (!process.user.additionalGids.empty())
        user["additionalGids"] = process.user.additionalGids;
    if (!process.user.additionalGroups.empty())
        user["additionalGroups"] = process.user.additionalGroups;
    if (!process.user.username.empty())
        user["username"] = process.user.username;
    Json rlimits = Json::array();
    for (const SpecRlimit &limit : process.rlimits)
        rlimits.push_back({{"type", limit.type}, {"hard", limit.hard}, {"soft", limit.soft}});
    Json out{{"terminal", process.terminal},
             {"user", user},
             {"args", process.args},
             {"env", process.env},
             {"cwd", process.cwd},
             {"capabilities",
              {{"bounding", process.capabilities.bounding},
               {"effective", process.capabilities.effective},
               {"permitted", process.capabilities.permitted},
               {"inheritable", process.capabilities.inheritable},
               {"ambient", process.capabilities.ambient}}},
             {"rlimits", rlimits},
             {"noNewPrivileges", process.noNewPrivileges}};
    if (process.consoleSize)
        out["consoleSize"] = {{"width", process.consoleSize->width}, {"height", process.consoleSize->height}};
    return out;
}

/// Other agents insist on some arrays and texts even when they are empty.
Json toJsonValue(const Resources &resources)
{
    Json out{{"devices", Json::array()}, {"hugepageLimits", Json::array()}};
    if (resources.memoryLimit)
        out["memory"] = {{"limit", *resources.memoryLimit}};
    if (resources.cpuQuota)
        out["cpu"] = {{"quota", *resources.cpuQuota}, {"period", resources.cpuPeriod}, {"cpus", ""}, {"mems", ""}};
    if (resources.pidsLimit)
        out["pids"] = {{"limit", *resources.pidsLimit}};
    return out;
}

} // namespace

Mount Mount::bind(std::string source, std::string destination)
{
    return {std::move(destination), "none", std::move(source), {"bind", "rw", "rbind"}};
}

Mount &Mount::addOption(std::string_view option)
{
    if (std::ranges::find(options, option) == options.end())
        options.emplace_back(option);
    return *this;
}

std::vector<Mount> defaultMounts()
{
    return {
        {"/proc", "proc", "proc", {}},
        {"/sys", "sysfs", "sysfs", {"nosuid", "noexec", "nodev"}},
        {"/dev", "devtmpfs", "none", {"nosuid", "mode=755"}},
        {"/dev/mqueue", "mqueue", "mqueue", {"nosuid", "noexec", "nodev"}},
        {"/dev/shm", "tmpfs", "tmpfs", {"nosuid", "noexec", "nodev", "mode=1777", "size=65536k"}},
        {"/dev/pts", "devpts", "devpts", {"nosuid", "noexec", "newinstance", "gid=5", "mode=0620", "ptmxmode=0666"}},
        {"/sys/fs/cgroup", "cgroup2", "none", {"nosuid", "noexec", "nodev"}},
    };
}

std::vector<Mount> sortedMounts(std::vector<Mount> mounts)
{
    const auto depth = [](const Mount &mount) { return std::ranges::count(mount.destination, '/'); };
    for (Mount &mount : mounts) {
        std::string normal = std::filesystem::path("/" + mount.destination).lexically_normal().string();
        while (normal.size() > 1 && normal.ends_with('/'))
            normal.pop_back();
        // lexically_normal keeps two slashes at the front: the standard lets them mean something.
        if (normal.starts_with("//"))
            normal.erase(0, 1);
        mount.destination = std::move(normal);
    }
    std::ranges::stable_sort(mounts, {}, depth);
    return mounts;
}

Result<std::string> toJson(const RuntimeSpec &spec)
{
    Json mounts = Json::array();
    for (const Mount &mount : spec.mounts) {
        mounts.push_back({{"destination", mount.destination}, {"type", mount.type}, {"source", mount.source}, {"options", mount.options}});
    }
    Json namespaces = Json::array();
    for (const Namespace &one : spec.namespaces)
        namespaces.push_back({{"type", one.type}, {"path", one.path}});
    Json linux{{"namespaces", namespaces}, {"cgroupsPath", spec.cgroupsPath}, {"resources", toJsonValue(spec.resources)}};
    if (!spec.maskedPaths.empty())
        linux["maskedPaths"] = spec.maskedPaths;
    if (!spec.readonlyPaths.empty())
        linux["readonlyPaths"] = spec.readonlyPaths;
    if (!spec.sysctl.empty())
        linux["sysctl"] = spec.sysctl;
    if (!spec.seccompJson.empty()) {
        Json seccomp = Json::parse(spec.seccompJson, nullptr, false);
        if (!seccomp.is_object())
            return fail(Operation::ParseOptions, "seccomp profile", Reason::BadSyntax);
        linux["seccomp"] = std::move(seccomp);
    }
    Json out{{"ociVersion", spec.version},
             {"hostname", spec.hostname},
             {"root", {{"path", spec.rootPath}, {"readonly", spec.rootReadOnly}}},
             {"process", toJsonValue(spec.process)},
             {"mounts", mounts},
             {"linux", linux}};
    // Text that is no UTF-8 was refused by whoever made the spec; replacing is the last resort.
    return out.dump(-1, ' ', false, Json::error_handler_t::replace);
}

} // namespace firkin::oci
