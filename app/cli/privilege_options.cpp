// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/privilege_options.h"

#include "app/cli/mount_options.h"
#include "runtime/base/file.h"
#include "runtime/container/rlimit.h"

#include <CLI/CLI.hpp>

#include <charconv>
#include <filesystem>

namespace firkin::cli {

namespace {

constexpr std::size_t longestProfile = std::size_t{1} << 20;

std::unexpected<Error> bad(std::string_view text, Reason reason, std::string_view detail)
{
    return fail(Operation::ParseOptions, text.substr(0, 200), reason, detail);
}

/// "no-new-privileges", "no-new-privileges=false", "seccomp=unconfined", "seccomp=FILE"; Docker takes ":" for "=", too.
Status applySecurity(engine::ContainerSpec &spec, const std::string &text)
{
    const std::size_t separator = text.find_first_of("=:");
    const std::string key = text.substr(0, separator);
    const std::string value = separator == std::string::npos ? std::string() : text.substr(separator + 1);
    if (key == "no-new-privileges") {
        if (!value.empty() && value != "true" && value != "false")
            return bad(text, Reason::BadSyntax, "no-new-privileges is true or false");
        spec.noNewPrivileges = value != "false";
        return {};
    }
    if (key == "seccomp") {
        if (value.empty())
            return bad(text, Reason::BadSyntax, "seccomp=unconfined, or the file of a profile");
        if (value == "builtin" || value == "unconfined") {
            spec.seccomp = value == "unconfined" ? value : std::string();
            return {};
        }
        auto profile = readFile(value, longestProfile);
        if (!profile)
            return fail(wrap(Operation::ParseOptions, text, std::move(profile).error()));
        if (!profile->contains('{')) // an empty text would mean the usual profile
            return bad(text, Reason::BadSyntax, "the file is no profile: there is no JSON object in it");
        spec.seccomp = std::move(*profile);
        return {};
    }
    // Security modules of the host's kernel; the guest's has none, and the machine is the boundary.
    if (text == "apparmor=unconfined" || text == "label=disable")
        return {};
    if (text == "systempaths=unconfined")
        return bad(text, Reason::UnsupportedHere, "--privileged unmasks the system's paths");
    return bad(text, Reason::UnsupportedHere, "no-new-privileges or seccomp");
}

} // namespace

Result<engine::UlimitSpec> parseUlimit(std::string_view text)
{
    // "-1" is Docker's word for unlimited.
    std::string plain(text);
    if (const std::size_t equals = plain.find('='); equals != std::string::npos) {
        for (std::size_t at; (at = plain.find("-1", equals)) != std::string::npos;)
            plain.replace(at, 2, "unlimited");
    }
    const auto limit = container::parseRlimit(plain);
    if (!limit)
        return fail(limit.error());
    std::string name = limit->kind.substr(sizeof "RLIMIT_" - 1);
    for (char &c : name)
        c = static_cast<char>(c | 0x20);
    return engine::UlimitSpec{name, limit->soft, limit->hard};
}

Result<engine::HostSpec> parseAddHost(std::string_view text)
{
    const std::size_t separator = text.find_first_of("=:");
    if (separator == std::string_view::npos || separator == 0 || separator + 1 == text.size())
        return bad(text, Reason::BadSyntax, "NAME:ADDRESS");
    std::string_view address = text.substr(separator + 1);
    if (address.starts_with('[') && address.ends_with(']'))
        address = address.substr(1, address.size() - 2);
    return engine::HostSpec{std::string(text.substr(0, separator)), std::string(address)};
}

void PrivilegeOptions::addTo(CLI::App &verb)
{
    const auto many = [&](const char *names, std::vector<std::string> &into, const char *type, const char *help) {
        verb.add_option(names, into, help)->allow_extra_args(false)->type_name(type);
    };
    many("-v,--volume", volumes, "SOURCE:PLACE[:ro]", "Mount a folder or file of this host, or a volume by its name");
    many("--mount", mounts, "KEY=VALUE,...", "The same in words: type=bind|volume|tmpfs,src=...,dst=...,readonly");
    many("--tmpfs", tmpfs, "PLACE[:OPTIONS]", "Mount memory, such as /run:size=64m,mode=755");
    many("--ulimit", ulimits, "NAME=SOFT[:HARD]", "Limit a resource, such as nofile=1024:2048");
    many("--sysctl", sysctls, "NAME=VALUE", "Set a kernel parameter of its machine");
    many("--cap-add", capAdd, "CAPABILITY", "Give a capability, such as NET_ADMIN, or ALL");
    many("--cap-drop", capDrop, "CAPABILITY", "Take a capability away, or ALL");
    many("--group-add", groups, "GROUP", "A further group of its user, by name or number");
    many("--security-opt", security, "OPTION", "no-new-privileges, seccomp=unconfined or seccomp=FILE");
    many("--dns", dns, "ADDRESS", "Name server");
    many("--dns-search", dnsSearch, "DOMAIN", "Domain in which names are looked up");
    many("--dns-option,--dns-opt", dnsOptions, "OPTION", "Option of the resolver, such as ndots:2");
    many("--add-host", hosts, "NAME:ADDRESS", "A line for its /etc/hosts");
    verb.add_flag("--privileged", privileged, "All capabilities, no seccomp, nothing masked; its machine remains the boundary");
    verb.add_flag("--read-only", readOnly, "Let nothing be written to its root file system");
    verb.add_flag("--init", init, "Run a tiny init that forwards signals and reaps");
    verb.add_option("--shm-size", shmSize, "Size of /dev/shm, such as 256m")->type_name("SIZE");
    verb.add_option("--pids-limit", pidsLimit, "How many processes it may have; -1: any number")->type_name("NUMBER");
    verb.add_option("--rootfs", rootfs, "An ext4 image or a block device in place of an image; written in place unless :O gives it a layer")->type_name("PATH[:O]");
    verb.add_option("--disk-filesystem", diskFilesystem, "File system of its writable disk")->type_name("ext4|xfs|btrfs");
    verb.add_option("--disk-journal", diskJournal, "What ext4 keeps in its journal")->type_name("ordered|writeback|data");
}

Status PrivilegeOptions::apply(engine::ContainerSpec &spec) const
{
    std::error_code problem;
    const std::filesystem::path here = std::filesystem::current_path(problem);
    for (const std::string &text : volumes) {
        FIRKIN_ASSIGN(engine::MountSpec mount, parseVolume(text, here));
        spec.mounts.push_back(std::move(mount));
    }
    for (const std::string &text : mounts) {
        FIRKIN_ASSIGN(engine::MountSpec mount, parseMount(text, here));
        spec.mounts.push_back(std::move(mount));
    }
    for (const std::string &text : tmpfs) {
        FIRKIN_ASSIGN(engine::MountSpec mount, parseTmpfs(text));
        spec.mounts.push_back(std::move(mount));
    }
    for (const std::string &text : ulimits) {
        FIRKIN_ASSIGN(engine::UlimitSpec limit, parseUlimit(text));
        spec.ulimits.push_back(std::move(limit));
    }
    for (const std::string &text : sysctls) {
        const std::size_t equals = text.find('=');
        if (equals == std::string::npos || equals == 0)
            return bad(text, Reason::BadSyntax, "NAME=VALUE");
        spec.sysctls[text.substr(0, equals)] = text.substr(equals + 1);
    }
    for (const std::string &text : hosts) {
        FIRKIN_ASSIGN(engine::HostSpec host, parseAddHost(text));
        spec.extraHosts.push_back(std::move(host));
    }
    for (const std::string &text : security)
        FIRKIN_TRY(applySecurity(spec, text));
    spec.capAdd = capAdd;
    spec.capDrop = capDrop;
    spec.groupAdd = groups;
    spec.dns = dns;
    spec.dnsSearch = dnsSearch;
    spec.dnsOptions = dnsOptions;
    spec.privileged = privileged;
    spec.readOnlyRootfs = readOnly;
    spec.init = init;
    if (!shmSize.empty()) {
        FIRKIN_ASSIGN(spec.shmSize, parseByteSize(shmSize));
    }
    if (!pidsLimit.empty()) {
        std::int64_t count = 0;
        const auto [end, error] = std::from_chars(pidsLimit.data(), pidsLimit.data() + pidsLimit.size(), count);
        if (error != std::errc() || end != pidsLimit.data() + pidsLimit.size())
            return bad(pidsLimit, Reason::BadSyntax, "a number of processes");
        spec.pidsLimit = count;
    }
    if (!rootfs.empty()) {
        spec.rootfsOverlay = rootfs.ends_with(":O");
        const std::string path = spec.rootfsOverlay ? rootfs.substr(0, rootfs.size() - 2) : rootfs;
        spec.rootfs = (here / path).lexically_normal().string();
    }
    if (!diskFilesystem.empty())
        spec.disk.filesystem = diskFilesystem;
    spec.disk.journal = diskJournal;
    return {};
}

} // namespace firkin::cli
