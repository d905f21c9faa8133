// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/guest/spec_normaliser.h"

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>
#include <set>

namespace firkin::guest {

using nlohmann::json;

namespace {

constexpr std::string_view defaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
constexpr int deepestNesting = 64;

std::unexpected<Error> bad(std::string_view what, Reason reason = Reason::BadSyntax)
{
    return fail(Operation::StartProcess, {}, reason, what);
}

/// The member, or an empty string where it is absent or no string.
std::string text(const json &object, const char *key)
{
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<std::int64_t> number(const json &object, const char *key)
{
    const auto found = object.find(key);
    return found != object.end() && found->is_number_integer() ? std::optional(found->get<std::int64_t>()) : std::nullopt;
}

bool isTrue(const json &object, const char *key)
{
    const auto found = object.find(key);
    return found != object.end() && found->is_boolean() && found->get<bool>();
}

/// The member as an object; made when it is absent or something else.
json &object(json &parent, const char *key)
{
    json &member = parent[key];
    if (!member.is_object())
        member = json::object();
    return member;
}

/// Absent, null, "", [] and {} mean the same to hosts, but not to crun.
void dropIfEmpty(json &parent, const char *key)
{
    const auto found = parent.find(key);
    if (found != parent.end() && (found->is_null() || (found->is_string() && found->get_ref<const std::string &>().empty())
                                  || ((found->is_array() || found->is_object()) && found->empty())))
        parent.erase(found);
}

/// The member as an array of objects; what is neither is dropped.
json &objects(json &parent, const char *key)
{
    json kept = json::array();
    if (const auto found = parent.find(key); found != parent.end() && found->is_array()) {
        for (auto &entry : *found) {
            if (entry.is_object())
                kept.push_back(std::move(entry));
        }
    }
    return parent[key] = std::move(kept);
}

std::string upper(std::string value)
{
    std::ranges::transform(value, value.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return value;
}

bool hasVariable(const json &environment, std::string_view name)
{
    return std::ranges::any_of(environment, [&](const json &entry) {
        return entry.is_string() && entry.get_ref<const std::string &>().starts_with(std::string(name) + "=");
    });
}

void normaliseEnvironment(json &process, const ResolvedUser &user)
{
    json &environment = process["env"];
    if (!environment.is_array())
        environment = json::array();
    if (!hasVariable(environment, "PATH"))
        environment.push_back("PATH=" + std::string(defaultPath));
    if (!hasVariable(environment, "HOME"))
        environment.push_back("HOME=" + user.home);
    if (isTrue(process, "terminal") && !hasVariable(environment, "TERM"))
        environment.push_back("TERM=xterm");
}

void normaliseCapabilities(json &process)
{
    const auto sets = process.find("capabilities");
    if (sets == process.end() || !sets->is_object()) {
        process.erase("capabilities");
        return;
    }
    for (auto &set : *sets) {
        json names = json::array();
        std::set<std::string> seen;
        for (const auto &entry : set) {
            if (!entry.is_string())
                continue;
            std::string name = upper(entry.get<std::string>());
            if (!name.starts_with("CAP_"))
                name.insert(0, "CAP_");
            if (isKnownCapability(name) && seen.insert(name).second)
                names.push_back(name);
        }
        set = std::move(names);
    }
}

void normaliseRlimits(json &process)
{
    json &limits = objects(process, "rlimits");
    bool files = false;
    for (auto &limit : limits) {
        std::string type = upper(text(limit, "type"));
        if (!type.starts_with("RLIMIT_"))
            type.insert(0, "RLIMIT_");
        files = files || type == "RLIMIT_NOFILE";
        limit["type"] = type;
    }
    // The agent has raised its own limit as far as it goes; programs that close every possible descriptor, or
    // reserve a table of them, would suffer.
    if (!files)
        limits.push_back({{"type", "RLIMIT_NOFILE"}, {"soft", 1024}, {"hard", 524288}});
}

void normaliseProcessObject(json &process, const ResolvedUser &user)
{
    json &owner = object(process, "user");
    owner.erase("username");
    owner.erase("additionalGroups");
    owner["uid"] = user.uid;
    owner["gid"] = user.gid;
    owner["additionalGids"] = user.additionalGids;

    if (text(process, "cwd").empty())
        process["cwd"] = "/";
    normaliseEnvironment(process, user);
    normaliseCapabilities(process);
    normaliseRlimits(process);
    for (const char *key : {"apparmorProfile", "selinuxLabel", "commandLine", "scheduler", "ioPriority"})
        dropIfEmpty(process, key);
    const auto size = process.find("consoleSize");
    if (size != process.end()
        && (!size->is_object() || number(*size, "width").value_or(0) <= 0 || number(*size, "height").value_or(0) <= 0))
        process.erase(size);
    // Children inherit the agent's -1000: a container must not be what the kernel spares.
    if (!number(process, "oomScoreAdj"))
        process["oomScoreAdj"] = 0;
}

void normaliseNamespaces(json &linuxPart)
{
    json &given = objects(linuxPart, "namespaces");
    json namespaces = json::array();
    std::set<std::string> seen;
    for (auto &entry : given) {
        const std::string type = text(entry, "type");
        // The network is the machine's.
        if (type.empty() || type == "network" || !seen.insert(type).second)
            continue;
        dropIfEmpty(entry, "path");
        namespaces.push_back(entry);
    }
    // Without a mount namespace crun would change the agent's own root.
    if (!seen.contains("mount"))
        namespaces.push_back({{"type", "mount"}});
    given = std::move(namespaces);
}

void normaliseResources(json &linuxPart)
{
    const auto found = linuxPart.find("resources");
    if (found == linuxPart.end() || !found->is_object()) {
        linuxPart.erase("resources");
        return;
    }
    json &resources = *found;
    for (const char *key : {"devices", "hugepageLimits", "network", "rdma", "unified"})
        dropIfEmpty(resources, key);
    if (resources.contains("cpu") && resources["cpu"].is_object()) {
        json &cpu = resources["cpu"];
        dropIfEmpty(cpu, "cpus");
        dropIfEmpty(cpu, "mems");
        if (number(cpu, "quota").value_or(0) == 0)
            cpu.erase("quota");
        if (number(cpu, "period").value_or(0) <= 0)
            cpu.erase("period");
        if (number(cpu, "shares").value_or(0) <= 0)
            cpu.erase("shares");
    }
    if (resources.contains("pids") && number(resources["pids"], "limit").value_or(0) == 0)
        resources.erase("pids");
    for (const char *key : {"cpu", "memory", "pids", "blockIO"}) {
        if (resources.contains(key) && (!resources[key].is_object() || resources[key].empty()))
            resources.erase(key);
    }
    if (resources.contains("memory") && number(resources["memory"], "limit").value_or(0) == 0)
        resources["memory"].erase("limit");
    dropIfEmpty(resources, "memory");
}

void normaliseMounts(json &spec)
{
    for (auto &mount : objects(spec, "mounts")) {
        const std::string destination = text(mount, "destination");
        if (!destination.starts_with('/'))
            mount["destination"] = "/" + destination;
        dropIfEmpty(mount, "options");
        const std::string type = text(mount, "type");
        if (type.empty())
            mount["type"] = "none";
        if (text(mount, "source").empty())
            mount["source"] = type.empty() ? "none" : type;
        // The machine has one devtmpfs: the container would share it with the agent, and crun would write into it.
        if (type == "devtmpfs") {
            mount["type"] = "tmpfs";
            mount["source"] = "tmpfs";
            mount["options"] = {"nosuid", "strictatime", "mode=755", "size=65536k"};
        } else if (type == "cgroup2") {
            mount["type"] = "cgroup"; // crun's name for it, which gives the container its own subtree
            mount["source"] = "cgroup";
        }
        mount.erase("uidMappings");
        mount.erase("gidMappings");
    }
}

/// Of the network, the machine's; of IPC and UTS, the container's; of anything else there is one for all.
bool belongsToContainer(std::string_view name, const json &linuxPart)
{
    const auto has = [&](std::string_view type) {
        return std::ranges::any_of(linuxPart["namespaces"], [&](const json &entry) { return text(entry, "type") == type; });
    };
    for (const std::string_view ipc : {"kernel.msgmax", "kernel.msgmnb", "kernel.msgmni", "kernel.sem", "kernel.shmall",
                                       "kernel.shmmax", "kernel.shmmni", "kernel.shm_rmid_forced"}) {
        if (name == ipc)
            return has("ipc");
    }
    if (name.starts_with("fs.mqueue."))
        return has("ipc");
    if (name == "kernel.hostname" || name == "kernel.domainname")
        return has("uts");
    return false;
}

std::map<std::string, std::string> takeMachineSysctls(json &linuxPart)
{
    std::map<std::string, std::string> machine;
    const auto found = linuxPart.find("sysctl");
    if (found == linuxPart.end() || !found->is_object())
        return machine;
    json kept = json::object();
    for (const auto &[name, value] : found->items()) {
        const std::string setting = value.is_string() ? value.get<std::string>() : value.dump();
        if (belongsToContainer(name, linuxPart))
            kept[name] = setting;
        else
            machine[name] = setting;
    }
    *found = std::move(kept);
    dropIfEmpty(linuxPart, "sysctl");
    return machine;
}

/// nlohmann's parser does not recurse, but what walks its values does.
int nesting(std::string_view json)
{
    int depth = 0, deepest = 0;
    bool quoted = false;
    for (std::size_t i = 0; i < json.size(); ++i) {
        const char c = json[i];
        if (quoted) {
            i += c == '\\' ? 1 : 0;
            quoted = c != '"';
            continue;
        }
        quoted = c == '"';
        depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
        deepest = std::max(deepest, depth);
    }
    return deepest;
}

} // namespace

Result<json> parseSpec(std::string_view text)
{
    if (nesting(text) > deepestNesting)
        return bad("the specification is nested too deeply");
    json spec = json::parse(text, nullptr, false);
    if (!spec.is_object())
        return bad("the specification is no JSON object");
    return spec;
}

Result<SpecSummary> summarise(const json &spec, std::string_view containerId)
{
    const auto process = spec.find("process");
    if (process == spec.end() || !process->is_object())
        return bad("the specification has no process");
    const auto root = spec.find("root");
    if (root == spec.end() || !root->is_object() || !text(*root, "path").starts_with('/'))
        return bad("the specification has no root with an absolute path");
    const auto arguments = process->find("args");
    if (arguments == process->end() || !arguments->is_array() || arguments->empty()
        || !std::ranges::all_of(*arguments, &json::is_string) || arguments->front().get<std::string>().empty())
        return bad("the specification has no command", Reason::MissingCommand);

    SpecSummary out;
    out.rootPath = text(*root, "path");
    out.hostname = text(spec, "hostname");
    if (const auto linuxPart = spec.find("linux"); linuxPart != spec.end() && linuxPart->is_object())
        out.cgroupPath = text(*linuxPart, "cgroupsPath");
    if (out.cgroupPath.empty())
        out.cgroupPath = "/container/" + std::string(containerId);
    if (!out.cgroupPath.starts_with('/'))
        out.cgroupPath.insert(0, "/");
    if ((out.cgroupPath + "/").contains("/../"))
        return bad("cgroupsPath leads upwards", Reason::BadPath);
    if (const std::string cwd = text(*process, "cwd"); !cwd.empty())
        out.cwd = cwd;
    if (!out.cwd.starts_with('/'))
        return bad("cwd is not absolute", Reason::BadPath);
    out.terminal = isTrue(*process, "terminal");

    const json none = json::object();
    const auto user = process->find("user");
    const json &owner = user != process->end() && user->is_object() ? *user : none;
    out.user = text(owner, "username");
    if (out.user.empty())
        out.user = std::to_string(number(owner, "uid").value_or(0)) + ":" + std::to_string(number(owner, "gid").value_or(0));
    if (const auto gids = owner.find("additionalGids"); gids != owner.end() && gids->is_array()) {
        for (const auto &gid : *gids) {
            if (gid.is_number_unsigned())
                out.additionalGids.push_back(gid.get<std::uint32_t>());
        }
    }
    if (const auto groups = owner.find("additionalGroups"); groups != owner.end() && groups->is_array()) {
        for (const auto &group : *groups) {
            if (group.is_string())
                out.additionalGroups.push_back(group.get<std::string>());
        }
    }
    return out;
}

NormalisedSpec normaliseContainer(json spec, std::string_view containerId, const ResolvedUser &user)
{
    NormalisedSpec out;
    json &linuxPart = object(spec, "linux");
    if (text(spec, "ociVersion").empty())
        spec["ociVersion"] = "1.0.2";
    for (const char *key : {"hostname", "domainname", "annotations"})
        dropIfEmpty(spec, key);
    spec.erase("hooks"); // they would run as the agent does
    normaliseProcessObject(object(spec, "process"), user);
    normaliseMounts(spec);
    if (text(linuxPart, "cgroupsPath").empty())
        linuxPart["cgroupsPath"] = "/container/" + std::string(containerId);
    normaliseNamespaces(linuxPart);
    normaliseResources(linuxPart);
    out.machineSysctls = takeMachineSysctls(linuxPart);
    for (const char *key : {"mountLabel", "rootfsPropagation", "seccomp", "devices", "uidMappings", "gidMappings",
                            "maskedPaths", "readonlyPaths", "intelRdt", "personality", "timeOffsets"})
        dropIfEmpty(linuxPart, key);
    out.config = spec.dump(-1, ' ', false, json::error_handler_t::replace);
    return out;
}

std::string normaliseProcess(json spec, const ResolvedUser &user)
{
    json process = std::move(spec["process"]);
    normaliseProcessObject(process, user);
    return process.dump(-1, ' ', false, json::error_handler_t::replace);
}

} // namespace firkin::guest
